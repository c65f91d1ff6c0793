//! A result that the assessment's rule does not show, or not yet.

use askama::Template;
use gauntlet_db::AssessmentRow;
use gauntlet_grader::model::FileSet;

use super::items;
use crate::{
    pages::{
        Shell,
        code::{CodeFile, Marks, Sources},
        format::{self, When},
        verdict::Badge,
    },
    work::Task,
};

/// Renders what may be said of it: that it was graded, and what was handed in.
///
/// # Errors
/// Only if writing to memory fails.
pub fn withheld(
    shell: &Shell,
    assessment: &AssessmentRow,
    title: &str,
    task: &Task,
    standing: &str,
    files: &FileSet,
) -> askama::Result<String> {
    WithheldPage {
        shell,
        assessment: &assessment.title,
        title,
        slug: &task.row.challenge_slug,
        name: items::name(task),
        standing,
        badge: items::badge(task),
        sentence: task.summary().unwrap_or_default(),
        when: format::when(task.row.created_at),
        files: Sources::new(files).files(&Marks::default()),
    }
    .render()
}

#[derive(Template)]
#[template(path = "take/withheld.html")]
struct WithheldPage<'a> {
    shell: &'a Shell,
    assessment: &'a str,
    title: &'a str,
    slug: &'a str,
    name: String,
    standing: &'a str,
    badge: Badge,
    sentence: String,
    when: When,
    files: Vec<CodeFile>,
}
