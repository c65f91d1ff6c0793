//! Samples of two sides on one axis.

use crate::markup::Markup;

use super::{
    draw::{axis, open, round, upright},
    scale::Scale,
};

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
    open(&mut svg, "strip", 72, strip.title, strip.description);
    axis(&mut svg, &scale, 4, 56, strip.label);
    for (side, (samples, median), y) in [("yours", strip.candidate, 14), ("theirs", strip.reference, 38)] {
        svg.raw(r#"<g class=""#).raw(side).raw(r#"">"#);
        for sample in samples.iter().filter(|s| s.is_finite()) {
            svg.raw(r#"<circle cx=""#).value(round(scale.at(*sample))).raw(r#"%" cy=""#).value(y).raw(r#"" r="4"/>"#);
        }
        if median.is_finite() {
            upright(&mut svg, "median", scale.at(median), y - 10, y + 10);
        }
        svg.raw("</g>");
    }
    svg.raw("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::{Strip, strip};

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
}
