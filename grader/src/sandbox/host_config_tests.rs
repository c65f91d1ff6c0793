//! Pins every setting: a change of any of them must be made twice, and be seen.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{SECCOMP_BUILD, SECCOMP_RUN, container};
use crate::{
    model::Limits,
    sandbox::{ContainerSpec, Role},
};

fn limits() -> Limits {
    Limits {
        memory_bytes: 1_000_000,
        pids: 11,
        nofile: 12,
        tmpfs_bytes: 13_000,
        tmpfs_inodes: 14,
        output_bytes: 15,
        line_bytes: 16,
        wall_ms: 17,
        cpu_millis: 1_500,
    }
}

fn spec(role: Role) -> ContainerSpec {
    ContainerSpec { image: "any".to_owned(), role, limits: limits(), cpuset: None, localhost: false }
}

fn settings(role: Role) -> Value {
    serde_json::to_value(container(&spec(role), None)).unwrap()
}

#[test]
fn every_setting_of_a_run_container() {
    let ulimit = |name: &str, value: u64| json!({"Name": name, "Soft": value, "Hard": value});
    let expected = json!({
        "Hostname": "gauntlet",
        "User": "0:0",
        "Tty": false,
        "AttachStdin": true,
        "AttachStdout": true,
        "AttachStderr": true,
        "OpenStdin": true,
        "StdinOnce": true,
        "Env": [],
        "NetworkDisabled": true,
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": {
            "Privileged": false,
            "ReadonlyRootfs": true,
            "CapDrop": ["ALL"],
            "CapAdd": ["KILL", "SETGID", "SETUID"],
            "SecurityOpt": ["no-new-privileges", format!("seccomp={SECCOMP_RUN}")],
            "NetworkMode": "none",
            "IpcMode": "none",
            "PidMode": "",
            "UTSMode": "",
            "CgroupnsMode": "private",
            "Memory": 1_000_000,
            "MemorySwap": 1_000_000,
            "OomKillDisable": false,
            "OomScoreAdj": 500,
            "CpuPeriod": 100_000,
            "CpuQuota": 150_000,
            "PidsLimit": 11,
            "Ulimits": [
                ulimit("nofile", 12), ulimit("fsize", 13_000), ulimit("core", 0), ulimit("memlock", 0),
                ulimit("msgqueue", 0),
            ],
            "Tmpfs": {
                "/work": "rw,nosuid,nodev,exec,size=13000,nr_inodes=15,uid=10003,gid=10003,mode=0711",
            },
            "ShmSize": 0,
            "LogConfig": {"Type": "none"},
            "Init": false,
            "AutoRemove": false,
            "RestartPolicy": {"Name": "no"},
        },
    });
    assert_eq!(settings(Role::Run), expected);
}

#[test]
fn a_build_differs_by_its_user_its_capabilities_and_its_system_calls() {
    let mut expected = settings(Role::Run);
    expected["User"] = json!("10001:10001");
    expected["HostConfig"]["CapAdd"] = json!([]);
    expected["HostConfig"]["SecurityOpt"][1] = json!(format!("seccomp={SECCOMP_BUILD}"));
    expected["HostConfig"]["Tmpfs"]["/work"] =
        json!("rw,nosuid,nodev,exec,size=13000,nr_inodes=15,uid=10001,gid=10001,mode=0700");
    assert_eq!(settings(Role::Build), expected);
}

#[test]
fn a_benchmark_differs_by_having_no_quota() {
    let mut expected = settings(Role::Run);
    let host = expected["HostConfig"].as_object_mut().unwrap();
    assert!(host.remove("CpuPeriod").is_some() && host.remove("CpuQuota").is_some());
    assert_eq!(settings(Role::Bench), expected);
}

#[test]
fn another_runtime_changes_nothing_else() {
    let mut expected = settings(Role::Run);
    expected["HostConfig"]["Runtime"] = json!("runsc");
    assert_eq!(serde_json::to_value(container(&spec(Role::Run), Some("runsc"))).unwrap(), expected);
}

