//! A ratio with its interval, the noise around 1, and what it earns.

use crate::markup::Markup;

use super::{
    draw::{axis, open, round, slope, upright, zone},
    scale::Scale,
};

/// From which ratio how many points are earned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    /// All points up to here.
    pub full: f64,
    /// Half of them here.
    pub half: f64,
    /// None from here.
    pub zero: f64,
}

/// What [`interval`] draws: a ratio on an axis of ratios.
#[derive(Debug, Clone, Copy)]
pub struct Interval<'a> {
    /// Its name for screen readers.
    pub title: &'a str,
    /// What it shows, in a sentence.
    pub description: &'a str,
    /// The ratio.
    pub ratio: f64,
    /// The ends of its interval, if it has one.
    pub ends: Option<(f64, f64)>,
    /// A ratio between `1 / band` and `band` is no difference; known where the host was calibrated.
    pub band: Option<f64>,
    /// What is earned; known where the challenge is.
    pub curve: Option<Curve>,
    /// Writes a value of the axis.
    pub label: fn(f64) -> String,
}

/// The ratio as a point with whiskers, a line at 1 within the noise, and the zones in which all, some and no points are
/// earned, with a tick where half of them are. The axis is logarithmic: twice and half are equally far from 1. Nothing if
/// the ratio is none.
#[must_use]
pub fn interval(chart: &Interval) -> Markup {
    let mut svg = Markup::new();
    if !(chart.ratio.is_finite() && chart.ratio > 0.0) {
        return svg;
    }
    let band = chart.band.filter(|b| b.is_finite() && *b >= 1.0);
    let Some(scale) = scale(chart, band) else { return svg };
    open(&mut svg, "interval", 48, chart.title, chart.description);
    if let Some(curve) = chart.curve {
        let (full, zero) = (scale.at(curve.full), scale.at(curve.zero));
        zone(&mut svg, "all", 0.0, full);
        zone(&mut svg, "some", full, zero);
        zone(&mut svg, "no", zero, 100.0);
    }
    if let Some(band) = band {
        zone(&mut svg, "noise", scale.at(1.0 / band), scale.at(band));
    }
    axis(&mut svg, &scale, 5, 32, chart.label);
    if let Some(curve) = chart.curve {
        upright(&mut svg, "half", scale.at(curve.half), 22, 30);
    }
    upright(&mut svg, "one", scale.at(1.0), 2, 30);
    if let Some((low, high)) = chart.ends.filter(|(low, high)| low <= high) {
        let (low, high) = (scale.at(low), scale.at(high));
        slope(&mut svg, "whisker", (low, 16.0), (high, 16.0));
        upright(&mut svg, "whisker", low, 11, 21);
        upright(&mut svg, "whisker", high, 11, 21);
    }
    svg.raw(r#"<circle class="ratio" cx=""#).value(round(scale.at(chart.ratio))).raw(r#"%" cy="16" r="5"/></svg>"#);
    svg
}

/// Covers all that is drawn, with some room beside what is measured.
fn scale(chart: &Interval, band: Option<f64>) -> Option<Scale> {
    let (low, high) = chart.ends.unwrap_or((chart.ratio, chart.ratio));
    let measured = [low * 0.95, high * 1.05, chart.ratio, 1.0];
    let noise = band.map_or([1.0, 1.0], |b| [1.0 / b, b]);
    let curve = chart.curve.map_or([1.0, 1.0], |c| [c.full, c.zero]);
    Scale::of_ratios(measured.into_iter().chain(noise).chain(curve))
}

#[cfg(test)]
mod tests {
    use super::{Curve, Interval, interval};

    const CHART: Interval = Interval {
        title: "t",
        description: "d",
        ratio: 1.1,
        ends: Some((1.0, 1.2)),
        band: Some(1.05),
        curve: Some(Curve { full: 1.5, half: 2.0, zero: 3.0 }),
        label: |v| format!("{v:.1}"),
    };

    fn count(chart: &Interval, class: &str) -> usize {
        interval(chart).as_str().matches(&format!("class=\"{class}")).count()
    }

    #[test]
    fn zones_are_drawn_only_where_they_are_known() {
        assert_eq!((count(&CHART, "zone"), count(&CHART, "zone noise"), count(&CHART, "half")), (4, 1, 1));
        let unknown = Interval { curve: None, band: None, ..CHART };
        assert_eq!((count(&unknown, "zone"), count(&unknown, "half"), count(&unknown, "one")), (0, 0, 1));
        assert_eq!(count(&Interval { ends: None, ..CHART }, "whisker"), 0);
    }

    #[test]
    fn the_noise_lies_evenly_around_one() {
        let svg = interval(&Interval { ends: None, curve: None, band: Some(2.0), ratio: 1.0, ..CHART });
        assert!(svg.as_str().contains(r#"class="zone noise" x="3%" y="2" width="94%""#), "{svg}");
        assert!(svg.as_str().contains(r#"class="one" x1="50%""#), "{svg}");
    }

    #[test]
    fn odd_numbers_break_nothing() {
        for odd in [f64::NAN, f64::INFINITY, -1.0, 0.0, f64::MAX, f64::MIN_POSITIVE] {
            let curve = Some(Curve { full: odd, half: odd, zero: odd });
            let chart = Interval { ratio: odd, ends: Some((odd, odd)), band: Some(odd), curve, ..CHART };
            let svg = interval(&chart);
            assert_eq!(svg.is_empty(), !(odd.is_finite() && odd > 0.0), "{odd}: {svg}");
            assert!(!svg.as_str().contains("NaN") && !svg.as_str().contains("inf"), "{odd}: {svg}");
        }
    }
}
