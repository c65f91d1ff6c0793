//! A job's lease: renewed while it is graded.

use std::future::Future;

use gauntlet_db::{ClaimedJob, Micros, Store, StoreResult};

use super::WorkerSettings;

/// How often a store that is away is tried again before the lease is left to lapse.
const TRIES: u32 = 5;

/// The lease of one claimed job.
pub(super) struct Lease<'a> {
    pub(super) store: &'a Store,
    pub(super) job: &'a ClaimedJob,
    pub(super) settings: &'a WorkerSettings,
}

impl Lease<'_> {
    /// Renews the lease again and again; returns when it is lost. A database that is away for a moment does not lose
    /// it: the lease outlasts two failed renewals.
    pub(super) async fn keep(&self) {
        loop {
            tokio::time::sleep(self.settings.lease / 3).await;
            let now = Micros::now();
            match self.store.renew(self.job.job_id, self.job.fence, now.plus(self.settings.lease)).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => tracing::warn!(submission = %self.job.submission_id, %error, "lease not renewed"),
            }
        }
    }

    /// Repeats a write that failed for a passing reason.
    pub(super) async fn insist<F>(&self, write: impl Fn(Micros) -> F) -> StoreResult<bool>
    where
        F: Future<Output = StoreResult<bool>>,
    {
        for attempt in 1..TRIES {
            match write(Micros::now()).await {
                Err(error) if error.is_transient() => {
                    tracing::warn!(submission = %self.job.submission_id, %error, attempt, "result not stored yet");
                    tokio::time::sleep(self.settings.lease / (3 * TRIES)).await;
                }
                done => return done,
            }
        }
        write(Micros::now()).await
    }
}
