//! Signing in and out.

use std::time::Duration;

use axum::{
    extract::{Query, Request, State, rejection::QueryRejection},
    http::{HeaderMap, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use gauntlet_db::Micros;
use serde::Deserialize;

use super::{page, theme::is_ours};
use crate::{
    error::{AppError, AppResult},
    extract::{BodyReader, ClientAddress, RequestContext, SESSION_COOKIE, SignedIn, account_with},
    identity::Token,
    pages,
    state::AppState,
};

/// Three short fields need no more, in bytes.
const FORM_BYTES: usize = 8 * 1024;
/// How long a session lasts.
const SESSION: Duration = Duration::from_secs(14 * 24 * 3600);
/// Where to go when nothing else was asked for.
const HOME: &str = "/assessments";

/// Where to go after signing in.
#[derive(Deserialize)]
pub(super) struct Next {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn show(
    context: RequestContext,
    next: Result<Query<Next>, QueryRejection>,
) -> AppResult<Html<String>> {
    // What cannot be read leads nowhere else.
    let next = next.map(|Query(next)| next.next).unwrap_or_default();
    page(pages::sign_in(context.shell(), "", &ours(&next), None))
}

/// Answers 303 with a session, or the form again.
pub(super) async fn sign_in(
    State(state): State<AppState>,
    context: RequestContext,
    client: ClientAddress,
    request: Request,
) -> AppResult<Response> {
    let body = BodyReader::with(FORM_BYTES, state.settings.body_timeout).bytes(request).await?;
    let form: Form = serde_urlencoded::from_bytes(&body)
        .map_err(|_| AppError::BadRequest("expected a form with the fields 'email' and 'password'".to_owned()))?;
    let account = account_with(&state, client, &form.email, form.password).await?;
    let Some(account) = account else {
        let text = "This address and this password do not belong together.";
        let Html(body) = page(pages::sign_in(context.shell(), &form.email, &ours(&form.next), Some(text)))?;
        return Ok((axum::http::StatusCode::UNPROCESSABLE_ENTITY, Html(body)).into_response());
    };
    let token = Token::new().map_err(AppError::internal)?;
    let now = Micros::now();
    state.store.begin_session(account.id, &token.hash(), now.plus(SESSION), now).await?;
    let cookie = state.settings.cookie(SESSION_COOKIE, token.secret(), "/", SESSION);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&ours(&form.next))).into_response())
}

pub(super) async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> AppResult<Response> {
    if let Some(token) = SignedIn::token(&CookieJar::from_headers(&headers)) {
        state.store.end_session(&token.hash(), Micros::now()).await?;
    }
    let gone = state.settings.cookie(SESSION_COOKIE, "", "/", Duration::ZERO);
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/")).into_response())
}

fn ours(next: &str) -> String {
    if is_ours(next) { next.to_owned() } else { HOME.to_owned() }
}
