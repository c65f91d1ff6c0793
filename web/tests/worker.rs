//! The worker over a fresh database and a scripted sandbox: what becomes of a job, whatever happens to its grading.

#![allow(clippy::unwrap_used, reason = "all of this is test code")]

use std::{collections::BTreeMap, convert::Infallible, path::Path, sync::Arc, time::Duration};

use gauntlet_db::{Micros, NewSubmission, Source, Status, Store, SubmissionId, SubmissionRow, WorkerName};
use gauntlet_grader::{
    cache::BuildCache,
    catalog::Catalog,
    cores::Cores,
    pipeline::Grader,
    sandbox::{ContainerSpec, Images, Role, RunOutput, Sandbox, SandboxError, ScriptedSandbox, Streams},
};
use gauntlet_web::{
    hub::Hub,
    worker::{Worker, WorkerSettings},
};
use tempfile::TempDir;
use tokio::{sync::Notify, task::JoinHandle};
use tokio_util::sync::CancellationToken;

/// A database with one submission in its queue, and a worker's surroundings.
struct Bench {
    home: TempDir,
    store: Store,
    hub: Hub,
    stop: CancellationToken,
    id: SubmissionId,
}

impl Bench {
    async fn new(challenge: &str, max_attempts: u32) -> Self {
        let home = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}/gauntlet.db", home.path().display())).await.unwrap();
        let new = NewSubmission {
            challenge_slug: challenge.to_owned(),
            challenge_version: 1,
            author: String::new(),
            source: Source::Api,
            files: BTreeMap::from([("pool.go".to_owned(), "package workerpool\n".to_owned())]),
            idempotency_key: None,
            max_attempts,
        };
        let id = store.create_submission(&new, Micros::now()).await.unwrap().submission_id;
        Self { home, store, hub: Hub::new(4), stop: CancellationToken::new(), id }
    }

    fn start<S: Sandbox>(&self, sandbox: S, settings: WorkerSettings) -> JoinHandle<()> {
        let challenges = Path::new(env!("CARGO_MANIFEST_DIR")).join("../challenges");
        let images = Images { build: "b".into(), run: "r".into() };
        let worker = Worker {
            store: self.store.clone(),
            catalog: Arc::new(Catalog::load(&challenges).unwrap()),
            grader: Arc::new(Grader::new(
                sandbox,
                images,
                BuildCache::new(self.home.path().join("cache")),
                Cores::new([0, 1]),
            )),
            hub: self.hub.clone(),
            name: WorkerName::new("test").unwrap(),
            settings,
        };
        tokio::spawn(worker.run(self.stop.clone()))
    }

    async fn row(&self) -> SubmissionRow {
        self.store.submission(self.id).await.unwrap()
    }

    /// Waits for a state of the submission, woken by the worker's own announcements.
    async fn until(&self, reached: impl Fn(&SubmissionRow) -> bool) -> SubmissionRow {
        let mut listener = self.hub.subscribe(self.id).unwrap();
        loop {
            let row = self.row().await;
            if reached(&row) {
                return row;
            }
            assert!(listener.changed().await, "the hub closed before the state was reached");
        }
    }
}

fn quick() -> WorkerSettings {
    let moment = Duration::from_millis(20);
    WorkerSettings { lease: Duration::from_secs(30), poll: moment, drain: moment, retry: moment }
}

