//! The header `Authorization` (RFC 9110, section 11.6.2). Whether what it says is true is for whoever asks.

use axum::http::HeaderValue;
use base64::{Engine, prelude::BASE64_STANDARD};

/// What follows the scheme, whose case does not matter; none for another scheme.
pub(super) fn credentials<'value>(value: &'value HeaderValue, scheme: &str) -> Option<&'value str> {
    let (sent, credentials) = value.to_str().ok()?.split_once(' ')?;
    sent.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

/// The user and the password of HTTP Basic (RFC 7617).
pub fn basic(value: &HeaderValue) -> Option<(String, String)> {
    let decoded = BASE64_STANDARD.decode(credentials(value, "Basic")?).ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (user, password) = text.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
