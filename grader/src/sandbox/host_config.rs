//! Every setting of a container, in one pure function: from a role and its limits to what the engine is asked for.
//!
//! What is not named here is the engine's default, or the image's: entry point, environment. Nothing of the host's
//! environment, its files or its devices is passed on.

use std::collections::HashMap;

use bollard::models::{
    ContainerCreateBody, HealthConfig, HostConfig, HostConfigCgroupnsModeEnum, HostConfigLogConfig, ResourcesUlimits,
    RestartPolicy, RestartPolicyNameEnum,
};

use super::{ContainerSpec, Role};
use crate::model::Limits;

/// The only directory that a container may write to. The images must lack it: a tmpfs over a directory of the image
/// takes that directory's mode, whatever is asked for here. The doctor looks.
const WORK: &str = "/work";

/// The period over which the kernel counts a CPU quota, in microseconds.
const CPU_PERIOD_US: i64 = 100_000;

/// Containers die before anything else of the host does when *its* memory runs out.
const OOM_SCORE_ADJ: i64 = 500;

/// System calls that are let through; everything else answers EPERM. See each file's comments.
const SECCOMP_RUN: &str = include_str!("seccomp/run.json");
const SECCOMP_BUILD: &str = include_str!("seccomp/build.json");

/// Capabilities of the supervisor, which becomes a user of its own at once and keeps these: it starts each submission as
/// another user, and ends it. A submission has none. See runner-image/tools/cmd/supervisor/identity.go.
const SUPERVISOR_CAPABILITIES: [&str; 3] = ["KILL", "SETGID", "SETUID"];

/// What a role differs by.
struct RoleSettings {
    /// User and group that the container starts as; numeric, since the images have no user database.
    id: u32,
    capabilities: &'static [&'static str],
    /// Owner of the work directory, and what others may do with it.
    work: (u32, &'static str),
    seccomp: &'static str,
    /// Thousandths of a core, 0 for no quota.
    cpu_millis: u64,
}

fn role_settings(role: Role, limits: &Limits) -> RoleSettings {
    match role {
        Role::Build => RoleSettings {
            id: 10_001,
            capabilities: &[],
            work: (10_001, "0700"),
            seccomp: SECCOMP_BUILD,
            cpu_millis: limits.cpu_millis,
        },
        Role::Run => RoleSettings {
            id: 0,
            capabilities: &SUPERVISOR_CAPABILITIES,
            // Others pass through, to what the supervisor opens to them below.
            work: (10_003, "0711"),
            seccomp: SECCOMP_RUN,
            cpu_millis: limits.cpu_millis,
        },
        // A quota stops a process for the rest of a period, which a benchmark would measure.
        Role::Bench => RoleSettings { cpu_millis: 0, ..role_settings(Role::Run, limits) },
    }
}

/// The settings of one container but for its image and its labels. `runtime` is the engine's name of an OCI runtime,
/// such as `runsc`; none is the engine's default.
pub(super) fn container(spec: &ContainerSpec, runtime: Option<&str>) -> ContainerCreateBody {
    let limits = &spec.limits;
    let settings = role_settings(spec.role, limits);
    ContainerCreateBody {
        hostname: Some("gauntlet".to_owned()),
        // Not left to the image: an image that forgot to name a user would run as root.
        user: Some(format!("{id}:{id}", id = settings.id)),
        // No TTY: it changes line ends, and output that begins with a byte of 0 to 2 would be taken for a frame.
        tty: Some(false),
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        open_stdin: Some(true),
        // The first half-close ends the container's standard input for good.
        stdin_once: Some(true),
        env: Some(Vec::new()),
        // The namespace is empty in any case. The engine sets it up for a network that is not there by a hook that starts the
        // engine's own program once more, which is half of what starting a container takes; all that this brings is
        // /etc/hosts, of which the engine empties the image's own.
        network_disabled: Some(!spec.localhost),
        healthcheck: Some(HealthConfig { test: Some(vec!["NONE".to_owned()]), ..HealthConfig::default() }),
        host_config: Some(HostConfig {
            runtime: runtime.map(str::to_owned),
            // Both: the quota holds where no processors were named, and does not slow down who has as many of them.
            cpuset_cpus: spec.cpuset.clone(),
            ..host(&settings, limits)
        }),
        ..ContainerCreateBody::default()
    }
}

fn host(settings: &RoleSettings, limits: &Limits) -> HostConfig {
    HostConfig {
        // Privileges.
        privileged: Some(false),
        readonly_rootfs: Some(true),
        cap_drop: Some(vec!["ALL".to_owned()]),
        cap_add: Some(settings.capabilities.iter().map(|&name| name.to_owned()).collect()),
        security_opt: Some(vec!["no-new-privileges".to_owned(), format!("seccomp={}", settings.seccomp)]),
        // Namespaces of its own. Private IPC without /dev/shm, which would be a second place to write to.
        network_mode: Some("none".to_owned()),
        ipc_mode: Some("none".to_owned()),
        pid_mode: Some(String::new()),
        uts_mode: Some(String::new()),
        cgroupns_mode: Some(HostConfigCgroupnsModeEnum::PRIVATE),
        // Memory; the same number for both means no swap.
        memory: Some(number(limits.memory_bytes)),
        memory_swap: Some(number(limits.memory_bytes)),
        oom_kill_disable: Some(false),
        oom_score_adj: Some(OOM_SCORE_ADJ),
        // CPU. A quota rather than `nano_cpus`, which means the same but is refused where it exceeds the host's cores.
        cpu_period: (settings.cpu_millis > 0).then_some(CPU_PERIOD_US),
        cpu_quota: (settings.cpu_millis > 0).then(|| number(settings.cpu_millis) * CPU_PERIOD_US / 1_000),
        pids_limit: Some(number(limits.pids)),
        ulimits: Some(vec![
            ulimit("nofile", limits.nofile),
            ulimit("fsize", limits.tmpfs_bytes),
            ulimit("core", 0),
            ulimit("memlock", 0),
            // /dev/mqueue is world-writable; without bytes for queues it holds none.
            ulimit("msgqueue", 0),
        ]),
        tmpfs: Some(HashMap::from([(WORK.to_owned(), tmpfs_options(settings.work, limits))])),
        shm_size: Some(0),
        // Output goes to the attached streams alone: a log would fill the host's disk.
        log_config: Some(HostConfigLogConfig { typ: Some("none".to_owned()), config: None }),
        init: Some(false),
        // Removal is ours: with auto-remove the exit code and the OOM flag would be gone before they are read.
        auto_remove: Some(false),
        restart_policy: Some(RestartPolicy { name: Some(RestartPolicyNameEnum::NO), maximum_retry_count: None }),
        ..HostConfig::default()
    }
}

fn tmpfs_options((id, mode): (u32, &str), limits: &Limits) -> String {
    // The directory itself takes an inode, too.
    let inodes = limits.tmpfs_inodes.saturating_add(1);
    let size = limits.tmpfs_bytes;
    format!("rw,nosuid,nodev,exec,size={size},nr_inodes={inodes},uid={id},gid={id},mode={mode}")
}

fn ulimit(name: &str, value: u64) -> ResourcesUlimits {
    let value = Some(number(value));
    ResourcesUlimits { name: Some(name.to_owned()), soft: value, hard: value }
}

/// The engine counts in signed numbers.
fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "host_config_tests.rs"]
mod tests;
