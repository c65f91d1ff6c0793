//! The queue: how a job is claimed, kept, and ended.

use std::time::Duration;

use super::{Store, dispatch};
use crate::{ClaimedJob, Fence, FinishedReport, JobId, Micros, QueueDepth, StoreResult, WorkerName};

impl Store {
    /// Claims the job that is first in line: waiting and available, or lapsed with attempts left. `None` if there is
    /// none. The lease ends `lease` after `now`; renew it before.
    ///
    /// # Errors
    /// None of its own.
    pub async fn claim(&self, worker: &WorkerName, lease: Duration, now: Micros) -> StoreResult<Option<ClaimedJob>> {
        dispatch!(self.claim(worker, lease, now))
    }

    /// Prolongs the lease to `until`. False if the job is not the caller's any more: stop grading.
    ///
    /// # Errors
    /// None of its own.
    pub async fn renew(&self, job: JobId, fence: Fence, until: Micros) -> StoreResult<bool> {
        dispatch!(self.renew(job, fence, until))
    }

    /// Records how far grading got, as JSON for the page. False if the job is not the caller's any more.
    ///
    /// # Errors
    /// [`crate::StoreError::Invalid`] if the text holds NUL.
    pub async fn record_progress(&self, job: JobId, fence: Fence, progress_json: &str) -> StoreResult<bool> {
        dispatch!(self.record_progress(job, fence, progress_json))
    }

    /// Stores the report. False if the job is not the caller's any more: nothing was changed, throw the report away.
    ///
    /// # Errors
    /// [`crate::StoreError::Invalid`] if the verdict or the report's JSON holds NUL; in the summary it becomes U+FFFD.
    pub async fn finish(&self, job: JobId, fence: Fence, report: &FinishedReport, now: Micros) -> StoreResult<bool> {
        dispatch!(self.finish(job, fence, report, now))
    }

    /// Reports a failure of ours. With `retry_at` and attempts left the job is queued again from that moment on;
    /// otherwise it fails for good. False if it is not the caller's any more.
    ///
    /// # Errors
    /// None of its own; NUL in the text becomes U+FFFD.
    pub async fn fail(
        &self,
        job: JobId,
        fence: Fence,
        error: &str,
        retry_at: Option<Micros>,
        now: Micros,
    ) -> StoreResult<bool> {
        dispatch!(self.fail(job, fence, error, retry_at, now))
    }

    /// Gives a job back at a drain: it keeps its place, and the attempt does not count. False if it is not the
    /// caller's any more.
    ///
    /// # Errors
    /// None of its own.
    pub async fn release(&self, job: JobId, fence: Fence, now: Micros) -> StoreResult<bool> {
        dispatch!(self.release(job, fence, now))
    }

    /// Takes back every running job, whatever its lease: only for the sole owner of the database, at its start. The
    /// lost attempt counts, so that a submission that brings the process down cannot do so for ever; jobs without
    /// attempts left fail. Returns how many were queued.
    ///
    /// # Errors
    /// None of its own.
    pub async fn release_all_running(&self, now: Micros) -> StoreResult<u64> {
        dispatch!(self.release_all_running(now))
    }

    /// Fails lapsed jobs that have no attempt left; lapsed jobs that do are left for [`Store::claim`]. Returns how
    /// many failed. To be called now and then by every process that claims.
    ///
    /// # Errors
    /// None of its own.
    pub async fn reap(&self, now: Micros) -> StoreResult<u64> {
        dispatch!(self.reap(now))
    }

    /// How many jobs wait and run.
    ///
    /// # Errors
    /// None of its own.
    pub async fn queue_depth(&self, now: Micros) -> StoreResult<QueueDepth> {
        dispatch!(self.queue_depth(now))
    }
}
