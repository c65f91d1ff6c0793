//! The standard normal distribution's tail, to about 15 digits, and its inverse.

use std::f64::consts::{PI, SQRT_2};

/// P(Z > z).
pub(super) fn upper_tail(z: f64) -> f64 {
    if z < 0.0 { 1.0 - erfc(-z / SQRT_2) / 2.0 } else { erfc(z / SQRT_2) / 2.0 }
}

/// The z with P(Z > z) = `tail`, for a tail from 1e-300 to 0.5, by halving the interval that holds it.
pub(super) fn quantile_of_upper_tail(tail: f64) -> f64 {
    let (mut low, mut high) = (0.0, 38.0);
    for _ in 0..64 {
        let middle = f64::midpoint(low, high);
        if upper_tail(middle) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// The complementary error function for `x >= 0`: Taylor's series of erf near 0 (Abramowitz and Stegun 7.1.6), the
/// continued fraction beyond (7.1.14), evaluated from its end.
fn erfc(x: f64) -> f64 {
    if x < 2.5 {
        let (mut term, mut sum) = (x, x);
        for n in 1..100 {
            term *= 2.0 * x * x / f64::from(2 * n + 1);
            sum += term;
        }
        1.0 - 2.0 / PI.sqrt() * (-x * x).exp() * sum
    } else {
        let fraction = (1..=120).rev().fold(x, |below, k| x + f64::from(k) / 2.0 / below);
        (-x * x).exp() / (PI.sqrt() * fraction)
    }
}

#[cfg(test)]
mod tests {
    use super::{quantile_of_upper_tail, upper_tail};

    const KNOWN: [(f64, f64); 6] = [
        (0.0, 0.5),
        (1.0, 0.158_655_253_931_457_05),
        (1.959_963_984_540_054, 0.025),
        (3.5, 0.000_232_629_079_035_525_05),
        (6.0, 9.865_876_450_376_98e-10),
        (-2.0, 0.977_249_868_051_820_8),
    ];

    #[test]
    fn known_values() {
        for (z, want) in KNOWN {
            let got = upper_tail(z);
            assert!((got - want).abs() <= 1e-12 * f64::max(1.0, want), "{z}: {got} instead of {want}");
        }
    }

    #[test]
    fn the_quantile_undoes_the_tail() {
        for (z, tail) in KNOWN.into_iter().filter(|(z, _)| *z >= 0.0) {
            let got = quantile_of_upper_tail(tail);
            assert!((got - z).abs() < 1e-7, "{tail}: {got} instead of {z}");
        }
    }
}
