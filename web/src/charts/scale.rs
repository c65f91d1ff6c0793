//! From values to percentages of a chart's width, and round numbers for its axis.

/// A scale with a margin, so that points at the ends are whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    /// The ends; of their logarithms where `is_log`.
    low: f64,
    high: f64,
    is_log: bool,
}

/// Share of the width that stays free on either side, in percent.
const MARGIN: f64 = 3.0;

/// Quotient of the ends from which a logarithmic axis counts 1, 2, 5, 10; below it even steps read better.
const WIDE: f64 = 5.0;

impl Scale {
    /// Linear; covers every finite value. Around a single value it opens by a tenth.
    pub(super) fn over(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (low, high) = ends(values)?;
        let (low, high) = opened(low, high, (high.abs() * 0.1).max(f64::MIN_POSITIVE));
        Some(Self { low, high, is_log: false })
    }

    /// Logarithmic, on which half and double are equally far from 1; covers every value above 0.
    pub(super) fn of_ratios(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (low, high) = ends(values.filter(|v| *v > 0.0).map(f64::ln))?;
        let (low, high) = opened(low, high, 0.1);
        Some(Self { low, high, is_log: true })
    }

    /// Where a value stands, in percent of the width.
    pub(super) fn at(&self, value: f64) -> f64 {
        let value = if self.is_log { value.ln() } else { value };
        let share = (value - self.low) / (self.high - self.low);
        MARGIN + share.clamp(0.0, 1.0) * (100.0 - 2.0 * MARGIN)
    }

    /// About `wanted` round values inside the scale, ascending.
    pub(super) fn ticks(&self, wanted: u32) -> Vec<f64> {
        if !self.is_log {
            return even_ticks(self.low, self.high, wanted);
        }
        let (low, high) = (self.low.exp(), self.high.exp());
        if high / low < WIDE { even_ticks(low, high, wanted) } else { decade_ticks(low, high, wanted) }
    }
}

fn ends(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for value in values.filter(|v| v.is_finite()) {
        low = low.min(value);
        high = high.max(value);
    }
    (low <= high).then_some((low, high))
}

fn opened(low: f64, high: f64, least: f64) -> (f64, f64) {
    if high - low >= least {
        return (low, high);
    }
    let middle = f64::midpoint(low, high);
    (middle - least / 2.0, middle + least / 2.0)
}

fn even_ticks(low: f64, high: f64, wanted: u32) -> Vec<f64> {
    let rough = (high - low) / f64::from(wanted.max(1));
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= rough).unwrap_or(rough);
    let first = (low / step).ceil();
    let last = (high / step).floor();
    if !(step.is_finite() && step > 0.0 && last >= first && last - first < 50.0) {
        return Vec::new();
    }
    let mut ticks = Vec::new();
    let mut i = first;
    while i <= last {
        // Not -0.
        ticks.push(i * step + 0.0);
        i += 1.0;
    }
    ticks
}

/// 1, 2, 5, 10 ... while they are few, else powers of ten, else every n-th of them.
fn decade_ticks(low: f64, high: f64, wanted: u32) -> Vec<f64> {
    #[allow(clippy::cast_possible_truncation)] // logarithms of doubles are within 324
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    // The ends have been through logarithms.
    let inside = |v: &f64| *v >= low * (1.0 - 1e-9) && *v <= high * (1.0 + 1e-9);
    let fine: Vec<f64> =
        (first..=last).flat_map(|p| [1.0, 2.0, 5.0].map(|m| m * 10f64.powi(p))).filter(inside).collect();
    let wanted = wanted.max(1) as usize;
    if fine.len() <= wanted + 2 {
        return fine;
    }
    let coarse: Vec<f64> = (first..=last).map(|p| 10f64.powi(p)).filter(inside).collect();
    let step = coarse.len().div_ceil(wanted + 2).max(1);
    coarse.into_iter().step_by(step).collect()
}

#[cfg(test)]
mod tests {
    use super::Scale;
    use proptest::prelude::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(Scale::over([103.0, 148.0].into_iter()).unwrap().ticks(4), [120.0, 140.0]);
        assert_eq!(
            Scale::over([0.9, 1.6].into_iter()).unwrap().ticks(4),
            [1.0, 1.2000000000000002, 1.4000000000000001, 1.6]
        );
        assert!(Scale::over([f64::NAN].into_iter()).is_none());
    }

    #[test]
    fn half_and_double_are_equally_far_from_one() {
        let scale = Scale::of_ratios([0.5, 2.0].into_iter()).unwrap();
        assert!((scale.at(1.0) - 50.0).abs() < 1e-9);
        assert_eq!(scale.ticks(3), [0.5, 1.0, 1.5, 2.0]);
        assert_eq!(Scale::of_ratios([0.9, 21.0].into_iter()).unwrap().ticks(4), [1.0, 2.0, 5.0, 10.0, 20.0]);
        assert_eq!(Scale::of_ratios([0.01, 900.0].into_iter()).unwrap().ticks(3), [0.01, 0.1, 1.0, 10.0, 100.0]);
        assert!(Scale::of_ratios([0.0, -1.0, f64::INFINITY].into_iter()).is_none());
    }

    proptest! {
        #[test]
        fn every_value_is_inside(values in prop::collection::vec(prop::num::f64::ANY, 1..8)) {
            let scales = [Scale::over(values.iter().copied()), Scale::of_ratios(values.iter().copied())];
            for scale in scales.into_iter().flatten() {
                for value in values.iter().filter(|v| v.is_finite()) {
                    let at = scale.at(*value);
                    prop_assert!(at.is_nan() || (0.0..=100.0).contains(&at));
                }
                prop_assert!(scale.ticks(5).len() <= 50);
            }
        }
    }
}
