//! Where the work stands, once or live.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};

use super::{
    notes::notes,
    page_of::{OtherInvitation, PageOf, StreamOf},
    wire::{Item, ItemWithNotes, Work},
};
use crate::{
    api::{
        problem::{Common, Problem},
        public_report,
    },
    error::AppResult,
    extract::{Candidate, OwnSubmission},
    sse,
    state::AppState,
    work::{Overview, Shown},
};

/// Tells where a candidate's work stands.
#[utoipa::path(
    get, path = "/api/v1/take", tag = "take", operation_id = "getWork",
    params(PageOf),
    responses(
        (status = 200, description = "As it stands", body = Work),
        (status = 401, description = "No invitation", body = Problem, content_type = "application/problem+json"),
        OtherInvitation, Common,
    ),
)]
pub(super) async fn overview(State(state): State<AppState>, candidate: Candidate) -> AppResult<Json<Work>> {
    Ok(Json(Work::from(&Overview::read(&state, candidate.invitation.id).await?)))
}

/// Tells the same over and over, as server-sent events `state`: at once, and at each change.
#[utoipa::path(
    get, path = "/api/v1/take/events", tag = "take", operation_id = "watchWork",
    params(PageOf, StreamOf),
    responses(
        (status = 200, description = "Events whose data is that of getWork", content_type = "text/event-stream"),
        (status = 401, description = "No invitation", body = Problem, content_type = "application/problem+json"),
        OtherInvitation, Common,
    ),
)]
pub(super) async fn events(State(state): State<AppState>, candidate: Candidate) -> AppResult<Response> {
    let stream = sse::open_work(&state, candidate.invitation.id).await?;
    Ok((sse::UNBUFFERED, stream).into_response())
}

/// Tells what became of one run, attempt or rehearsal, and what it says about lines.
#[utoipa::path(
    get, path = "/api/v1/take/submissions/{id}", tag = "take", operation_id = "getOwnSubmission",
    params(("id" = uuid::Uuid, Path, description = "Its id"), PageOf),
    responses(
        (status = 200, description = "As it stands", body = ItemWithNotes),
        (status = 401, description = "No invitation", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "None of this invitation", body = Problem, content_type = "application/problem+json"),
        OtherInvitation, Common,
    ),
)]
pub(super) async fn submission(
    State(state): State<AppState>,
    OwnSubmission { task, .. }: OwnSubmission,
) -> AppResult<Json<ItemWithNotes>> {
    let report = match task.shown {
        Shown::All => state.store.submission_report(task.id()).await?,
        Shown::Later | Shown::Never => None,
    };
    let report = report.as_deref().map(public_report).transpose()?;
    Ok(Json(ItemWithNotes { item: Item::from(&task), notes: report.as_ref().map(notes).unwrap_or_default() }))
}
