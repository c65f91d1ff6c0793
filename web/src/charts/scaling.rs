//! Time against the number of cores, for two sides.

use crate::markup::Markup;

use super::{
    draw::{open, round, slope},
    scale::Scale,
};

/// Where values are drawn, in pixels from the top: the largest, and 0.
const TOP: f64 = 8.0;
const BOTTOM: f64 = 152.0;

/// One side at one number of cores: its median and the ends of its samples, in any unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The middle sample.
    pub median: f64,
    /// The smallest sample.
    pub least: f64,
    /// The largest sample.
    pub most: f64,
}

/// Both sides at one number of cores.
#[derive(Debug, Clone, Copy)]
pub struct ScalingStep {
    /// The number of cores, at least 1.
    pub cores: u32,
    /// The candidate; none without samples.
    pub candidate: Option<Spread>,
    /// The reference; none without samples.
    pub reference: Option<Spread>,
}

/// What [`scaling`] draws.
#[derive(Debug, Clone, Copy)]
pub struct Scaling<'a> {
    /// Its name for screen readers.
    pub title: &'a str,
    /// What it shows, in a sentence.
    pub description: &'a str,
    /// Ascending by cores.
    pub steps: &'a [ScalingStep],
    /// Writes a value of the axis.
    pub label: fn(f64) -> String,
}

/// A line through the medians of each side, each with the range of its samples, from 0 up. Doubling the cores is always
/// equally far. Nothing if there is no sample.
#[must_use]
pub fn scaling(chart: &Scaling) -> Markup {
    let mut svg = Markup::new();
    let spreads = chart.steps.iter().flat_map(|s| [s.candidate, s.reference]).flatten();
    let drawn = spreads.flat_map(|s| [s.median, s.most]).filter(|v| v.is_finite());
    let Some(most) = drawn.reduce(f64::max).filter(|m| *m > 0.0) else { return svg };
    let Some(across) = Scale::of_ratios(chart.steps.iter().map(|s| f64::from(s.cores))) else { return svg };
    let up = |value: f64| BOTTOM - (value / most).clamp(0.0, 1.0) * (BOTTOM - TOP);
    open(&mut svg, "scaling", 176, chart.title, chart.description);
    svg.raw(r#"<g class="axis">"#);
    for tick in Scale::over([0.0, most].into_iter()).map(|s| s.ticks(4)).unwrap_or_default() {
        slope(&mut svg, "tick", (0.0, up(tick)), (100.0, up(tick)));
        svg.raw(r#"<text text-anchor="end" x="-8" y=""#).value(round(up(tick) + 4.0)).raw(r#"">"#);
        svg.text(&(chart.label)(tick)).raw("</text>");
    }
    for step in chart.steps {
        svg.raw(r#"<text text-anchor="middle" x=""#).value(round(across.at(f64::from(step.cores))));
        svg.raw(r#"%" y="170">"#).value(step.cores).raw("</text>");
    }
    svg.raw("</g>");
    let side = |pick: fn(&ScalingStep) -> Option<Spread>| -> Vec<(f64, Spread)> {
        let placed = |s: &ScalingStep| Some((across.at(f64::from(s.cores)), pick(s)?));
        chart.steps.iter().filter_map(placed).collect()
    };
    line(&mut svg, "theirs", &side(|s| s.reference), up);
    line(&mut svg, "yours", &side(|s| s.candidate), up);
    svg.raw("</svg>");
    svg
}

fn line(svg: &mut Markup, class: &'static str, steps: &[(f64, Spread)], up: impl Fn(f64) -> f64) {
    svg.raw(r#"<g class=""#).raw(class).raw(r#"">"#);
    for pair in steps.windows(2) {
        slope(svg, "course", (pair[0].0, up(pair[0].1.median)), (pair[1].0, up(pair[1].1.median)));
    }
    for (x, spread) in steps {
        slope(svg, "range", (*x, up(spread.least)), (*x, up(spread.most)));
        svg.raw(r#"<circle cx=""#).value(round(*x)).raw(r#"%" cy=""#).value(round(up(spread.median)));
        svg.raw(r#"" r="4"/>"#);
    }
    svg.raw("</g>");
}

#[cfg(test)]
mod tests {
    use super::{Scaling, ScalingStep, Spread, scaling};

    fn flat(median: f64) -> Option<Spread> {
        Some(Spread { median, least: median, most: median })
    }

    fn draw(steps: &[ScalingStep]) -> String {
        let label = |v: f64| format!("{v:.0} <ns>");
        scaling(&Scaling { title: "t", description: "d", steps, label }).to_string()
    }

    #[test]
    fn medians_are_joined_and_start_at_zero() {
        let steps = [(1, 800.0), (2, 400.0), (4, 200.0)].map(|(cores, ns)| ScalingStep {
            cores,
            candidate: flat(ns),
            reference: if cores == 2 { None } else { flat(ns / 2.0) },
        });
        let svg = draw(&steps);
        assert_eq!(svg.matches("class=\"course\"").count(), 2 + 1, "{svg}");
        assert!(svg.contains(r#"cx="50%" cy="80""#), "two cores are halfway, and so is half the time: {svg}");
        assert!(svg.contains("0 &lt;ns&gt;</text>") && svg.contains(">4</text>"), "{svg}");
    }

    #[test]
    fn odd_numbers_break_nothing() {
        assert!(draw(&[]).is_empty());
        for odd in [f64::NAN, f64::INFINITY, -1.0, 0.0, f64::MAX] {
            let step = |cores| ScalingStep { cores, candidate: flat(odd), reference: flat(3.0) };
            let svg = draw(&[step(0), step(1), step(u32::MAX)]);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{odd}: {svg}");
        }
    }
}
