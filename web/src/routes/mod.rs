//! The pages' handlers: from a request to a page, by way of the store. The words and looks are `pages`'s.

mod assessments;
mod assets;
mod challenges;
mod failure;
mod hand_in;
mod health;
mod invitations;
mod sign_in;
mod submissions;
mod take;
mod theme;

pub use failure::show_failures;

use axum::{
    Router,
    middleware::from_fn_with_state,
    response::Html,
    routing::{get, post},
};

use crate::{
    error::{AppError, AppResult},
    extract::RequestContext,
    pages,
    security::open_or_signed_in,
    state::AppState,
};

/// Every address that is not the JSON interface's.
pub fn router(state: &AppState) -> Router<AppState> {
    let open = Router::new()
        .route("/", get(challenges::index))
        .route("/challenges/{slug}", get(challenges::show))
        .route("/challenges/{slug}/starter.zip", get(challenges::starter_zip))
        .route("/challenges/{slug}/starter.tar.gz", get(challenges::starter_tar_gz))
        .route("/challenges/{slug}/submissions", post(hand_in::submit))
        .route("/submissions", get(submissions::list))
        .route("/submissions/{id}", get(submissions::show))
        .route("/submissions/{id}/events", get(submissions::events))
        .route("/submissions/{id}/benchmarks.txt", get(submissions::benchmarks))
        .route_layer(from_fn_with_state(state.clone(), open_or_signed_in));
    Router::new()
        .merge(open)
        .route("/assessments", get(assessments::list).post(assessments::create))
        .route("/assessments/{id}", get(assessments::show))
        .route("/assessments/{id}/invitations", post(assessments::invite))
        .route("/assessments/{id}/close", post(assessments::close))
        .route("/invitations/{id}", get(invitations::show))
        .route("/invitations/{id}/extra-time", post(invitations::give_extra_time))
        .route("/invitations/{id}/withdraw", post(invitations::withdraw))
        .route("/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/help", get(help))
        .route("/theme", post(theme::choose))
        .route("/assets/{name}", get(assets::serve))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .merge(take::router())
}

async fn help(context: RequestContext) -> AppResult<Html<String>> {
    page(pages::help(context.shell()))
}

/// A rendered page, or our fault.
fn page(rendered: askama::Result<String>) -> AppResult<Html<String>> {
    rendered.map(Html).map_err(AppError::internal)
}
