//! Samples of two sides on one axis, and the interval of their ratio.

use crate::markup::Markup;

use super::scale::Scale;

/// What [`strip`] draws.
#[derive(Debug, Clone, Copy)]
pub struct Strip<'a> {
    /// Its name for screen readers.
    pub title: &'a str,
    /// What it shows, in a sentence.
    pub description: &'a str,
    /// The candidate's samples and their median, in any unit.
    pub candidate: (&'a [f64], f64),
    /// The reference's, in the same unit.
    pub reference: (&'a [f64], f64),
    /// Writes a value of the axis.
    pub label: fn(f64) -> String,
}

/// Two rows of points (candidate above), a tick at each median, and an axis. Nothing if there is no sample.
#[must_use]
pub fn strip(strip: &Strip) -> Markup {
    let mut svg = Markup::new();
    let values = strip.candidate.0.iter().chain(strip.reference.0).copied();
    let Some(scale) = Scale::over(values) else { return svg };
    svg.raw(r#"<svg class="strip" width="100%" height="72" role="img"><title>"#).text(strip.title);
    svg.raw("</title><desc>").text(strip.description).raw("</desc>");
    axis(&mut svg, &scale, 4, 56, strip.label);
    for (side, (samples, median), y) in [("yours", strip.candidate, 14), ("theirs", strip.reference, 38)] {
        svg.raw(r#"<g class=""#).raw(side).raw(r#"">"#);
        for sample in samples.iter().filter(|s| s.is_finite()) {
            svg.raw(r#"<circle cx=""#).value(round(scale.at(*sample))).raw(r#"%" cy=""#).value(y).raw(r#"" r="4"/>"#);
        }
        if median.is_finite() {
            let x = round(scale.at(median));
            svg.raw(r#"<line class="median" x1=""#).value(x).raw(r#"%" x2=""#).value(x);
            svg.raw(r#"%" y1=""#).value(y - 10).raw(r#"" y2=""#).value(y + 10).raw(r#""/>"#);
        }
        svg.raw("</g>");
    }
    svg.raw("</svg>");
    svg
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
    /// The ends of its interval.
    pub ends: (f64, f64),
    /// Up to the first all points are earned, from the second none; known where the challenge is.
    pub curve: Option<(f64, f64)>,
    /// Writes a value of the axis.
    pub label: fn(f64) -> String,
}

/// The ratio as a point with whiskers, a line at 1, and the zones in which all, some and no points are earned.
#[must_use]
pub fn interval(interval: &Interval) -> Markup {
    let mut svg = Markup::new();
    let (low, high) = interval.ends;
    let curve = interval.curve.map_or([1.0, 1.0], |(full, zero)| [full, zero]);
    let around = [low * 0.95, high * 1.05, interval.ratio, 1.0];
    let Some(scale) = Scale::over(around.into_iter().chain(curve)) else { return svg };
    svg.raw(r#"<svg class="interval" width="100%" height="48" role="img"><title>"#).text(interval.title);
    svg.raw("</title><desc>").text(interval.description).raw("</desc>");
    if let Some((full, zero)) = interval.curve {
        let (full, zero) = (scale.at(full), scale.at(zero));
        zone(&mut svg, "all", 0.0, full);
        zone(&mut svg, "some", full, zero);
        zone(&mut svg, "no", zero, 100.0);
    }
    axis(&mut svg, &scale, 5, 32, interval.label);
    line(&mut svg, "one", scale.at(1.0), 2, 30);
    let (from, to) = (round(scale.at(low)), round(scale.at(high)));
    svg.raw(r#"<line class="whisker" x1=""#).value(from).raw(r#"%" x2=""#).value(to).raw(r#"%" y1="16" y2="16"/>"#);
    line(&mut svg, "whisker", from, 11, 21);
    line(&mut svg, "whisker", to, 11, 21);
    svg.raw(r#"<circle class="ratio" cx=""#).value(round(scale.at(interval.ratio))).raw(r#"%" cy="16" r="5"/></svg>"#);
    svg
}

fn zone(svg: &mut Markup, class: &'static str, from: f64, to: f64) {
    let width = round((to - from).max(0.0));
    svg.raw(r#"<rect class="zone "#).raw(class).raw(r#"" x=""#).value(round(from)).raw(r#"%" y="2" width=""#);
    svg.value(width).raw(r#"%" height="28"/>"#);
}

fn line(svg: &mut Markup, class: &'static str, x: f64, y1: i32, y2: i32) {
    let x = round(x);
    svg.raw(r#"<line class=""#).raw(class).raw(r#"" x1=""#).value(x).raw(r#"%" x2=""#).value(x);
    svg.raw(r#"%" y1=""#).value(y1).raw(r#"" y2=""#).value(y2).raw(r#""/>"#);
}

fn axis(svg: &mut Markup, scale: &Scale, wanted: u32, y: i32, label: fn(f64) -> String) {
    svg.raw(r#"<g class="axis">"#);
    for tick in scale.ticks(wanted) {
        line(svg, "tick", scale.at(tick), 2, y - 2);
        svg.raw(r#"<text text-anchor="middle" x=""#).value(round(scale.at(tick))).raw(r#"%" y=""#).value(y + 12);
        svg.raw(r#"">"#).text(&label(tick)).raw("</text>");
    }
    svg.raw("</g>");
}

fn round(n: f64) -> f64 {
    if n.is_finite() { (n * 100.0).round() / 100.0 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::{Interval, Strip, interval, strip};

    fn sample<'a>(candidate: &'a [f64], reference: &'a [f64]) -> Strip<'a> {
        let label = |v: f64| format!("{v:.0} ns");
        Strip { title: "<t>", description: "d", candidate: (candidate, 110.0), reference: (reference, 100.0), label }
    }

    #[test]
    fn every_sample_is_a_point() {
        let svg = strip(&sample(&[100.0, 110.0, f64::NAN], &[90.0, 95.0]));
        assert_eq!(svg.as_str().matches("<circle").count(), 4);
        assert_eq!(svg.as_str().matches("class=\"median\"").count(), 2);
        assert!(svg.as_str().contains("<title>&lt;t&gt;</title>") && svg.as_str().contains("100 ns"), "{svg}");
        assert!(strip(&sample(&[], &[])).is_empty());
    }

    #[test]
    fn the_interval_has_its_zones_only_where_the_curve_is_known() {
        let chart = Interval {
            title: "t",
            description: "d",
            ratio: 1.1,
            ends: (1.0, 1.2),
            curve: Some((1.5, 3.0)),
            label: |v| format!("{v:.1}"),
        };
        assert_eq!(interval(&chart).as_str().matches("class=\"zone").count(), 3);
        assert_eq!(interval(&Interval { curve: None, ..chart }).as_str().matches("class=\"zone").count(), 0);
        let broken = Interval { ratio: f64::NAN, ends: (f64::NAN, f64::INFINITY), ..chart };
        assert!(!interval(&broken).as_str().contains("NaN"));
    }
}
