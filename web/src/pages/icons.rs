//! Icons, drawn on a grid of 16 with a line of 1.5. Always beside a word, so that they are hidden from screen readers.

use std::fmt;

/// An inline SVG of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Icon(&'static str);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            r#"<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">{}</svg>"#,
            self.0
        )
    }
}

impl askama::filters::HtmlSafe for Icon {}

pub(super) const CHECK: Icon = Icon(r#"<path d="M3 8.5l3.2 3.2L13 4.8"/>"#);
pub(super) const CROSS: Icon = Icon(r#"<path d="M4 4l8 8M12 4l-8 8"/>"#);
pub(super) const BRACES: Icon = Icon(
    r#"<path d="M6 2.5C4 2.5 4.5 8 2.5 8 4.5 8 4 13.5 6 13.5M10 2.5c2 0 1.5 5.5 3.5 5.5C11.5 8 12 13.5 10 13.5"/>"#,
);
pub(super) const BAN: Icon = Icon(r#"<circle cx="8" cy="8" r="5.5"/><path d="M4.2 4.2l7.6 7.6"/>"#);
pub(super) const RACE: Icon =
    Icon(r#"<path d="M2 4h3.5l5 8H14M2 12h3.5l5-8H14"/><path d="M12 2l2 2-2 2M12 10l2 2-2 2"/>"#);
pub(super) const LOCK: Icon =
    Icon(r#"<rect x="3" y="7" width="10" height="6.5" rx="1.5"/><path d="M5.3 7V5a2.7 2.7 0 0 1 5.4 0v2"/>"#);
pub(super) const LEAK: Icon = Icon(r#"<path d="M8 2.2c2.4 2.9 4 5 4 7.2a4 4 0 0 1-8 0c0-2.2 1.6-4.3 4-7.2z"/>"#);
pub(super) const BOLT: Icon = Icon(r#"<path d="M9 2L4 9h4l-1 5 5-7H8z"/>"#);
pub(super) const CLOCK: Icon = Icon(r#"<circle cx="8" cy="8" r="5.75"/><path d="M8 4.7V8l2.3 1.6"/>"#);
pub(super) const MEMORY: Icon = Icon(
    r#"<rect x="4" y="4" width="8" height="8" rx="1"/><path d="M6.5 4V2M9.5 4V2M6.5 14v-2M9.5 14v-2M4 6.5H2M4 9.5H2M14 6.5h-2M14 9.5h-2"/>"#,
);
pub(super) const OUTPUT: Icon = Icon(r#"<path d="M3 4h10M3 8h10M3 12h6"/>"#);
pub(super) const HALF: Icon = Icon(r#"<circle cx="8" cy="8" r="5.5" stroke-dasharray="3 2.3"/>"#);
pub(super) const SHIELD: Icon =
    Icon(r#"<path d="M8 2l5 2v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z"/><path d="M8 5.5v3M8 10.7v.1"/>"#);
pub(super) const QUEUE: Icon =
    Icon(r#"<circle cx="3.5" cy="8" r="1"/><circle cx="8" cy="8" r="1"/><circle cx="12.5" cy="8" r="1"/>"#);
pub(super) const WRENCH: Icon =
    Icon(r#"<path d="M13.2 4.7a3.3 3.3 0 0 1-4.4 4L4.6 13 3 11.4l4.3-4.2a3.3 3.3 0 0 1 4-4.4L9.4 4.7l1.9 1.9z"/>"#);
pub(super) const MINUS: Icon = Icon(r#"<path d="M3.5 8h9"/>"#);
pub(super) const DOWNLOAD: Icon = Icon(r#"<path d="M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.5h10"/>"#);
pub(super) const SYSTEM: Icon =
    Icon(r#"<rect x="2" y="3" width="12" height="8" rx="1.2"/><path d="M6 13.5h4M8 11v2.5"/>"#);
pub(super) const SUN: Icon = Icon(
    r#"<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.7M8 12.8v1.7M1.5 8h1.7M12.8 8h1.7M3.4 3.4l1.2 1.2M11.4 11.4l1.2 1.2M3.4 12.6l1.2-1.2M11.4 4.6l1.2-1.2"/>"#,
);
pub(super) const MOON: Icon = Icon(r#"<path d="M13 9.6A5.4 5.4 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z"/>"#);
pub(super) const CONTRAST: Icon =
    Icon(r#"<circle cx="8" cy="8" r="5.5"/><path class="solid" d="M8 2.5a5.5 5.5 0 0 1 0 11z"/>"#);
