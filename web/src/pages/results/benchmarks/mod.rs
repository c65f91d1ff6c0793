//! Benchmarks: a sentence, charts and the numbers.

mod numbers;
mod scaling;

use gauntlet_grader::model::{BenchmarkReport, BenchmarkSpec, BenchmarkVerdict, Challenge, Report};

use crate::{
    charts::{self, Curve},
    markup::Markup,
    pages::format,
};

pub(in crate::pages) use numbers::MeasureRow;
use numbers::{NONE, comparison, measures, median, nanos, points, short, times};
pub(in crate::pages) use scaling::ScalingView;
use scaling::scaling;

pub(in crate::pages) struct BenchmarkRow {
    pub(in crate::pages) title: String,
    pub(in crate::pages) name: String,
    pub(in crate::pages) word: &'static str,
    /// For the word's badge.
    pub(in crate::pages) hue: &'static str,
    pub(in crate::pages) sentence: String,
    pub(in crate::pages) points: String,
    pub(in crate::pages) strip: Markup,
    pub(in crate::pages) interval: Markup,
    /// Whether the interval's chart shows the noise of the host.
    pub(in crate::pages) has_band: bool,
    /// "All points up to 1.5 times the reference's time, half at 2, none from 3."; empty if the challenge is gone.
    pub(in crate::pages) curve: String,
    pub(in crate::pages) measures: Vec<MeasureRow>,
    pub(in crate::pages) comparison: Vec<(&'static str, String)>,
    pub(in crate::pages) scaling: Option<ScalingView>,
}

pub(in crate::pages) fn benchmarks(report: &Report, challenge: Option<&Challenge>) -> Vec<BenchmarkRow> {
    // Another version may measure another way.
    let challenge = challenge.filter(|c| c.manifest.version == report.challenge.version);
    let gomaxprocs = challenge.map(|c| c.manifest.bench.gomaxprocs);
    report.benchmarks.iter().map(|b| benchmark(b, curve(b, challenge), gomaxprocs)).collect()
}

fn curve(benchmark: &BenchmarkReport, challenge: Option<&Challenge>) -> Option<Curve> {
    let BenchmarkSpec { full, half, zero, .. } =
        challenge?.manifest.benchmarks.iter().find(|s| s.name == benchmark.name)?;
    Some(Curve { full: *full, half: half.unwrap_or(f64::midpoint(*full, *zero)), zero: *zero })
}

fn benchmark(b: &BenchmarkReport, curve: Option<Curve>, gomaxprocs: Option<u32>) -> BenchmarkRow {
    let sentence = if b.why.is_empty() { bench_sentence(b) } else { b.why.clone() };
    let (word, hue) = verdict(b.verdict);
    BenchmarkRow {
        title: b.title.clone(),
        name: b.name.clone(),
        word,
        hue,
        points: format!("{} of {}", points(b.earned), points(b.max)),
        strip: strip(b),
        interval: interval(b, &sentence, curve),
        has_band: b.band.is_some(),
        curve: curve.map_or_else(String::new, curve_sentence),
        measures: measures(b),
        comparison: comparison(b),
        scaling: scaling(b, gomaxprocs),
        sentence,
    }
}

fn strip(b: &BenchmarkReport) -> Markup {
    let (yours, theirs) = (median(&b.samples), median(&b.reference_samples));
    let shown = |n: Option<f64>| n.map_or_else(|| NONE.to_owned(), nanos);
    charts::strip(&charts::Strip {
        title: &format!("Samples of {}", b.title),
        description: &format!("Median of yours {}, of the reference {}.", shown(yours), shown(theirs)),
        candidate: (&b.samples, yours.unwrap_or(f64::NAN)),
        reference: (&b.reference_samples, theirs.unwrap_or(f64::NAN)),
        label: nanos,
    })
}

fn interval(b: &BenchmarkReport, sentence: &str, curve: Option<Curve>) -> Markup {
    b.ratio.map_or_else(Markup::new, |ratio| {
        charts::interval(&charts::Interval {
            title: &format!("Ratio of times of {}", b.title),
            description: sentence,
            ratio,
            ends: b.ci_low.zip(b.ci_high),
            band: b.band,
            curve,
            label: times,
        })
    })
}

fn curve_sentence(curve: Curve) -> String {
    let [full, half, zero] = [curve.full, curve.half, curve.zero].map(|n| format::number(n, 2));
    format!("All points up to {full} times the reference's time, half at {half} times, none from {zero} times.")
}

fn verdict(verdict: BenchmarkVerdict) -> (&'static str, &'static str) {
    match verdict {
        BenchmarkVerdict::Faster => ("faster", "accepted"),
        BenchmarkVerdict::Same => ("same", "plain"),
        BenchmarkVerdict::Slower => ("slower", "limit"),
        BenchmarkVerdict::Inconclusive => ("inconclusive", "ours"),
        BenchmarkVerdict::Implausible => ("implausible", "wrong"),
    }
}

/// For reports that bring no sentence of their own.
fn bench_sentence(b: &BenchmarkReport) -> String {
    let Some(ratio) = b.ratio else {
        return "There are no samples to compare.".to_owned();
    };
    let times = format!("{} times the reference's time", short(ratio));
    let ends = b
        .ci_low
        .zip(b.ci_high)
        .map_or_else(String::new, |(low, high)| format!(" (95 % interval {} to {})", short(low), short(high)));
    let meaning = match b.verdict {
        BenchmarkVerdict::Faster => "faster, by more than the noise",
        BenchmarkVerdict::Same => "no difference outside the noise",
        BenchmarkVerdict::Slower => "slower, by more than the noise",
        BenchmarkVerdict::Inconclusive => "too few samples or too much noise to say",
        BenchmarkVerdict::Implausible => "too fast to be believed before a person has looked",
    };
    format!("{times}{ends}: {meaning}.")
}

#[cfg(test)]
mod tests {
    use gauntlet_grader::model::Challenge;

    use super::benchmarks;
    use crate::pages::fixtures::{accepted, worker_pool};

    #[test]
    fn a_report_without_a_sentence_gets_one() {
        let mut report = accepted();
        report.benchmarks[0].why.clear();
        let row = benchmarks(&report, None).remove(0);
        assert_eq!(
            row.sentence,
            "1.77 times the reference's time (95 % interval 1.62 to 1.93): slower, by more than the noise."
        );
        assert!(row.curve.is_empty() && !row.strip.is_empty() && !row.interval.is_empty());
    }

    #[test]
    fn the_curve_is_that_of_the_version_that_was_graded() {
        let (report, mut challenge) = (accepted(), worker_pool());
        let curve = |c: &Challenge| benchmarks(&report, Some(c)).remove(0).curve;
        assert!(curve(&challenge).contains("half at 2.75 times"), "halfway unless it is said");
        challenge.manifest.benchmarks[0].half = Some(2.0);
        assert!(curve(&challenge).contains("half at 2 times"));
        challenge.manifest.version += 1;
        assert!(curve(&challenge).is_empty());
    }
}
