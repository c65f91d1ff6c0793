//! HTML that is already escaped, as a type.
//!
//! Owns the one escape function that code outside templates uses. It must not know what it wraps: highlighting,
//! Markdown and charts build [`Markup`], templates print it as it is, and everything else is escaped by them.

use std::fmt::{self, Write as _};

/// A piece of HTML or SVG in which all foreign text has been escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Markup(String);

impl Markup {
    /// An empty piece.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds markup of our own. A literal only, so that foreign text has no way in here.
    pub fn raw(&mut self, html: &'static str) -> &mut Self {
        self.0.push_str(html);
        self
    }

    /// Adds foreign text, escaped for element content and for quoted attributes.
    pub fn text(&mut self, text: &str) -> &mut Self {
        escape_into(&mut self.0, text);
        self
    }

    /// Adds what displays as a number or another value, escaped like text.
    pub fn value(&mut self, value: impl fmt::Display) -> &mut Self {
        let mut shown = String::new();
        // Writing to a String cannot fail.
        let _ = write!(shown, "{value}");
        self.text(&shown)
    }

    /// Adds another piece.
    pub fn push(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// Takes HTML that a sanitiser has just cleaned.
    #[must_use]
    pub(crate) fn sanitised(html: String) -> Self {
        Self(html)
    }

    /// Without the first `count` tabs, which must be there as text.
    #[must_use]
    pub fn without_tabs(&self, count: usize) -> Self {
        let tabs = self.0.bytes().take(count).take_while(|b| *b == b'\t').count();
        Self(self.0[tabs..].to_owned())
    }

    /// How many tabs it begins with.
    #[must_use]
    pub fn leading_tabs(&self) -> usize {
        self.0.bytes().take_while(|b| *b == b'\t').count()
    }

    /// The HTML.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Neither HTML nor SVG can hold these; a terminal's escape code becomes visible instead of vanishing.
            c if c.is_control() && !matches!(c, '\n' | '\t' | '\r') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn foreign_text_cannot_leave_its_place() {
        let mut m = Markup::new();
        m.raw("<b title=\"").text("\"><script>'&\0").raw("\">").value(1.5).raw("</b>");
        assert_eq!(m.as_str(), "<b title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\u{fffd}\">1.5</b>");
    }
}
