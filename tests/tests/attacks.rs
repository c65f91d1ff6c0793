//! The attack corpus: every `tests/attacks/<group>/<name>/` ends as its expected.toml says, with a message that names
//! what happened, within its limits, and without a trace on the host.

#![allow(clippy::expect_used, reason = "all of this is test code")]

use std::{
    collections::BTreeMap,
    fs,
    net::{TcpStream, UdpSocket},
    os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixStream},
    },
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use gauntlet_grader::{
    catalog, intake,
    model::{Challenge, FileSet, Report},
    pipeline::GradeOptions,
    submission::Submission,
};
use gauntlet_tests::{
    canary::Canary,
    corpus::{self, Case, End, Expected, NoReport},
    fixture::Fixture,
    lanes, places,
    server::wait_for,
};

#[test]
fn every_attack_ends_as_expected() {
    let cases: Vec<Case<Expected>> = corpus::cases(&places::repository().join("tests/attacks"), "expected.toml");
    let load = |directory: &Path| catalog::load_challenge(directory).expect("a challenge");
    let challenges = BTreeMap::from([
        ("worker-pool", load(&places::challenges().join("worker-pool"))),
        ("open", load(&places::test_challenges().join("open"))),
        ("service", load(&places::test_challenges().join("service"))),
    ]);
    let canary = Canary::new();
    lanes::check_all(
        &cases,
        |case| format!("{}/{}", case.group, case.name),
        |fixture, case| {
            let challenge = challenges.get(case.expected.challenge.as_str()).expect("a known challenge");
            let (words, mut wrong) = lanes::rounds(|| attack(fixture, challenge, case, &canary));
            wrong.extend(fixture.containers_left().into_iter().map(|c| format!("the container {c} is left")));
            wrong.extend(canary.reached());
            (words, wrong)
        },
    );
}

/// Without this the canary's silence would prove nothing.
#[test]
fn the_canary_notices_when_it_is_reached() {
    let canary = Canary::new();
    assert_eq!(canary.reached(), Vec::<String>::new());
    let port = ("127.0.0.1", canary.port());
    TcpStream::connect(port).expect("a connection");
    UdpSocket::bind("127.0.0.1:0").and_then(|s| s.send_to(b"meow", port)).expect("a datagram");
    let socket = SocketAddr::from_abstract_name(canary.place("CANARY_SOCKET")).expect("a name");
    UnixStream::connect_addr(&socket).expect("a connection");
    fs::write(canary.file(), "the cat was here").expect("a file");
    let killed = Command::new("kill").args(["-KILL", &canary.place("CANARY_PID")]).status().expect("a signal");
    assert!(killed.success());
    let state = PathBuf::from(canary.place("/proc/CANARY_PID/stat"));
    wait_for("the process to be dead", || fs::read_to_string(&state).ok().filter(|stat| stat.contains(") Z ")));
    let reached = canary.reached();
    assert_eq!(reached.len(), 5, "{reached:?}");
}

/// Hands in one attack; how it ended in a few words, and what should have been different.
fn attack(fixture: &Fixture, challenge: &Challenge, case: &Case<Expected>, canary: &Canary) -> (String, Vec<String>) {
    let expected = &case.expected;
    let submission = match hand_in(challenge, &case.directory, canary) {
        Ok(submission) => submission,
        Err(error) => return ("refused".to_owned(), judged(expected, End::Without(NoReport::Refused), &error, &[])),
    };
    let manifest = &challenge.manifest;
    // Two repetitions: attacks on the rules do not come from chance.
    let options = GradeOptions { repetitions: Some(2), bench_samples: Some(0), ..GradeOptions::default() };
    let started = Instant::now();
    let report = match fixture.grade(challenge, &submission, &options) {
        Ok(report) => report,
        Err(error) => {
            let words = format!("NOT GRADED: {:.80}", error.to_string());
            return (words, judged(expected, End::Without(NoReport::NotGraded), &error.to_string(), &[]));
        }
    };
    let findings: Vec<_> = report.findings.iter().map(|f| f.message.clone()).collect();
    let mut wrong = judged(expected, End::Graded(report.verdict), &report.summary, &findings);
    wrong.extend(over_limits(&report, manifest.grading.wall_ms, started.elapsed()));
    let hole = if expected.hole.is_some() { " (a known hole)" } else { "" };
    (format!("{}{hole}: {:.80}", report.verdict, report.summary), wrong)
}

/// The attack's files over those of the reference, as somebody would hand them in: from a directory, through intake.
fn hand_in(challenge: &Challenge, directory: &Path, canary: &Canary) -> Result<Submission, String> {
    let scratch = tempfile::tempdir().expect("a directory");
    lay_out(&challenge.reference, scratch.path());
    overlay(directory, scratch.path(), canary);
    let handed_in = intake::from_path(scratch.path()).map_err(|e| e.to_string())?;
    Submission::new(challenge, &handed_in.files).map_err(|e| e.to_string())
}

fn lay_out(files: &FileSet, target: &Path) {
    for (path, content) in files.iter() {
        fs::write(target.join(path.as_str()), content).expect("a file");
    }
}

fn overlay(from: &Path, to: &Path, canary: &Canary) {
    for entry in fs::read_dir(from).expect("a directory") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir_all(&target).expect("a directory");
            overlay(&path, &target, canary);
        } else if !path.ends_with("expected.toml") {
            let text = fs::read_to_string(&path).expect("a text file");
            fs::write(target, canary.place(&text)).expect("a file");
        }
    }
}

fn judged(expected: &Expected, end: End, summary: &str, findings: &[String]) -> Vec<String> {
    let mut wrong = Vec::new();
    if expected.hole.is_none() && expected.verdict.contains(&End::Without(NoReport::NotGraded)) {
        wrong.push("expected a verdict, or the hole that keeps it from having one".to_owned());
    }
    if !expected.verdict.contains(&end) {
        wrong.push(format!("expected {:?}, got {end:?}: {summary} ({})", expected.verdict, expected.why));
    }
    for piece in expected.summary_contains.iter().filter(|piece| !summary.contains(*piece)) {
        wrong.push(format!("expected a summary with '{piece}', got: {summary}"));
    }
    for piece in &expected.finding_contains {
        if !findings.iter().any(|f| f.contains(piece)) {
            wrong.push(format!("expected a finding with '{piece}', got: {findings:?}"));
        }
    }
    if summary.trim().is_empty() {
        wrong.push("expected a summary that says what happened, got none".to_owned());
    }
    wrong
}

/// What took longer than the limits of the containers allow, with room for their start and removal.
fn over_limits(report: &Report, wall_ms: u64, elapsed: Duration) -> Vec<String> {
    const BUILD_MS: u64 = 120_000;
    const ROOM_MS: u64 = 30_000;
    let tests = report.phases.iter().find(|p| p.name == "test").map_or(0, |p| p.wall_ms);
    let mut wrong = Vec::new();
    if tests > wall_ms + ROOM_MS {
        wrong.push(format!("expected the tests to end within {wall_ms} ms, got {tests} ms"));
    }
    if elapsed > Duration::from_millis(BUILD_MS + wall_ms + ROOM_MS) {
        wrong.push(format!("expected an end within the limits of build and tests, got {elapsed:?}"));
    }
    wrong
}
