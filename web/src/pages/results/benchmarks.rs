//! Benchmarks: a sentence, two charts and the numbers.

use gauntlet_grader::model::{BenchmarkReport, BenchmarkVerdict, Challenge, Report};

use crate::{charts, markup::Markup, pages::format};

pub(in crate::pages) struct BenchmarkRow {
    pub(in crate::pages) title: String,
    pub(in crate::pages) name: String,
    pub(in crate::pages) sentence: String,
    pub(in crate::pages) points: String,
    pub(in crate::pages) strip: Markup,
    pub(in crate::pages) interval: Markup,
    /// "All points up to 1.5 times the reference's time, none from 3 times."; empty if the challenge is gone.
    pub(in crate::pages) curve: String,
    pub(in crate::pages) yours: String,
    pub(in crate::pages) theirs: String,
    pub(in crate::pages) samples: String,
    pub(in crate::pages) ratio: String,
    pub(in crate::pages) ends: String,
    pub(in crate::pages) p_value: String,
    pub(in crate::pages) memory: String,
}

pub(in crate::pages) fn benchmarks(report: &Report, challenge: Option<&Challenge>) -> Vec<BenchmarkRow> {
    report.benchmarks.iter().map(|b| benchmark(b, curve(b, challenge))).collect()
}

fn curve(benchmark: &BenchmarkReport, challenge: Option<&Challenge>) -> Option<(f64, f64)> {
    let spec = challenge?.manifest.benchmarks.iter().find(|s| s.name == benchmark.name)?;
    Some((spec.full, spec.zero))
}

fn benchmark(b: &BenchmarkReport, curve: Option<(f64, f64)>) -> BenchmarkRow {
    let (yours, theirs) = (median(&b.samples), median(&b.reference_samples));
    let shown = |n: Option<f64>| n.map_or_else(|| "–".to_owned(), format::nanos);
    let sentence = bench_sentence(b);
    let ends = b.ci_low.zip(b.ci_high);
    let strip = charts::Strip {
        title: &format!("Samples of {}", b.title),
        description: &format!("Median of yours {}, of the reference {}.", shown(yours), shown(theirs)),
        candidate: (&b.samples, yours.unwrap_or(f64::NAN)),
        reference: (&b.reference_samples, theirs.unwrap_or(f64::NAN)),
        label: format::nanos,
    };
    let interval = b.ratio.zip(ends).map_or_else(Markup::new, |(ratio, ends)| {
        let title = format!("Ratio of times of {}", b.title);
        let label = |v| format!("{}×", format::number(v, 2));
        charts::interval(&charts::Interval { title: &title, description: &sentence, ratio, ends, curve, label })
    });
    let memory = b.allocs_per_op.map_or_else(
        || "–".to_owned(),
        |n| {
            let allocations = format!("{} allocation{}", format::number(n, 1), if n == 1.0 { "" } else { "s" });
            b.bytes_per_op.map_or_else(|| allocations.clone(), |size| format!("{allocations}, {}", format::bytes(size)))
        },
    );
    BenchmarkRow {
        title: b.title.clone(),
        name: b.name.clone(),
        points: format!("{} of {}", format::points(b.earned), format::points(b.max)),
        strip: charts::strip(&strip),
        interval,
        curve: curve.map_or_else(String::new, |(full, zero)| {
            let (full, zero) = (format::number(full, 2), format::number(zero, 2));
            format!("All points up to {full} times the reference's time, none from {zero} times.")
        }),
        yours: shown(yours),
        theirs: shown(theirs),
        samples: format!("{} / {}", b.samples.len(), b.reference_samples.len()),
        ratio: b.ratio.map_or_else(|| "–".to_owned(), |r| format::number(r, 3)),
        ends: ends
            .map_or_else(|| "–".to_owned(), |(l, h)| format!("{} to {}", format::number(l, 3), format::number(h, 3))),
        p_value: b.p_value.map_or_else(|| "–".to_owned(), p_value),
        memory,
        sentence,
    }
}

fn bench_sentence(b: &BenchmarkReport) -> String {
    let Some(ratio) = b.ratio else {
        return "There are no samples to compare.".to_owned();
    };
    let times = format!("{} times the reference's time", format::number(ratio, 2));
    let ends = b.ci_low.zip(b.ci_high).map_or_else(String::new, |(low, high)| {
        format!(" (95 % interval {} to {})", format::number(low, 2), format::number(high, 2))
    });
    let meaning = match b.verdict {
        BenchmarkVerdict::Faster => "faster, by more than the noise",
        BenchmarkVerdict::Same => "no difference outside the noise",
        BenchmarkVerdict::Slower => "slower, by more than the noise",
        BenchmarkVerdict::Inconclusive => "too few samples or too much noise to say",
    };
    format!("{times}{ends}: {meaning}.")
}

fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format::number(p, 3) }
}

fn median(samples: &[f64]) -> Option<f64> {
    let mut sorted: Vec<f64> = samples.iter().copied().filter(|s| s.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

#[cfg(test)]
mod tests {
    use super::{median, p_value};

    #[test]
    fn medians() {
        assert_eq!(median(&[3.0, 1.0, f64::NAN, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn small_probabilities_are_not_zero() {
        assert_eq!([0.0004, 0.0022].map(p_value), ["< 0.001", "0.002"]);
    }
}
