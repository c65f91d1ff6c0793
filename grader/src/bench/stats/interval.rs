//! How many times as large the values of one sample are as those of another: an estimate and its interval.

use super::{EXACT_UP_TO, MAX_VALUES, middle, normal, positive, rank};

/// An interval for the ratio of the two sides that holds the true one with a chance of at least `confidence`: the factor
/// by which the second side's values are to be multiplied to be distributed like the first's.
///
/// The rank test inverted (Moses; Lehmann, *Nonparametrics*, 2.6; Hollander and Wolfe, 4.3; on the scale of logarithms
/// the factor is their shift): with all pairwise ratios `a[i] / b[j]` in order, from the k-th smallest to the k-th
/// largest, k from the null distribution of U. No assumption is made about the distribution; ties only make it safer
/// (Noether 1967). Up to 64 values in all the distribution is exact, beyond it is the normal approximation.
///
/// `None` if a value is not positive, if there are too few of them for the confidence (3 against 3 for 95 %) or too many
/// (1,000), if `confidence` is not between 0 and 1, or if an end is beyond the range of numbers.
#[must_use]
pub fn ratio_interval(a: &[f64], b: &[f64], confidence: f64) -> Option<(f64, f64)> {
    let k = order_of_ends(a.len(), b.len(), confidence)?;
    ends(&mut ratios(a, b)?, k)
}

/// The estimate that belongs to [`ratio_interval`] and is never outside it: the median of all pairwise ratios (Hodges and
/// Lehmann 1963, on the scale of logarithms). It is not the ratio of the medians, but close to it. `None` as there, but
/// for the confidence.
#[must_use]
pub fn ratio(a: &[f64], b: &[f64]) -> Option<f64> {
    Some(middle(&mut ratios(a, b)?)).filter(|ratio| ratio.is_finite() && *ratio > 0.0)
}

fn ratios(a: &[f64], b: &[f64]) -> Option<Vec<f64>> {
    let (a, b) = (positive(a)?, positive(b)?);
    (a.len().max(b.len()) <= MAX_VALUES).then(|| a.iter().flat_map(|x| b.iter().map(move |y| x / y)).collect())
}

/// The k-th smallest and the k-th largest, k from 1.
pub(super) fn ends(ratios: &mut [f64], k: usize) -> Option<(f64, f64)> {
    let last = ratios.len().checked_sub(k)?;
    let (_, &mut low, _) = ratios.select_nth_unstable_by(k - 1, f64::total_cmp);
    let (_, &mut high, _) = ratios.select_nth_unstable_by(last, f64::total_cmp);
    (low > 0.0 && high.is_finite()).then_some((low, high))
}

/// The largest k with P(U < k) <= (1 - confidence) / 2, if there is one of at least 1.
pub(super) fn order_of_ends(first: usize, second: usize, confidence: f64) -> Option<usize> {
    let sizes = [first, second];
    if !(confidence > 0.0 && confidence < 1.0) || sizes.iter().any(|&n| n == 0 || n > MAX_VALUES) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let k = if first + second <= EXACT_UP_TO { exact(first, second, tail) } else { approximate(first, second, tail) };
    (k > 0).then_some(k)
}

fn exact(first: usize, second: usize, tail: f64) -> usize {
    let ranks: Vec<u32> = (1..=(first + second) as u32).collect();
    let dealt = rank::deals(&ranks, first);
    // U is the sum of ranks less the least that it can be.
    let ways = &dealt[first * (first + 1) / 2..];
    // A tail such as 0.05 has no exact double; neither has 1 - 0.9.
    let most = dealt.iter().sum::<f64>() * tail * (1.0 + 1e-9);
    let mut below = 0.0;
    ways.iter()
        .take_while(|&&ways| {
            below += ways;
            below <= most
        })
        .count()
}

/// With half a unit for continuity.
pub(super) fn approximate(first: usize, second: usize, tail: f64) -> usize {
    let (n1, n2) = (first as f64, second as f64);
    let deviation = (n1 * n2 * (n1 + n2 + 1.0) / 12.0).sqrt();
    (n1 * n2 / 2.0 + 0.5 - normal::quantile_of_upper_tail(tail) * deviation).max(0.0) as usize
}
