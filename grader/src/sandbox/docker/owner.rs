//! Who made a container, and whether they still live.
//!
//! A process is named by four facts that no other process ever shares: the boot of the machine, the PID namespace, the
//! process id in it, and the clock tick at which the process started. They go on every container as labels. Another
//! process can judge an owner only where it sees the same processes: on the same boot, in the same PID namespace, with
//! a /proc that hides nobody. Elsewhere (a worker in a container of its own, another host on the same engine) nobody
//! can be declared dead, and the sweep goes by the container's age alone.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

const BOOT: &str = "gauntlet.boot";
const PID_NAMESPACE: &str = "gauntlet.pid_namespace";
const PID: &str = "gauntlet.pid";
const STARTED: &str = "gauntlet.pid_started";

/// What one process can say of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Liveness {
    Alive,
    Gone,
    /// Not visible from here.
    Unknown,
}

/// A process, as seen through its own /proc. `None` where that is missing: then nobody can judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    proc: PathBuf,
    identity: Option<Identity>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity {
    boot: String,
    pid_namespace: String,
    pid: String,
    started: String,
}

impl Owner {
    /// This process.
    pub(super) fn current() -> Self {
        Self::read(Path::new("/proc"), std::process::id())
    }

    fn read(proc: &Path, pid: u32) -> Self {
        let identity = || {
            Some(Identity {
                boot: fs::read_to_string(proc.join("sys/kernel/random/boot_id")).ok()?.trim().to_owned(),
                pid_namespace: fs::read_link(proc.join("self/ns/pid")).ok()?.to_str()?.to_owned(),
                pid: pid.to_string(),
                started: start_tick(proc, &pid.to_string())?,
            })
        };
        Self { proc: proc.to_owned(), identity: identity() }
    }

    /// What a container of this process carries.
    pub(super) fn labels(&self) -> Vec<(String, String)> {
        let Some(me) = &self.identity else { return Vec::new() };
        [(BOOT, &me.boot), (PID_NAMESPACE, &me.pid_namespace), (PID, &me.pid), (STARTED, &me.started)]
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .into()
    }

    /// Whether the process that put these labels on a container still lives.
    pub(super) fn judge(&self, labels: &HashMap<String, String>) -> Liveness {
        let read = || {
            let label = |name: &str| labels.get(name).filter(|value| !value.is_empty()).cloned();
            Some(Identity {
                boot: label(BOOT)?,
                pid_namespace: label(PID_NAMESPACE)?,
                // A number, since it becomes a part of a path.
                pid: label(PID).filter(|pid| pid.bytes().all(|byte| byte.is_ascii_digit()))?,
                started: label(STARTED)?,
            })
        };
        let (Some(me), Some(them)) = (&self.identity, read()) else { return Liveness::Unknown };
        let same_view = me.boot == them.boot && me.pid_namespace == them.pid_namespace;
        // A /proc mounted with hidepid does not even show the first process to other users.
        if !same_view || start_tick(&self.proc, "1").is_none() {
            return Liveness::Unknown;
        }
        match start_tick(&self.proc, &them.pid) {
            Some(started) if started == them.started => Liveness::Alive,
            // No such process, or a later one under the same number.
            _ => Liveness::Gone,
        }
    }
}

/// Field 22 of /proc/PID/stat: the clock tick since boot at which the process started. The second field is the
/// program's name in parentheses, which may hold anything; the last parenthesis ends it.
fn start_tick(proc: &Path, pid: &str) -> Option<String> {
    let stat = fs::read_to_string(proc.join(pid).join("stat")).ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    after_name.split_whitespace().nth(19).map(str::to_owned)
}

#[cfg(test)]
#[path = "owner_tests.rs"]
mod tests;
