//! One invitation, for interviewers: what became of it, extra time, withdrawal.

use axum::{
    extract::{Request, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use gauntlet_db::{InvitationId, Micros};
use serde::Deserialize;

use super::page;
use crate::{
    error::{AppError, AppResult},
    extract::{BodyReader, Interviewer, Named, RequestContext},
    pages::{self, Shell},
    state::AppState,
    work::Overview,
};

/// One number, in bytes.
const FORM_BYTES: usize = 4 * 1024;

pub(super) async fn show(
    State(state): State<AppState>,
    context: RequestContext,
    _: Interviewer,
    Named(id): Named<String>,
) -> AppResult<Html<String>> {
    let overview = Overview::read(&state, id.parse()?).await?;
    page(pages::invitation(context.shell(), &overview, None))
}

#[derive(Deserialize)]
struct Extra {
    #[serde(default)]
    extra_percent: String,
}

pub(super) async fn give_extra_time(
    State(state): State<AppState>,
    context: RequestContext,
    Interviewer(account): Interviewer,
    Named(id): Named<String>,
    request: Request,
) -> AppResult<Response> {
    let id: InvitationId = id.parse()?;
    let body = BodyReader::with(FORM_BYTES, state.settings.body_timeout).bytes(request).await?;
    let form: Extra = serde_urlencoded::from_bytes(&body)
        .map_err(|_| AppError::BadRequest("expected a form with the field 'extra_percent'".to_owned()))?;
    let given = match form.extra_percent.trim().parse() {
        Ok(percent) => {
            state.store.give_extra_time(id, percent, account.id, Micros::now()).await.map_err(AppError::from)
        }
        Err(_) => Err(AppError::Refused("extra_percent must be a whole number".to_owned())),
    };
    match given {
        Ok(_) => {
            state.hub.announce_work(id);
            Ok(Redirect::to(&format!("/invitations/{id}")).into_response())
        }
        Err(error @ (AppError::Refused(_) | AppError::Conflict(_))) => {
            let shell = Shell { path: format!("/invitations/{id}"), ..context.shell().clone() };
            let overview = Overview::read(&state, id).await?;
            let body = page(pages::invitation(&shell, &overview, Some(&error.detail())))?;
            Ok(error.with_page(body))
        }
        Err(error) => Err(error),
    }
}

pub(super) async fn withdraw(
    State(state): State<AppState>,
    Interviewer(account): Interviewer,
    Named(id): Named<String>,
) -> AppResult<Response> {
    let id: InvitationId = id.parse()?;
    state.store.invitation(id).await?;
    state.store.withdraw(id, account.id, Micros::now()).await?;
    state.hub.announce_work(id);
    Ok(Redirect::to(&format!("/invitations/{id}")).into_response())
}
