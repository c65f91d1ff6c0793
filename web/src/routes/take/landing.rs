//! A candidate's way in: the link, the landing page, the start.

use std::time::Duration;

use axum::{
    extract::{Request, State},
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
};
use gauntlet_db::{EndedBy, InvitationState, Micros};
use gauntlet_grader::model::Slug;
use serde::Deserialize;

use super::super::page;
use crate::{
    error::{AppError, AppResult},
    extract::{BodyReader, Candidate, INVITATION_COOKIE, LinkHolder, Named, RequestContext},
    identity::Token,
    pages::{self, Asked, TakeView},
    state::AppState,
    work::{self, Overview},
};

/// A request in a candidate's own words, in bytes.
const FORM_BYTES: usize = 32 * 1024;
/// The link opens the invitation again at any time; the cookie only saves opening it.
const COOKIE: Duration = Duration::from_secs(60 * 24 * 3600);

/// Exchanges the link for a cookie, so that the token is in no address that a page could pass on.
pub(super) async fn open(State(state): State<AppState>, Named(token): Named<String>) -> AppResult<Response> {
    let token = Token::parse(&token).ok_or(AppError::NoInvitation)?;
    let candidate = Candidate::of(&state, &token).await?;
    if candidate.invitation.opened_at.is_none() {
        state.store.note_opened(candidate.invitation.id, Micros::now()).await?;
    }
    let cookie = state.settings.cookie(INVITATION_COOKIE, token.secret(), "/", COOKIE);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/take")).into_response())
}

pub(super) async fn show(
    State(state): State<AppState>,
    context: RequestContext,
    LinkHolder(candidate): LinkHolder,
) -> AppResult<Html<String>> {
    render(&state, &context, &candidate, None).await
}

/// Starts the work clock; whoever is under way already goes on.
pub(super) async fn start(State(state): State<AppState>, candidate: Candidate) -> AppResult<Response> {
    candidate.permit(&state)?;
    let now = Micros::now();
    let started = state.store.start_work(candidate.invitation.id, now).await?;
    let first = candidate.assessment.challenges.first();
    match (started.state(now), first) {
        (InvitationState::UnderWay, Some(first)) => Ok(Redirect::to(&format!("/take/{}", first.slug)).into_response()),
        _ => Ok(Redirect::to("/take").into_response()),
    }
}

/// Ends the work early, and hands in what was saved last.
pub(super) async fn end(State(state): State<AppState>, candidate: Candidate) -> AppResult<Response> {
    candidate.permit(&state)?;
    let ended = state.store.end_work(candidate.invitation.id, EndedBy::Candidate, Micros::now()).await?;
    if let Some(work) = ended {
        state.hub.announce_work(work.invitation);
        work.handed_in.iter().for_each(|_| state.hub.wake_worker());
    }
    Ok(Redirect::to("/take").into_response())
}

#[derive(Deserialize)]
struct Words {
    #[serde(default)]
    words: String,
}

/// Keeps what a candidate asks for; people decide.
pub(super) async fn accommodation(
    State(state): State<AppState>,
    context: RequestContext,
    candidate: Candidate,
    request: Request,
) -> AppResult<Response> {
    candidate.permit(&state)?;
    let body = BodyReader::with(FORM_BYTES, state.settings.body_timeout).bytes(request).await?;
    let form: Words = serde_urlencoded::from_bytes(&body)
        .map_err(|_| AppError::BadRequest("expected a form with the field 'words'".to_owned()))?;
    match state.store.ask_accommodation(candidate.invitation.id, &form.words, Micros::now()).await {
        Ok(_) => Ok(Redirect::to("/take").into_response()),
        Err(error) => match AppError::from(error) {
            error @ AppError::Refused(_) => {
                let body = render(&state, &context, &candidate, Some(&error.detail())).await?;
                Ok((error.status(), body).into_response())
            }
            error => Err(error),
        },
    }
}

async fn render(
    state: &AppState,
    context: &RequestContext,
    candidate: &Candidate,
    error: Option<&str>,
) -> AppResult<Html<String>> {
    let overview = Overview::read(state, candidate.invitation.id).await?;
    let listed = |slug: &str| Slug::parse(slug).ok().and_then(|slug| state.catalog.get(&slug));
    // Who has a link that was taken back learns that, and nothing of what was done with it.
    let tasks = if candidate.invitation.is_taken_back() { &[] } else { overview.tasks.as_slice() };
    let asked: Vec<_> = overview.asked().map(|c| Asked { state: c, challenge: listed(&c.slug) }).collect();
    let view = TakeView {
        invitation: &candidate.invitation,
        assessment: &candidate.assessment,
        asked: &asked,
        tasks,
        can_rehearse: work::challenge_of(state, candidate, work::REHEARSAL).is_ok(),
        error,
        now: Micros::now(),
    };
    page(pages::take(context.shell(), &view))
}
