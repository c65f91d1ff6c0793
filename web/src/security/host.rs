//! Answers only for our own host names, so that no site can have its name point here and read our answers.

use axum::{
    extract::{Request, State},
    http::{header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{error::AppError, state::AppState};

/// Refuses requests that are addressed to somebody else. Health checks pass: probes use bare addresses, and what
/// they read is no secret.
pub async fn check_host(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if matches!(request.uri().path(), "/healthz" | "/readyz") {
        return next.run(request).await;
    }
    // HTTP/2 has the name in the address, HTTP/1.1 in a header; several or unreadable ones are refused as none.
    let from_header = || {
        let mut all = request.headers().get_all(header::HOST).iter();
        let only = all.next().filter(|_| all.next().is_none())?;
        only.to_str().ok()?.parse::<Authority>().ok()
    };
    match request.uri().authority().cloned().or_else(from_header) {
        None => {
            AppError::BadRequest("expected one Host header with the name of this server".to_owned()).into_response()
        }
        Some(authority) if is_allowed(authority.host(), &state.settings.allowed_hosts) => next.run(request).await,
        Some(authority) => {
            let host: String = authority.host().chars().take(100).flat_map(char::escape_default).collect();
            let text = format!(
                "This server does not answer for the name '{host}'. Whoever runs it can add the name to the allowed hosts."
            );
            AppError::ForeignHost(text).into_response()
        }
    }
}

fn is_allowed(host: &str, allowed: &[String]) -> bool {
    is_loopback(host) || allowed.iter().any(|name| name == "*" || name.eq_ignore_ascii_case(host))
}

/// Names that only the machine itself can mean.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn loopback_and_listed_names_only() {
        let listed = ["gauntlet.example".to_owned()];
        for good in ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]", "Gauntlet.example"] {
            assert!(is_allowed(good, &listed), "{good}");
        }
        for bad in ["evil.example", "gauntlet.example.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::2]", ""]
        {
            assert!(!is_allowed(bad, &listed), "{bad}");
        }
        assert!(is_allowed("whatever", &["*".to_owned()]));
    }
}
