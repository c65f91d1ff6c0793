//! A candidate's way in: the link, the landing page, the start.

use std::time::Duration;

use axum::{
    extract::{Path, Request, State},
    http::header,
    response::{Html, IntoResponse, Redirect, Response},
};
use gauntlet_db::{InvitationState, Micros};
use serde::Deserialize;

use super::page;
use crate::{
    error::{AppError, AppResult},
    extract::{BodyReader, Candidate, INVITATION_COOKIE, RequestContext},
    identity::Token,
    pages::{self, TakeView},
    state::AppState,
};

/// A request in a candidate's own words, in bytes.
const FORM_BYTES: usize = 32 * 1024;
/// The link opens the invitation again at any time; the cookie only saves opening it.
const COOKIE: Duration = Duration::from_secs(60 * 24 * 3600);

/// Exchanges the link for a cookie, so that the token is in no address that a page could pass on.
pub(super) async fn open(State(state): State<AppState>, Path(token): Path<String>) -> AppResult<Response> {
    let token = Token::parse(&token).ok_or(AppError::NoInvitation)?;
    let candidate = Candidate::of(&state, &token).await?;
    state.store.note_opened(candidate.invitation.id, Micros::now()).await?;
    let cookie = state.settings.cookie(INVITATION_COOKIE, token.secret(), "/", COOKIE);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/take")).into_response())
}

pub(super) async fn show(
    State(state): State<AppState>,
    context: RequestContext,
    candidate: Candidate,
) -> AppResult<Html<String>> {
    render(&state, &context, &candidate, None)
}

/// Starts the work clock; whoever is under way already goes on.
pub(super) async fn start(State(state): State<AppState>, candidate: Candidate) -> AppResult<Response> {
    let now = Micros::now();
    let started = state.store.start_work(candidate.invitation.id, &candidate.assessment, now).await?;
    let first = candidate.assessment.challenges.first();
    match (started.state(now), first) {
        (InvitationState::UnderWay, Some(first)) => Ok(Redirect::to(&format!("/take/{}", first.slug)).into_response()),
        _ => Ok(Redirect::to("/take").into_response()),
    }
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
    let body = BodyReader::with(FORM_BYTES, state.settings.body_timeout).bytes(request).await?;
    let form: Words = serde_urlencoded::from_bytes(&body)
        .map_err(|_| AppError::BadRequest("expected a form with the field 'words'".to_owned()))?;
    match state.store.ask_accommodation(candidate.invitation.id, &form.words, Micros::now()).await {
        Ok(_) => Ok(Redirect::to("/take").into_response()),
        Err(error) => match AppError::from(error) {
            error @ AppError::Refused(_) => {
                let body = render(&state, &context, &candidate, Some(&error.detail()))?;
                Ok((error.status(), body).into_response())
            }
            error => Err(error),
        },
    }
}

fn render(
    state: &AppState,
    context: &RequestContext,
    candidate: &Candidate,
    error: Option<&str>,
) -> AppResult<Html<String>> {
    let challenges: Vec<_> = candidate.assessment.challenges.iter().map(|c| challenge(state, &c.slug)).collect();
    let view = TakeView {
        invitation: &candidate.invitation,
        assessment: &candidate.assessment,
        challenges: &challenges,
        error,
        now: Micros::now(),
    };
    page(pages::take(context.shell(), &view))
}

/// Its slug, and its title if the catalogue still has it.
fn challenge(state: &AppState, slug: &str) -> (String, String) {
    let found = gauntlet_grader::model::Slug::parse(slug).ok().and_then(|slug| state.catalog.get(&slug));
    (slug.to_owned(), found.map_or_else(|| slug.to_owned(), |c| c.manifest.title.clone()))
}
