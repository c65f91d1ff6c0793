//! Several tests at once.

/// Adjusted p-values, in the order given: where those at or below a level are called differences, the chance of
/// calling any one that is none is at most that level, however the tests depend on each other (Holm 1979).
///
/// The i-th smallest of m is multiplied by m - i + 1, is at least as large as the one before it, and at most 1.
/// Anything that is not a number counts as 1.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&i, &j| p_values[i].total_cmp(&p_values[j]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 0.0_f64;
    for (rank, &at) in order.iter().enumerate() {
        let still = (p_values.len() - rank) as f64;
        // `min` answers 1 where the other is not a number.
        least = least.max((p_values[at] * still).min(1.0));
        adjusted[at] = least;
    }
    adjusted
}
