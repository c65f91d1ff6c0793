//! A candidate's pages, from the link to the results.

mod download;
mod history;
mod landing;
mod results;
mod workspace;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/i/{token}", get(landing::open))
        .route("/take", get(landing::show))
        .route("/take/start", post(landing::start))
        .route("/take/accommodation", post(landing::accommodation))
        .route("/take/end", post(landing::end))
        .route("/take/results/{id}", get(results::show))
        .route("/take/results/{id}/events", get(results::events))
        .route("/take/results/{id}/report.json", get(results::report))
        .route("/take/results/{id}/benchmarks.txt", get(results::benchmarks))
        .route("/take/{slug}", get(workspace::show).post(workspace::act))
        .route("/take/{slug}/submit", get(workspace::ask).post(workspace::submit))
        .route("/take/{slug}/history", get(history::list))
        .route("/take/{slug}/history/{revision}", get(history::show).post(history::bring_back))
        .route("/take/{slug}/files.zip", get(download::zip))
        .route("/take/{slug}/files.tar.gz", get(download::tar_gz))
}
