//! The page that accounts sign in on.

use askama::Template;

use super::Shell;

/// Renders the form. `error` says why the last try failed; `next` is a path of ours.
///
/// # Errors
/// Only if writing to memory fails.
pub fn sign_in(shell: &Shell, email: &str, next: &str, error: Option<&str>) -> askama::Result<String> {
    SignInPage { shell, email, next, error }.render()
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage<'a> {
    shell: &'a Shell,
    email: &'a str,
    next: &'a str,
    error: Option<&'a str>,
}
