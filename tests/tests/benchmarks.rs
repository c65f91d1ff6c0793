//! Benchmark verdicts, once each: differences of a size that nobody may miss are seen, and a program costs itself no points.
//! `make soak-bench` asks the same of smaller ones, often enough to give shares.

#![allow(clippy::expect_used, reason = "all of this is test code")]

use gauntlet_grader::{
    catalog, intake,
    model::{BenchmarkReport, BenchmarkVerdict, CriterionScore, Report, Verdict},
    pipeline::GradeOptions,
    submission::Submission,
};
use gauntlet_tests::{fixture::Fixture, places};

/// Grades a solution of `speed` with tests once, and benchmarks as ever.
fn graded(name: &str) -> Report {
    let directory = places::test_challenges().join("speed");
    let challenge = catalog::load_challenge(&directory).expect("a challenge");
    let handed_in = intake::from_path(&directory.join("submissions/accepted").join(name)).expect("a solution");
    let submission = Submission::new(&challenge, &handed_in.files).expect("a submission");
    let options = GradeOptions { seed: Some(1), repetitions: Some(1), ..GradeOptions::default() };
    let report = Fixture::new().grade(&challenge, &submission, &options).expect("a report");
    assert_eq!(report.verdict, Verdict::Accepted, "{name}: {}", report.summary);
    assert_eq!(report.benchmarks.len(), 2, "{name}");
    report
}

fn performance(report: &Report) -> &CriterionScore {
    report.score.criteria.iter().find(|c| c.id == "performance").expect("a criterion")
}

fn said(benchmark: &BenchmarkReport) -> String {
    let BenchmarkReport { name, verdict, ratio, ci_low, ci_high, why, .. } = benchmark;
    format!("{name}: {verdict:?}, {ratio:?} of {ci_low:?} to {ci_high:?}: {why}")
}

#[test]
fn twice_the_time_is_seen() {
    let report = graded("slower-2");
    for benchmark in &report.benchmarks {
        assert_eq!(benchmark.verdict, BenchmarkVerdict::Slower, "{}", said(benchmark));
        let ratio = benchmark.ratio.expect("a ratio");
        assert!((1.7..2.3).contains(&ratio), "{}", said(benchmark));
    }
    let performance = performance(&report);
    assert!(performance.earned < 0.3 * performance.max, "{}", performance.why);
}

#[test]
fn half_the_time_is_seen_and_costs_nothing() {
    let report = graded("faster-0.5");
    for benchmark in &report.benchmarks {
        assert_eq!(benchmark.verdict, BenchmarkVerdict::Faster, "{}", said(benchmark));
    }
    let performance = performance(&report);
    assert_eq!(performance.earned, performance.max, "{}", performance.why);
}

/// The curve of these benchmarks begins at 1: any noise that was believed would cost points. One in twenty differences that
/// are seen may be false, but none of them large.
#[test]
fn a_program_loses_nothing_against_itself() {
    let report = graded("same");
    let performance = performance(&report);
    assert!(performance.earned >= 0.95 * performance.max, "{}", performance.why);
}
