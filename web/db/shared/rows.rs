//! Rows as the queries return them, and their way into the domain's types. A value that has no place there is corrupt.

use gauntlet_db_types::{
    Hundredths, InvitationId, JobId, JobRow, Micros, StoreError, StoreResult, SubmissionId, SubmissionListItem,
    SubmissionRow,
};

/// What `submission_get.sql` returns.
pub(super) struct RawSubmission {
    pub(super) id: String,
    pub(super) challenge_slug: String,
    pub(super) challenge_version: i64,
    pub(super) author: String,
    pub(super) source: String,
    pub(super) files_sha256: String,
    pub(super) status: String,
    pub(super) created_at: i64,
    pub(super) finished_at: Option<i64>,
    pub(super) verdict: Option<String>,
    pub(super) score_earned: Option<i64>,
    pub(super) score_max: Option<i64>,
    pub(super) summary: Option<String>,
    pub(super) failure: Option<String>,
    pub(super) purpose: String,
    pub(super) invitation_id: Option<String>,
    pub(super) attempt_number: Option<i64>,
    pub(super) job_id: String,
    pub(super) attempt: i64,
    pub(super) max_attempts: i64,
    pub(super) worker: Option<String>,
    pub(super) lease_until: Option<i64>,
    pub(super) available_at: i64,
    pub(super) started_at: Option<i64>,
    pub(super) progress_json: Option<String>,
    pub(super) last_error: Option<String>,
    pub(super) ahead: Option<i64>,
}

impl RawSubmission {
    pub(super) fn into_row(self) -> StoreResult<SubmissionRow> {
        Ok(SubmissionRow {
            id: SubmissionId::from_stored(&self.id)?,
            challenge_slug: self.challenge_slug,
            challenge_version: count("challenge_version", self.challenge_version)?,
            author: self.author,
            source: name(&self.source)?,
            files_sha256: self.files_sha256,
            status: name(&self.status)?,
            created_at: Micros::from_i64(self.created_at),
            finished_at: self.finished_at.map(Micros::from_i64),
            verdict: self.verdict,
            score_earned: self.score_earned.map(Hundredths::from_i64),
            score_max: self.score_max.map(Hundredths::from_i64),
            summary: self.summary,
            failure: self.failure,
            purpose: name(&self.purpose)?,
            invitation_id: self.invitation_id.as_deref().map(InvitationId::from_stored).transpose()?,
            attempt_number: self.attempt_number.map(|n| count("attempt_number", n)).transpose()?,
            job: JobRow {
                id: JobId::from_stored(&self.job_id)?,
                attempt: count("attempt", self.attempt)?,
                max_attempts: count("max_attempts", self.max_attempts)?,
                worker: self.worker,
                lease_until: self.lease_until.map(Micros::from_i64),
                available_at: Micros::from_i64(self.available_at),
                started_at: self.started_at.map(Micros::from_i64),
                progress_json: self.progress_json,
                last_error: self.last_error,
                ahead: self.ahead.map(|ahead| count("ahead", ahead)).transpose()?,
            },
        })
    }
}

/// What `submission_list.sql` returns.
pub(super) struct RawListItem {
    pub(super) id: String,
    pub(super) challenge_slug: String,
    pub(super) challenge_version: i64,
    pub(super) author: String,
    pub(super) source: String,
    pub(super) status: String,
    pub(super) created_at: i64,
    pub(super) finished_at: Option<i64>,
    pub(super) verdict: Option<String>,
    pub(super) score_earned: Option<i64>,
    pub(super) score_max: Option<i64>,
    pub(super) summary: Option<String>,
}

impl RawListItem {
    pub(super) fn into_item(self) -> StoreResult<SubmissionListItem> {
        Ok(SubmissionListItem {
            id: SubmissionId::from_stored(&self.id)?,
            challenge_slug: self.challenge_slug,
            challenge_version: count("challenge_version", self.challenge_version)?,
            author: self.author,
            source: name(&self.source)?,
            status: name(&self.status)?,
            created_at: Micros::from_i64(self.created_at),
            finished_at: self.finished_at.map(Micros::from_i64),
            verdict: self.verdict,
            score_earned: self.score_earned.map(Hundredths::from_i64),
            score_max: self.score_max.map(Hundredths::from_i64),
            summary: self.summary,
        })
    }
}

/// What every query that moves one known job returns: the job as it is after the move.
pub(super) struct Moved {
    pub(super) submission_id: String,
    pub(super) attempt: i64,
    pub(super) max_attempts: i64,
    pub(super) worker: Option<String>,
}

/// The same for queries that move several.
pub(super) struct MovedJob {
    pub(super) id: String,
    pub(super) submission_id: String,
    pub(super) attempt: i64,
    pub(super) max_attempts: i64,
    pub(super) worker: Option<String>,
}

/// A number that cannot be negative.
pub(super) fn count<T: TryFrom<i64>>(column: &str, value: i64) -> StoreResult<T> {
    T::try_from(value).map_err(|_| StoreError::Corrupt(format!("{column} is {value}, expected a count")))
}

/// A name out of a closed set.
pub(super) fn name<T: std::str::FromStr<Err = StoreError>>(text: &str) -> StoreResult<T> {
    text.parse().map_err(|error: StoreError| StoreError::Corrupt(error.to_string()))
}
