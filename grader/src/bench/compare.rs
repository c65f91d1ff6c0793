//! From samples of both sides to verdicts, sentences and points. Pure.

use std::collections::BTreeMap;

use super::{
    samples::{Measurement, Measurements, Sample},
    stats,
};
use crate::{
    model::{BenchmarkMetric, BenchmarkReport, BenchmarkSpec, BenchmarkVerdict, Manifest, ScalingPoint},
    score,
};

/// Chance of calling any of a challenge's benchmarks different where none is, at most: p-values are adjusted for their
/// number.
const SIGNIFICANCE: f64 = 0.05;
/// Share of intervals that hold the true ratio, at least.
const CONFIDENCE: f64 = 0.95;
/// An interval wider than this to either side of its middle cannot say that there is no difference.
const WIDEST_SAME: f64 = 1.25;
/// The noise band where none was measured, and the narrowest that is believed.
pub const LEAST_BAND: f64 = 1.05;

/// Noise bands by benchmark; see [`super::calibration`].
pub type Bands = BTreeMap<String, f64>;

/// Compares all benchmarks of a challenge, in the manifest's order.
#[must_use]
pub fn compare(manifest: &Manifest, measured: &Measurements, bands: &Bands) -> Vec<BenchmarkReport> {
    let plan = &manifest.bench;
    let all: Vec<Measurement> = manifest.benchmarks.iter().map(|b| measured.of(&b.name, plan.gomaxprocs)).collect();
    let p_values = adjusted(&all);
    let compared = manifest.benchmarks.iter().zip(&all).zip(p_values);
    compared
        .map(|((spec, measurement), p_value)| {
            let max = score::benchmark_max(manifest, &spec.name);
            let band = bands.get(&spec.name).copied();
            let report = report(spec, measurement, p_value, band, max);
            BenchmarkReport { scaling: scaling(manifest, spec, measured), ..report }
        })
        .collect()
}

/// Whether more samples would change nothing that counts: something is concluded, and the interval is no wider than the
/// noise band, or the verdict and the points are the same at both of its ends.
#[must_use]
pub fn is_settled(spec: &BenchmarkSpec, report: &BenchmarkReport) -> bool {
    let (Some(low), Some(high)) = (report.ci_low, report.ci_high) else { return false };
    if report.verdict == BenchmarkVerdict::Inconclusive {
        return false;
    }
    let decided = matches!(report.verdict, BenchmarkVerdict::Faster | BenchmarkVerdict::Slower);
    let same_points = share(spec, low) - share(spec, high) < 0.01;
    (high / low).sqrt() <= report.band.unwrap_or(LEAST_BAND).max(LEAST_BAND) || decided && same_points
}

/// Holm's adjustment over the benchmarks that can be compared; none for the others.
fn adjusted(all: &[Measurement]) -> Vec<Option<f64>> {
    let raw: Vec<_> = all.iter().map(|m| stats::mann_whitney(&m.candidate.times(), &m.reference.times())).collect();
    let mut of_those_known = stats::holm(&raw.iter().copied().flatten().collect::<Vec<_>>()).into_iter();
    raw.iter().map(|p| p.and_then(|_| of_those_known.next())).collect()
}

fn report(
    spec: &BenchmarkSpec,
    measured: &Measurement,
    p_value: Option<f64>,
    band: Option<f64>,
    max: f64,
) -> BenchmarkReport {
    let (ours, theirs) = (measured.candidate.times(), measured.reference.times());
    let ratio = stats::ratio(&ours, &theirs);
    let interval = stats::ratio_interval(&ours, &theirs, CONFIDENCE);
    let counted =
        Counted { ratio, interval, p_value, band: band.unwrap_or(LEAST_BAND), failed: measured.candidate.failed };
    let verdict = counted.verdict(spec);
    // The end of the interval that favours the candidate: points are never lost to noise.
    let at = interval.map(|(low, _)| low).or(ratio);
    let earns = counted.failed == 0 && verdict != BenchmarkVerdict::Implausible;
    BenchmarkReport {
        name: spec.name.clone(),
        title: spec.title.clone(),
        ratio,
        ci_low: interval.map(|(low, _)| low),
        ci_high: interval.map(|(_, high)| high),
        p_value,
        band,
        metrics: metrics(&measured.candidate.samples, &measured.reference.samples),
        scaling: Vec::new(),
        verdict,
        why: counted.sentence(spec, verdict, ours.len()),
        earned: at.filter(|_| earns).map_or(0.0, |r| max * share(spec, r)),
        max,
        samples: ours,
        reference_samples: theirs,
    }
}

