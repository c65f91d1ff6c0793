//! Statements of challenges: Markdown to clean HTML.
//!
//! Owns which Markdown and which HTML are allowed. It must not know challenges. Statements come from authors, not from
//! candidates, yet they are cleaned all the same: a pack of challenges may come from anywhere.

use std::{borrow::Cow, collections::HashMap, fmt, sync::LazyLock};

use ammonia::Builder;
use comrak::{
    Arena, Options,
    adapters::SyntaxHighlighterAdapter,
    format_html_with_plugins,
    nodes::{AstNode, NodeValue},
    options::Plugins,
    parse_document,
};

use crate::{highlight, markup::Markup};

/// Renders a statement. Its first top heading is dropped, since the page has the title already; every other heading
/// keeps its level, but none is above `top_level` (1 to 6).
#[must_use]
pub fn render(markdown: &str, top_level: u8) -> Markup {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    let arena = Arena::new();
    let root = parse_document(&arena, markdown, &options);
    place_headings(root, top_level);

    let mut plugins = Plugins::default();
    plugins.render.codefence_syntax_highlighter = Some(&Code);
    let mut html = String::new();
    if format_html_with_plugins(root, &options, &mut html, &plugins).is_err() {
        // Formatting into a String fails only if a formatter of ours does; show the text rather than nothing.
        let mut plain = Markup::new();
        plain.raw("<pre>").text(markdown).raw("</pre>");
        return plain;
    }
    Markup::sanitised(CLEANER.clean(&html).to_string())
}

fn place_headings<'a>(root: &'a AstNode<'a>, top_level: u8) {
    let first =
        root.first_child().filter(|node| matches!(node.data.borrow().value, NodeValue::Heading(h) if h.level == 1));
    if let Some(title) = first {
        title.detach();
    }
    let is_top = |node: &'a AstNode<'a>| match node.data.borrow().value {
        NodeValue::Heading(h) => Some(h.level),
        _ => None,
    };
    let Some(highest) = root.descendants().filter_map(is_top).min() else { return };
    for node in root.descendants() {
        if let NodeValue::Heading(h) = &mut node.data.borrow_mut().value {
            h.level = (h.level - highest + top_level).min(6);
        }
    }
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        // No pictures: a page loads nothing from elsewhere.
        .rm_tags(["img", "map", "area", "bdo", "figure", "figcaption"])
        .add_allowed_classes("span", ["c", "e", "f", "k", "n", "s", "t"])
        .add_allowed_classes("pre", ["code"])
        // Code may be wider than its column: the keyboard must be able to scroll it.
        .set_tag_attribute_value("pre", "tabindex", "0")
        .link_rel(Some("noopener noreferrer"))
        .url_schemes(["http", "https", "mailto"].into_iter().collect());
    builder
});

/// Code blocks, highlighted like the code on every other page.
struct Code;

impl SyntaxHighlighterAdapter for Code {
    fn write_highlighted(&self, out: &mut dyn fmt::Write, language: Option<&str>, code: &str) -> fmt::Result {
        let name = if language == Some("go") { "block.go" } else { "block.txt" };
        for line in highlight::lines(name, code) {
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    fn write_pre_tag(&self, out: &mut dyn fmt::Write, _: HashMap<&'static str, Cow<'_, str>>) -> fmt::Result {
        out.write_str("<pre class=\"code\">")
    }

    fn write_code_tag(&self, out: &mut dyn fmt::Write, _: HashMap<&'static str, Cow<'_, str>>) -> fmt::Result {
        out.write_str("<code>")
    }
}

#[cfg(test)]
mod tests {
    use super::render;

    #[test]
    fn the_title_goes_and_headings_stay_in_order() {
        let html = render("# Worker pool\n\nText.\n\n## Contract\n\n### Submit\n", 3);
        assert!(!html.as_str().contains("Worker pool"));
        assert!(html.as_str().contains("<h3>Contract</h3>") && html.as_str().contains("<h4>Submit</h4>"), "{html}");
    }

    #[test]
    fn go_is_highlighted_and_other_code_is_not() {
        let html = render("```go\nfunc f() {}\n```\n\n```\nfunc <g>\n```\n", 2);
        assert!(
            html.as_str().contains(r#"<pre class="code" tabindex="0"><code><span class="k">func</span>"#),
            "{html}"
        );
        assert!(html.as_str().contains("<code>func &lt;g&gt;"), "{html}");
    }

    #[test]
    fn nothing_active_and_nothing_foreign_comes_through() {
        let hostile = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![p](https://elsewhere.example/p.png)\n\n\
                       <a href=\"data:text/html,x\" onclick=\"x()\">y</a><p style=\"color:red\" id=\"main\">z</p>\n\n\
                       ```go\"><script>\n</code></pre><script>alert(2)</script>\n```\n";
        let html = render(hostile, 2);
        for bad in ["<script", "javascript:", "<img", "onclick", "style=", "data:text", "id="] {
            assert!(!html.as_str().contains(bad), "{bad} in {html}");
        }
    }
}
