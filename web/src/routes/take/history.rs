//! A candidate's own versions: looked at, and brought back.

use axum::{
    extract::State,
    response::{Html, IntoResponse, Redirect, Response},
};
use gauntlet_db::{AssessmentRow, InvitationId, InvitationState, Micros, Origin};

use super::super::page;
use crate::{
    error::{AppError, AppResult},
    extract::{Author, Candidate, HandedIn, Named, RequestContext, Typed},
    pages,
    receive::file_set,
    state::AppState,
    work::{self, Save},
};

/// Versions on the list.
const NEWEST: u32 = 500;

pub(super) async fn list(
    State(state): State<AppState>,
    context: RequestContext,
    candidate: Candidate,
    Named(slug): Named<String>,
) -> AppResult<Html<String>> {
    let challenge = work::open_challenge(&state, &candidate, &slug)?;
    let versions = state.store.draft_history(candidate.invitation.id, &slug, NEWEST).await?;
    let may_save = may_save(&candidate, &slug);
    page(pages::history(context.shell(), whose(&candidate), &challenge, &versions, may_save))
}

pub(super) async fn show(
    State(state): State<AppState>,
    context: RequestContext,
    candidate: Candidate,
    Named((slug, revision)): Named<(String, String)>,
) -> AppResult<Html<String>> {
    let challenge = work::open_challenge(&state, &candidate, &slug)?;
    let revision = number(&revision)?;
    let files = file_set(state.store.draft_version(candidate.invitation.id, &slug, revision).await?)?;
    let may_save = may_save(&candidate, &slug);
    page(pages::version(context.shell(), whose(&candidate), &challenge, revision, &files, may_save))
}

/// Saves an old version as the newest. What was there is in the history, too.
pub(super) async fn bring_back(
    State(state): State<AppState>,
    candidate: Candidate,
    Named((slug, revision)): Named<(String, String)>,
) -> AppResult<Response> {
    candidate.permit(&state)?;
    let challenge = work::open_challenge(&state, &candidate, &slug)?;
    let files = state.store.draft_version(candidate.invitation.id, &slug, number(&revision)?).await?;
    let typed = files.into_iter().map(|(path, content)| Typed { path, content }).collect();
    let handed_in = HandedIn { author: Author::default(), typed, uploads: Vec::new() };
    let device = format!("version {revision}");
    let save = Save { base: None, handed_in, origin: Origin::Browser, device, is_autosave: false };
    work::save(&state, &candidate, &challenge, save).await?;
    Ok(Redirect::to(&format!("/take/{slug}")).into_response())
}

/// The candidate's work as the pages name it.
fn whose(candidate: &Candidate) -> (InvitationId, &AssessmentRow) {
    (candidate.invitation.id, &candidate.assessment)
}

fn may_save(candidate: &Candidate, slug: &str) -> bool {
    let state = candidate.invitation.state(Micros::now());
    state == InvitationState::UnderWay || (state == InvitationState::Waiting && slug == work::REHEARSAL)
}

fn number(text: &str) -> AppResult<u64> {
    text.parse().map_err(|_| AppError::NotFound("There is no version of this number.".to_owned()))
}