#[test]
fn processors_that_are_named_change_nothing_else() {
    for role in [Role::Build, Role::Run, Role::Bench] {
        let mut expected = settings(role);
        expected["HostConfig"]["CpusetCpus"] = json!("2,4");
        let named = ContainerSpec { cpuset: Some("2,4".to_owned()), ..spec(role) };
        assert_eq!(serde_json::to_value(container(&named, None)).unwrap(), expected);
    }
}

#[test]
fn localhost_changes_no_isolation() {
    let mut expected = settings(Role::Run);
    expected["NetworkDisabled"] = json!(false);
    let known = ContainerSpec { localhost: true, ..spec(Role::Run) };
    assert_eq!(serde_json::to_value(container(&known, None)).unwrap(), expected);
    assert_eq!(expected["HostConfig"]["NetworkMode"], "none");
}

/// The names that a profile lets through, those that depend on arguments included.
fn allowed(profile: &str) -> BTreeSet<String> {
    let profile: Value = serde_json::from_str(profile).unwrap();
    assert_eq!(profile["defaultAction"], "SCMP_ACT_ERRNO");
    let rules = profile["syscalls"].as_array().unwrap();
    let allowing = rules.iter().filter(|rule| rule["action"] == "SCMP_ACT_ALLOW");
    allowing.flat_map(|rule| rule["names"].as_array().unwrap()).map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn no_profile_lets_a_way_out_through() {
    let ways_out = [
        "ptrace",
        "process_vm_readv",
        "process_vm_writev",
        "mount",
        "umount2",
        "pivot_root",
        "chroot",
        "unshare",
        "setns",
        "clone3",
        "keyctl",
        "add_key",
        "request_key",
        "io_uring_setup",
        "io_uring_enter",
        "bpf",
        "perf_event_open",
        "userfaultfd",
        "open_by_handle_at",
        "init_module",
        "kexec_load",
        "mknod",
        "mknodat",
        "seccomp",
        "memfd_create",
        "pidfd_getfd",
        "mq_open",
        "shmget",
    ];
    for profile in [SECCOMP_RUN, SECCOMP_BUILD] {
        let allowed = allowed(profile);
        let open: Vec<_> = ways_out.iter().filter(|name| allowed.contains(**name)).collect();
        assert!(open.is_empty(), "{open:?}");
    }
}

/// In a run container they are the supervisor's: the doctor looks that a submission is refused them.
#[test]
fn a_build_cannot_change_its_user() {
    let (run, build) = (allowed(SECCOMP_RUN), allowed(SECCOMP_BUILD));
    for name in ["setuid", "setgid", "setresuid", "setresgid", "setgroups", "capset", "fchownat"] {
        assert!(run.contains(name) && !build.contains(name), "{name}");
    }
}

#[test]
fn a_build_has_no_sockets_and_a_run_no_links() {
    let (run, build) = (allowed(SECCOMP_RUN), allowed(SECCOMP_BUILD));
    assert!(run.contains("socket") && !build.contains("socket") && !build.contains("connect"));
    assert!(build.contains("linkat") && !run.contains("linkat") && !run.contains("symlinkat"));
}

#[test]
fn calls_that_depend_on_their_arguments_are_never_let_through_without_a_condition() {
    for profile in [SECCOMP_RUN, SECCOMP_BUILD] {
        let profile: Value = serde_json::from_str(profile).unwrap();
        for rule in profile["syscalls"].as_array().unwrap() {
            let names: Vec<_> = rule["names"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let conditional = ["clone", "personality", "prctl", "ioctl", "socket", "socketpair"];
            if rule["action"] == "SCMP_ACT_ALLOW" && names.iter().any(|name| conditional.contains(name)) {
                assert!(!rule["args"].as_array().unwrap().is_empty(), "{names:?}");
            }
        }
    }
}
