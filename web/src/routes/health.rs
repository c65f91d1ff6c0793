//! For probes: whether the process serves, and whether it can do its work.

use axum::{extract::State, http::StatusCode};

use crate::state::AppState;

/// The process answers; nothing else is looked at, so that a slow database restarts nobody.
pub(super) async fn alive() -> &'static str {
    "alive\n"
}

/// The database answers and there is something to hand in to.
pub(super) async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.catalog.is_empty() {
        return (StatusCode::SERVICE_UNAVAILABLE, "not ready: expected a challenge in the catalogue, got none\n");
    }
    match state.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready: the database does not answer\n")
        }
    }
}
