//! The JSON interface: wire types, handlers, problems and the OpenAPI document.
//!
//! Wire types are built from domain types here and nowhere else, so that what leaves the server is decided in one place.

mod assess;
mod benchmarks;
mod challenges;
mod hand_in;
mod openapi;
pub mod problem;
mod report;
mod report_schema;
mod submissions;
mod take;
pub mod wire;

pub use benchmarks::download as benchmarks_download;
pub use openapi::document;
pub use report::public_report;
pub use submissions::finished_report;
pub use take::wire as take_wire;

use axum::{Json, Router, middleware::from_fn_with_state, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{security::open_or_signed_in, state::AppState};

/// Where the interface lives.
pub const PREFIX: &str = "/api/v1";

/// What is there without an invitation, with its share of the document.
fn open() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(submissions::list, hand_in::submit))
        .routes(routes!(submissions::get))
        .routes(routes!(submissions::report))
        .routes(routes!(benchmarks::get))
        .routes(routes!(challenges::list))
        .routes(routes!(challenges::get))
}

/// The routes, and the document that describes them.
pub fn router(state: &AppState) -> Router<AppState> {
    let open = open().route_layer(from_fn_with_state(state.clone(), open_or_signed_in));
    let (router, paths) = open.merge(assess::described()).merge(take::described()).split_for_parts();
    let document = document(paths);
    router.route(openapi::PATH, get(move || std::future::ready(Json(document.clone()))))
}
