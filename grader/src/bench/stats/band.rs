//! How far apart two measurements of one program come out.

use super::{MAX_VALUES, middle, positive, random::SplitMix};

/// Resamples of the bootstrap.
const RESAMPLES: usize = 2000;
/// Fewer pairs than this say nothing of what is usual.
const MIN_PAIRS: usize = 6;
/// Share of resamples that stay within the band.
const WITHIN: f64 = 0.95;

/// The noise band for medians of `n` samples a side: a ratio of at least 1 that, in 95 % of resamples, neither
/// median(a) / median(b) nor median(b) / median(a) exceeds.
///
/// Both sides are measurements of one program, in pairs measured one after the other. Pairs are resampled in blocks of
/// two neighbours (moving blocks, Künsch 1989): both sides of a pair, and a pair and the next, drift together, and so they
/// are drawn together. The same samples and seed give the same band.
///
/// `None` for sides of different lengths, fewer than 6 pairs or more than 1,000, values that are not positive, and an
/// `n` of 0 or more than 1,000.
#[must_use]
pub fn band(samples_a: &[f64], samples_b: &[f64], n: usize, seed: u64) -> Option<f64> {
    let (a, b) = (positive(samples_a)?, positive(samples_b)?);
    if a.len() != b.len() || !(MIN_PAIRS..=MAX_VALUES).contains(&a.len()) || !(1..=MAX_VALUES).contains(&n) {
        return None;
    }
    let mut random = SplitMix(seed);
    let (mut x, mut y) = (Vec::with_capacity(n + 1), Vec::with_capacity(n + 1));
    let mut apart: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            x.clear();
            y.clear();
            while x.len() < n {
                let at = random.below(a.len() - 1);
                x.extend_from_slice(&a[at..at + 2]);
                y.extend_from_slice(&b[at..at + 2]);
            }
            (middle(&mut x[..n]).ln() - middle(&mut y[..n]).ln()).abs()
        })
        .collect();
    let at = (WITHIN * RESAMPLES as f64) as usize - 1;
    let (_, within, _) = apart.select_nth_unstable_by(at, f64::total_cmp);
    Some(within.exp())
}
