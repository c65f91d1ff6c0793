//! One invitation, as interviewers see it.

use askama::Template;
use gauntlet_db::{AssessmentRow, EndedBy, InvitationRow, InvitationState, Micros, NewInvitation, Purpose};

use super::{
    Shell,
    format::{self, When},
    take::{Item, histories},
};
use crate::{
    markup::Markup,
    work::{ChallengeState, NEWEST, Overview},
};

/// Renders it; `error` is why the last change was refused.
///
/// # Errors
/// Only if writing to memory fails.
pub fn invitation(shell: &Shell, overview: &Overview, error: Option<&str>) -> askama::Result<String> {
    let titles: Vec<_> = overview.challenges.iter().map(|c| (c.slug.clone(), c.title.clone())).collect();
    let row = &overview.invitation;
    // Nobody judges what is done with the sample challenge.
    let tasks: Vec<_> =
        overview.tasks.iter().filter(|t| overview.assessment.asks(&t.row.challenge_slug)).cloned().collect();
    InvitationPage {
        shell,
        assessment: &overview.assessment,
        row,
        error,
        state: state(overview),
        next: next(overview, !tasks.is_empty()),
        outcomes: outcomes(overview),
        is_cut: overview.tasks.len() >= NEWEST as usize,
        moments: moments(row),
        items: tasks.iter().map(|task| Item::for_interviewers(task, &titles)).collect(),
        histories: histories(&tasks, &titles, true),
        is_under_way: overview.state() == InvitationState::UnderWay,
        is_over: matches!(overview.state(), InvitationState::Ended | InvitationState::Expired),
        step: NewInvitation::EXTRA_STEP,
        most: NewInvitation::MAX_EXTRA_PERCENT,
    }
    .render()
}

/// Where it stands, in a sentence.
fn state(overview: &Overview) -> String {
    let row = &overview.invitation;
    let since_start = |at: Micros| format::minutes_left(at.since(row.started_at.unwrap_or(at)));
    match (overview.state(), row.ended_by) {
        (InvitationState::Waiting, _) if row.opened_at.is_some() => {
            "The link was opened; the work is not started yet.".to_owned()
        }
        (InvitationState::Waiting, _) => "Invited; the link is not opened yet.".to_owned(),
        (InvitationState::Expired, _) => "The work was not started in time.".to_owned(),
        (InvitationState::UnderWay, _) => {
            let left = row.deadline_at.map(|at| format::minutes_left(at.since(overview.now)));
            left.map_or_else(|| "At work.".to_owned(), |left| format!("At work, with {left} left."))
        }
        (InvitationState::Ended, Some(EndedBy::Owner)) => "The invitation was withdrawn.".to_owned(),
        (InvitationState::Ended, Some(EndedBy::Candidate)) => row
            .ended_at
            .map_or_else(|| "Finished.".to_owned(), |at| format!("Finished early, after {}.", since_start(at))),
        (InvitationState::Ended, _) => "The time is up; what was saved last was handed in.".to_owned(),
    }
}

/// What there is to do about it; empty where there is nothing.
fn next(overview: &Overview, has_handed_in: bool) -> &'static str {
    match (overview.state(), overview.invitation.ended_by) {
        (InvitationState::Waiting, _) => {
            "The link was shown once, when it was made. If it is lost, withdraw this invitation and make another."
        }
        (InvitationState::Expired, _) => "To give them another chance, invite them again.",
        (InvitationState::Ended, _) if !overview.invitation.is_taken_back() && has_handed_in => {
            "Read the report of the best attempt at each challenge, and the code below it."
        }
        _ => "",
    }
}

/// One challenge: how well it went, and what that took.
struct Outcome {
    title: String,
    best: Option<Item>,
    attempts: String,
    runs: usize,
}

fn outcomes(overview: &Overview) -> Vec<Outcome> {
    let outcome = |c: &ChallengeState| Outcome {
        title: c.title.clone(),
        best: Item::best(&overview.tasks, &c.slug),
        attempts: format!("{} of {}", c.attempts.used, c.attempts.of),
        runs: overview.tasks.iter().filter(|t| t.row.challenge_slug == c.slug && t.row.purpose == Purpose::Run).count(),
    };
    overview.asked().map(outcome).collect()
}

fn moments(row: &InvitationRow) -> Vec<(&'static str, When)> {
    let all: [(&str, Option<Micros>); 6] = [
        ("Invited", Some(row.created_at)),
        ("Opened", row.opened_at),
        ("Can be started until", Some(row.expires_at).filter(|_| row.started_at.is_none())),
        ("Started", row.started_at),
        ("Deadline", row.deadline_at),
        ("Ended", row.ended_at),
    ];
    all.into_iter().filter_map(|(name, at)| Some((name, format::when(at?)))).collect()
}

#[derive(Template)]
#[template(path = "invitation.html")]
struct InvitationPage<'a> {
    shell: &'a Shell,
    assessment: &'a AssessmentRow,
    row: &'a InvitationRow,
    error: Option<&'a str>,
    state: String,
    next: &'static str,
    outcomes: Vec<Outcome>,
    /// Whether there may be more than are listed.
    is_cut: bool,
    moments: Vec<(&'static str, When)>,
    items: Vec<Item>,
    histories: Vec<(String, Markup)>,
    is_under_way: bool,
    is_over: bool,
    step: u32,
    most: u32,
}
