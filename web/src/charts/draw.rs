//! Lines, zones and the axis that the charts have in common.

use crate::markup::Markup;

use super::scale::Scale;

/// An upright line at `x` percent.
pub(super) fn upright(svg: &mut Markup, class: &'static str, x: f64, y1: i32, y2: i32) {
    let x = round(x);
    svg.raw(r#"<line class=""#).raw(class).raw(r#"" x1=""#).value(x).raw(r#"%" x2=""#).value(x);
    svg.raw(r#"%" y1=""#).value(y1).raw(r#"" y2=""#).value(y2).raw(r#""/>"#);
}

/// A line from one point to another, `x` in percent and `y` in pixels.
pub(super) fn slope(svg: &mut Markup, class: &'static str, from: (f64, f64), to: (f64, f64)) {
    svg.raw(r#"<line class=""#).raw(class).raw(r#"" x1=""#).value(round(from.0)).raw(r#"%" y1=""#).value(round(from.1));
    svg.raw(r#"" x2=""#).value(round(to.0)).raw(r#"%" y2=""#).value(round(to.1)).raw(r#""/>"#);
}

/// A filled part of the width, from 2 to 30 pixels.
pub(super) fn zone(svg: &mut Markup, class: &'static str, from: f64, to: f64) {
    let width = round((to - from).max(0.0));
    svg.raw(r#"<rect class="zone "#).raw(class).raw(r#"" x=""#).value(round(from)).raw(r#"%" y="2" width=""#);
    svg.value(width).raw(r#"%" height="28"/>"#);
}

/// About `wanted` ticks from the top down to `y`, with their values below.
pub(super) fn axis(svg: &mut Markup, scale: &Scale, wanted: u32, y: i32, label: fn(f64) -> String) {
    svg.raw(r#"<g class="axis">"#);
    for tick in scale.ticks(wanted) {
        upright(svg, "tick", scale.at(tick), 2, y - 2);
        svg.raw(r#"<text text-anchor="middle" x=""#).value(round(scale.at(tick))).raw(r#"%" y=""#).value(y + 12);
        svg.raw(r#"">"#).text(&label(tick)).raw("</text>");
    }
    svg.raw("</g>");
}

/// Opens a chart that is read out by its title and description.
pub(super) fn open(svg: &mut Markup, class: &'static str, height: usize, title: &str, description: &str) {
    svg.raw(r#"<svg class=""#)
        .raw(class)
        .raw(r#"" width="100%" height=""#)
        .value(height)
        .raw(r#"" role="img"><title>"#);
    svg.text(title).raw("</title><desc>").text(description).raw("</desc>");
}

/// Two decimals are finer than any screen; what is no number goes to the left edge.
pub(super) fn round(n: f64) -> f64 {
    if n.is_finite() { (n * 100.0).round() / 100.0 } else { 0.0 }
}
