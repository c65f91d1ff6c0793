//! The JSON interface: wire types, handlers, problems and the OpenAPI document.
//!
//! Wire types are built from domain types here and nowhere else, so that what leaves the server is decided in one place.

mod benchmarks;
mod challenges;
mod hand_in;
mod openapi;
pub mod problem;
mod report;
mod report_schema;
mod submissions;
pub mod wire;

pub use benchmarks::download as benchmarks_download;
pub use openapi::document;
pub use report::public_report;

use axum::{Json, Router, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::AppState;

/// Where the interface lives.
pub const PREFIX: &str = "/api/v1";

/// Every route of the interface, with its share of the document.
fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(submissions::list, hand_in::submit))
        .routes(routes!(submissions::get))
        .routes(routes!(submissions::report))
        .routes(routes!(benchmarks::get))
        .routes(routes!(challenges::list))
        .routes(routes!(challenges::get))
}

/// The routes, and the document that describes them.
pub fn router() -> Router<AppState> {
    let (router, paths) = described().split_for_parts();
    let document = document(paths);
    router.route(openapi::PATH, get(move || std::future::ready(Json(document.clone()))))
}
