//! What became of one run, attempt or rehearsal, as far as the assessment's rule shows it.

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{Html, Response},
};
use gauntlet_db::{InvitationState, Micros};
use gauntlet_grader::model::Report;

use super::super::{page, submissions};
use crate::{
    api::{benchmarks_download, finished_report},
    error::{AppError, AppResult},
    extract::{OwnSubmission, RequestContext},
    hub::Watcher,
    pages::{self, PageLinks},
    receive::file_set,
    sse::Address,
    state::AppState,
    work::{Shown, title},
};

pub(super) async fn show(
    State(state): State<AppState>,
    context: RequestContext,
    OwnSubmission { candidate, task }: OwnSubmission,
) -> AppResult<Html<String>> {
    let (shell, row) = (context.shell(), &task.row);
    let used = state.store.attempts_used(candidate.invitation.id, &row.challenge_slug).await?;
    let is_under_way = candidate.invitation.state(Micros::now()) == InvitationState::UnderWay;
    let standing = pages::standing(&task, is_under_way.then_some(used));
    if task.shown == Shown::All || task.is_live() {
        let links = PageLinks::candidates(&row.id.to_string(), &row.challenge_slug, &candidate.assessment.title);
        let mut stored = state.store.submission(row.id).await?;
        stored.job.progress_json = stored.job.progress_json.filter(|_| task.shown == Shown::All);
        return submissions::render(&state, shell, &stored, &links, &standing).await;
    }
    let title = title(&state, &row.challenge_slug);
    let files = file_set(state.store.submission_files(row.id).await?)?;
    page(pages::withheld(shell, &candidate.assessment, &title, &task, &standing, &files))
}

pub(super) async fn events(
    State(state): State<AppState>,
    OwnSubmission { task, candidate }: OwnSubmission,
    headers: HeaderMap,
) -> AppResult<Response> {
    let (shows_verdict, watcher) = (task.shown == Shown::All, Watcher::Candidate(candidate.invitation.id));
    let address = Address { id: task.id(), page: task.page(), shows_verdict, watcher };
    submissions::stream(&state, address, &headers).await
}

pub(super) async fn report(State(state): State<AppState>, own: OwnSubmission) -> AppResult<Json<Report>> {
    finished_report(&state, &state.store.submission(visible(&own)?).await?).await.map(Json)
}

pub(super) async fn benchmarks(State(state): State<AppState>, own: OwnSubmission) -> AppResult<Response> {
    benchmarks_download(&state, &state.store.submission(visible(&own)?).await?).await
}

/// Its id, if its result is the candidate's to see.
fn visible(own: &OwnSubmission) -> AppResult<gauntlet_db::SubmissionId> {
    if own.task.shown == Shown::All {
        return Ok(own.task.id());
    }
    Err(AppError::NotFinished(own.task.summary().unwrap_or_else(|| "It is not graded yet.".to_owned())))
}
