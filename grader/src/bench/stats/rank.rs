//! The Mann-Whitney U statistic and its distributions.

use super::normal;

/// Two samples as ranks in their union. Ranks are doubled, so that midranks of ties are whole numbers.
pub(super) struct Ranked {
    /// Doubled midrank of every value of both samples.
    doubled: Vec<u32>,
    /// Sizes of the groups of equal values.
    ties: Vec<usize>,
    /// Size of the first sample.
    first: usize,
    /// Sum of the first sample's doubled ranks.
    sum: u64,
}

impl Ranked {
    pub(super) fn new(a: &[f64], b: &[f64]) -> Self {
        let mut all: Vec<(f64, bool)> = a.iter().map(|&v| (v, true)).chain(b.iter().map(|&v| (v, false))).collect();
        all.sort_by(|x, y| x.0.total_cmp(&y.0));
        let (mut doubled, mut ties, mut sum) = (Vec::with_capacity(all.len()), Vec::new(), 0);
        // `==`, so that 0.0 and -0.0 tie.
        for group in all.chunk_by(|x, y| x.0 == y.0) {
            // Ranks r+1 ..= r+n have the mean r + (n+1)/2.
            let rank = (2 * doubled.len() + group.len() + 1) as u32;
            doubled.extend(std::iter::repeat_n(rank, group.len()));
            sum += group.iter().filter(|(_, first)| *first).count() as u64 * u64::from(rank);
            ties.push(group.len());
        }
        Self { doubled, ties, first: a.len(), sum }
    }

    /// From the distribution of the rank sum over all deals.
    pub(super) fn exact(&self) -> f64 {
        let dealt = deals(&self.doubled, self.first);
        let at = self.sum as usize;
        let all: f64 = dealt.iter().sum();
        let lower: f64 = dealt[..=at].iter().sum();
        let upper: f64 = dealt[at..].iter().sum();
        (2.0 * lower.min(upper) / all).min(1.0)
    }

    /// The normal approximation, with the variance corrected for ties and half a unit for continuity.
    pub(super) fn approximate(&self) -> f64 {
        let n1 = self.first as f64;
        let n2 = self.doubled.len() as f64 - n1;
        let n = n1 + n2;
        let u = self.sum as f64 / 2.0 - n1 * (n1 + 1.0) / 2.0;
        let tied: f64 = self.ties.iter().map(|&t| (t as f64).powi(3) - t as f64).sum();
        let variance = n1 * n2 / 12.0 * ((n + 1.0) - tied / (n * (n - 1.0)));
        if variance <= 0.0 {
            return 1.0; // all values are equal
        }
        let beyond = (u.max(n1 * n2 - u) - n1 * n2 / 2.0 - 0.5) / variance.sqrt();
        (2.0 * normal::upper_tail(beyond)).min(1.0)
    }
}

/// For every sum, the ways to take `size` out of `ranks` with that sum: one pass over the ranks, `ways[k][s]` being the
/// number of subsets of `k` ranks with sum `s`. Nothing is subtracted, so that counts beyond 2^53 keep 15 digits.
pub(super) fn deals(ranks: &[u32], size: usize) -> Vec<f64> {
    let most: usize = ranks.iter().map(|&r| r as usize).sum();
    let mut ways = vec![vec![0.0_f64; most + 1]; size + 1];
    ways[0][0] = 1.0;
    let mut reached = 0;
    for (seen, &rank) in ranks.iter().enumerate() {
        let rank = rank as usize;
        for k in (1..=size.min(seen + 1)).rev() {
            let (fewer, more) = ways.split_at_mut(k);
            for (to, from) in more[0][rank..].iter_mut().zip(&fewer[k - 1][..=reached]) {
                *to += from;
            }
        }
        reached += rank;
    }
    ways.swap_remove(size)
}
