//! How grading works, what verdicts mean, what is recorded.

use askama::Template;
use gauntlet_grader::model::Verdict;

use super::{
    Shell,
    verdict::{self, Badge},
};

/// Renders the help page.
///
/// # Errors
/// Only if writing to memory fails.
pub fn help(shell: &Shell) -> askama::Result<String> {
    let verdicts = Verdict::ALL.into_iter().map(|v| (verdict::badge(v), verdict::explain(v))).collect();
    HelpPage { shell, verdicts }.render()
}

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage<'a> {
    shell: &'a Shell,
    verdicts: Vec<(Badge, &'static str)>,
}
