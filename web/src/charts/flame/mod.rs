//! A flame graph that hangs from its roots: callers above, what they call below, widths by cost.

mod tree;

use crate::markup::Markup;

use super::draw::{open, round};
use tree::Call;

pub use tree::Stack;

/// How one function is drawn.
#[derive(Debug, Clone)]
pub struct Look {
    /// Whose it is, a class of the style sheet.
    pub class: &'static str,
    /// Its names, longest first; the longest that fits is shown.
    pub names: Vec<String>,
}

/// What [`flame`] draws.
#[derive(Clone, Copy)]
pub struct Flame<'a> {
    /// Its name for screen readers.
    pub title: &'a str,
    /// What it shows, in a sentence.
    pub description: &'a str,
    /// What was counted where.
    pub stacks: &'a [Stack<'a>],
    /// Sum over all that was counted, of which the stacks may be a part.
    pub total: u64,
    /// The look of a function.
    pub look: &'a dyn Fn(&str) -> Look,
    /// What is shown when a function is pointed at, by its name, value and the whole.
    pub tip: &'a dyn Fn(&str, u128, u128) -> String,
}

/// Height of a row and of its box, in pixels.
const ROW: usize = 20;
const BOX: usize = 19;
/// Width of a letter of the boxes' type, which has one for all, and what is free beside a name, in pixels.
const LETTER: f64 = 6.7;
const PADDING: f64 = 9.0;

/// Letters below which the beginning of a name says nothing.
const LEAST_LETTERS: usize = 6;
/// Letters that are worth another beginning.
const MORE_LETTERS: usize = 4;

/// Widths of the chart from which on a name can be shown, in pixels, with the classes that the style sheet has for them.
const WIDTHS: [(f64, &str, &str); 7] = [
    (260.0, "from-260", "to-260"),
    (340.0, "from-340", "to-340"),
    (480.0, "from-480", "to-480"),
    (640.0, "from-640", "to-640"),
    (760.0, "from-760", "to-760"),
    (900.0, "from-900", "to-900"),
    (1100.0, "from-1100", "to-1100"),
];

/// A box for each function below its callers, with its name where there is room. Nothing if nothing was counted.
#[must_use]
pub fn flame(chart: &Flame) -> Markup {
    let mut svg = Markup::new();
    let (calls, whole) = tree::calls(chart.stacks, chart.total);
    let Some(rows) = calls.iter().map(|c| c.depth + 1).max() else { return svg };
    open(&mut svg, "flame", rows * ROW, chart.title, chart.description);
    for call in &calls {
        draw(&mut svg, chart, call, whole);
    }
    svg.raw("</svg>");
    svg
}

