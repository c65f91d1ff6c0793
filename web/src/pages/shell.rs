//! What every page has around it: the theme, the place, and the addresses of style sheet and scripts.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::assets;

use super::icons;

/// How a person wants pages to look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the operating system says.
    #[default]
    System,
    /// Dark text on a light ground.
    Light,
    /// Light text on a dark ground.
    Dark,
    /// The strongest contrast, light or dark as the system says.
    Contrast,
}

impl Theme {
    /// The cookie that keeps the choice: its value is [`Theme::as_str`]. It holds nothing secret and no person.
    pub const COOKIE: &'static str = "gauntlet_theme";

    /// Every theme, in the order in which the switch shows them.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Contrast];

    /// The name in the cookie, the form and `<html data-theme>`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
        }
    }

    /// The theme of that name; anything else is [`Theme::System`], since the cookie comes from outside.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name).unwrap_or_default()
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Self::System => "Follow the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
            Self::Contrast => "High contrast",
        }
    }

    pub(super) fn icon(self) -> icons::Icon {
        match self {
            Self::System => icons::SYSTEM,
            Self::Light => icons::SUN,
            Self::Dark => icons::MOON,
            Self::Contrast => icons::CONTRAST,
        }
    }
}

impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a request says about the frame of its page.
///
/// Pages need no inline script, no inline style and no nonce. They are made for exactly this policy:
/// `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';
/// form-action 'self'; base-uri 'none'; frame-ancestors 'none'`. The code editor keeps its styles in a shadow root,
/// as constructed style sheets, which `style-src` does not govern.
///
/// The theme switch posts the form fields `theme` ([`Theme::as_str`]) and `back` ([`Shell::path`]) to `/theme`, which
/// sets the cookie [`Theme::COOKIE`] and answers 303 to `back`, provided that it is a path of ours.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// From the cookie.
    pub theme: Theme,
    /// Path and query of this page, e.g. `/submissions?status=failed`: where the theme switch comes back to.
    pub path: String,
}

impl Shell {
    pub(super) fn asset(&self, name: &str) -> String {
        assets::url(name).unwrap_or_default()
    }

    /// The address of a script, if the scripts were built.
    pub(super) fn script(&self, name: &str) -> Option<String> {
        assets::url(name)
    }

    /// Whether the page lies at or below `prefix`; marks the entry of the navigation.
    pub(super) fn is_in(&self, prefix: &str) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            || (prefix == "/challenges" && path == "/")
    }

    /// Whether only somebody who signed in sees this page.
    pub(super) fn is_interviewers(&self) -> bool {
        self.is_in("/assessments") || self.is_in("/invitations")
    }

    pub(super) fn themes(&self) -> Vec<(Theme, bool)> {
        Theme::ALL.into_iter().map(|theme| (theme, theme == self.theme)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Shell, Theme};

    #[test]
    fn a_cookie_from_outside_is_never_trusted() {
        for theme in Theme::ALL {
            assert_eq!(Theme::from_name(theme.as_str()), theme);
        }
        assert_eq!(Theme::from_name("\"><script>"), Theme::System);
    }

    #[test]
    fn the_navigation_knows_where_it_is() {
        let shell = |path: &str| Shell { path: path.to_owned(), ..Shell::default() };
        assert!(shell("/submissions?status=failed").is_in("/submissions"));
        assert!(shell("/submissions/x").is_in("/submissions"));
        assert!(!shell("/submissionsx").is_in("/submissions"));
        assert!(shell("/invitations/x").is_interviewers() && !shell("/take").is_interviewers());
        assert!(shell("/").is_in("/challenges"));
    }
}
