//! Statistics of small samples: medians, an exact rank test, and an interval for a ratio.
//!
//! Pure and deterministic. It knows numbers only; what a difference is worth is decided elsewhere. Samples that are
//! empty or hold anything but finite numbers give `None`.

mod normal;
mod rank;

use rank::Ranked;

/// Up to this many values in both samples together the rank test is exact.
const EXACT_UP_TO: usize = 40;
/// Resamples of the bootstrap.
const RESAMPLES: usize = 2000;
/// Most values of one side that the bootstrap draws in a resample. Beyond it, its cost would be the input's choice.
const MAX_VALUES: usize = 10_000;

/// The middle value, or the mean of the two in the middle.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = usable(values)?.to_vec();
    Some(middle(&mut sorted))
}

/// The two-sided p-value of the Mann-Whitney U test, ties allowed: how often two samples of one distribution differ
/// in rank at least as much as these two.
///
/// Up to 40 values in all it is exact: twice the smaller tail of U's distribution over all ways to deal the pooled
/// midranks to the two sides, at most 1 (Mann and Whitney 1947; with ties, the conditional permutation test of Lehmann,
/// *Nonparametrics*, 1.4). Beyond, the normal approximation with corrections for ties and continuity.
#[must_use]
pub fn mann_whitney(a: &[f64], b: &[f64]) -> Option<f64> {
    let ranked = Ranked::new(usable(a)?, usable(b)?);
    Some(if a.len() + b.len() <= EXACT_UP_TO { ranked.exact() } else { ranked.approximate() })
}

/// A 95 % interval for median(a) / median(b): percentile bootstrap, both sides resampled (Efron 1979).
///
/// The same samples and seed give the same interval. `None` if a resampled median of `b` is not positive.
#[must_use]
pub fn ratio_interval(a: &[f64], b: &[f64], seed: u64) -> Option<(f64, f64)> {
    let (a, b) = (usable(a)?, usable(b)?);
    if a.len().max(b.len()) > MAX_VALUES {
        return None;
    }
    let mut random = SplitMix(seed);
    let mut ratios = Vec::with_capacity(RESAMPLES);
    let (mut x, mut y) = (vec![0.0; a.len()], vec![0.0; b.len()]);
    for _ in 0..RESAMPLES {
        x.fill_with(|| a[random.below(a.len())]);
        y.fill_with(|| b[random.below(b.len())]);
        let below = middle(&mut y);
        if below <= 0.0 {
            return None;
        }
        ratios.push(middle(&mut x) / below);
    }
    ratios.sort_by(f64::total_cmp);
    Some((quantile(&ratios, 0.025), quantile(&ratios, 0.975)))
}

fn usable(values: &[f64]) -> Option<&[f64]> {
    (!values.is_empty() && values.iter().all(|v| v.is_finite())).then_some(values)
}

/// The median of values that need not be sorted. Halves are added, not the sum halved: the sum may overflow.
fn middle(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    if values.len() % 2 == 1 { values[half] } else { values[half - 1] / 2.0 + values[half] / 2.0 }
}

/// A quantile of sorted values, linear between neighbours.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * at.fract()
}

/// SplitMix64 (Steele, Lea and Flood 2014). Written out so that an interval never changes with a library's version.
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, by multiplying: its bias is below 2^-50 for the sizes here.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests;
