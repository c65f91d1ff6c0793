//! The queue's side: what a worker is handed and hands back, and what an operator looks at.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Fence, Hundredths, InvitationId, JobId, Micros, Purpose, Status, StoreError, SubmissionId, parse_files};

/// A job that a worker holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedJob {
    /// The job.
    pub job_id: JobId,
    /// Its submission.
    pub submission_id: SubmissionId,
    /// Proof of this claim; every later word about the job carries it.
    pub fence: Fence,
    /// The number of this attempt, from 1.
    pub attempt: u32,
    /// How many attempts there may be.
    pub max_attempts: u32,
    /// When the lease ends unless it is renewed.
    pub lease_until: Micros,
    /// The challenge's slug.
    pub challenge_slug: String,
    /// The challenge's version when the submission was handed in.
    pub challenge_version: u32,
    /// The files as stored. Parsed by [`ClaimedJob::files`] only, so that one bad row fails its own job and does not
    /// keep the queue from being claimed.
    pub files_json: String,
    /// What it was handed in for: a run is held to the visible tests alone.
    pub purpose: Purpose,
    /// Whose it is; none for [`Purpose::Open`].
    pub invitation_id: Option<InvitationId>,
}

impl ClaimedJob {
    /// Content by path.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if the stored text is not an object of strings.
    pub fn files(&self) -> Result<BTreeMap<String, String>, StoreError> {
        parse_files(&self.files_json)
    }
}

/// What a worker hands back after grading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedReport {
    /// The verdict's name.
    pub verdict: String,
    /// What was earned.
    pub score_earned: Hundredths,
    /// What could be earned.
    pub score_max: Hundredths,
    /// One sentence for people.
    pub summary: String,
    /// The whole report as JSON.
    pub report_json: String,
}

/// How many jobs wait and run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct QueueDepth {
    /// Waiting, and claimable now.
    pub ready: u64,
    /// Waiting for a moment to come, after a failure of ours.
    pub delayed: u64,
    /// Held by a worker.
    pub running: u64,
    /// Held by a worker whose lease has ended.
    pub lapsed: u64,
    /// Since when the one that waits longest could have been claimed.
    pub oldest_ready_at: Option<Micros>,
}

/// How many submissions have each status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct StatusCounts {
    /// Waiting.
    pub queued: u64,
    /// Being graded.
    pub running: u64,
    /// Graded.
    pub finished: u64,
    /// Given up by our machinery.
    pub failed: u64,
}

impl StatusCounts {
    /// Sets the count of one status.
    pub fn set(&mut self, status: Status, submissions: u64) {
        match status {
            Status::Queued => self.queued = submissions,
            Status::Running => self.running = submissions,
            Status::Finished => self.finished = submissions,
            Status::Failed => self.failed = submissions,
        }
    }
}

/// One line of the audit log: who did what to what, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditRow {
    /// Rises within a subject.
    pub id: i64,
    /// When.
    pub at: Micros,
    /// Who, e.g. "web", "worker host-3:4711", "reconciler".
    pub actor: String,
    /// What, e.g. "submission.created".
    pub action: String,
    /// To what: the submission's id.
    pub subject: String,
    /// Particulars, as a JSON object.
    pub detail_json: String,
}
