//! One invitation, as interviewers see it.

use askama::Template;
use gauntlet_db::{AssessmentRow, InvitationRow, InvitationState, Micros, NewInvitation};

use super::{
    Shell,
    assessments::state_word,
    format::{self, When},
    take::{Item, histories},
};
use crate::{markup::Markup, work::Overview};

/// Renders it; `error` is why the last change was refused.
///
/// # Errors
/// Only if writing to memory fails.
pub fn invitation(shell: &Shell, overview: &Overview, error: Option<&str>) -> askama::Result<String> {
    let titles: Vec<_> = overview.challenges.iter().map(|c| (c.slug.clone(), c.title.clone())).collect();
    let row = &overview.invitation;
    InvitationPage {
        shell,
        assessment: &overview.assessment,
        row,
        error,
        state: state_word(row, overview.now),
        moments: moments(row),
        items: overview.tasks.iter().map(|task| Item::for_interviewers(task, &titles)).collect(),
        histories: histories(&overview.tasks, &titles, true),
        is_over: matches!(overview.state(), InvitationState::Ended | InvitationState::Expired),
        step: NewInvitation::EXTRA_STEP,
        most: NewInvitation::MAX_EXTRA_PERCENT,
    }
    .render()
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
    state: &'static str,
    moments: Vec<(&'static str, When)>,
    items: Vec<Item>,
    histories: Vec<(String, Markup)>,
    is_over: bool,
    step: u32,
    most: u32,
}
