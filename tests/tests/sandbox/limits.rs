//! Each limit holds, and is told from the others.

use std::{
    io::Write,
    process::{Command, Stdio},
    time::Duration,
};

use futures_util::future;
use gauntlet_grader::{
    doctor::{self, CheckStatus},
    model::Limits,
    sandbox::{Images, MEMORY_EXIT, Role, Sandbox, SandboxError},
};
use gauntlet_tests::places;
use serde_json::Value;

use crate::harness::{Harness, probe, run_image};

const MIB: u64 = 1024 * 1024;

#[test]
fn the_doctor_finds_every_limit_enforced_on_this_host() {
    let harness = Harness::new();
    let checks = harness.block_on(doctor::examine(&places::images()));
    let limits: Vec<_> = checks.iter().filter(|check| check.id.starts_with("limit.")).collect();
    assert_eq!(limits.len(), 13, "{checks:#?}");
    let broken: Vec<_> = limits.iter().filter(|check| check.status != CheckStatus::Ok).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

/// Several at once: on a busy host the engine misses some, and its word must not be needed.
#[test]
fn out_of_memory_is_seen_as_such() {
    let harness = Harness::new();
    let starved = || {
        let mut spec = probe("memory");
        spec.container.limits.memory_bytes = 64 * MIB;
        harness.run_beside(spec)
    };
    for output in harness.block_on(future::join_all((0..12).map(|_| starved()))) {
        assert_eq!((output.exit_code, output.oom_killed), (MEMORY_EXIT, true));
        assert!(!output.timed_out && !output.truncated);
    }
}

#[test]
fn the_wall_time_ends_a_container_that_sleeps() {
    let mut spec = probe("sleep");
    spec.container.limits.wall_ms = 300;
    let output = Harness::new().run(spec);
    assert!(output.timed_out && !output.oom_killed && !output.truncated);
    assert_eq!(output.exit_code, 137);
    let expected = Duration::from_millis(300)..Duration::from_secs(10);
    assert!(expected.contains(&output.elapsed), "{:?}", output.elapsed);
}

#[test]
fn a_benchmark_gets_the_limits_of_a_run_too() {
    let mut spec = probe("pids");
    spec.container.role = Role::Bench;
    spec.container.limits.pids = 24;
    let answer: Value = serde_json::from_slice(&Harness::new().run(spec).stdout).expect("JSON");
    let count = answer["count"].as_u64().expect("a count");
    assert!((20..=24).contains(&count), "{answer}");
    assert_eq!(answer["error"], "resource temporarily unavailable");
}

#[test]
fn the_longest_file_is_as_long_as_the_directory_is_large() {
    let answer: Value = serde_json::from_slice(&Harness::new().run(probe("file_size")).stdout).expect("JSON");
    assert_eq!(answer["count"].as_u64(), Some(Limits::run().tmpfs_bytes));
}

#[test]
fn the_work_directory_is_the_supervisors_and_one_below_it_the_submissions() {
    let answer: Value = serde_json::from_slice(&Harness::new().run(probe("facts")).stdout).expect("JSON");
    let place =
        |name: &str| (answer[name]["mode"].as_str(), answer[name]["uid"].as_u64(), answer[name]["gid"].as_u64());
    assert_eq!(place("work"), (Some("drwx--x--x"), Some(10_003), Some(10_003)));
    assert_eq!(place("scratch"), (Some("drwxrwx---"), Some(10_003), Some(10_002)));
    assert_eq!((&answer["uid"], &answer["hostname"]), (&10_002.into(), &"gauntlet".into()));
}

/// The three are KILL, SETGID and SETUID. A submission keeps them in its bounding set, from which it can gain nothing.
#[test]
fn a_submission_has_no_capabilities_and_its_supervisor_three() {
    let answer: Value = serde_json::from_slice(&Harness::new().run(probe("facts")).stdout).expect("JSON");
    let sets = |whose: &str| ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"].map(|set| answer[whose][set].as_str());
    let (none, three) = (Some("0000000000000000"), Some("00000000000000e0"));
    assert_eq!(sets("status"), [none, none, none, three, none]);
    assert_eq!(sets("supervisor"), [none, three, three, three, none]);
    assert_eq!(answer["supervisor"]["Uid"], "10003\t10003\t10003\t10003");
    assert_eq!(answer["status"]["Groups"], "");
    assert_eq!(answer["status"]["NoNewPrivs"], "1");
}

#[test]
fn a_submission_cannot_read_its_supervisor_and_nobody_its_own_memory() {
    let answer: Value = serde_json::from_slice(&Harness::new().run(probe("facts")).stdout).expect("JSON");
    assert_eq!(answer["readable"], Value::Array(Vec::new()));
}

/// The engine gives a tmpfs the mode of the image's directory, where there is one, and not the one asked for.
#[test]
fn an_image_with_a_work_directory_of_its_own_is_found_out() {
    let image = ImageWithWork::build();
    let images = Images { run: image.tag.clone(), ..Images::default() };
    let checks = Harness::new().block_on(doctor::examine(&images));
    let check = checks.iter().find(|check| check.id == "limit.privileges").expect("the check");
    assert_eq!(check.status, CheckStatus::Fail);
    assert!(check.found.contains("expected /work to be user 10003's own"), "{}", check.found);
}

struct ImageWithWork {
    tag: String,
}

impl ImageWithWork {
    fn build() -> Self {
        let tag = format!("gauntlet-test-work:{}", std::process::id());
        let mut build = Command::new("docker")
            .args(["build", "--quiet", "--tag", &tag, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the docker command");
        let dockerfile = format!("FROM {}\nWORKDIR /work\n", run_image());
        build.stdin.take().expect("a pipe").write_all(dockerfile.as_bytes()).expect("a Dockerfile");
        assert!(build.wait().expect("an exit code").success(), "docker build of {tag}");
        Self { tag }
    }
}

impl Drop for ImageWithWork {
    fn drop(&mut self) {
        let removed = Command::new("docker").args(["rmi", "--force", &self.tag]).stdout(Stdio::null()).status();
        assert!(removed.is_ok_and(|status| status.success()) || std::thread::panicking(), "docker rmi {}", self.tag);
    }
}

#[test]
fn a_missing_image_is_named() {
    let harness = Harness::new();
    let mut spec = probe("facts");
    spec.container.image = "gauntlet-no-such-image:none".to_owned();
    let outcome = harness.block_on(harness.sandbox.run(spec));
    let named = |err: &SandboxError| matches!(err, SandboxError::ImageMissing { image } if image.contains("no-such"));
    assert!(outcome.as_ref().is_err_and(named), "{outcome:?}");
    let digest = harness.block_on(harness.sandbox.image_digest("gauntlet-no-such-image:none"));
    assert!(digest.as_ref().is_err_and(named), "{digest:?}");
}

#[test]
fn an_image_is_known_by_its_digest() {
    let harness = Harness::new();
    let digest = harness.block_on(harness.sandbox.image_digest(&run_image())).expect("a digest");
    let hex = digest.strip_prefix("sha256:").expect("sha256");
    assert!(hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()), "{digest}");
}
