//! What a candidate sees first: what is asked, how long they have, how it is graded, what is recorded.

use std::sync::Arc;

use askama::Template;
use gauntlet_db::{AssessmentRow, EndedBy, InvitationRow, InvitationState, Micros, ResultsRule, work_time};
use gauntlet_grader::model::Challenge;

use super::items::{Item, histories};
use crate::{
    markdown,
    markup::Markup,
    pages::{
        Shell,
        format::{self, When},
    },
    work::{ChallengeState, Task},
};

/// One challenge of the assessment.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// What became of it so far.
    pub state: &'a ChallengeState,
    /// The challenge itself; none if the catalogue has it no more.
    pub challenge: Option<Arc<Challenge>>,
}

impl Asked<'_> {
    fn summary(&self) -> &str {
        self.challenge.as_ref().map_or("", |challenge| &challenge.manifest.summary)
    }

    /// "1 of 3 attempts used, saved as version 7".
    fn so_far(&self) -> String {
        let ChallengeState { attempts, revision, .. } = self.state;
        let saved = match revision {
            0 => "nothing saved yet".to_owned(),
            _ => format!("saved as version {revision}"),
        };
        format!("{} of {} used, {saved}", attempts.used, format::count(attempts.of.into(), "attempt", "attempts"))
    }
}

/// What [`take`] shows.
#[derive(Debug, Clone, Copy)]
pub struct TakeView<'a> {
    /// Whose page it is.
    pub invitation: &'a InvitationRow,
    /// What they are invited to.
    pub assessment: &'a AssessmentRow,
    /// Its challenges, in order.
    pub asked: &'a [Asked<'a>],
    /// What was handed in, newest first.
    pub tasks: &'a [Task],
    /// Whether there is a sample challenge to rehearse on.
    pub can_rehearse: bool,
    /// Why the last request was refused.
    pub error: Option<&'a str>,
    /// Now.
    pub now: Micros,
}

/// Renders a candidate's first page, whatever state their invitation is in.
///
/// # Errors
/// Only if writing to memory fails.
pub fn take(shell: &Shell, view: &TakeView) -> askama::Result<String> {
    let (invitation, assessment) = (view.invitation, view.assessment);
    let titles: Vec<_> = view.asked.iter().map(|a| (a.state.slug.clone(), a.state.title.clone())).collect();
    let minutes = work_time(assessment.work_minutes, invitation.extra_percent).as_secs() / 60;
    TakePage {
        shell,
        view,
        welcome: markdown::render(&assessment.welcome, 3),
        minutes: format::count(minutes, "minute", "minutes"),
        expires: format::when(invitation.expires_at),
        deadline: invitation.deadline_at.map(format::when),
        ended: invitation.ended_at.or(invitation.deadline_at).map(format::when),
        histories: histories(view.tasks, &titles, false),
        items: view.tasks.iter().map(|task| Item::new(task, Some(&titles))).collect(),
    }
    .render()
}

#[derive(Template)]
#[template(path = "take/landing.html")]
struct TakePage<'a> {
    shell: &'a Shell,
    view: &'a TakeView<'a>,
    welcome: Markup,
    minutes: String,
    expires: When,
    deadline: Option<When>,
    ended: Option<When>,
    items: Vec<Item>,
    histories: Vec<(String, Markup)>,
}

impl TakePage<'_> {
    fn state(&self) -> InvitationState {
        self.view.invitation.state(self.view.now)
    }

    fn has_worked(&self) -> bool {
        self.view.invitation.started_at.is_some() && !self.view.invitation.is_taken_back()
    }

    /// When they asked for something to be changed, as long as that can be answered.
    fn asked(&self) -> Option<When> {
        let open =
            matches!(self.state(), InvitationState::Waiting | InvitationState::UnderWay) && self.over().is_none();
        self.view.invitation.accommodation_at.filter(|_| open).map(format::when)
    }

    fn may_start(&self) -> bool {
        self.state() == InvitationState::Waiting && self.view.assessment.closed_at.is_none()
    }

    fn is_under_way(&self) -> bool {
        self.state() == InvitationState::UnderWay
    }

    /// Why there is nothing to be started, if there is not.
    fn over(&self) -> Option<&'static str> {
        match (self.state(), self.view.invitation.ended_by) {
            (InvitationState::Expired, _) => {
                Some("This invitation was not started in time. Ask whoever invited you for another one.")
            }
            (InvitationState::Ended, Some(EndedBy::Owner)) => {
                Some("This invitation was taken back. Whoever invited you can tell you why.")
            }
            (InvitationState::Ended, Some(EndedBy::Candidate)) => Some("You have ended your work. Thank you."),
            (InvitationState::Ended, _) => {
                Some("Your time is up. What you had saved last was handed in for you. Thank you.")
            }
            (InvitationState::Waiting, _) if self.view.assessment.closed_at.is_some() => {
                Some("This assessment is closed: it can no longer be started.")
            }
            _ => None,
        }
    }

    fn results(&self) -> &'static str {
        match self.view.assessment.results {
            ResultsRule::AtOnce => "You see the result of each attempt as soon as it is graded.",
            ResultsRule::AfterEnd => "You see your results when your work is over.",
            ResultsRule::Never => "You do not see results here; whoever invited you will talk about them with you.",
        }
    }

    fn attempts(&self) -> String {
        format::count(u64::from(self.view.assessment.max_attempts), "counted attempt", "counted attempts")
    }
}
