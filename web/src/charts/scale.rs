//! From values to percentages of a chart's width, and round numbers for its axis.

/// A linear scale with a margin, so that points at the ends are whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    low: f64,
    high: f64,
}

/// Share of the width that stays free on either side, in percent.
const MARGIN: f64 = 3.0;

impl Scale {
    /// Covers every finite value; around a single value it opens by a tenth.
    pub(super) fn over(values: impl Iterator<Item = f64>) -> Option<Self> {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|v| v.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            return None;
        }
        let least = (high.abs() * 0.1).max(f64::MIN_POSITIVE);
        if high - low < least {
            let middle = f64::midpoint(low, high);
            (low, high) = (middle - least / 2.0, middle + least / 2.0);
        }
        Some(Self { low, high })
    }

    /// Where a value stands, in percent of the width.
    pub(super) fn at(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        MARGIN + share.clamp(0.0, 1.0) * (100.0 - 2.0 * MARGIN)
    }

    /// About `wanted` round values inside the scale, ascending.
    pub(super) fn ticks(&self, wanted: u32) -> Vec<f64> {
        let rough = (self.high - self.low) / f64::from(wanted.max(1));
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|s| *s >= rough).unwrap_or(rough);
        let first = (self.low / step).ceil();
        let last = (self.high / step).floor();
        if !(step.is_finite() && step > 0.0 && last >= first && last - first < 50.0) {
            return Vec::new();
        }
        let mut ticks = Vec::new();
        let mut i = first;
        while i <= last {
            ticks.push(i * step);
            i += 1.0;
        }
        ticks
    }
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

    proptest! {
        #[test]
        fn every_value_is_inside(values in prop::collection::vec(prop::num::f64::ANY, 1..8)) {
            if let Some(scale) = Scale::over(values.iter().copied()) {
                for value in values.iter().filter(|v| v.is_finite()) {
                    let at = scale.at(*value);
                    prop_assert!(at.is_nan() || (0.0..=100.0).contains(&at));
                }
                prop_assert!(scale.ticks(5).len() <= 50);
            }
        }
    }
}
