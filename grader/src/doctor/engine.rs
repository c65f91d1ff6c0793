//! What the engine says of itself, judged. Pure.

use super::check::{Check, size};
use crate::{
    model::Limits,
    sandbox::{EngineFacts, SandboxError},
};

pub(super) fn unreachable(error: &SandboxError) -> Check {
    Check::fail(
        "engine",
        "Docker Engine",
        error.to_string(),
        "start it ('systemctl start docker', or 'dockerd' where no service manager runs), and let this user reach its socket",
    )
}

pub(super) fn judge(facts: &EngineFacts) -> Vec<Check> {
    let mut checks = vec![engine(facts), runc(facts), runtime(facts), user_namespaces(facts)];
    checks.extend([cgroups(facts), storage(facts), seccomp(facts), cpus(facts), memory(facts)]);
    checks
}

/// The oldest engine that the sandbox was tried on.
const OLDEST_ENGINE: (u64, u64, u64) = (20, 10, 10);

fn engine(facts: &EngineFacts) -> Check {
    let found = format!("{} (API {}) at {}", facts.version, facts.api_version, facts.endpoint);
    match version(&facts.version) {
        Some(version) if version >= OLDEST_ENGINE => Check::ok("engine", "Docker Engine", found),
        _ => Check::warn("engine", "Docker Engine", found, "use Docker Engine 20.10.10 or later"),
    }
}

/// CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881 let a container write to files of the host through masked paths.
/// They were fixed in 1.2.8 and 1.3.3. A distribution may have fixed an older version under its number.
fn runc(facts: &EngineFacts) -> Check {
    let found = if facts.runc_version.is_empty() { "version unknown" } else { &facts.runc_version };
    let fixed = match version(&facts.runc_version) {
        Some(version @ (1, 2, _)) => version >= (1, 2, 8),
        Some(version) => version >= (1, 3, 3),
        None => false,
    };
    if fixed {
        return Check::ok("runc", "runc", found);
    }
    Check::warn(
        "runc",
        "runc",
        format!("{found}: may have CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881"),
        "upgrade runc to 1.2.8, 1.3.3 or later, or see that your distribution has fixed these under its version",
    )
}

fn runtime(facts: &EngineFacts) -> Check {
    let (id, title) = ("runtime", "Runtime of submissions");
    match &facts.runtime {
        None => Check::ok(id, title, "the engine's default"),
        Some(name) if facts.runtimes.contains(name) => Check::ok(id, title, name),
        Some(name) => Check::fail(
            id,
            title,
            format!("expected one of {}, got {name}", facts.runtimes.join(", ")),
            "register it in the engine's daemon.json, or correct GAUNTLET_RUNTIME",
        ),
    }
}

/// For information: with a mapping, root of a container is nobody on the host.
fn user_namespaces(facts: &EngineFacts) -> Check {
    let mapped = facts.security_options.iter().any(|option| option.contains("name=userns"));
    let found = if mapped { "containers' users are mapped" } else { "not used: containers' users are the host's" };
    Check::ok("userns", "User namespaces", found)
}

fn cgroups(facts: &EngineFacts) -> Check {
    let found = format!("version {}", facts.cgroup_version);
    let missing: Vec<_> = facts.warnings.iter().filter(|warning| warning.contains("No ")).map(String::as_str).collect();
    match (facts.cgroup_version.as_str(), missing.is_empty()) {
        ("1" | "2", true) => Check::ok("cgroups", "Control groups", found),
        _ => Check::warn(
            "cgroups",
            "Control groups",
            format!("{found}; the engine says: {}", missing.join("; ")),
            "boot the kernel with 'cgroup_enable=memory swapaccount=1', or with control groups version 2",
        ),
    }
}

fn storage(facts: &EngineFacts) -> Check {
    let found = facts.storage_driver.as_str();
    match found {
        "overlay2" | "overlayfs" | "btrfs" | "zfs" => Check::ok("storage", "Storage driver", found),
        _ => Check::warn(
            "storage",
            "Storage driver",
            format!("{found}: may copy the whole image for each container"),
            "set \"storage-driver\": \"overlay2\" in the engine's daemon.json",
        ),
    }
}

fn seccomp(facts: &EngineFacts) -> Check {
    let title = "System call filter";
    if facts.security_options.iter().any(|option| option.contains("name=seccomp")) {
        return Check::ok("seccomp", title, "supported");
    }
    Check::fail("seccomp", title, "not supported by this engine or kernel", "use a kernel with CONFIG_SECCOMP_FILTER")
}

