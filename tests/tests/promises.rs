//! Every solution in `challenges/*/submissions/<verdict>/` keeps its promise: exactly that verdict, the tests that it
//! names fail, and the score lies where it says.
//!
//! `GAUNTLET_TEST_ROUNDS=N` grades each N times.

#![allow(clippy::expect_used, reason = "all of this is test code")]

use std::{fs, sync::Arc};

use gauntlet_grader::{
    catalog::Catalog,
    intake,
    model::{Challenge, Outcome, Report, Verdict},
    pipeline::GradeOptions,
    submission::Submission,
};
use gauntlet_tests::{
    corpus::{self, Case, Promise},
    fixture::Fixture,
    lanes, places,
};

#[test]
fn every_solution_keeps_its_promise() {
    let mut cases = Vec::new();
    for challenge in catalog().iter() {
        let root = places::challenges().join(challenge.manifest.slug.as_str()).join("submissions");
        for case in corpus::cases::<Promise>(&root, "promise.toml") {
            cases.push((Arc::clone(challenge), case));
        }
    }
    lanes::check_all(
        &cases,
        |(challenge, case)| format!("{}: {}/{}", challenge.manifest.slug, case.group, case.name),
        |fixture, (challenge, case)| lanes::rounds(|| keeps(fixture, challenge, case)),
    );
}

#[test]
fn no_starter_is_accepted() {
    let fixture = Fixture::new();
    for challenge in catalog().iter() {
        let starter = Submission::new(challenge, &challenge.starter).expect("the starter can be handed in");
        let report = fixture.grade(challenge, &starter, &once()).expect("a report");
        assert_ne!(report.verdict, Verdict::Accepted, "{}: {}", challenge.manifest.slug, report.summary);
        assert!(report.score.earned < 30.0, "{}: {:?}", challenge.manifest.slug, report.score);
    }
}

fn catalog() -> Catalog {
    let catalog = Catalog::load(&places::challenges()).expect("a catalogue");
    assert!(!catalog.is_empty(), "expected challenges");
    catalog
}

/// Each test once: it is not its verdict that is tested here, but that it is not accepted.
fn once() -> GradeOptions {
    GradeOptions { repetitions: Some(2), bench_samples: Some(0), ..GradeOptions::default() }
}

/// Grades one solution; a few words on it, and the promises that it breaks.
fn keeps(fixture: &Fixture, challenge: &Challenge, case: &Case<Promise>) -> (String, Vec<String>) {
    let handed_in = intake::from_path(&case.directory).expect("files");
    let submission = Submission::new(challenge, &handed_in.files).expect("a submission");
    let report = match fixture.grade(challenge, &submission, &GradeOptions::default()) {
        Ok(report) => report,
        Err(error) => return (String::new(), vec![format!("not graded: {error}")]),
    };
    let words = format!("{} {}", report.verdict, report.score.earned);
    let mut wrong = broken(&case.expected, &report);
    if report.verdict.as_str() != case.group {
        wrong.push(format!("expected {}, got {}: {}", case.group, report.verdict, report.summary));
    }
    if !wrong.is_empty() {
        keep_report(challenge, case, &report);
    }
    (words, wrong)
}

/// The report of a broken promise goes to a file, for whoever looks into it.
fn keep_report(challenge: &Challenge, case: &Case<Promise>, report: &Report) {
    let directory = places::profile_directory().join("gauntlet-broken-promises");
    let name = format!("{}-{}-{}.json", challenge.manifest.slug, case.group, case.name);
    let json = serde_json::to_string_pretty(report).expect("JSON");
    fs::create_dir_all(&directory).and_then(|()| fs::write(directory.join(name), json)).expect("a file");
}

fn broken(promise: &Promise, report: &Report) -> Vec<String> {
    let mut wrong = Vec::new();
    let earned = report.score.earned;
    if let Some(least) = promise.score_min.filter(|least| earned < *least) {
        wrong.push(format!("expected at least {least} points, got {earned}"));
    }
    if let Some(most) = promise.score_max.filter(|most| earned > *most) {
        wrong.push(format!("expected at most {most} points, got {earned}"));
    }
    for name in &promise.fails {
        match report.tests.iter().find(|t| t.name == *name).map(|t| t.outcome) {
            Some(Outcome::Failed | Outcome::NotSeen) => {}
            other => wrong.push(format!("expected {name} to fail, got {other:?}")),
        }
    }
    wrong
}
