//! Bars, stacked bars and rows of squares.

use crate::markup::Markup;

/// A bar filled to `share` (0 to 1) with the class suffix `hue`. Hidden from screen readers: its numbers stand beside it.
#[must_use]
pub fn bar(share: f64, hue: &'static str) -> Markup {
    let mut svg = Markup::new();
    svg.raw(r#"<svg class="bar" width="100%" height="8" aria-hidden="true" focusable="false">"#)
        .raw(r#"<rect class="ground" width="100%" height="8" rx="4"/><rect class="fill hue-"#)
        .raw(hue)
        .raw(r#"" width=""#)
        .value(percent(share))
        .raw(r#"%" height="8" rx="4"/></svg>"#);
    svg
}

/// A part of a stacked bar.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Shown when pointed at, and read out.
    pub label: String,
    /// Its length, in any unit.
    pub value: f64,
}

/// Parts of a whole, in order, as one bar; part `i` has the class `s<i>`, counted from 0 and starting again after 5.
#[must_use]
pub fn stack(title: &str, segments: &[Segment]) -> Markup {
    const CLASSES: [&str; 6] = ["s0", "s1", "s2", "s3", "s4", "s5"];
    let amount = |s: &Segment| if s.value.is_finite() { s.value.max(0.0) } else { 0.0 };
    let total: f64 = segments.iter().map(amount).sum();
    let mut svg = Markup::new();
    svg.raw(r#"<svg class="stack" width="100%" height="16" role="img"><title>"#).text(title).raw("</title>");
    svg.raw("<desc>");
    for (i, segment) in segments.iter().enumerate() {
        svg.text(if i == 0 { "" } else { ", " }).text(&segment.label);
    }
    svg.raw(r#"</desc><rect class="ground" width="100%" height="16" rx="4"/>"#);
    let mut from = 0.0;
    for (i, segment) in segments.iter().enumerate().filter(|_| total > 0.0) {
        let width = amount(segment) / total;
        svg.raw(r#"<rect class=""#).raw(CLASSES[i % CLASSES.len()]).raw(r#"" x=""#).value(percent(from));
        svg.raw(r#"%" width=""#).value(percent(width)).raw(r#"%" height="16"><title>"#).text(&segment.label);
        svg.raw("</title></rect>");
        from += width;
    }
    svg.raw("</svg>");
    svg
}

/// `passed`, `failed` and `unseen` runs as one row of squares; a bar of the same length when there are too many of them.
/// Hidden from screen readers: the counts stand beside it.
#[must_use]
pub fn dots(passed: u32, failed: u32, unseen: u32) -> Markup {
    const LONGEST: u32 = 120;
    let all = passed.saturating_add(failed).saturating_add(unseen).max(1);
    // Squares of 6 with gaps of 2; beyond 15 of 3 with gaps of 1; beyond 30 a plain bar.
    let (unit, gap) = match all {
        ..=15 => (8.0, 2.0),
        16..=30 => (4.0, 1.0),
        _ => (f64::from(LONGEST) / f64::from(all), 0.0),
    };
    let mut svg = Markup::new();
    svg.raw(r#"<svg class="dots" width=""#)
        .value(round(f64::from(all) * unit))
        .raw(r#"" height="8" aria-hidden="true" focusable="false">"#);
    let mut from = 0.0;
    for (count, class) in [(passed, "ok"), (failed, "bad"), (unseen, "none")].into_iter().filter(|(n, _)| *n > 0) {
        let length = f64::from(count) * unit;
        svg.raw(r#"<path class=""#)
            .raw(class)
            .raw(r#"" d="M"#)
            .value(round(from))
            .raw(" 4h")
            .value(round(length - gap))
            .raw(r#"""#);
        if gap > 0.0 {
            svg.raw(r#" stroke-dasharray=""#).value(unit - gap).raw(" ").value(gap).raw(r#"""#);
        }
        svg.raw("/>");
        from += length;
    }
    svg.raw("</svg>");
    svg
}

fn percent(share: f64) -> f64 {
    if share.is_finite() { round(share.clamp(0.0, 1.0) * 100.0) } else { 0.0 }
}

fn round(n: f64) -> f64 {
    (n * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::{Segment, bar, dots, stack};

    #[test]
    fn bars_stay_within_their_ground() {
        assert!(bar(0.335, "accepted").as_str().contains(r#"class="fill hue-accepted" width="33.5%""#));
        assert!(bar(7.0, "wrong").as_str().contains(r#"width="100%" height="8" rx="4"/></svg>"#));
        assert!(bar(f64::NAN, "wrong").as_str().contains(r#"width="0%""#));
    }

    #[test]
    fn a_stack_adds_up_and_escapes() {
        let parts = [("<b>", 1.0), ("test", 3.0), ("odd", f64::NAN)];
        let svg = stack("Time \"x\"", &parts.map(|(label, value)| Segment { label: label.to_owned(), value }));
        assert!(svg.as_str().contains(r#"x="25%" width="75%""#), "{svg}");
        assert!(svg.as_str().contains("&lt;b&gt;, test") && svg.as_str().contains("&quot;x&quot;"), "{svg}");
    }

    #[test]
    fn dots_show_every_run_until_there_are_too_many() {
        let few = dots(8, 2, 0);
        assert!(few.as_str().contains(r#"class="ok" d="M0 4h62" stroke-dasharray="6 2""#), "{few}");
        assert!(few.as_str().contains(r#"class="bad" d="M64 4h14""#), "{few}");
        let many = dots(300, 0, 300);
        assert!(many.as_str().contains(r#"width="120""#) && !many.as_str().contains("dasharray"), "{many}");
    }
}
