//! Live states as server-sent events: of one submission, and of a candidate's whole work.
//!
//! The first event is what the database says; later ones come from the hub at once, or from the database a moment
//! later. Each is complete in itself, so that a reader who reconnects needs none of those before.

mod submission;
mod work;

use std::time::Duration;

use axum::{http::HeaderName, response::sse::Event};
use serde::Serialize;

use crate::{
    error::{AppError, AppResult},
    hub::{Seat, Watcher},
    state::AppState,
};

pub use submission::{Address, open};
pub use work::open_work;

/// How long a browser waits before it reconnects.
const RETRY: Duration = Duration::from_secs(2);

/// Proxies that collect answers before they pass them on would make a stream a very slow one.
pub const UNBUFFERED: [(HeaderName, &str); 1] = [(HeaderName::from_static("x-accel-buffering"), "no")];

/// A seat of whoever watches.
fn seat(state: &AppState, watcher: Watcher) -> AppResult<Seat> {
    state.hub.seat(watcher).ok_or_else(|| {
        AppError::unavailable(match watcher {
            Watcher::Candidate(_) => "expected a free event stream of this invitation's, got none: all are open",
            Watcher::Address(_) => "expected a free event stream of this address, got none: all are open",
        })
    })
}

fn data_of(event: Event, data: &impl Serialize) -> Event {
    // JSON of our own types has no line break and cannot fail; an event without data would only be skipped.
    let json = serde_json::to_string(data).unwrap_or_default();
    event.data(json)
}
