//! Shapes of assessments and invitations.

use gauntlet_db::{AssessmentRow, InvitationRow, InvitationState, Micros};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::wire::{ChallengeVersion, rfc3339},
    invite::{AssessmentFields, Invitee, MadeLink},
};

/// What an assessment is made of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AssessmentRequest {
    /// For people.
    title: String,
    /// What candidates read first, Markdown.
    #[serde(default)]
    welcome: String,
    /// Slugs of challenges, in order.
    challenges: Vec<String>,
    /// From the start to the deadline.
    work_minutes: u32,
    /// Counted attempts at each challenge; 3 by default.
    #[serde(default = "three")]
    max_attempts: u32,
    /// When candidates see their results: `at_once` (default), `after_end` or `never`.
    #[serde(default = "at_once")]
    results: String,
}

fn three() -> u32 {
    3
}

fn at_once() -> String {
    "at_once".to_owned()
}

impl From<AssessmentRequest> for AssessmentFields {
    fn from(request: AssessmentRequest) -> Self {
        let AssessmentRequest { title, welcome, challenges, work_minutes, max_attempts, results } = request;
        Self { title, welcome, challenges, work_minutes, max_attempts, results }
    }
}

/// An assessment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Assessment {
    /// Names it for ever.
    id: String,
    /// For people.
    title: String,
    /// Its challenges, in order.
    challenges: Vec<ChallengeVersion>,
    /// From the start to the deadline, before any extra time.
    work_minutes: u32,
    /// Counted attempts at each challenge.
    max_attempts: u32,
    /// `at_once`, `after_end` or `never`.
    results: &'static str,
    /// When it was made (RFC 3339, UTC).
    created_at: String,
    /// Its page.
    page: String,
}

impl From<AssessmentRow> for Assessment {
    fn from(row: AssessmentRow) -> Self {
        let version = |c: gauntlet_db::ChallengeVersion| ChallengeVersion { slug: c.slug, version: c.version };
        Self {
            id: row.id.to_string(),
            page: format!("/assessments/{}", row.id),
            title: row.title,
            challenges: row.challenges.into_iter().map(version).collect(),
            work_minutes: row.work_minutes,
            max_attempts: row.max_attempts,
            results: row.results.as_str(),
            created_at: rfc3339(row.created_at),
        }
    }
}

/// Whom to invite.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvitationRequest {
    /// The candidate's name.
    name: String,
    /// Their address.
    email: String,
    /// Extra time in per cent of the work time, in steps of 5.
    #[serde(default)]
    extra_percent: u32,
}

impl From<InvitationRequest> for Invitee {
    fn from(request: InvitationRequest) -> Self {
        Self { id: None, name: request.name, email: request.email, extra_percent: request.extra_percent }
    }
}

/// Somebody who was invited just now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WithLink {
    /// Names the invitation for ever.
    id: String,
    /// The candidate's name.
    name: String,
    /// Their address.
    email: String,
    /// The link. It is stored nowhere and cannot be told again.
    link: String,
}

impl From<MadeLink> for WithLink {
    fn from(made: MadeLink) -> Self {
        Self { id: made.id.to_string(), name: made.name, email: made.email, link: made.url }
    }
}

/// Somebody who was invited.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Invited {
    /// Names the invitation for ever.
    id: String,
    /// The candidate's name.
    name: String,
    /// Their address.
    email: String,
    /// Extra time in per cent of the work time.
    extra_percent: u32,
    /// `waiting`, `expired`, `under_way` or `ended`.
    #[schema(value_type = String)]
    state: InvitationState,
    /// What they ask for, in their words.
    accommodation: Option<String>,
    /// When the work began (RFC 3339, UTC).
    started_at: Option<String>,
    /// When it has to end (RFC 3339, UTC).
    deadline_at: Option<String>,
    /// When it ended (RFC 3339, UTC).
    ended_at: Option<String>,
    /// Its page.
    page: String,
}

impl Invited {
    pub(super) fn of(row: &InvitationRow, now: Micros) -> Self {
        Self {
            id: row.id.to_string(),
            name: row.name.clone(),
            email: row.email.to_string(),
            extra_percent: row.extra_percent,
            state: row.state(now),
            accommodation: row.accommodation.clone(),
            started_at: row.started_at.map(rfc3339),
            deadline_at: row.deadline_at.map(rfc3339),
            ended_at: row.ended_at.map(rfc3339),
            page: format!("/invitations/{}", row.id),
        }
    }
}
