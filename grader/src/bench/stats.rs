//! Statistics of small samples: an exact rank test, an exact interval for a ratio, adjusted p-values, noise bands.
//!
//! Pure and deterministic. It knows numbers only; what a difference is worth is decided elsewhere. Samples that are
//! empty or hold anything but finite numbers give `None`.

mod band;
mod holm;
mod interval;
mod normal;
mod random;
mod rank;

pub use band::band;
pub use holm::holm;
pub use interval::{ratio, ratio_interval};

use rank::Ranked;

/// Up to this many values in both samples together, distributions of ranks are exact: two sides of 30, and a few more. The
/// work grows with the fourth power.
const EXACT_UP_TO: usize = 64;
/// Most values of one side that are looked at. Beyond it, the cost would be the input's choice.
const MAX_VALUES: usize = 1000;

/// The middle value, or the mean of the two in the middle.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = usable(values)?.to_vec();
    Some(middle(&mut sorted))
}

/// The two-sided p-value of the Mann-Whitney U test, ties allowed: how often two samples of one distribution differ
/// in rank at least as much as these two.
///
/// Up to 64 values in all it is exact: twice the smaller tail of U's distribution over all ways to deal the pooled
/// midranks to the two sides, at most 1 (Mann and Whitney 1947; with ties, the conditional permutation test of Lehmann,
/// *Nonparametrics*, 1.4). Beyond, the normal approximation with corrections for ties and continuity.
#[must_use]
pub fn mann_whitney(a: &[f64], b: &[f64]) -> Option<f64> {
    let ranked = Ranked::new(usable(a)?, usable(b)?);
    Some(if a.len() + b.len() <= EXACT_UP_TO { ranked.exact() } else { ranked.approximate() })
}

fn usable(values: &[f64]) -> Option<&[f64]> {
    (!values.is_empty() && values.iter().all(|v| v.is_finite())).then_some(values)
}

fn positive(values: &[f64]) -> Option<&[f64]> {
    usable(values).filter(|values| values.iter().all(|&v| v > 0.0))
}

/// The median of values that need not be sorted. Halves are added, not the sum halved: the sum may overflow.
fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { values[half - 1] / 2.0 + values[half] / 2.0 }
}

#[cfg(test)]
mod simulations;
#[cfg(test)]
mod tests;
