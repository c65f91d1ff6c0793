//! The draft of a challenge, read and saved.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
};
use gauntlet_db::Origin;
use gauntlet_grader::model::Challenge;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    page_of::{OtherInvitation, PageOf},
    wire::{Draft, Stored},
};
use crate::{
    api::{
        hand_in::json_error,
        problem::{Common, DraftConflict, HandInProblem, Problem},
    },
    error::{AppError, AppResult},
    extract::{Author, BodyReader, Candidate, HandedIn, Named, TypedFiles},
    state::AppState,
    work::{self, Save},
};

/// A draft as it is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftRequest {
    /// The revision that it was made from; 0 for the starter. Without it whatever is there is replaced.
    #[serde(default)]
    base: Option<u64>,
    /// Which tab or machine this is, at most 100 bytes.
    #[serde(default)]
    device: String,
    /// Whether a program sends it by itself while somebody types. Such saves stay among the versions once a minute; all
    /// others always.
    #[serde(default)]
    autosave: bool,
    /// Content by path.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    files: TypedFiles,
}

/// Gives the draft of a challenge; the starter before anything was saved.
#[utoipa::path(
    get, path = "/api/v1/take/{slug}/draft", tag = "take", operation_id = "getDraft",
    params(("slug" = String, Path, description = "A challenge of the assessment"), PageOf),
    responses(
        (status = 200, description = "The draft", body = Draft),
        (status = 401, description = "No invitation", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The work has not begun", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such challenge", body = Problem, content_type = "application/problem+json"),
        OtherInvitation, Common,
    ),
)]
pub(super) async fn draft(
    State(state): State<AppState>,
    candidate: Candidate,
    Named(slug): Named<String>,
) -> AppResult<Json<Draft>> {
    let challenge = work::open_challenge(&state, &candidate, &slug)?;
    Ok(Json(current(&state, &candidate, &challenge).await?))
}

/// The draft, or the starter.
pub(super) async fn current(state: &AppState, candidate: &Candidate, challenge: &Arc<Challenge>) -> AppResult<Draft> {
    let found = state.store.draft(candidate.invitation.id, challenge.manifest.slug.as_str()).await?;
    Ok(found.as_ref().map_or_else(|| Draft::starter(challenge), Draft::from))
}

/// Saves the draft of a challenge. It is stored once this answers.
#[utoipa::path(
    put, path = "/api/v1/take/{slug}/draft", tag = "take", operation_id = "saveDraft",
    params(("slug" = String, Path, description = "A challenge of the assessment"), PageOf),
    request_body = DraftRequest,
    responses(
        (status = 200, description = "Stored", body = Stored),
        (status = 401, description = "No invitation", body = Problem, content_type = "application/problem+json"),
        HandInProblem, Common,
        (
            status = 409, description = "Another version is there, the work is over, or the page is of another invitation",
            body = DraftConflict,
            content_type = "application/problem+json",
        ),
    ),
)]
pub(super) async fn put_draft(
    State(state): State<AppState>,
    candidate: Candidate,
    Named(slug): Named<String>,
    request: Request,
) -> AppResult<Json<Stored>> {
    candidate.permit(&state)?;
    let challenge = work::challenge_of(&state, &candidate, &slug)?;
    let body = BodyReader::new(&state.settings).bytes(request).await?;
    let DraftRequest { base, device, autosave: is_autosave, files } = serde_json::from_slice(&body)
        .map_err(|error| json_error("{\"base\": ..., \"device\": ..., \"files\": {path: content}}", &error))?;
    if files.0.is_empty() {
        return Err(AppError::Refused("files: expected at least one file, got none".to_owned()));
    }
    let handed_in = HandedIn { author: Author::default(), typed: files.0, uploads: Vec::new() };
    let origin = if candidate.is_program { Origin::Api } else { Origin::Browser };
    let save = Save { base, handed_in, origin, device, is_autosave };
    Ok(Json(work::save(&state, &candidate, &challenge, save).await?.into()))
}
