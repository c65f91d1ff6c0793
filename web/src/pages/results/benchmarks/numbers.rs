//! What was measured, as rows of numbers.

use gauntlet_grader::model::{BenchmarkMetric, BenchmarkReport};

use crate::pages::format;

/// What stands where there is no number.
pub(super) const NONE: &str = "–";

/// From here on digits say nothing.
const HUGE: f64 = 1e15;

/// One measure of both sides.
pub(in crate::pages) struct MeasureRow {
    pub(in crate::pages) name: String,
    /// As Go prints it.
    pub(in crate::pages) unit: String,
    pub(in crate::pages) yours: String,
    pub(in crate::pages) theirs: String,
    pub(in crate::pages) ratio: String,
}

/// Time first, then everything else that was measured.
pub(super) fn measures(b: &BenchmarkReport) -> Vec<MeasureRow> {
    let (yours, theirs) = (median(&b.samples), median(&b.reference_samples));
    let time = MeasureRow {
        name: "Time per operation".to_owned(),
        unit: "ns/op".to_owned(),
        yours: yours.map_or_else(|| NONE.to_owned(), nanos),
        theirs: theirs.map_or_else(|| NONE.to_owned(), nanos),
        ratio: b.ratio.map_or_else(|| NONE.to_owned(), times),
    };
    std::iter::once(time).chain(b.metrics.iter().map(measure)).collect()
}

fn measure(m: &BenchmarkMetric) -> MeasureRow {
    let name = match m.unit.as_str() {
        "allocs/op" => "Allocations per operation",
        "B/op" => "Allocated memory per operation",
        "MB/s" => "Throughput",
        _ => "",
    };
    let ratio = m.reference.filter(|r| *r > 0.0).map(|r| m.candidate / r);
    MeasureRow {
        name: name.to_owned(),
        unit: m.unit.clone(),
        yours: amount(&m.unit, m.candidate),
        theirs: m.reference.map_or_else(|| NONE.to_owned(), |r| amount(&m.unit, r)),
        ratio: ratio.map_or_else(|| NONE.to_owned(), times),
    }
}

/// The comparison, as name and value.
pub(super) fn comparison(b: &BenchmarkReport) -> Vec<(&'static str, String)> {
    let ends = b.ci_low.zip(b.ci_high).map(range);
    let noise = b.band.filter(|band| *band >= 1.0).map(|band| range((1.0 / band, band)));
    vec![
        ("Ratio", b.ratio.map_or_else(|| NONE.to_owned(), times)),
        ("95 % interval", ends.unwrap_or_else(|| NONE.to_owned())),
        ("p-value", b.p_value.map_or_else(|| NONE.to_owned(), p_value)),
        ("No difference within", noise.unwrap_or_else(|| "not calibrated".to_owned())),
        ("Samples", format!("{} yours, {} of the reference", b.samples.len(), b.reference_samples.len())),
    ]
}

/// `1.77×`, `48.3×`.
pub(super) fn times(ratio: f64) -> String {
    if ratio.is_finite() { short(ratio) + "×" } else { short(ratio) }
}

/// Time per operation; of what is longer than any grading, at least the order.
pub(super) fn nanos(ns: f64) -> String {
    if ns.is_finite() && ns >= HUGE { short(ns / 1e9) + " s" } else { format::nanos(ns) }
}

/// Points, short also where a report holds nonsense.
pub(super) fn points(n: f64) -> String {
    if n.abs() < HUGE { format::points(n) } else { short(n) }
}

fn range((low, high): (f64, f64)) -> String {
    format!("{} to {}", times(low), times(high))
}

fn p_value(p: f64) -> String {
    match p {
        p if !(0.0..=1.0).contains(&p) => "unknown".to_owned(),
        p if p < 0.001 => "< 0.001".to_owned(),
        p => format::number(p, 3),
    }
}

fn amount(unit: &str, value: f64) -> String {
    match unit {
        "B/op" if value < HUGE => format::bytes(value),
        _ if unit.starts_with("ns/") => nanos(value),
        _ => short(value),
    }
}

/// About three significant digits, however large or small.
pub(super) fn short(n: f64) -> String {
    match n.abs() {
        0.0 => "0".to_owned(),
        size if (99.95..1e9).contains(&size) => format::number(n, 0),
        size if (9.995..99.95).contains(&size) => format::number(n, 1),
        size if (0.000_95..9.995).contains(&size) => format::number(n, if size < 0.0995 { 4 } else { 2 }),
        size if size.is_finite() => format!("{n:.2e}"),
        _ => "unknown".to_owned(),
    }
}

/// The middle of what are numbers.
pub(super) fn median(samples: &[f64]) -> Option<f64> {
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
    use super::{amount, median, nanos, p_value, points, short, times};

    #[test]
    fn medians() {
        assert_eq!(median(&[3.0, 1.0, f64::NAN, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn small_probabilities_are_not_zero() {
        assert_eq!([0.0004, 0.0022, f64::NAN, -1.0].map(p_value), ["< 0.001", "0.002", "unknown", "unknown"]);
    }

    #[test]
    fn numbers_stay_short_however_large_or_small() {
        let shown = [0.0, 0.0123, 0.5, 12.34, 1234.5, 1e300, -1e-300, f64::NAN].map(short);
        assert_eq!(shown, ["0", "0.0123", "0.5", "12.3", "1,234", "1.00e300", "-1.00e-300", "unknown"]);
        assert_eq!([630.0, 1e300, f64::NAN].map(nanos), ["630 ns", "1.00e291 s", "unknown"]);
        assert_eq!([13.4, f64::MAX, f64::NAN].map(points), ["13.4", "1.80e308", "unknown"]);
        assert_eq!([1.7712, 0.943, 0.0204, 48.31].map(times), ["1.77×", "0.94×", "0.0204×", "48.3×"]);
    }

    #[test]
    fn units_that_are_known_are_scaled() {
        let shown = [("B/op", 1536.0), ("ns/task", 1500.0), ("tasks/s", 1500.0), ("B/op", f64::INFINITY)];
        assert_eq!(shown.map(|(unit, v)| amount(unit, v)), ["1.5 KiB", "1.5 µs", "1,500", "unknown"]);
    }
}