/// A builder that refuses the submission: the shortest way to a report.
fn refuses() -> ScriptedSandbox {
    let finding = r#"{"kind":"policy","file":"pool.go","line":1,"column":1,"message":"import \"os\" is not allowed"}"#;
    let message = format!(r#"{{"type":"findings","findings":[{finding}]}}"#);
    let mut frame = vec![b'J'];
    frame.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
    frame.extend(message.as_bytes());
    ScriptedSandbox::new().script(Role::Build, move |_| Ok(RunOutput::finished(frame.clone())))
}

/// A sandbox whose containers never end, and that says when one has begun.
#[derive(Clone, Default)]
struct Stuck(Arc<Notify>);

impl Sandbox for Stuck {
    type Started = Infallible;

    async fn start(&self, _: ContainerSpec) -> Result<Infallible, SandboxError> {
        self.0.notify_one();
        std::future::pending().await
    }

    async fn pin(&self, started: &mut Infallible, _: &str) -> Result<(), SandboxError> {
        match *started {}
    }

    async fn finish(&self, started: Infallible, _: Streams) -> Result<RunOutput, SandboxError> {
        match started {}
    }

    async fn image_digest(&self, _: &str) -> Result<String, SandboxError> {
        Ok("sha256:0".to_owned())
    }
}

#[tokio::test]
async fn a_job_is_graded_and_its_report_stored() {
    let bench = Bench::new("worker-pool", 3).await;
    let worker = bench.start(refuses(), quick());
    let row = bench.until(|row| row.status == Status::Finished).await;
    assert_eq!(row.verdict.as_deref(), Some("forbidden_code"));
    assert!(bench.store.submission_report(bench.id).await.unwrap().unwrap().contains("\"schema\":1"));
    bench.stop.cancel();
    worker.await.unwrap();
}

#[tokio::test]
async fn our_own_fault_is_tried_again_and_then_given_up_without_a_verdict() {
    let bench = Bench::new("worker-pool", 3).await;
    let worker = bench.start(ScriptedSandbox::new(), quick());
    let row = bench.until(|row| row.status == Status::Failed).await;
    assert_eq!((row.job.attempt, row.verdict), (3, None));
    bench.stop.cancel();
    worker.await.unwrap();
}

#[tokio::test]
async fn a_passing_fault_costs_nothing() {
    let bench = Bench::new("worker-pool", 3).await;
    let away = SandboxError::Unavailable { endpoint: "unix:///x".into(), reason: "refused".into() };
    let worker = bench.start(refuses().answer(Role::Build, Err(away)), quick());
    let row = bench.until(|row| row.status == Status::Finished).await;
    assert_eq!(row.job.attempt, 2);
    bench.stop.cancel();
    worker.await.unwrap();
}

#[tokio::test]
async fn a_challenge_that_is_gone_is_not_tried_again() {
    let bench = Bench::new("no-such-challenge", 3).await;
    let worker = bench.start(refuses(), quick());
    let row = bench.until(|row| row.status == Status::Failed).await;
    assert_eq!(row.job.attempt, 1);
    assert!(row.failure.unwrap().contains("no longer in the catalogue"));
    bench.stop.cancel();
    worker.await.unwrap();
}

#[tokio::test]
async fn stopping_gives_an_unfinished_job_back_without_counting_the_attempt() {
    let bench = Bench::new("worker-pool", 3).await;
    let sandbox = Stuck::default();
    let worker = bench.start(sandbox.clone(), quick());
    sandbox.0.notified().await;
    bench.stop.cancel();
    worker.await.unwrap();
    let row = bench.row().await;
    assert_eq!((row.status, row.job.attempt), (Status::Queued, 0));
}

#[tokio::test]
async fn a_lost_lease_ends_the_grading_and_stores_nothing() {
    let bench = Bench::new("worker-pool", 3).await;
    let sandbox = Stuck::default();
    let settings = WorkerSettings { lease: Duration::from_millis(60), ..quick() };
    let worker = bench.start(sandbox.clone(), settings);
    sandbox.0.notified().await;
    let mut listener = bench.hub.subscribe(bench.id).unwrap();
    // Somebody else takes the job over: the fence rises.
    let other = WorkerName::new("other").unwrap();
    let future = Micros::now().plus(Duration::from_secs(60));
    let taken = bench.store.claim(&other, Duration::from_secs(600), future).await.unwrap().unwrap();
    // The first worker notices at its next renewal, announces, and finds nothing to do.
    assert!(listener.changed().await);
    let row = bench.row().await;
    assert_eq!((row.status, row.job.attempt), (Status::Running, 2));
    assert!(bench.store.renew(taken.job_id, taken.fence, future).await.unwrap(), "the other's lease still stands");
    bench.stop.cancel();
    worker.await.unwrap();
}
