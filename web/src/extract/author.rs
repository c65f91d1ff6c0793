//! The label that a submission carries: whatever the person calls themselves.

use crate::error::AppError;

/// Longest label, in characters.
pub const MAX_AUTHOR_CHARS: usize = 80;

/// A checked label, trimmed; may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Author(String);

impl Author {
    /// Checks a label: at most [`MAX_AUTHOR_CHARS`] characters, none of which steers a terminal or the direction of
    /// the text around it (the overrides and isolates of <https://www.unicode.org/reports/tr9/>), since names stand
    /// beside each other in lists.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the rule that it breaks.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let text = text.trim();
        let count = text.chars().count();
        if count > MAX_AUTHOR_CHARS {
            let text = format!("author: expected at most {MAX_AUTHOR_CHARS} characters, got {count}");
            return Err(AppError::Refused(text));
        }
        let steers = |c: char| {
            c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
        };
        match text.chars().find(|c| steers(*c)) {
            None => Ok(Self(text.to_owned())),
            Some(c) => Err(AppError::Refused(format!(
                "author: expected printable characters, got '{}'; leave it out",
                c.escape_unicode()
            ))),
        }
    }

    /// The label as text.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Author;

    #[test]
    fn labels_are_trimmed_and_checked() {
        assert_eq!(Author::parse("  Zoë <b> 🦀 ").unwrap().into_string(), "Zoë <b> 🦀");
        assert!(Author::parse(&"é".repeat(80)).is_ok());
        assert!(Author::parse(&"é".repeat(81)).is_err());
        for bad in ["a\0b", "a\nb", "a\u{1b}[31mb", "a\u{202e}b", "a\u{2066}b", "a\u{7f}b"] {
            assert!(Author::parse(bad).is_err(), "{bad:?}");
        }
    }
}
