//! Benchmarks: from the harness's reports to a comparison with the reference. Pure.

pub mod stats;

use crate::{
    gotest::{TestEvent, TestRun},
    model::{BenchmarkReport, BenchmarkSpec, BenchmarkVerdict},
    plan::{CANDIDATE, REFERENCE},
};

/// Chance of calling any of a challenge's benchmarks different where none is, at most. Each benchmark gets its share
/// (Bonferroni).
const SIGNIFICANCE: f64 = 0.05;
/// Fewer samples than this on a side say nothing.
const MIN_SAMPLES: usize = 4;

/// One benchmark result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Nanoseconds per iteration.
    pub ns_per_op: f64,
    /// Allocations per iteration.
    pub allocs_per_op: f64,
    /// Allocated bytes per iteration.
    pub bytes_per_op: f64,
}

/// Samples of both sides of one benchmark, in the order measured.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measurement {
    /// The submission's.
    pub candidate: Vec<Sample>,
    /// The reference's.
    pub reference: Vec<Sample>,
}

/// Gathers the samples of one benchmark.
#[must_use]
pub fn measurement(name: &str, run: &TestRun) -> Measurement {
    let mut measured = Measurement::default();
    for process in &run.processes {
        let side = match process.execution.split(' ').next() {
            Some(CANDIDATE) => &mut measured.candidate,
            Some(REFERENCE) => &mut measured.reference,
            _ => continue,
        };
        side.extend(process.events.iter().filter_map(|event| match event {
            TestEvent::Bench { test, n, ns_per_op, allocs_per_op, bytes_per_op } if test == name && *n > 0 => {
                Some(Sample { ns_per_op: *ns_per_op, allocs_per_op: *allocs_per_op, bytes_per_op: *bytes_per_op })
            }
            _ => None,
        }));
    }
    measured
}

/// Compares both sides of one benchmark out of `benchmarks`; `max` are the points to be had.
#[must_use]
pub fn compare(
    spec: &BenchmarkSpec,
    measured: &Measurement,
    max: f64,
    benchmarks: usize,
    seed: u64,
) -> BenchmarkReport {
    let significance = SIGNIFICANCE / benchmarks.max(1) as f64;
    let times = |side: &[Sample]| side.iter().map(|s| s.ns_per_op).collect::<Vec<_>>();
    let (ours, theirs) = (times(&measured.candidate), times(&measured.reference));
    let enough = ours.len() >= MIN_SAMPLES && theirs.len() >= MIN_SAMPLES;
    let interval = if enough { stats::ratio_interval(&ours, &theirs, seed) } else { None };
    let ratio = match (stats::median(&ours), stats::median(&theirs)) {
        (Some(a), Some(b)) if b > 0.0 => Some(a / b),
        _ => None,
    };
    let p_value = if enough { stats::mann_whitney(&ours, &theirs) } else { None };
    let verdict = match (interval, p_value) {
        (Some((_, high)), Some(p)) if p < significance && high < 1.0 => BenchmarkVerdict::Faster,
        (Some((low, _)), Some(p)) if p < significance && low > 1.0 => BenchmarkVerdict::Slower,
        (Some(_), Some(_)) => BenchmarkVerdict::Same,
        _ => BenchmarkVerdict::Inconclusive,
    };
    // The end of the interval that favours the candidate: points are never lost to noise.
    let counted = interval.map(|(low, _)| low).or(ratio);
    let middle = |f: fn(&Sample) -> f64| stats::median(&measured.candidate.iter().map(f).collect::<Vec<_>>());
    BenchmarkReport {
        name: spec.name.clone(),
        title: spec.title.clone(),
        ratio,
        ci_low: interval.map(|(low, _)| low),
        ci_high: interval.map(|(_, high)| high),
        p_value,
        samples: ours,
        reference_samples: theirs,
        allocs_per_op: middle(|s| s.allocs_per_op),
        bytes_per_op: middle(|s| s.bytes_per_op),
        verdict,
        earned: counted.map_or(0.0, |r| max * share(spec, r)),
        max,
    }
}

/// Share of the points at a time ratio: all up to `full`, none from `zero`, a straight line between.
fn share(spec: &BenchmarkSpec, ratio: f64) -> f64 {
    ((spec.zero - ratio) / (spec.zero - spec.full)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::{Measurement, Sample, compare};
    use crate::model::{BenchmarkSpec, BenchmarkVerdict};

    fn spec() -> BenchmarkSpec {
        BenchmarkSpec {
            name: "BenchmarkX".into(),
            title: "x".into(),
            criterion: "performance".into(),
            points: 1,
            full: 1.5,
            zero: 3.5,
        }
    }

    fn samples(values: &[f64]) -> Vec<Sample> {
        values.iter().map(|&ns_per_op| Sample { ns_per_op, allocs_per_op: 1.0, bytes_per_op: 8.0 }).collect()
    }

    #[test]
    fn points_follow_the_favourable_end_of_the_interval() {
        let reference = samples(&[100.0, 101.0, 99.0, 100.0, 102.0, 98.0]);
        let slow = Measurement {
            candidate: samples(&[250.0, 251.0, 249.0, 250.0, 250.0, 250.0]),
            reference: reference.clone(),
        };
        let report = compare(&spec(), &slow, 10.0, 1, 1);
        assert_eq!(report.verdict, BenchmarkVerdict::Slower);
        assert!(report.earned > 4.5 && report.earned < 6.0, "{}", report.earned);
        let same = Measurement { candidate: reference.clone(), reference };
        let report = compare(&spec(), &same, 10.0, 1, 1);
        assert_eq!((report.verdict, report.earned), (BenchmarkVerdict::Same, 10.0));
    }

    #[test]
    fn no_samples_earn_nothing_and_say_so() {
        let report = compare(&spec(), &Measurement::default(), 10.0, 1, 1);
        assert_eq!((report.verdict, report.earned, report.ratio), (BenchmarkVerdict::Inconclusive, 0.0, None));
    }
}
