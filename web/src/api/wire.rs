//! Shapes of the interface but for the Report's.

use gauntlet_db::{Hundredths, Micros, SubmissionId, SubmissionListItem, SubmissionRow};
use gauntlet_grader::model::Slug;
use serde::Serialize;
use utoipa::ToSchema;

use super::PREFIX;
use crate::{
    error::FAILURE,
    progress::{PhaseView, ProgressView},
};

/// A submission as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Submission {
    /// Its identity and its result, if there is one.
    #[serde(flatten)]
    pub summary: SubmissionSummary,
    /// Its place in the queue: 1 is graded next. Null once graded or under way.
    pub queue_position: Option<u64>,
    /// How often grading was started.
    pub attempt: u32,
    /// How often it may be.
    pub max_attempts: u32,
    /// How far grading is, phase by phase.
    pub phases: Vec<PhaseView>,
    /// What to know of a submission that could not be graded. Only with status `failed`.
    pub failure: Option<&'static str>,
    /// SHA-256 of the files.
    pub files_sha256: String,
}

/// A submission in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionSummary {
    /// Names it for ever.
    #[schema(value_type = uuid::Uuid)]
    pub id: SubmissionId,
    /// What it was handed in to.
    pub challenge: ChallengeVersion,
    /// The label that came with it; may be empty.
    pub author: String,
    /// `web` or `api`.
    #[schema(example = "api")]
    pub source: &'static str,
    /// `queued`, `running`, `finished` or `failed`.
    #[schema(example = "finished")]
    pub status: &'static str,
    /// When it was handed in (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was graded, or given up (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub finished_at: Option<String>,
    /// The verdict's name, once finished.
    #[schema(example = "data_race")]
    pub verdict: Option<String>,
    /// Points, once finished.
    pub score: Option<Points>,
    /// The report in one or two sentences, once finished.
    pub summary: Option<String>,
    /// Where to go on.
    pub links: Links,
}

/// A challenge and its version at that time.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChallengeVersion {
    /// Its name.
    #[schema(example = "worker-pool")]
    pub slug: String,
    /// Raised with every published change.
    pub version: u32,
}

/// Points of 100.
#[derive(Debug, Serialize, ToSchema)]
pub struct Points {
    /// What was earned.
    pub earned: f64,
    /// What could be earned.
    pub max: f64,
}

/// Addresses below this server's root.
#[derive(Debug, Serialize, ToSchema)]
pub struct Links {
    /// This submission.
    #[serde(rename = "self")]
    pub this: String,
    /// Its report; null while there is none.
    pub report: Option<String>,
    /// The same for people.
    pub page: String,
    /// Its live state as server-sent events.
    pub events: String,
}

/// A page of the list, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SubmissionPage {
    /// The submissions.
    pub submissions: Vec<SubmissionSummary>,
    /// The address of the next page; null on the last.
    pub next: Option<String>,
}

impl From<SubmissionListItem> for SubmissionSummary {
    fn from(row: SubmissionListItem) -> Self {
        Self {
            id: row.id,
            challenge: ChallengeVersion { slug: row.challenge_slug, version: row.challenge_version },
            author: row.author,
            source: row.source.as_str(),
            status: row.status.as_str(),
            created_at: rfc3339(row.created_at),
            finished_at: row.finished_at.map(rfc3339),
            score: points(row.score_earned, row.score_max),
            links: Links::of(row.id, row.verdict.is_some()),
            verdict: row.verdict,
            summary: row.summary,
        }
    }
}

impl From<SubmissionRow> for Submission {
    fn from(row: SubmissionRow) -> Self {
        let job = row.job;
        let progress = ProgressView::read(job.progress_json.as_deref(), row.purpose);
        Self {
            queue_position: job.ahead.map(|ahead| ahead + 1),
            attempt: job.attempt,
            max_attempts: job.max_attempts,
            phases: progress.as_of_now().phases,
            failure: row.failure.is_some().then_some(FAILURE),
            files_sha256: row.files_sha256,
            summary: SubmissionSummary {
                id: row.id,
                challenge: ChallengeVersion { slug: row.challenge_slug, version: row.challenge_version },
                author: row.author,
                source: row.source.as_str(),
                status: row.status.as_str(),
                created_at: rfc3339(row.created_at),
                finished_at: row.finished_at.map(rfc3339),
                score: points(row.score_earned, row.score_max),
                links: Links::of(row.id, row.verdict.is_some()),
                verdict: row.verdict,
                summary: row.summary,
            },
        }
    }
}

impl Links {
    fn of(id: SubmissionId, graded: bool) -> Self {
        Self {
            this: api_address(id),
            report: graded.then(|| format!("{}/report", api_address(id))),
            page: page_address(id),
            events: format!("{}/events", page_address(id)),
        }
    }
}

/// The address of a submission for programs.
#[must_use]
pub fn api_address(id: SubmissionId) -> String {
    format!("{PREFIX}/submissions/{id}")
}

/// The address of a submission for people.
#[must_use]
pub fn page_address(id: SubmissionId) -> String {
    format!("/submissions/{id}")
}

/// The address of a challenge for programs.
pub(super) fn challenge_address(slug: &Slug) -> String {
    format!("{PREFIX}/challenges/{slug}")
}

pub(super) fn points(earned: Option<Hundredths>, max: Option<Hundredths>) -> Option<Points> {
    Some(Points { earned: earned?.as_points(), max: max?.as_points() })
}

/// A moment as text. One that no calendar has (the clock is broken) is shown as the epoch.
pub(super) fn rfc3339(at: Micros) -> String {
    jiff::Timestamp::from_microsecond(at.as_i64()).unwrap_or_default().to_string()
}
