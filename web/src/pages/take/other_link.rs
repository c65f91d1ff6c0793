//! What was typed into a page of another invitation than the cookie's, sent back as it came. It knows neither invitation.

use askama::Template;

use crate::{extract::SubmissionForm, pages::Shell};

/// Renders the page; `address` is where the form was sent, and is sent again.
///
/// # Errors
/// Only if writing to memory fails.
pub fn other_link(shell: &Shell, title: &str, address: &str, form: &SubmissionForm) -> askama::Result<String> {
    OtherLinkPage { shell, title, address, form }.render()
}

#[derive(Template)]
#[template(path = "take/other_link.html")]
struct OtherLinkPage<'a> {
    shell: &'a Shell,
    title: &'a str,
    address: &'a str,
    form: &'a SubmissionForm,
}
