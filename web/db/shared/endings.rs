//! How a job ends: with a report, or given up by our machinery. Both are guarded by the fence.

use gauntlet_db_types::{Fence, FinishedReport, JobId, Micros, StoreResult, displayable, refuse_nul};
use serde_json::json;
use sqlx::Transaction;

use super::{
    Backend, audit,
    rows::{Moved, MovedJob},
};
use crate::dialect::Db;

impl Backend {
    /// Stores the report, in one transaction guarded by the fence. False if the job is not the caller's any more:
    /// nothing was changed, and the report is to be thrown away.
    pub async fn finish(&self, job: JobId, fence: Fence, report: &FinishedReport, now: Micros) -> StoreResult<bool> {
        refuse_nul("verdict", &report.verdict)?;
        refuse_nul("report_json", &report.report_json)?;
        let summary = displayable(&report.summary);
        let mut tx = self.begin().await?;
        let moved = sqlx::query_file_as!(Moved, "../sql/job_finish.sql", job.to_string(), fence.as_i64(), now.as_i64())
            .fetch_optional(&mut *tx)
            .await?;
        let Some(moved) = moved else { return Ok(false) };
        sqlx::query_file!(
            "../sql/submission_finished.sql",
            moved.submission_id,
            now.as_i64(),
            report.verdict,
            report.score_earned.as_i64(),
            report.score_max.as_i64(),
            summary.as_ref(),
            report.report_json,
        )
        .execute(&mut *tx)
        .await?;
        let detail = json!({ "job": job, "attempt": moved.attempt, "fence": fence, "verdict": report.verdict,
            "score_earned": report.score_earned, "score_max": report.score_max });
        let actor = audit::worker_actor(moved.worker.as_deref());
        audit::record(&mut tx, now, &actor, "submission.finished", &moved.submission_id, detail).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Reports a failure of ours. With `retry_at` and attempts left the job is queued again from that moment on;
    /// otherwise it fails for good. False if it is not the caller's any more.
    pub async fn fail(
        &self,
        job: JobId,
        fence: Fence,
        error: &str,
        retry_at: Option<Micros>,
        now: Micros,
    ) -> StoreResult<bool> {
        if let Some(retry_at) = retry_at
            && self.requeue(job, fence, error, retry_at, now).await?
        {
            return Ok(true);
        }
        let error = displayable(error);
        let mut tx = self.begin().await?;
        let moved = sqlx::query_file_as!(
            Moved,
            "../sql/job_fail.sql",
            job.to_string(),
            fence.as_i64(),
            now.as_i64(),
            error.as_ref(),
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(moved) = moved else { return Ok(false) };
        let actor = audit::worker_actor(moved.worker.as_deref());
        let moved = MovedJob {
            id: job.to_string(),
            submission_id: moved.submission_id,
            attempt: moved.attempt,
            max_attempts: moved.max_attempts,
            worker: moved.worker,
        };
        close_failed(&mut tx, &moved, &error, &actor, now).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Fails running jobs without attempts left whose lease ended before `lapsed_before`, or all of them.
    pub(super) async fn fail_exhausted(
        &self,
        tx: &mut Transaction<'static, Db>,
        lapsed_before: Option<Micros>,
        why: &str,
        now: Micros,
    ) -> StoreResult<u64> {
        let failed = sqlx::query_file_as!(
            MovedJob,
            "../sql/jobs_fail_exhausted.sql",
            now.as_i64(),
            lapsed_before.map(Micros::as_i64),
            why,
        )
        .fetch_all(&mut **tx)
        .await?;
        for job in &failed {
            close_failed(tx, job, why, audit::RECONCILER, now).await?;
        }
        Ok(failed.len() as u64)
    }
}

/// The submission's part of a failure, and the line in the audit log.
async fn close_failed(
    tx: &mut Transaction<'static, Db>,
    job: &MovedJob,
    error: &str,
    actor: &str,
    now: Micros,
) -> StoreResult<()> {
    let failure = format!("grading failed on attempt {} of {}: {error}", job.attempt, job.max_attempts);
    sqlx::query_file!("../sql/submission_failed.sql", job.submission_id, now.as_i64(), failure)
        .execute(&mut **tx)
        .await?;
    let detail = json!({ "job": job.id, "attempt": job.attempt, "max_attempts": job.max_attempts,
        "worker": job.worker, "error": error });
    audit::record(tx, now, actor, "submission.failed", &job.submission_id, detail).await
}
