//! The one rule about text that the databases do not share: Postgres cannot store NUL in TEXT, SQLite can. Gauntlet
//! behaves as Postgres does on both. JSON is not concerned: there NUL is written as an escape.

use std::borrow::Cow;

use crate::StoreError;

/// For text that must come back exactly as it went in: refuses NUL.
///
/// # Errors
/// [`StoreError::Invalid`] that names the field and the position of the first NUL.
pub fn refuse_nul(field: &'static str, text: &str) -> Result<(), StoreError> {
    match text.find('\0') {
        None => Ok(()),
        Some(at) => Err(StoreError::Invalid { field, reason: format!("must not contain NUL, found one at byte {at}") }),
    }
}

/// For text that people read (summaries, error messages): each NUL becomes U+FFFD. Refusing it would lose the result
/// that it describes, and a submission could choose to have that happen.
#[must_use]
pub fn displayable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::{displayable, refuse_nul};

    #[test]
    fn nul_is_refused_with_its_place() {
        assert!(refuse_nul("author", "Zoë 🦀").is_ok());
        let error = refuse_nul("author", "a\0").unwrap_err();
        assert_eq!(error.to_string(), "author must not contain NUL, found one at byte 1");
    }

    #[test]
    fn nul_is_replaced_for_people() {
        assert_eq!(displayable("panic: \0"), "panic: \u{fffd}");
        assert_eq!(displayable("fine"), "fine");
    }
}
