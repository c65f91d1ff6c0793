//! Reading submissions.

use axum::{Json, extract::State};
use gauntlet_db::SubmissionRow;
use gauntlet_grader::model::Report;

use super::{
    PREFIX,
    problem::{Common, Problem},
    report::public_report,
    report_schema,
    wire::{Submission, SubmissionPage},
};
use crate::{
    error::{AppError, AppResult, FAILURE},
    extract::{ListQuery, SubmissionOf},
    state::AppState,
};

/// Lines of a page unless the request says otherwise.
const DEFAULT_LIMIT: u32 = 50;

/// Lists submissions, newest first.
#[utoipa::path(
    get, path = "/api/v1/submissions", tag = "submissions", operation_id = "listSubmissions",
    params(
        ("challenge" = Option<String>, Query, description = "A challenge's slug"),
        ("verdict" = Option<String>, Query, description = "A verdict's name"),
        ("status" = Option<String>, Query, description = "queued, running, finished or failed"),
        ("before" = Option<String>, Query, description = "The cursor of `next`"),
        ("limit" = Option<u32>, Query, description = "1 to 100; 50 by default"),
    ),
    responses((status = 200, description = "A page of the list", body = SubmissionPage), Common),
)]
pub(super) async fn list(State(state): State<AppState>, query: ListQuery) -> AppResult<Json<SubmissionPage>> {
    let limit = query.limit.unwrap_or(DEFAULT_LIMIT);
    let page = state.store.list_submissions(&query.filter, query.before, limit).await?;
    let next = page.next.map(|cursor| format!("{PREFIX}/submissions?{}", query.to_query(cursor)));
    Ok(Json(SubmissionPage { submissions: page.items.into_iter().map(Into::into).collect(), next }))
}

/// Tells how a submission stands.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}", tag = "submissions", operation_id = "getSubmission",
    params(("id" = uuid::Uuid, Path, description = "The submission's id")),
    responses(
        (status = 200, description = "As it stands", body = Submission),
        (status = 403, description = "Of a challenge of an assessment, and no account", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such submission", body = Problem, content_type = "application/problem+json"),
        Common,
    ),
)]
pub(super) async fn get(SubmissionOf(row): SubmissionOf) -> AppResult<Json<Submission>> {
    Ok(Json(row.into()))
}

/// Gives the report of a graded submission.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}/report", tag = "submissions", operation_id = "getReport",
    params(("id" = uuid::Uuid, Path, description = "The submission's id")),
    responses(
        (status = 200, description = "The report", body = report_schema::Report),
        (status = 403, description = "Of a challenge of an assessment, and no account", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such submission", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "No report, or not yet", body = Problem, content_type = "application/problem+json"),
        Common,
    ),
)]
pub(super) async fn report(State(state): State<AppState>, SubmissionOf(row): SubmissionOf) -> AppResult<Json<Report>> {
    finished_report(&state, &row).await.map(Json)
}

/// The report, or why there is none.
///
/// # Errors
/// [`AppError::NotFinished`].
pub async fn finished_report(state: &AppState, row: &SubmissionRow) -> AppResult<Report> {
    match state.store.submission_report(row.id).await? {
        Some(json) => public_report(&json),
        None if row.failure.is_some() => Err(AppError::NotFinished(FAILURE.to_owned())),
        None => {
            Err(AppError::NotFinished(format!("This submission is {}; ask again once it is finished.", row.status)))
        }
    }
}
