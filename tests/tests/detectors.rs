//! What the detectors find and what they leave alone: every `tests/bugs/<group>/<name>/` is caught with a verdict that says
//! what is wrong, within the time that a submission gets, and every `tests/correct/<style>/<name>/` is accepted.
//!
//! `GAUNTLET_TEST_ROUNDS=N` grades each N times.

#![allow(clippy::expect_used, reason = "all of this is test code")]

use std::path::Path;

use gauntlet_grader::{
    catalog, intake,
    model::{Challenge, Report, Verdict},
    pipeline::GradeOptions,
    submission::Submission,
};
use gauntlet_tests::{
    corpus::{self, Bug, Correct},
    fixture::Fixture,
    lanes, places,
};

#[test]
fn every_bug_is_caught() {
    let challenge = challenge("bugs");
    let cases = corpus::cases::<Bug>(&places::repository().join("tests/bugs"), "bug.toml");
    lanes::check_all(
        &cases,
        |case| format!("{}/{}", case.group, case.name),
        |fixture, case| {
            lanes::rounds(|| {
                let report = match graded(fixture, &challenge, &case.directory) {
                    Ok(report) => report,
                    Err(error) => return (String::new(), vec![error]),
                };
                let mut wrong = Vec::new();
                let expected = &case.expected;
                if !expected.verdict.contains(&report.verdict) {
                    let got = format!("{}: {}", report.verdict, report.summary);
                    wrong.push(format!("expected {:?}, got {got} ({})", expected.verdict, expected.why));
                }
                wrong.extend(too_slow(&report, &challenge));
                (words(&report), wrong)
            })
        },
    );
}

#[test]
fn no_correct_program_is_taken_for_a_wrong_one() {
    let challenge = challenge("correct");
    let cases = corpus::cases::<Correct>(&places::repository().join("tests/correct"), "correct.toml");
    lanes::check_all(
        &cases,
        |case| format!("{}/{}", case.group, case.name),
        |fixture, case| {
            lanes::rounds(|| {
                let report = match graded(fixture, &challenge, &case.directory) {
                    Ok(report) => report,
                    Err(error) => return (String::new(), vec![error]),
                };
                let mut wrong = Vec::new();
                if report.verdict != Verdict::Accepted {
                    let why = &case.expected.why;
                    wrong.push(format!("expected accepted, got {}: {} ({why})", report.verdict, report.summary));
                }
                (words(&report), wrong)
            })
        },
    );
}

fn challenge(slug: &str) -> Challenge {
    catalog::load_challenge(&places::test_challenges().join(slug)).expect("a challenge")
}

fn graded(fixture: &Fixture, challenge: &Challenge, directory: &Path) -> Result<Report, String> {
    let handed_in = intake::from_path(directory).map_err(|e| format!("not taken: {e}"))?;
    let submission = Submission::new(challenge, &handed_in.files).map_err(|e| format!("not taken: {e}"))?;
    fixture.grade(challenge, &submission, &GradeOptions::default()).map_err(|e| format!("not graded: {e}"))
}

/// The time of a submission's tests is the challenge's, whatever is found; the container comes on top.
fn too_slow(report: &Report, challenge: &Challenge) -> Option<String> {
    const CONTAINER_MS: u64 = 5_000;
    let tests_ms = report.phases.iter().find(|p| p.name == "test").map_or(0, |p| p.wall_ms);
    let most_ms = challenge.manifest.grading.wall_ms + CONTAINER_MS;
    (tests_ms > most_ms).then(|| format!("expected at most {most_ms} ms of tests, got {tests_ms} ms"))
}

fn words(report: &Report) -> String {
    let runs = report.tests.iter().map(|t| t.runs).max().unwrap_or_default();
    format!("{} after {runs} runs", report.verdict)
}
