//! Removes what a process left that died before it could clean up.

use std::{
    collections::HashMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bollard::{models::ContainerSummary, query_parameters::ListContainersOptions};
use uuid::Uuid;

use super::{
    DockerSandbox, SandboxError, label,
    owner::{Liveness, Owner},
    tracked,
};

/// A container whose owner cannot be seen is left alone for so long after its wall time: long enough for a loaded
/// engine, for one that was started ahead of a build, and for clocks of two hosts that differ.
const GRACE: Duration = Duration::from_secs(600);

/// What a sweep did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SweepReport {
    /// Containers that were removed.
    pub removed: usize,
    /// Containers of processes that live, or may live.
    pub kept: usize,
    /// Containers that the engine did not remove.
    pub failed: usize,
}

impl DockerSandbox {
    /// Removes the containers of Gauntlet processes that are no longer there. Those of other live processes on the
    /// same engine stay, and so do this process's own. May be called at any time, by any number of processes.
    ///
    /// # Errors
    /// When the engine does not list its containers.
    pub async fn sweep(&self) -> Result<SweepReport, SandboxError> {
        let mut report = SweepReport::default();
        let now = SystemTime::now();
        for container in self.list(label::INSTANCE.to_owned()).await? {
            if !is_leftover(&self.owner, &container, now) {
                report.kept += 1;
                continue;
            }
            let id = container.id.unwrap_or_default();
            match tracked::remove(&self.docker, &id).await {
                true => report.removed += 1,
                false => report.failed += 1,
            }
        }
        Ok(report)
    }

    /// Ids of the containers that exist at this moment, in any state, of the sandbox of that [`DockerSandbox::instance`].
    ///
    /// # Errors
    /// When the engine does not list its containers.
    pub async fn containers(&self, instance: Uuid) -> Result<Vec<String>, SandboxError> {
        let theirs = self.list(format!("{}={instance}", label::INSTANCE)).await?;
        Ok(theirs.into_iter().filter_map(|container| container.id).collect())
    }

    async fn list(&self, label: String) -> Result<Vec<ContainerSummary>, SandboxError> {
        let filters = HashMap::from([("label".to_owned(), vec![label])]);
        let options = ListContainersOptions { all: true, filters: Some(filters), ..ListContainersOptions::default() };
        Ok(self.docker.list_containers(Some(options)).await.map_err(|err| self.failure("list containers", &err))?)
    }
}

fn is_leftover(me: &Owner, container: &ContainerSummary, now: SystemTime) -> bool {
    let no_labels = HashMap::new();
    let labels = container.labels.as_ref().unwrap_or(&no_labels);
    match me.judge(labels) {
        Liveness::Alive => false,
        Liveness::Gone => true,
        Liveness::Unknown => {
            let wall_ms = labels.get(label::WALL_MS).and_then(|text| text.parse().ok()).unwrap_or(0);
            let lifetime = Duration::from_millis(wall_ms).saturating_add(GRACE);
            // Without a time of creation it counts as new.
            let created = container.created.and_then(|seconds| u64::try_from(seconds).ok());
            let created = created.and_then(|seconds| UNIX_EPOCH.checked_add(Duration::from_secs(seconds)));
            created.and_then(|created| now.duration_since(created).ok()).is_some_and(|age| age > lifetime)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(labels: Vec<(String, String)>, created: Option<i64>) -> ContainerSummary {
        ContainerSummary { labels: Some(labels.into_iter().collect()), created, ..ContainerSummary::default() }
    }

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn the_containers_of_a_live_process_stay_however_old_they_are() {
        let me = Owner::current();
        assert!(!is_leftover(&me, &container(me.labels(), Some(0)), at(1_000_000)));
    }

    #[test]
    fn an_unknown_owner_has_the_wall_time_and_the_grace() {
        let unknown = vec![(label::WALL_MS.to_owned(), "30000".to_owned())];
        let leftover = |now| is_leftover(&Owner::current(), &container(unknown.clone(), Some(1_000)), at(now));
        assert!(!leftover(900), "made in the future of this clock");
        assert!(!leftover(1_000 + 30 + 600));
        assert!(leftover(1_000 + 30 + 601));
    }

    #[test]
    fn a_container_without_a_time_of_creation_counts_as_new() {
        assert!(!is_leftover(&Owner::current(), &container(Vec::new(), None), at(1_000_000)));
    }
}