fn draw(svg: &mut Markup, chart: &Flame, call: &Call, whole: u128) {
    let look = (chart.look)(call.function);
    let (from, width) = (share(call.from, whole) * 100.0, share(call.value, whole) * 100.0);
    let top = call.depth * ROW;
    svg.raw(r#"<g class=""#).raw(look.class).raw(r#""><title>"#).text(&(chart.tip)(call.function, call.value, whole));
    svg.raw(r#"</title><rect x=""#).value(round(from)).raw(r#"%" y=""#).value(top).raw(r#"" width=""#);
    svg.value(round(width)).raw(r#"%" height=""#).value(BOX).raw(r#""/>"#);
    let mut until = None;
    for name in &look.names {
        if let Some(at) = fits_from(name.chars().count(), width / 100.0).filter(|at| until.is_none_or(|u| *at < u)) {
            label(svg, (from, top), (at, until), name);
            until = Some(at);
        }
    }
    if let Some(name) = look.names.last() {
        beginnings(svg, (from, top), (width / 100.0, until), name);
    }
    svg.raw("</g>");
}

/// Where none fits, the beginning of the shortest is still better than nothing, and longer where there is more room.
fn beginnings(svg: &mut Markup, place: (f64, usize), (share, until): (f64, Option<usize>), name: &str) {
    let mut steps: Vec<(usize, usize)> = Vec::new();
    for (at, (width, ..)) in WIDTHS.iter().enumerate().take(until.unwrap_or(WIDTHS.len())) {
        let letters = letters_at(width * share);
        if letters >= steps.last().map_or(LEAST_LETTERS, |(_, before)| before + MORE_LETTERS) {
            steps.push((at, letters));
        }
    }
    let ends = steps.iter().skip(1).map(|(at, _)| Some(*at)).chain([until]);
    for ((at, letters), end) in steps.iter().zip(ends) {
        let beginning: String = name.chars().take(letters - 1).chain(['…']).collect();
        label(svg, place, (*at, end), &beginning);
    }
}

/// A name that is shown from one of [`WIDTHS`] until another.
fn label(svg: &mut Markup, (x, top): (f64, usize), (at, until): (usize, Option<usize>), name: &str) {
    svg.raw(r#"<text dx="4" x=""#).value(round(x)).raw(r#"%" y=""#).value(top + 14).raw(r#"" class=""#);
    svg.raw(WIDTHS[at].1);
    if let Some(until) = until {
        svg.raw(" ").raw(WIDTHS[until].2);
    }
    svg.raw(r#"">"#).text(name).raw("</text>");
}

/// The first of [`WIDTHS`] at which so many letters fit into their share of the chart.
fn fits_from(letters: usize, share: f64) -> Option<usize> {
    WIDTHS.iter().position(|(width, ..)| letters_at(width * share) >= letters)
}

/// How many letters fit into a box.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a small number above 0
fn letters_at(width: f64) -> usize {
    ((width - PADDING) / LETTER).max(0.0) as usize
}

/// A part of the whole, 0 to 1.
#[allow(clippy::cast_precision_loss)] // for drawing
fn share(part: u128, whole: u128) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::{Flame, Look, Stack, fits_from, flame};

    fn draw(stacks: &[Stack], total: u64) -> String {
        let look = |f: &str| Look { class: "lib", names: vec![format!("pkg.{f}"), f.to_owned()] };
        let tip = |f: &str, value: u128, whole: u128| format!("{f}: {value} of {whole}");
        flame(&Flame { title: "<t>", description: "d", stacks, total, look: &look, tip: &tip }).to_string()
    }

    #[test]
    fn boxes_are_as_wide_as_their_share() {
        let functions = ["main", "<b>"].map(str::to_owned);
        let svg = draw(&[Stack { functions: &functions, value: 50 }], 200);
        assert!(svg.contains(r#"height="40" role="img""#), "{svg}");
        assert!(svg.contains(r#"<rect x="0%" y="20" width="25%" height="19"/>"#), "{svg}");
        assert!(svg.contains("<title>main: 50 of 200</title>") && svg.contains("<title>&lt;b&gt;: 50 of 200</title>"));
        assert!(!svg.contains("<b>"), "{svg}");
        assert!(draw(&[], 200).is_empty());
    }

    #[test]
    fn a_shorter_name_stands_until_the_longer_one_fits() {
        let functions = ["submit".to_owned()];
        let svg = draw(&[Stack { functions: &functions, value: 20 }], 100);
        assert!(svg.contains(r#"class="from-480">pkg.submit<"#), "{svg}");
        assert!(svg.contains(r#"class="from-260 to-480">submit<"#), "{svg}");
        assert_eq!(svg.matches("<text").count(), 2, "{svg}");
        assert_eq!((fits_from(6, 0.001), fits_from(0, 1.0)), (None, Some(0)));
    }

    #[test]
    fn a_name_that_never_fits_begins_where_there_is_room() {
        let functions = ["a".repeat(99)];
        let svg = draw(&[Stack { functions: &functions, value: 20 }], 100);
        assert!(svg.contains(r#"class="from-260 to-480">aaaaa…<"#), "{svg}");
        assert!(svg.contains(r#"class="from-480 to-640">aaaaaaaaaaa…<"#), "{svg}");
        assert!(svg.contains(&format!(r#"class="from-1100">{}…<"#, "a".repeat(30))), "{svg}");
        let narrow = draw(&[Stack { functions: &functions, value: 2 }], 100);
        assert!(!narrow.contains("<text"), "{narrow}");
    }
}
