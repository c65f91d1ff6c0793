//! Assessments and invitations, as interviewers see them.

use std::sync::Arc;

use askama::Template;
use gauntlet_db::{AssessmentRow, EndedBy, InvitationRow, InvitationState, Micros, ResultsRule};
use gauntlet_grader::model::Challenge;

use super::{
    Shell,
    format::{self, When},
};
use crate::{markdown, markup::Markup};

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

/// What was typed to invite somebody.
#[derive(Debug, Clone, Default)]
pub struct InvitationForm {
    /// Why it was refused.
    pub error: Option<String>,
    /// The candidate's name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// A number, as typed.
    pub extra_percent: String,
}

impl InvitationForm {
    /// What a form's fields say; those it does not know are left out.
    #[must_use]
    pub fn of(fields: &[(String, String)]) -> Self {
        let mut form = Self::default();
        for (name, value) in fields {
            match name.as_str() {
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

/// Renders the list of assessments with the form for a new one.
///
/// # Errors
/// Only if writing to memory fails.
pub fn assessments(
    shell: &Shell,
    rows: &[AssessmentRow],
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
    let rows = rows.iter().map(|row| (row, format::when(row.created_at))).collect();
    AssessmentsPage { shell, rows, choices, form }.render()
}

/// Renders one assessment with whom it was sent to.
///
/// # Errors
/// Only if writing to memory fails.
pub fn assessment(
    shell: &Shell,
    row: &AssessmentRow,
    invitations: &[InvitationRow],
    form: &InvitationForm,
    links: &[NewLink],
    now: Micros,
) -> askama::Result<String> {
    let invitations = invitations.iter().map(|row| InvitationLine::new(row, now)).collect();
    let welcome = markdown::render(&row.welcome, 3);
    AssessmentPage { shell, row, welcome, invitations, form, links }.render()
}

struct Choice<'a> {
    slug: String,
    title: &'a str,
    chosen: bool,
}

struct InvitationLine<'a> {
    row: &'a InvitationRow,
    state: &'static str,
    invited: When,
    deadline: Option<When>,
}

impl<'a> InvitationLine<'a> {
    fn new(row: &'a InvitationRow, now: Micros) -> Self {
        let state = state_word(row, now);
        Self { row, state, invited: format::when(row.created_at), deadline: row.deadline_at.map(format::when) }
    }
}

/// Where an invitation stands, to interviewers.
pub(super) fn state_word(row: &InvitationRow, now: Micros) -> &'static str {
    match (row.state(now), row.ended_by) {
        (InvitationState::Waiting, _) if row.opened_at.is_some() => "opened",
        (InvitationState::Waiting, _) => "invited",
        (InvitationState::Expired, _) => "expired",
        (InvitationState::UnderWay, _) => "at work",
        (InvitationState::Ended, Some(EndedBy::Owner)) => "withdrawn",
        (InvitationState::Ended, Some(EndedBy::Candidate)) => "submitted",
        (InvitationState::Ended, _) => "time is up",
    }
}

#[derive(Template)]
#[template(path = "assessments.html")]
struct AssessmentsPage<'a> {
    shell: &'a Shell,
    rows: Vec<(&'a AssessmentRow, When)>,
    choices: Vec<Choice<'a>>,
    form: &'a AssessmentForm,
}

#[derive(Template)]
#[template(path = "assessment.html")]
struct AssessmentPage<'a> {
    shell: &'a Shell,
    row: &'a AssessmentRow,
    welcome: Markup,
    invitations: Vec<InvitationLine<'a>>,
    form: &'a InvitationForm,
    links: &'a [NewLink],
}

impl AssessmentPage<'_> {
    fn results(&self) -> &'static str {
        match self.row.results {
            ResultsRule::AtOnce => "Candidates see results as soon as an attempt was graded.",
            ResultsRule::AfterEnd => "Candidates see results when their work is over.",
            ResultsRule::Never => "Candidates see no results.",
        }
    }
}
