//! The list of submissions, one submission, and its live state.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::HeaderMap,
    response::{Html, IntoResponse, Response},
};
use gauntlet_db::{SubmissionListItem, SubmissionRow};
use gauntlet_grader::model::{Challenge, Slug, Verdict};

use super::page;
use crate::{
    api::{benchmarks_download, public_report, wire::page_address},
    error::{AppResult, FAILURE},
    extract::{ClientAddress, ListQuery, RequestContext, SubmissionOf},
    hub::Watcher,
    pages::{self, PageLinks, Shell, SubmissionFilter, SubmissionListRow, SubmissionView},
    progress::ProgressView,
    receive::file_set,
    sse::{self, Address},
    state::AppState,
};

/// Lines of one page.
const LINES: u32 = 50;

pub(super) async fn list(
    State(state): State<AppState>,
    context: RequestContext,
    query: ListQuery,
) -> AppResult<Html<String>> {
    let found = state.store.list_submissions(&query.filter, query.before, query.limit.unwrap_or(LINES)).await?;
    let title = |c: &Challenge| (c.manifest.slug.to_string(), c.manifest.title.clone());
    let titles: BTreeMap<_, _> = state.catalog.iter().map(|c| title(c)).collect();
    let rows: Vec<_> = found.items.into_iter().map(|item| list_row(item, &titles)).collect();
    let filter = SubmissionFilter {
        challenge: query.filter.challenge,
        verdict: query.filter.verdict.as_deref().and_then(Verdict::from_name),
        status: query.filter.status,
        challenges: titles.into_iter().collect(),
    };
    let next = found.next.map(|cursor| cursor.to_string());
    page(pages::submissions(context.shell(), &rows, &filter, next.as_deref()))
}

fn list_row(item: SubmissionListItem, titles: &BTreeMap<String, String>) -> SubmissionListRow {
    let title = titles.get(&item.challenge_slug).unwrap_or(&item.challenge_slug);
    SubmissionListRow {
        id: item.id.to_string(),
        challenge_title: title.clone(),
        author: item.author,
        created_at: item.created_at,
        status: item.status,
        verdict: item.verdict.as_deref().and_then(Verdict::from_name),
        score: item.score_earned.zip(item.score_max).map(|(earned, max)| (earned.as_points(), max.as_points())),
        summary: item.summary.unwrap_or_default(),
        slug: item.challenge_slug,
    }
}

pub(super) async fn show(
    State(state): State<AppState>,
    context: RequestContext,
    SubmissionOf(row): SubmissionOf,
) -> AppResult<Html<String>> {
    let (id, slug) = (row.id.to_string(), &row.challenge_slug);
    let links = match row.invitation_id {
        Some(invitation) => PageLinks::interviewers(&id, slug, &state.store.invitation(invitation).await?),
        None => PageLinks::open(&id, slug),
    };
    render(&state, context.shell(), &row, &links, "").await
}

/// The page of a submission, whoever looks at it; `standing` is for the candidate whose it is.
pub(super) async fn render(
    state: &AppState,
    shell: &Shell,
    row: &SubmissionRow,
    links: &PageLinks,
    standing: &str,
) -> AppResult<Html<String>> {
    let report = state.store.submission_report(row.id).await?.as_deref().map(public_report).transpose()?;
    let files = file_set(state.store.submission_files(row.id).await?)?;
    let challenge = Slug::parse(&row.challenge_slug).ok().and_then(|slug| state.catalog.get(&slug));
    let progress = progress(row);
    let view = SubmissionView {
        id: &row.id.to_string(),
        challenge: challenge.as_deref(),
        slug: &row.challenge_slug,
        author: &row.author,
        created_at: row.created_at,
        purpose: row.purpose,
        status: row.status,
        queue_position: row.job.ahead.and_then(|ahead| u32::try_from(ahead + 1).ok()),
        attempt: row.job.attempt,
        progress: &progress,
        report: report.as_ref(),
        failure: row.failure.as_ref().map(|_| FAILURE),
        standing,
        files: &files,
        links,
    };
    page(pages::submission(shell, &view))
}

fn progress(row: &SubmissionRow) -> ProgressView {
    ProgressView::read(row.job.progress_json.as_deref(), row.purpose).as_of_now()
}

/// The same file as the API's; a refusal is a page here.
pub(super) async fn benchmarks(State(state): State<AppState>, SubmissionOf(row): SubmissionOf) -> AppResult<Response> {
    benchmarks_download(&state, &row).await
}

pub(super) async fn events(
    State(state): State<AppState>,
    SubmissionOf(row): SubmissionOf,
    ClientAddress(client): ClientAddress,
    headers: HeaderMap,
) -> AppResult<Response> {
    let (id, watcher) = (row.id, Watcher::at(client));
    stream(&state, Address { id, page: page_address(id), shows_verdict: true, watcher }, &headers).await
}

/// The live state of a submission, whoever looks at it.
pub(super) async fn stream(state: &AppState, address: Address, headers: &HeaderMap) -> AppResult<Response> {
    let last = headers.get("last-event-id").and_then(|v| v.to_str().ok()?.parse().ok()).unwrap_or(0);
    let stream = sse::open(state, address, last).await?;
    Ok((sse::UNBUFFERED, stream).into_response())
}
