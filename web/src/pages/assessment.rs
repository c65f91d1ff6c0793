//! One assessment, as interviewers see it: its rules, who was invited, and how well they did.

use askama::Template;
use gauntlet_db::{AssessmentRow, EndedBy, InvitationRow, InvitationState, Micros, ResultsRule, ScoredAttempt};
use gauntlet_grader::model::Verdict;

use super::{
    InvitationForm, NewLink, Shell,
    format::{self, When},
    verdict::{self, Badge},
};
use crate::{markdown, markup::Markup};

/// What [`assessment`] shows.
#[derive(Debug, Clone, Copy)]
pub struct AssessmentView<'a> {
    /// The assessment.
    pub row: &'a AssessmentRow,
    /// Its challenges in their order: slug and title.
    pub titles: &'a [(String, String)],
    /// Who was invited, newest first.
    pub invitations: &'a [InvitationRow],
    /// What they earned, in the order in which it was handed in.
    pub attempts: &'a [ScoredAttempt],
    /// The form to invite somebody.
    pub form: &'a InvitationForm,
    /// Links that were made just now.
    pub links: &'a [NewLink],
    /// The invitation that a form had made before it was sent once more.
    pub already: Option<&'a InvitationRow>,
    /// Now.
    pub now: Micros,
}

/// Renders one assessment with whom it was sent to.
///
/// # Errors
/// Only if writing to memory fails.
pub fn assessment(shell: &Shell, view: &AssessmentView) -> askama::Result<String> {
    let lines = view.invitations.iter().map(|row| Line::new(row, view)).collect();
    AssessmentPage { shell, row: view.row, welcome: markdown::render(&view.row.welcome, 3), lines, view }.render()
}

struct Line<'a> {
    row: &'a InvitationRow,
    state: &'static str,
    best: Vec<Best>,
    invited: When,
    deadline: Option<When>,
}

impl<'a> Line<'a> {
    fn new(row: &'a InvitationRow, view: &AssessmentView) -> Self {
        Self {
            row,
            state: state_word(row, view.now),
            best: view.titles.iter().filter_map(|(slug, title)| Best::of(row, slug, title, view)).collect(),
            invited: format::when(row.created_at),
            deadline: row.deadline_at.map(format::when),
        }
    }
}

/// The attempt that counts at one challenge.
struct Best {
    page: String,
    /// The challenge's title; empty where there is only one.
    title: String,
    score: String,
    max: String,
    badge: Option<Badge>,
}

impl Best {
    fn of(row: &InvitationRow, slug: &str, title: &str, view: &AssessmentView) -> Option<Self> {
        let theirs = view.attempts.iter().filter(|a| a.invitation == row.id && a.challenge_slug == slug);
        // Of equal ones the first that was handed in counts.
        let best = theirs.reduce(|best, other| if other.score_earned > best.score_earned { other } else { best })?;
        Some(Self {
            page: format!("/submissions/{}", best.id),
            title: if view.titles.len() > 1 { title.to_owned() } else { String::new() },
            score: format::points(best.score_earned.as_points()),
            max: format::points(best.score_max.as_points()),
            badge: Verdict::from_name(&best.verdict).map(verdict::badge),
        })
    }
}

/// Where an invitation stands, to interviewers.
fn state_word(row: &InvitationRow, now: Micros) -> &'static str {
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
#[template(path = "assessment.html")]
struct AssessmentPage<'a> {
    shell: &'a Shell,
    row: &'a AssessmentRow,
    welcome: Markup,
    lines: Vec<Line<'a>>,
    view: &'a AssessmentView<'a>,
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
