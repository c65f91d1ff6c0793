//! The worker: claims jobs, grades them, and hands the result back under the fence that it was given.
//!
//! It owns the lease of what it grades and nothing else: a worker that is killed loses no submission, because its
//! lease lapses and another claims the job with a higher fence.

mod lease;
mod telling;

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use gauntlet_db::{ClaimedJob, FinishedReport, Hundredths, Micros, Purpose, Store, WorkerName};
use gauntlet_grader::{
    catalog::Catalog,
    error::GradeError,
    model::{FileSet, RelPath, Report, Slug},
    pipeline::{GradeOptions, Grader},
    sandbox::Sandbox,
    submission::Submission,
};
use tokio_util::sync::CancellationToken;

use crate::hub::Hub;
use lease::Lease;
use telling::Telling;

/// What a worker needs.
pub struct Worker<S> {
    /// The ledger.
    pub store: Store,
    /// The challenges.
    pub catalog: Arc<Catalog>,
    /// Grades.
    pub grader: Arc<Grader<S>>,
    /// Where progress is announced.
    pub hub: Hub,
    /// Its name in leases and the audit log.
    pub name: WorkerName,
    /// Times.
    pub settings: WorkerSettings,
}

/// A worker's times.
#[derive(Debug, Clone, Copy)]
pub struct WorkerSettings {
    /// How long a claim lasts unless it is renewed, which happens three times in that span.
    pub lease: Duration,
    /// How often the queue is looked at when nothing announces a job.
    pub poll: Duration,
    /// How long a grading under way may go on once the worker is asked to stop; after that the job is given back.
    pub drain: Duration,
    /// First pause before a failed grading is tried again; it doubles with each attempt.
    pub retry: Duration,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            poll: Duration::from_secs(1),
            drain: Duration::from_secs(20),
            retry: Duration::from_secs(5),
        }
    }
}

/// Why a grading has no report.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// Our machinery; worth another attempt.
    #[error(transparent)]
    Grading(#[from] GradeError),
    /// Nothing that another attempt could mend.
    #[error("{0}")]
    Hopeless(String),
    /// The lease is another worker's by now; nothing of this grading may be stored.
    #[error("the lease was lost")]
    LeaseLost,
    /// The worker was asked to stop and the grading did not end in time.
    #[error("the worker is stopping")]
    Stopping,
}

impl<S: Sandbox> Worker<S> {
    /// Claims and grades until `stop` is cancelled; returns when the last job is stored or given back.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            match self.claim().await {
                Ok(Some(job)) => {
                    if let Err(error) = self.handle(&job, &stop).await {
                        tracing::error!(submission = %job.submission_id, error = format!("{error:#}"), "job left to its lease");
                    }
                }
                Ok(None) => self.wait(&stop).await,
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "could not claim a job");
                    self.wait(&stop).await;
                }
            }
        }
    }

    async fn wait(&self, stop: &CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.hub.worker_notified() => {}
            () = tokio::time::sleep(self.settings.poll) => {}
        }
    }

    async fn claim(&self) -> anyhow::Result<Option<ClaimedJob>> {
        let now = Micros::now();
        self.store.reap(now).await.context("end jobs that have no attempt left")?;
        self.store.claim(&self.name, self.settings.lease, now).await.context("claim a job")
    }

    /// Grades one job and stores what came of it. An error means that nothing could be stored; the lease then lapses.
    async fn handle(&self, job: &ClaimedJob, stop: &CancellationToken) -> anyhow::Result<()> {
        tracing::info!(submission = %job.submission_id, challenge = %job.challenge_slug, attempt = job.attempt, "grading");
        self.hub.announce(job.into());
        let stored = match self.grade(job, stop).await {
            Ok(report) => self.finish(job, &report).await?,
            Err(Failure::LeaseLost) => false,
            Err(Failure::Stopping) => self.store.release(job.job_id, job.fence, Micros::now()).await?,
            Err(failure) => {
                tracing::error!(submission = %job.submission_id, attempt = job.attempt, error = %failure, "grading failed");
                self.store
                    .fail(job.job_id, job.fence, &failure.to_string(), self.retry_at(job, &failure), Micros::now())
                    .await?
            }
        };
        if !stored {
            tracing::warn!(submission = %job.submission_id, "the job went to another worker; this result is dropped");
        }
        self.hub.announce(job.into());
        Ok(())
    }

    async fn grade(&self, job: &ClaimedJob, stop: &CancellationToken) -> Result<Report, Failure> {
        let slug = Slug::parse(&job.challenge_slug).map_err(Failure::Hopeless)?;
        let challenge = self.catalog.get(&slug).ok_or_else(|| {
            Failure::Hopeless(format!(
                "the challenge {slug} is no longer in the catalogue; put it back and submit again"
            ))
        })?;
        let challenge = if job.purpose == Purpose::Run { Arc::new(challenge.practice()) } else { challenge };
        let files = files_of(job).map_err(|e| Failure::Hopeless(format!("{e:#}")))?;
        let submission = Submission::new(&challenge, &files).map_err(|e| Failure::Hopeless(e.to_string()))?;
        let telling = Telling::start(self.store.clone(), self.hub.clone(), job);
        let options = GradeOptions::default();
        let grading = self.grader.grade(&challenge, &submission, &options, telling.observer());
        let lease = Lease { store: &self.store, job, settings: &self.settings };
        // Dropping the grading removes its container.
        tokio::select! {
            report = grading => Ok(report?),
            () = lease.keep() => Err(Failure::LeaseLost),
            () = self.drained(stop) => Err(Failure::Stopping),
        }
    }

    async fn drained(&self, stop: &CancellationToken) {
        stop.cancelled().await;
        tokio::time::sleep(self.settings.drain).await;
    }

    async fn finish(&self, job: &ClaimedJob, report: &Report) -> anyhow::Result<bool> {
        let finished = FinishedReport {
            verdict: report.verdict.as_str().to_owned(),
            score_earned: Hundredths::from_points(report.score.earned),
            score_max: Hundredths::from_points(report.score.max),
            summary: report.summary.clone(),
            report_json: serde_json::to_string(report).context("encode the report")?,
        };
        // A report is minutes of work: wait for a database that is away for a moment, as long as the lease can hold.
        let lease = Lease { store: &self.store, job, settings: &self.settings };
        lease.insist(|now| self.store.finish(job.job_id, job.fence, &finished, now)).await.context("store the report")
    }

    fn retry_at(&self, job: &ClaimedJob, failure: &Failure) -> Option<Micros> {
        if matches!(failure, Failure::Hopeless(_)) {
            return None;
        }
        let doublings = job.attempt.saturating_sub(1).min(6);
        Some(Micros::now().plus(self.settings.retry * 2u32.pow(doublings)))
    }
}

fn files_of(job: &ClaimedJob) -> anyhow::Result<FileSet> {
    job.files()?
        .into_iter()
        .map(|(path, content)| Ok((RelPath::parse(&path)?, content)))
        .collect::<anyhow::Result<FileSet>>()
        .context("read the stored files")
}
