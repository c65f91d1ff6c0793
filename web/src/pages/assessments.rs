//! The list of assessments, and the forms that make them and invite to them.

use std::sync::Arc;

use askama::Template;
use gauntlet_db::{AssessmentRow, InvitationId, Micros, ResultsRule};
use gauntlet_grader::model::Challenge;

use super::{
    Shell,
    format::{self, When},
};

/// What was typed to make an assessment. The default is a fresh form.
#[derive(Debug, Clone)]
pub struct AssessmentForm {
    /// Why it was refused.
    pub error: Option<String>,
    /// Its title.
    pub title: String,
    /// Markdown that candidates read first.
    pub welcome: String,
    /// Slugs, in the order of the form.
    pub challenges: Vec<String>,
    /// A number, as typed.
    pub work_minutes: String,
    /// A number, as typed.
    pub max_attempts: String,
    /// The name of a [`ResultsRule`].
    pub results: String,
}

impl Default for AssessmentForm {
    fn default() -> Self {
        Self {
            error: None,
            title: String::new(),
            welcome: String::new(),
            challenges: Vec::new(),
            work_minutes: "90".to_owned(),
            max_attempts: "3".to_owned(),
            results: ResultsRule::AtOnce.as_str().to_owned(),
        }
    }
}

impl AssessmentForm {
    /// What a form's fields say; those it does not know are left out.
    #[must_use]
    pub fn of(fields: &[(String, String)]) -> Self {
        let mut form = Self { work_minutes: String::new(), max_attempts: String::new(), ..Self::default() };
        for (name, value) in fields {
            match name.as_str() {
                "title" => form.title.clone_from(value),
                "welcome" => form.welcome = value.replace("\r\n", "\n"),
                "challenge" => form.challenges.push(value.clone()),
                "work_minutes" => form.work_minutes.clone_from(value),
                "max_attempts" => form.max_attempts.clone_from(value),
                "results" => form.results.clone_from(value),
                _ => {}
            }
        }
        form
    }
}

/// What was typed to invite somebody. The default is a fresh form.
#[derive(Debug, Clone)]
pub struct InvitationForm {
    /// The id that the invitation will have: a form that is sent twice makes one.
    pub key: String,
    /// Why it was refused.
    pub error: Option<String>,
    /// The candidate's name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// A number, as typed.
    pub extra_percent: String,
}

impl Default for InvitationForm {
    fn default() -> Self {
        Self {
            key: InvitationId::new(Micros::now()).to_string(),
            error: None,
            name: String::new(),
            email: String::new(),
            extra_percent: String::new(),
        }
    }
}

impl InvitationForm {
    /// What a form's fields say; those it does not know are left out.
    #[must_use]
    pub fn of(fields: &[(String, String)]) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
                "key" => form.key.clone_from(value),
                "name" => form.name.clone_from(value),
                "email" => form.email.clone_from(value),
                "extra_percent" => form.extra_percent.clone_from(value),
                _ => {}
            }
        }
        form
    }
}

/// A link that was made just now. It cannot be shown again.
#[derive(Debug, Clone)]
pub struct NewLink {
    /// Whose.
    pub name: String,
    /// Where it goes to.
    pub email: String,
    /// The link.
    pub url: String,
}

/// Renders the list of assessments with the form for a new one; `titles` gives that of a challenge.
///
/// # Errors
/// Only if writing to memory fails.
pub fn assessments(
    shell: &Shell,
    rows: &[AssessmentRow],
    titles: impl Fn(&str) -> String,
    catalog: &[&Arc<Challenge>],
    form: &AssessmentForm,
) -> askama::Result<String> {
    let choices = catalog
        .iter()
        .map(|challenge| Choice {
            slug: challenge.manifest.slug.to_string(),
            title: &challenge.manifest.title,
            chosen: form.challenges.iter().any(|slug| *slug == challenge.manifest.slug.as_str()),
        })
        .collect();
    let line = |row| AssessmentLine { row, challenges: challenges(row, &titles), made: format::when(row.created_at) };
    let rows = rows.iter().map(line).collect();
    AssessmentsPage { shell, rows, choices, form }.render()
}

/// Titles of its challenges, in their order.
fn challenges(row: &AssessmentRow, titles: impl Fn(&str) -> String) -> String {
    row.challenges.iter().map(|c| titles(&c.slug)).collect::<Vec<_>>().join(", ")
}

struct AssessmentLine<'a> {
    row: &'a AssessmentRow,
    challenges: String,
    made: When,
}

struct Choice<'a> {
    slug: String,
    title: &'a str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "assessments.html")]
struct AssessmentsPage<'a> {
    shell: &'a Shell,
    rows: Vec<AssessmentLine<'a>>,
    choices: Vec<Choice<'a>>,
    form: &'a AssessmentForm,
}
