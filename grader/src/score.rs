//! Points, and the sentence that says why. Pure, and cannot fail.

use crate::{
    judge::Judgement,
    model::{
        BenchmarkReport, CriterionScore, CriterionSource, CriterionSpec, Finding, FindingKind, Manifest, Outcome,
        Score, ScoreCap, TestReport, Verdict,
    },
};

/// What one vet finding costs of the quality criterion.
const VET_FINDING_COST: f64 = 0.15;
/// What a file that gofmt would change costs of the quality criterion.
const FORMAT_FINDING_COST: f64 = 0.3;

/// Points of a judged submission. `benchmarks` are empty unless it was accepted.
#[must_use]
pub fn score(manifest: &Manifest, judged: &Judgement, findings: &[Finding], benchmarks: &[BenchmarkReport]) -> Score {
    let criteria: Vec<_> = manifest
        .criteria
        .iter()
        .map(|spec| match spec.source {
            CriterionSource::Tests => tests_criterion(manifest, spec, judged),
            CriterionSource::Benchmarks => benchmarks_criterion(manifest, spec, judged, benchmarks),
            CriterionSource::Quality => quality_criterion(spec, judged, findings),
        })
        .collect();
    let uncapped = rounded(criteria.iter().map(|c| c.earned).sum());
    let cap = manifest.caps.iter().find(|cap| cap.verdict == judged.verdict);
    let cap = cap.filter(|cap| f64::from(cap.max_score) < uncapped).map(|cap| ScoreCap {
        verdict: cap.verdict,
        max_score: f64::from(cap.max_score),
        uncapped,
        why: cap.why.clone(),
    });
    let max = criteria.iter().map(|c| c.max).sum();
    Score { earned: cap.as_ref().map_or(uncapped, |c| c.max_score), max, criteria, cap }
}

/// Points that one benchmark can earn: its share of its criterion's weight.
#[must_use]
pub fn benchmark_max(manifest: &Manifest, name: &str) -> f64 {
    let Some(spec) = manifest.benchmarks.iter().find(|b| b.name == name) else { return 0.0 };
    let weight = manifest.criteria.iter().find(|c| c.id == spec.criterion).map_or(0, |c| c.weight);
    let all: u32 = manifest.benchmarks.iter().filter(|b| b.criterion == spec.criterion).map(|b| b.points).sum();
    f64::from(weight) * f64::from(spec.points) / f64::from(all.max(1))
}

/// Verdicts after which nothing that was seen can be counted.
fn is_void(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::CompileError | Verdict::ForbiddenCode | Verdict::Tampered)
}

fn void_sentence(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::CompileError => "Nothing ran: the submission does not compile.",
        Verdict::ForbiddenCode => "Nothing ran: the submission uses what the challenge forbids.",
        _ => "The results contradict themselves and are not counted.",
    }
}

fn criterion(spec: &CriterionSpec, share: f64, why: String) -> CriterionScore {
    let max = f64::from(spec.weight);
    CriterionScore {
        id: spec.id.clone(),
        title: spec.title.clone(),
        earned: rounded(max * share.clamp(0.0, 1.0)),
        max,
        why,
    }
}

fn tests_criterion(manifest: &Manifest, spec: &CriterionSpec, judged: &Judgement) -> CriterionScore {
    if is_void(judged.verdict) {
        return criterion(spec, 0.0, void_sentence(judged.verdict).to_owned());
    }
    let tests: Vec<(&TestReport, u32)> = judged
        .tests
        .iter()
        .zip(&manifest.tests)
        .filter(|(_, t)| t.criterion == spec.id)
        .map(|(report, t)| (report, t.points))
        .collect();
    let all: u32 = tests.iter().map(|(_, points)| points).sum();
    let passed: u32 = tests.iter().filter(|(t, _)| t.outcome == Outcome::Passed).map(|(_, points)| points).sum();
    let why = tests_sentence(&tests);
    criterion(spec, f64::from(passed) / f64::from(all.max(1)), why)
}

fn tests_sentence(tests: &[(&TestReport, u32)]) -> String {
    let failed: Vec<_> =
        tests.iter().filter(|(t, _)| t.outcome != Outcome::Passed).map(|(t, _)| t.title.as_str()).collect();
    let n = tests.len();
    let runs = tests.iter().map(|(t, _)| t.runs).min().unwrap_or_default();
    match failed.as_slice() {
        [] if n == 1 => format!("The test passed every time, {runs} times."),
        [] => format!("All {n} tests passed every time, at least {runs} times each."),
        [one] => format!("{} of {n} tests passed; not: {one}.", n - 1),
        [one, two] => format!("{} of {n} tests passed; not: {one}; {two}.", n - 2),
        [one, two, more @ ..] => {
            format!("{} of {n} tests passed; not: {one}; {two}; and {} more.", n - failed.len(), more.len())
        }
    }
}

fn benchmarks_criterion(
    manifest: &Manifest,
    spec: &CriterionSpec,
    judged: &Judgement,
    benchmarks: &[BenchmarkReport],
) -> CriterionScore {
    if judged.verdict != Verdict::Accepted {
        return criterion(spec, 0.0, "Measured only once every test passes.".to_owned());
    }
    let names: Vec<_> = manifest.benchmarks.iter().filter(|b| b.criterion == spec.id).map(|b| &b.name).collect();
    let measured: Vec<_> = benchmarks.iter().filter(|b| names.contains(&&b.name)).collect();
    if measured.is_empty() {
        return criterion(spec, 0.0, "Not measured in this run.".to_owned());
    }
    let earned: f64 = measured.iter().map(|b| b.earned).sum();
    let parts: Vec<_> = measured
        .iter()
        .map(|b| match b.ratio {
            Some(ratio) => format!("{}: {ratio:.2} times the reference's time", b.title),
            None => format!("{}: no measurement", b.title),
        })
        .collect();
    criterion(spec, earned / f64::from(spec.weight.max(1)), format!("{}.", parts.join("; ")))
}

/// gofmt and vet, for the share of tests that pass: tidy code that does nothing is worth nothing.
fn quality_criterion(spec: &CriterionSpec, judged: &Judgement, findings: &[Finding]) -> CriterionScore {
    if is_void(judged.verdict) {
        return criterion(spec, 0.0, void_sentence(judged.verdict).to_owned());
    }
    let count = |kind| findings.iter().filter(|f| f.kind == kind).count();
    let (format, vet) = (count(FindingKind::Format), count(FindingKind::Vet));
    let passed = judged.tests.iter().filter(|t| t.outcome == Outcome::Passed).count();
    let all = judged.tests.len();
    let clean = 1.0 - FORMAT_FINDING_COST * format as f64 - VET_FINDING_COST * vet as f64;
    let formatted = match format {
        0 => "The code is formatted as gofmt would".to_owned(),
        1 => "One file is not formatted as gofmt would".to_owned(),
        n => format!("{n} files are not formatted as gofmt would"),
    };
    let vetted = match vet {
        0 => "go vet finds nothing".to_owned(),
        1 => "go vet has 1 remark".to_owned(),
        n => format!("go vet has {n} remarks"),
    };
    let share =
        if passed == all { String::new() } else { format!(" Counted for the {passed} of {all} tests that passed.") };
    criterion(spec, clean.max(0.0) * passed as f64 / all.max(1) as f64, format!("{formatted}, and {vetted}.{share}"))
}

/// To hundredths.
fn rounded(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}
