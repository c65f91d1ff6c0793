//! Every container that this process made is removed, however its run ended: by a result, by an error, or by nobody
//! waiting for it any more.

use std::{sync::Arc, time::Duration};

use bollard::{
    Docker,
    errors::Error,
    models::ContainerCreateBody,
    query_parameters::{CreateContainerOptions, RemoveContainerOptions, WaitContainerOptions},
};
use futures_util::StreamExt;
use tokio::{runtime::Handle, sync::watch};

use super::failure::status;

/// A removal that fails is tried again this often, and this much later each time.
const REMOVALS: u32 = 5;
const REMOVAL_PAUSE: Duration = Duration::from_millis(500);

/// Counts the containers that are not known to be removed.
pub(super) struct Tracker {
    docker: Docker,
    outstanding: watch::Sender<usize>,
}

impl Tracker {
    pub(super) fn new(docker: Docker) -> Self {
        Self { docker, outstanding: watch::Sender::new(0) }
    }

    /// Waits until nothing is outstanding.
    pub(super) async fn settled(&self) {
        // The sender is borrowed, so the channel cannot close meanwhile.
        let _ = self.outstanding.subscribe().wait_for(|outstanding| *outstanding == 0).await;
    }

    /// Creates a container of that name.
    ///
    /// The request runs as a task of its own. When the caller is dropped meanwhile, the engine may still make the
    /// container; the task then ends with nobody to take its result, and to drop that result is to remove it.
    pub(super) async fn create(
        self: &Arc<Self>,
        name: String,
        settings: ContainerCreateBody,
    ) -> Result<Tracked, CreateError> {
        let docker = self.docker.clone();
        let options = CreateContainerOptions { name: Some(name.clone()), ..CreateContainerOptions::default() };
        // Before the request: one that fails half-way may have made a container. And before the task: whoever waits until
        // nothing is outstanding must not look between the two.
        let tracked = Tracked::new(name, Arc::clone(self));
        let creation =
            tokio::spawn(async move { docker.create_container(Some(options), settings).await.map(|_| tracked) });
        match creation.await {
            Ok(created) => created.map_err(CreateError::Engine),
            Err(join) => Err(CreateError::Cancelled(join.to_string())),
        }
    }
}

/// Why there is no container.
pub(super) enum CreateError {
    Engine(Error),
    /// The runtime is shutting down.
    Cancelled(String),
}

/// A container that exists or may exist. Dropping it removes the container in the background.
pub(super) struct Tracked {
    name: String,
    runtime: Handle,
    outstanding: Option<Outstanding>,
}

impl Tracked {
    fn new(name: String, tracker: Arc<Tracker>) -> Self {
        tracker.outstanding.send_modify(|outstanding| *outstanding += 1);
        Self { name, runtime: Handle::current(), outstanding: Some(Outstanding(tracker)) }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Tracked {
    fn drop(&mut self) {
        let Some(outstanding) = self.outstanding.take() else { return };
        let name = std::mem::take(&mut self.name);
        self.runtime.spawn(async move {
            remove(&outstanding.0.docker, &name).await;
        });
    }
}

/// One of the counted; gone with its removal, also when the runtime drops that before it ran.
struct Outstanding(Arc<Tracker>);

impl Drop for Outstanding {
    fn drop(&mut self) {
        self.0.outstanding.send_modify(|outstanding| *outstanding -= 1);
    }
}

/// Kills and removes a container, with whatever volumes its image declared. Returns whether it is gone.
pub(super) async fn remove(docker: &Docker, name: &str) -> bool {
    for attempt in 1..=REMOVALS {
        let options = RemoveContainerOptions { force: true, v: true, ..RemoveContainerOptions::default() };
        let Err(err) = docker.remove_container(name, Some(options)).await else { return true };
        match status(&err) {
            Some(404) => return true,
            // Somebody else is removing it: then wait for them.
            Some(409) => {
                let condition = WaitContainerOptions { condition: "removed".to_owned() };
                let _ = Box::pin(docker.wait_container(name, Some(condition))).next().await;
            }
            _ if attempt == REMOVALS => {
                tracing::error!(container = name, error = %err, "container could not be removed; a sweep will try again");
            }
            _ => tokio::time::sleep(REMOVAL_PAUSE * attempt).await,
        }
    }
    false
}