/// What a verdict is made of.
struct Counted {
    ratio: Option<f64>,
    interval: Option<(f64, f64)>,
    p_value: Option<f64>,
    band: f64,
    failed: u32,
}

impl Counted {
    fn verdict(&self, spec: &BenchmarkSpec) -> BenchmarkVerdict {
        let (Some(ratio), Some((low, high)), Some(p)) = (self.ratio, self.interval, self.p_value) else {
            return BenchmarkVerdict::Inconclusive;
        };
        let differs = p < SIGNIFICANCE && (ratio > self.band || ratio < 1.0 / self.band);
        match () {
            () if self.failed > 0 => BenchmarkVerdict::Inconclusive,
            () if differs && high < spec.floor => BenchmarkVerdict::Implausible,
            () if differs && high < 1.0 => BenchmarkVerdict::Faster,
            () if differs && low > 1.0 => BenchmarkVerdict::Slower,
            () if (high / low).sqrt() <= WIDEST_SAME => BenchmarkVerdict::Same,
            () => BenchmarkVerdict::Inconclusive,
        }
    }

    fn sentence(&self, spec: &BenchmarkSpec, verdict: BenchmarkVerdict, samples: usize) -> String {
        if self.failed > 0 {
            let runs = samples + self.failed as usize;
            return format!("It ended without a result in {} of {runs} runs, so it earns nothing.", self.failed);
        }
        let (Some(ratio), Some((low, high))) = (self.ratio, self.interval) else {
            return format!("{samples} samples are too few to compare.");
        };
        let noise = format!("the noise of this host (a factor of {:.2})", self.band);
        let counted = format!("points are counted at {low:.2}, the end of the interval in your favour");
        match verdict {
            BenchmarkVerdict::Faster => format!("{ratio:.2} times the reference's time: faster, outside {noise}."),
            BenchmarkVerdict::Slower => {
                format!("{ratio:.2} times the reference's time: slower, outside {noise}; {counted}.")
            }
            BenchmarkVerdict::Same => {
                format!("{ratio:.2} times the reference's time: no difference outside {noise}.")
            }
            BenchmarkVerdict::Inconclusive => format!(
                "Too noisy to say: between {low:.2} and {high:.2} times the reference's time after {samples} samples; \
                 {counted}."
            ),
            BenchmarkVerdict::Implausible => format!(
                "{ratio:.4} times the reference's time, where the challenge believes no less than {}: no points until a \
                 person has looked at what it skips.",
                spec.floor
            ),
        }
    }
}

/// Share of the points at a time ratio: all up to `full`, half at `half`, none from `zero`, straight lines between.
fn share(spec: &BenchmarkSpec, ratio: f64) -> f64 {
    let half = spec.half.unwrap_or(f64::midpoint(spec.full, spec.zero));
    let share = if ratio <= half {
        1.0 - 0.5 * (ratio - spec.full) / (half - spec.full)
    } else {
        0.5 * (spec.zero - ratio) / (spec.zero - half)
    };
    share.clamp(0.0, 1.0)
}

/// Medians by unit, in the order of units.
fn metrics(candidate: &[Sample], reference: &[Sample]) -> Vec<BenchmarkMetric> {
    let median = |samples: &[Sample], unit: &str| {
        stats::median(&samples.iter().filter_map(|s| s.metrics.get(unit).copied()).collect::<Vec<_>>())
    };
    let units: std::collections::BTreeSet<_> = candidate.iter().flat_map(|s| s.metrics.keys()).collect();
    units
        .into_iter()
        .filter_map(|unit| {
            Some(BenchmarkMetric {
                unit: unit.clone(),
                candidate: median(candidate, unit)?,
                reference: median(reference, unit),
            })
        })
        .collect()
}

fn scaling(manifest: &Manifest, spec: &BenchmarkSpec, measured: &Measurements) -> Vec<ScalingPoint> {
    let mut values: Vec<_> = manifest.bench.scaling.iter().chain([&manifest.bench.gomaxprocs]).copied().collect();
    values.sort_unstable();
    values.dedup();
    let points: Vec<_> = values
        .into_iter()
        .map(|gomaxprocs| {
            let Measurement { candidate, reference } = measured.of(&spec.name, gomaxprocs);
            ScalingPoint { gomaxprocs, samples: candidate.times(), reference_samples: reference.times() }
        })
        .filter(|point| !point.samples.is_empty())
        .collect();
    // One point is no curve.
    if points.len() > 1 { points } else { Vec::new() }
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