fn cpus(facts: &EngineFacts) -> Check {
    let found = format!("{}", facts.cpus);
    if facts.cpus >= 2 {
        return Check::ok("cpus", "Processors", found);
    }
    Check::warn(
        "cpus",
        "Processors",
        format!("{found}: races that need two threads at once are seen less often, and benchmarks are noisy"),
        "give this machine at least 2 processors",
    )
}

fn memory(facts: &EngineFacts) -> Check {
    let needed = Limits::build().memory_bytes;
    let found = size(facts.memory_bytes);
    if facts.memory_bytes > needed {
        return Check::ok("memory", "Memory of the machine", found);
    }
    Check::fail("memory", "Memory of the machine", found, format!("a build may take {}: add memory", size(needed)))
}

/// The leading three numbers of a version, e.g. (1, 1, 5) of `1.1.5+ds1-1`.
fn version(text: &str) -> Option<(u64, u64, u64)> {
    let mut numbers = text.trim_start_matches('v').split(|c: char| !c.is_ascii_digit()).map(str::parse);
    let mut next = || numbers.next().and_then(Result::ok);
    Some((next()?, next()?, next().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::CheckStatus;

    fn facts() -> EngineFacts {
        EngineFacts {
            endpoint: "unix:///var/run/docker.sock".to_owned(),
            version: "20.10.24+dfsg1".to_owned(),
            api_version: "1.41".to_owned(),
            runc_version: "1.2.8".to_owned(),
            cgroup_version: "2".to_owned(),
            storage_driver: "overlay2".to_owned(),
            root_dir: "/var/lib/docker".to_owned(),
            runtimes: vec!["runc".to_owned(), "runsc".to_owned()],
            runtime: Some("runsc".to_owned()),
            security_options: vec!["name=seccomp,profile=default".to_owned()],
            warnings: Vec::new(),
            cpus: 2,
            memory_bytes: 8 << 30,
            is_local: true,
        }
    }

    fn status(facts: &EngineFacts, id: &str) -> CheckStatus {
        judge(facts).into_iter().find(|check| check.id == id).unwrap().status
    }

    #[test]
    fn a_good_engine_has_nothing_to_mend() {
        let bad: Vec<_> = judge(&facts()).into_iter().filter(|check| check.status != CheckStatus::Ok).collect();
        assert!(bad.is_empty(), "{bad:?}");
    }

    #[test]
    fn runc_before_its_fixes_is_warned_of() {
        let cases = [
            ("1.1.5+ds1", CheckStatus::Warn),
            ("1.1.15", CheckStatus::Warn),
            ("1.2.7", CheckStatus::Warn),
            ("1.2.8", CheckStatus::Ok),
            ("1.3.2", CheckStatus::Warn),
            ("1.3.3", CheckStatus::Ok),
            ("v1.4.0-rc.3", CheckStatus::Ok),
            ("", CheckStatus::Warn),
        ];
        for (version, expected) in cases {
            assert_eq!(
                status(&EngineFacts { runc_version: version.to_owned(), ..facts() }, "runc"),
                expected,
                "{version}"
            );
        }
    }

    #[test]
    fn mapped_users_are_told() {
        let found = |options: &[&str]| {
            let security_options = options.iter().map(|&option| option.to_owned()).collect();
            user_namespaces(&EngineFacts { security_options, ..facts() }).found
        };
        assert_eq!(found(&["name=seccomp"]), "not used: containers' users are the host's");
        assert_eq!(found(&["name=seccomp", "name=userns"]), "containers' users are mapped");
    }

    #[test]
    fn what_keeps_a_host_from_grading() {
        let runtime = Some("runscc".to_owned());
        assert_eq!(status(&EngineFacts { runtime, ..facts() }, "runtime"), CheckStatus::Fail);
        assert_eq!(status(&EngineFacts { security_options: Vec::new(), ..facts() }, "seccomp"), CheckStatus::Fail);
        assert_eq!(status(&EngineFacts { memory_bytes: 1 << 30, ..facts() }, "memory"), CheckStatus::Fail);
    }

    #[test]
    fn what_is_only_a_disadvantage() {
        let no_swap = vec!["WARNING: No swap limit support".to_owned()];
        assert_eq!(status(&EngineFacts { warnings: no_swap, ..facts() }, "cgroups"), CheckStatus::Warn);
        assert_eq!(status(&EngineFacts { storage_driver: "vfs".to_owned(), ..facts() }, "storage"), CheckStatus::Warn);
        assert_eq!(status(&EngineFacts { cpus: 1, ..facts() }, "cpus"), CheckStatus::Warn);
        assert_eq!(status(&EngineFacts { version: "19.3.1".to_owned(), ..facts() }, "engine"), CheckStatus::Warn);
    }
}
