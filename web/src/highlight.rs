//! Go source as highlighted lines.
//!
//! Owns the grammar and the mapping from its names to our few classes. It must not know pages: it turns text into one
//! [`Markup`] a line, whatever the text is; what it cannot parse, or finds too long, comes back plain.

use std::sync::LazyLock;

use tree_sitter_highlight::{Highlight, HighlightConfiguration, HighlightEvent, Highlighter};

use crate::markup::Markup;

/// Longer sources stay plain, so that no submission can make a page slow.
const LONGEST: usize = 256 * 1024;

/// What is told apart, and the class that each gets. The names are those of [`QUERY`].
const CLASSES: [(&str, &str); 7] = [
    ("comment", "c"),
    ("constant", "n"),
    ("escape", "e"),
    ("function", "f"),
    ("keyword", "k"),
    ("string", "s"),
    ("type", "t"),
];

/// Few things are told apart, so that the evidence stands out. Where two patterns match, the later one wins.
const QUERY: &str = r#"
(type_identifier) @type
(function_declaration name: (identifier) @function)
(method_declaration name: (field_identifier) @function)
(method_elem name: (field_identifier) @function)
(call_expression function: (identifier) @function)
(call_expression function: (selector_expression field: (field_identifier) @function))
[(interpreted_string_literal) (raw_string_literal) (rune_literal)] @string
(escape_sequence) @escape
[(int_literal) (float_literal) (imaginary_literal) (true) (false) (nil) (iota)] @constant
[
  "break" "case" "chan" "const" "continue" "default" "defer" "else" "fallthrough" "for" "func" "go" "goto" "if"
  "import" "interface" "map" "package" "range" "return" "select" "struct" "switch" "type" "var"
] @keyword
(comment) @comment
"#;

static GO: LazyLock<Option<HighlightConfiguration>> = LazyLock::new(|| {
    let mut config = HighlightConfiguration::new(tree_sitter_go::LANGUAGE.into(), "go", QUERY, "", "")
        .inspect_err(|e| tracing::error!("the highlighting query for Go does not fit its grammar: {e}"))
        .ok()?;
    config.configure(&CLASSES.map(|(name, _)| name));
    Some(config)
});

/// The lines of a file, without their ends; highlighted if its name ends in `.go`.
#[must_use]
pub fn lines(path: &str, source: &str) -> Vec<Markup> {
    if path.ends_with(".go") && source.len() <= LONGEST {
        go(source).unwrap_or_else(|| plain(source))
    } else {
        plain(source)
    }
}

fn plain(source: &str) -> Vec<Markup> {
    source
        .lines()
        .map(|line| {
            let mut out = Markup::new();
            out.text(line);
            out
        })
        .collect()
}

fn go(source: &str) -> Option<Vec<Markup>> {
    let config = GO.as_ref()?;
    let mut highlighter = Highlighter::new();
    let events = highlighter.highlight(config, source.as_bytes(), None, None, |_| None).ok()?;
    let mut lines = Lines::default();
    for event in events {
        match event.ok()? {
            HighlightEvent::HighlightStart(Highlight(index)) => lines.open(CLASSES.get(index)?.1),
            HighlightEvent::HighlightEnd => lines.close(),
            HighlightEvent::Source { start, end } => lines.text(source.get(start..end)?),
        }
    }
    Some(lines.finish(source))
}

/// Cuts a stream of nested spans into lines: what is open at a line's end is closed there and opened again after it.
#[derive(Default)]
struct Lines {
    done: Vec<Markup>,
    line: Markup,
    open: Vec<&'static str>,
}

impl Lines {
    fn open(&mut self, class: &'static str) {
        self.line.raw("<span class=\"").raw(class).raw("\">");
        self.open.push(class);
    }

    fn close(&mut self) {
        if self.open.pop().is_some() {
            self.line.raw("</span>");
        }
    }

    fn text(&mut self, text: &str) {
        for (i, part) in text.split('\n').enumerate() {
            if i > 0 {
                self.end_line();
            }
            self.line.text(part.strip_suffix('\r').unwrap_or(part));
        }
    }

    fn end_line(&mut self) {
        for _ in &self.open {
            self.line.raw("</span>");
        }
        self.done.push(std::mem::take(&mut self.line));
        for class in &self.open {
            self.line.raw("<span class=\"").raw(class).raw("\">");
        }
    }

    fn finish(mut self, source: &str) -> Vec<Markup> {
        self.end_line();
        // As in `str::lines`, an end of line at the end of the text begins no further line.
        self.done.truncate(source.lines().count());
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::{go, lines};
    use proptest::prelude::*;

    #[test]
    fn spans_do_not_cross_lines() {
        let shown = lines("pool.go", "package p\n\n/* a\nb */ func f() { s := `x\n<y>` }\n");
        let text: Vec<_> = shown.iter().map(|m| m.as_str()).collect();
        assert_eq!(text[0], r#"<span class="k">package</span> p"#);
        assert_eq!(text[2], r#"<span class="c">/* a</span>"#);
        assert!(text[3].starts_with(r#"<span class="c">b */</span> <span class="k">func</span>"#), "{}", text[3]);
        assert!(text[4].starts_with(r#"<span class="s">&lt;y&gt;`</span>"#), "{}", text[4]);
        assert_eq!(text.len(), 5);
    }

    #[test]
    fn other_files_are_plain() {
        assert_eq!(
            lines("notes.txt", "func <a>\r\nb").iter().map(|m| m.as_str()).collect::<Vec<_>>(),
            ["func &lt;a&gt;", "b"]
        );
    }

    proptest! {
        #[test]
        fn any_text_gives_its_own_lines_and_balanced_spans(source in r#"([a-z(){}"'`/*<>&\n\r ]|func |go |/\*|é){0,80}"#) {
            let shown = go(&source).unwrap();
            prop_assert_eq!(shown.len(), source.lines().count());
            for line in shown {
                let opened = line.as_str().matches("<span").count();
                prop_assert_eq!(opened, line.as_str().matches("</span>").count());
                prop_assert!(!line.as_str().contains('\n'));
            }
        }
    }
}
