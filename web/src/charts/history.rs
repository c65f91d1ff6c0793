//! Scores of one attempt after the other.

use crate::markup::Markup;

use super::draw::{open, round, slope};

/// Where scores are drawn, in pixels from the top: all points, and none.
const TOP: f64 = 8.0;
const BOTTOM: f64 = 88.0;

/// One attempt.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Its name below the axis, e.g. `2`.
    pub label: String,
    /// What it earned of what could be earned, 0 to 1.
    pub share: f64,
}

/// A line through the shares, in order, with lines at nothing, half and all. Nothing for fewer than two attempts: one number
/// needs no picture.
#[must_use]
pub fn history(title: &str, description: &str, attempts: &[Attempt]) -> Markup {
    let mut svg = Markup::new();
    if attempts.len() < 2 {
        return svg;
    }
    // At most some tens of attempts.
    #[allow(clippy::cast_precision_loss)]
    let across = |i: usize| 4.0 + 92.0 * i as f64 / (attempts.len() - 1) as f64;
    let up = |share: f64| BOTTOM - if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 } * (BOTTOM - TOP);
    open(&mut svg, "scaling history", 112, title, description);
    svg.raw(r#"<g class="axis">"#);
    for (share, label) in [(0.0, "0 %"), (0.5, "50 %"), (1.0, "100 %")] {
        slope(&mut svg, "tick", (0.0, up(share)), (100.0, up(share)));
        svg.raw(r#"<text text-anchor="end" x="-8" y=""#).value(round(up(share) + 4.0)).raw(r#"">"#).text(label);
        svg.raw("</text>");
    }
    for (i, attempt) in attempts.iter().enumerate() {
        svg.raw(r#"<text text-anchor="middle" x=""#).value(round(across(i))).raw(r#"%" y="106">"#);
        svg.text(&attempt.label).raw("</text>");
    }
    svg.raw(r#"</g><g class="yours">"#);
    for (i, pair) in attempts.windows(2).enumerate() {
        slope(&mut svg, "course", (across(i), up(pair[0].share)), (across(i + 1), up(pair[1].share)));
    }
    for (i, attempt) in attempts.iter().enumerate() {
        svg.raw(r#"<circle cx=""#).value(round(across(i))).raw(r#"%" cy=""#).value(round(up(attempt.share)));
        svg.raw(r#"" r="4"/>"#);
    }
    svg.raw("</g></svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::{Attempt, history};

    fn draw(shares: &[f64]) -> String {
        let attempt = |(i, share): (usize, &f64)| Attempt { label: format!("<{i}>"), share: *share };
        let attempts: Vec<_> = shares.iter().enumerate().map(attempt).collect();
        history("t", "d", &attempts).to_string()
    }

    #[test]
    fn attempts_are_joined_in_order() {
        assert!(draw(&[]).is_empty() && draw(&[0.5]).is_empty());
        let svg = draw(&[0.0, 0.5, 1.0]);
        assert!(svg.contains(r#"cx="50%" cy="48""#) && svg.contains(r#"cx="96%" cy="8""#), "{svg}");
        assert_eq!(svg.matches("class=\"course\"").count(), 2);
        assert!(svg.contains("&lt;2&gt;</text>"), "{svg}");
    }

    #[test]
    fn odd_numbers_break_nothing() {
        let svg = draw(&[f64::NAN, f64::INFINITY, -1.0, 7.0]);
        assert!(!svg.contains("NaN") && !svg.contains("inf") && svg.contains(r#"cy="8""#), "{svg}");
    }
}
