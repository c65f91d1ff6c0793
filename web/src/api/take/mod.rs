//! A candidate's work over the interface: with the invitation's cookie, or its token as a bearer.

mod hand_in;
mod notes;
mod page_of;
mod read;
mod save;
pub mod wire;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

/// Every route, with its share of the document.
pub(super) fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(read::overview))
        .routes(routes!(read::events))
        .routes(routes!(read::submission))
        .routes(routes!(save::draft, save::put_draft))
        .routes(routes!(hand_in::run))
        .routes(routes!(hand_in::attempt))
}
