//! The page for what went wrong.

use askama::Template;

use super::Shell;

/// Renders an error page. `text` is shown to whoever asked, so it must be fit for them.
///
/// # Errors
/// Only if writing to memory fails.
pub fn error(shell: &Shell, status: u16, title: &str, text: &str) -> askama::Result<String> {
    ErrorPage { shell, status, title, text }.render()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    shell: &'a Shell,
    status: u16,
    title: &'a str,
    text: &'a str,
}

impl ErrorPage<'_> {
    /// Whose move it is: 5xx is our fault and never counts against anybody.
    fn is_ours(&self) -> bool {
        self.status >= 500
    }
}
