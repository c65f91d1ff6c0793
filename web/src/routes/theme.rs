//! The theme switch.

use axum::{
    extract::{Request, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    error::{AppError, AppResult},
    extract::BodyReader,
    pages::Theme,
    state::AppState,
};

/// Two short fields need no more, in bytes.
const FORM_BYTES: usize = 4096;

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    back: String,
}

/// Keeps the choice in a cookie and goes back to where it was made.
pub(super) async fn choose(State(state): State<AppState>, request: Request) -> AppResult<Response> {
    let body = BodyReader::with(FORM_BYTES, state.settings.body_timeout).bytes(request).await?;
    let choice: Choice = serde_urlencoded::from_bytes(&body)
        .map_err(|_| AppError::BadRequest("expected a form with the fields 'theme' and 'back'".to_owned()))?;
    // A year; no script needs to read it.
    let theme = Theme::from_name(&choice.theme);
    let cookie = format!("{}={theme}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", Theme::COOKIE);
    let back = if is_ours(&choice.back) { &choice.back } else { "/" };
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(back)).into_response())
}

/// Whether a path leads nowhere but to this server. Browsers read `//host` and `/\host` as another host, and drop tabs
/// and line breaks before they look.
pub(super) fn is_ours(back: &str) -> bool {
    let mut chars = back.chars();
    chars.next() == Some('/')
        && !matches!(chars.next(), Some('/' | '\\'))
        && back.chars().all(|c| c.is_ascii_graphic() && c != '\\')
        && back.len() <= 2000
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_paths_of_our_own() {
        for good in ["/", "/submissions?status=failed&before=1.2", "/challenges/worker-pool"] {
            assert!(is_ours(good), "{good}");
        }
        for bad in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/a\r\nb", "/é"]
        {
            assert!(!is_ours(bad), "{bad:?}");
        }
    }
}
