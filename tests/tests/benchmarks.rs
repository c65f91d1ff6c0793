//! Benchmark verdicts, once each: differences of a size that nobody may miss are seen, and a program costs itself no points.
//! `make soak-bench` asks the same of smaller ones, often enough to give shares.

#![allow(clippy::expect_used, reason = "all of this is test code")]

use std::ops::Range;

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

/// Whether the interval has a part of what is right. On a busy host it is wide, and what others take of the cores weighs
/// on one side more than on the other: how close it comes is for `make soak-bench` to say, on a quiet one.
fn reaches(benchmark: &BenchmarkReport, right: Range<f64>) -> bool {
    benchmark.ci_low.is_some_and(|low| low < right.end) && benchmark.ci_high.is_some_and(|high| high > right.start)
}

fn said(benchmark: &BenchmarkReport) -> String {
    let BenchmarkReport { name, verdict, ratio, ci_low, ci_high, why, .. } = benchmark;
    format!("{name}: {verdict:?}, {ratio:?} of {ci_low:?} to {ci_high:?}: {why}")
}

/// Four times, because the noise band of a busy host may be wider than twice.
#[test]
fn four_times_the_time_is_seen() {
    let report = graded("slower-4");
    for benchmark in &report.benchmarks {
        assert_eq!(benchmark.verdict, BenchmarkVerdict::Slower, "{}", said(benchmark));
        assert!(reaches(benchmark, 2.5..6.4), "{}", said(benchmark));
    }
    let performance = performance(&report);
    assert!(performance.earned < 0.5 * performance.max, "{}", performance.why);
}

#[test]
fn half_the_time_costs_nothing() {
    let report = graded("faster-0.5");
    for benchmark in &report.benchmarks {
        assert!(reaches(benchmark, 0.3..0.8), "{}", said(benchmark));
    }
    let performance = performance(&report);
    assert!(performance.earned >= performance.max, "{}", performance.why);
}

/// The curve of these benchmarks begins at 1: any noise that was believed would cost points. One in twenty differences that
/// are seen may be false, but none of them large.
#[test]
fn a_program_loses_nothing_against_itself() {
    let report = graded("same");
    let performance = performance(&report);
    assert!(performance.earned >= 0.95 * performance.max, "{}", performance.why);
}
