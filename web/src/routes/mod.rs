//! The pages' handlers: from a request to a page, by way of the store. The words and looks are `pages`'s.

mod assessments;
mod assets;
mod challenges;
mod failure;
mod hand_in;
mod health;
mod sign_in;
mod submissions;
mod take;
mod theme;

pub use failure::show_failures;

use axum::{
    Router,
    response::Html,
    routing::{get, post},
};

use crate::{
    error::{AppError, AppResult},
    extract::RequestContext,
    pages,
    state::AppState,
};

/// Every address that is not the JSON interface's.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(challenges::index))
        .route("/challenges/{slug}", get(challenges::show))
        .route("/challenges/{slug}/starter.zip", get(challenges::starter_zip))
        .route("/challenges/{slug}/starter.tar.gz", get(challenges::starter_tar_gz))
        .route("/challenges/{slug}/submissions", post(hand_in::submit))
        .route("/submissions", get(submissions::list))
        .route("/submissions/{id}", get(submissions::show))
        .route("/submissions/{id}/events", get(submissions::events))
        .route("/submissions/{id}/benchmarks.txt", get(submissions::benchmarks))
        .route("/assessments", get(assessments::list).post(assessments::create))
        .route("/assessments/{id}", get(assessments::show))
        .route("/assessments/{id}/invitations", post(assessments::invite))
        .route("/i/{token}", get(take::open))
        .route("/take", get(take::show))
        .route("/take/start", post(take::start))
        .route("/take/accommodation", post(take::accommodation))
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/help", get(help))
        .route("/theme", post(theme::choose))
        .route("/assets/{name}", get(assets::serve))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
}

async fn help(context: RequestContext) -> AppResult<Html<String>> {
    page(pages::help(context.shell()))
}

/// A rendered page, or our fault.
fn page(rendered: askama::Result<String>) -> AppResult<Html<String>> {
    rendered.map(Html).map_err(AppError::internal)
}
