//! The workers of one process: started together once the host has proved that it may grade.

use std::{future::Future, sync::Arc, time::Duration};

use anyhow::Context;
use gauntlet_db::{Store, WorkerName};
use gauntlet_grader::{
    catalog::Catalog,
    doctor::{self, CheckStatus},
    pipeline::Grader,
    sandbox::{DockerSandbox, Images},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    hub::Hub,
    worker::{Worker, WorkerSettings},
};

use super::shared::GraderOptions;

/// Pause before a host that must not grade is examined again.
const EXAMINE_AGAIN: Duration = Duration::from_secs(30);

/// Workers that grade from one store.
pub(super) struct Crew {
    pub(super) store: Store,
    pub(super) catalog: Arc<Catalog>,
    pub(super) hub: Hub,
    /// How many.
    pub(super) size: usize,
}

impl Crew {
    /// Starts the workers once this host has proved that it may grade; until then submissions wait in the queue.
    pub(super) fn start(
        self,
        options: &GraderOptions,
        stop: &CancellationToken,
        workers: &TaskTracker,
    ) -> anyhow::Result<()> {
        let sandbox = DockerSandbox::connect().context("connect to Docker")?;
        let grader = Arc::new(options.grader(sandbox)?);
        let ready = CancellationToken::new();
        let grading = TaskTracker::new();
        for index in 1..=self.size {
            let worker = Worker {
                store: self.store.clone(),
                catalog: Arc::clone(&self.catalog),
                grader: Arc::clone(&grader),
                hub: self.hub.clone(),
                name: WorkerName::new(format!("{}:{}:{index}", host_name(), std::process::id()))?,
                settings: WorkerSettings::default(),
            };
            let (ready, stop) = (ready.clone(), stop.clone());
            grading.spawn(async move {
                tokio::select! {
                    () = ready.cancelled() => worker.run(stop).await,
                    () = stop.cancelled() => {}
                }
            });
        }
        grading.close();
        let prepared = prepare(Arc::clone(&grader), options.images.images(), self.catalog, ready);
        workers.spawn(keep_house(grader, prepared, grading, stop.clone()));
        Ok(())
    }
}

/// Prepares this host for grading; at the end waits for the last grading, and then for its container to be gone.
async fn keep_house(
    grader: Arc<Grader<DockerSandbox>>,
    prepared: impl Future<Output = ()>,
    grading: TaskTracker,
    stop: CancellationToken,
) {
    if stop.clone().run_until_cancelled_owned(prepared).await.is_some() {
        stop.cancelled_owned().await;
    }
    grading.wait().await;
    grader.sandbox().close().await;
}

/// Removes what a crashed process left, proves the host's limits, and builds what every submission needs.
async fn prepare(grader: Arc<Grader<DockerSandbox>>, images: Images, catalog: Arc<Catalog>, ready: CancellationToken) {
    match grader.sandbox().sweep().await {
        Ok(swept) => tracing::info!(removed = swept.removed, "swept containers of crashed processes"),
        Err(error) => tracing::warn!(%error, "could not look for containers of crashed processes"),
    }
    while !is_fit_to_grade(images.clone()).await {
        tokio::time::sleep(EXAMINE_AGAIN).await;
    }
    ready.cancel();
    let challenges: Vec<_> = catalog.iter().cloned().collect();
    for challenge in challenges {
        if let Err(error) = grader.prepare(&challenge).await {
            tracing::error!(challenge = %challenge.manifest.slug, %error, "the reference could not be built");
        }
    }
}

async fn is_fit_to_grade(images: Images) -> bool {
    let checks = doctor::examine(&images).await;
    for check in checks.iter().filter(|c| c.status == CheckStatus::Fail) {
        let mend = check.mend.as_deref().unwrap_or_default();
        tracing::error!(check = %check.id, found = %check.found, mend, "this host must not grade; submissions wait");
    }
    doctor::is_fit(&checks)
}

/// The host's name as its kernel knows it; leases and the audit log show it.
fn host_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map_or_else(|_| "host".to_owned(), |name| name.trim().to_owned())
}
