//! The queue: claiming, keeping and giving back jobs. How a job ends is in `endings`.
//!
//! A worker proves with its fence that the job is still its own. Each claim raises the fence, so that whoever was
//! thought dead and comes back late changes nothing.

use std::time::Duration;

use gauntlet_db_types::{
    ClaimedJob, Fence, InvitationId, JobId, Micros, StoreResult, SubmissionId, WorkerName, displayable, refuse_nul,
};
use serde_json::json;

use super::{
    Backend, audit,
    rows::{Moved, MovedJob, count, name},
};

impl Backend {
    /// Claims the job that is first in line: waiting and available, or lapsed with attempts left. `None` if there is
    /// none. The lease ends `lease` after `now`.
    pub async fn claim(&self, worker: &WorkerName, lease: Duration, now: Micros) -> StoreResult<Option<ClaimedJob>> {
        let lease_until = now.plus(lease);
        let mut tx = self.begin().await?;
        let claimed = sqlx::query_file!("sql/job_claim.sql", now.as_i64(), worker.as_str(), lease_until.as_i64())
            .fetch_optional(&mut *tx)
            .await?;
        let Some(job) = claimed else { return Ok(None) };
        let submission =
            sqlx::query_file!("../sql/submission_claimed.sql", job.submission_id).fetch_one(&mut *tx).await?;
        let detail = json!({ "job": job.id, "attempt": job.attempt, "fence": job.fence });
        let actor = audit::worker_actor(Some(worker.as_str()));
        audit::record(&mut tx, now, &actor, "job.claimed", &job.submission_id, detail).await?;
        let claimed = ClaimedJob {
            job_id: JobId::from_stored(&job.id)?,
            submission_id: SubmissionId::from_stored(&job.submission_id)?,
            fence: Fence::from_i64(job.fence),
            attempt: count("attempt", job.attempt)?,
            max_attempts: count("max_attempts", job.max_attempts)?,
            lease_until,
            challenge_slug: submission.challenge_slug,
            challenge_version: count("challenge_version", submission.challenge_version)?,
            files_json: submission.files_json,
            purpose: name(&submission.purpose)?,
            invitation_id: submission.invitation_id.as_deref().map(InvitationId::from_stored).transpose()?,
        };
        tx.commit().await?;
        Ok(Some(claimed))
    }

    /// Prolongs the lease to `until`. False if the job is not the caller's any more: stop grading.
    pub async fn renew(&self, job: JobId, fence: Fence, until: Micros) -> StoreResult<bool> {
        let changed = sqlx::query_file!("../sql/job_renew.sql", job.to_string(), fence.as_i64(), until.as_i64())
            .execute(&self.writers)
            .await?;
        Ok(changed.rows_affected() == 1)
    }

    /// Records how far grading got, as JSON for the page. False if the job is not the caller's any more.
    pub async fn record_progress(&self, job: JobId, fence: Fence, progress_json: &str) -> StoreResult<bool> {
        refuse_nul("progress_json", progress_json)?;
        let changed = sqlx::query_file!("../sql/job_progress.sql", job.to_string(), fence.as_i64(), progress_json)
            .execute(&self.writers)
            .await?;
        Ok(changed.rows_affected() == 1)
    }

    /// Gives a job back at a drain: it keeps its place, and the attempt does not count. False if it is not the
    /// caller's any more.
    pub async fn release(&self, job: JobId, fence: Fence, now: Micros) -> StoreResult<bool> {
        let mut tx = self.begin().await?;
        let moved = sqlx::query_file_as!(Moved, "../sql/job_release.sql", job.to_string(), fence.as_i64())
            .fetch_optional(&mut *tx)
            .await?;
        let Some(moved) = moved else { return Ok(false) };
        sqlx::query_file!("../sql/submission_requeued.sql", moved.submission_id).execute(&mut *tx).await?;
        let detail = json!({ "job": job, "attempt": moved.attempt, "fence": fence });
        let actor = audit::worker_actor(moved.worker.as_deref());
        audit::record(&mut tx, now, &actor, "job.released", &moved.submission_id, detail).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Takes back every running job, whatever its lease. Only for a process that knows that nobody is grading: the
    /// sole owner of the database, at its start, after a crash. Jobs with attempts left are queued in their old
    /// place, the others fail. Returns how many were queued.
    pub async fn release_all_running(&self, now: Micros) -> StoreResult<u64> {
        const WHY: &str = "the server stopped while it was grading";
        let mut tx = self.begin().await?;
        let requeued =
            sqlx::query_file_as!(MovedJob, "../sql/jobs_release_running.sql", WHY).fetch_all(&mut *tx).await?;
        for job in &requeued {
            sqlx::query_file!("../sql/submission_requeued.sql", job.submission_id).execute(&mut *tx).await?;
            let detail = json!({ "job": job.id, "attempt": job.attempt, "worker": job.worker, "error": WHY });
            audit::record(&mut tx, now, audit::RECONCILER, "job.requeued", &job.submission_id, detail).await?;
        }
        self.fail_exhausted(&mut tx, None, WHY, now).await?;
        tx.commit().await?;
        Ok(requeued.len() as u64)
    }

    /// Fails lapsed jobs that have no attempt left; lapsed jobs that do are left for [`Backend::claim`]. Returns how
    /// many failed.
    pub async fn reap(&self, now: Micros) -> StoreResult<u64> {
        const WHY: &str = "the worker that was grading went silent";
        let mut tx = self.begin().await?;
        let failed = self.fail_exhausted(&mut tx, Some(now), WHY, now).await?;
        tx.commit().await?;
        Ok(failed)
    }

    /// Puts a job back after a failure of ours, if it is still the caller's and attempts are left.
    pub(super) async fn requeue(
        &self,
        job: JobId,
        fence: Fence,
        error: &str,
        retry_at: Micros,
        now: Micros,
    ) -> StoreResult<bool> {
        let error = displayable(error);
        let mut tx = self.begin().await?;
        let moved = sqlx::query_file_as!(
            Moved,
            "../sql/job_requeue.sql",
            job.to_string(),
            fence.as_i64(),
            retry_at.as_i64(),
            error.as_ref(),
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(moved) = moved else { return Ok(false) };
        sqlx::query_file!("../sql/submission_requeued.sql", moved.submission_id).execute(&mut *tx).await?;
        let detail = json!({ "job": job, "attempt": moved.attempt, "max_attempts": moved.max_attempts,
            "retry_at": retry_at, "error": error });
        let actor = audit::worker_actor(moved.worker.as_deref());
        audit::record(&mut tx, now, &actor, "job.requeued", &moved.submission_id, detail).await?;
        tx.commit().await?;
        Ok(true)
    }
}
