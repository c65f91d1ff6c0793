//! Runs and attempts.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use gauntlet_db::{Micros, Origin, Purpose, Source};
use gauntlet_grader::model::Challenge;
use serde::Deserialize;

use super::{page_of::PageOf, wire::Item};
use crate::{
    api::{
        hand_in::json_error,
        problem::{Common, HandInProblem, Problem},
    },
    error::{AppError, AppResult},
    extract::{
        Author, BodyReader, Candidate, HandedIn, Named, SubmissionForm, SubmitPermit, TypedFiles, Upload, content_type,
    },
    receive::IdempotencyKey,
    state::AppState,
    work::{self, HandIn, Save, Task},
};

/// Files as JSON, or the revision of the draft that is meant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    files: Option<TypedFiles>,
    revision: Option<u64>,
}

/// What is to be handed in.
enum What {
    /// What was saved last; if a revision is given, that one and no other.
    LastSave(Option<u64>),
    /// What came with the request.
    Files(HandedIn),
}

/// Runs the visible tests on the draft, or on the files that come with the request, which are saved first. Never scored.
/// With a revision in place of files, a conflict if another one was saved meanwhile.
#[utoipa::path(
    post, path = "/api/v1/take/{slug}/runs", tag = "take", operation_id = "run",
    params(
        ("slug" = String, Path, description = "A challenge of the assessment"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless"),
        PageOf,
    ),
    responses(
        (status = 201, description = "Stored and queued", body = Item,
            headers(("Location" = String, description = "Its address"))),
        (status = 401, description = "No invitation", body = Problem, content_type = "application/problem+json"),
        HandInProblem, Common,
        (
            status = 409, body = Problem, content_type = "application/problem+json",
            description = "The key stands for other files, another version was saved, no attempt is left, the work is over, \
                or the page is of another invitation",
        ),
    ),
)]
pub(super) async fn run(
    State(state): State<AppState>,
    candidate: Candidate,
    _: SubmitPermit,
    Named(slug): Named<String>,
    headers: HeaderMap,
    request: Request,
) -> AppResult<Response> {
    take_in(&state, &candidate, &slug, Purpose::Run, &headers, request).await
}

/// Makes a counted attempt with the draft, or with the files that come with the request, which are saved first. With a
/// revision in place of files, a conflict if another one was saved meanwhile.
#[utoipa::path(
    post, path = "/api/v1/take/{slug}/attempts", tag = "take", operation_id = "attempt",
    params(
        ("slug" = String, Path, description = "A challenge of the assessment"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless"),
        PageOf,
    ),
    responses(
        (status = 201, description = "Stored and queued", body = Item,
            headers(("Location" = String, description = "Its address"))),
        (status = 401, description = "No invitation", body = Problem, content_type = "application/problem+json"),
        HandInProblem, Common,
        (
            status = 409, body = Problem, content_type = "application/problem+json",
            description = "The key stands for other files, another version was saved, no attempt is left, the work is over, \
                or the page is of another invitation",
        ),
    ),
)]
pub(super) async fn attempt(
    State(state): State<AppState>,
    candidate: Candidate,
    _: SubmitPermit,
    Named(slug): Named<String>,
    headers: HeaderMap,
    request: Request,
) -> AppResult<Response> {
    take_in(&state, &candidate, &slug, Purpose::Attempt, &headers, request).await
}

async fn take_in(
    state: &AppState,
    candidate: &Candidate,
    slug: &str,
    purpose: Purpose,
    headers: &HeaderMap,
    request: Request,
) -> AppResult<Response> {
    candidate.permit(state)?;
    let key = IdempotencyKey::of(headers)?;
    let challenge: Arc<Challenge> = work::challenge_of(state, candidate, slug)?;
    let source = if candidate.is_program { Source::Api } else { Source::Web };
    let last_save = HandIn::of_last_save(purpose, source, key);
    let hand_in = match read(state, headers, request).await? {
        What::LastSave(revision) => HandIn { revision, ..last_save },
        What::Files(handed_in) => {
            let device = "api".to_owned();
            let save = Save { base: None, handed_in, origin: Origin::Api, device, is_autosave: false };
            HandIn { save: Some(save), ..last_save }
        }
    };
    let created = work::hand_in(state, candidate, &challenge, hand_in).await?.created;
    let row = state.store.submission(created.submission_id).await?;
    let task = Task::of(row, &candidate.assessment, candidate.invitation.state(Micros::now()));
    let location = [(header::LOCATION, format!("/api/v1/take/submissions/{}", task.id()))];
    let status = if created.replayed { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, location, Json(Item::from(&task))).into_response())
}

async fn read(state: &AppState, headers: &HeaderMap, request: Request) -> AppResult<What> {
    const SHAPE: &str = "{\"files\": {path: content}} or {\"revision\": 7}";
    let reader = BodyReader::new(&state.settings);
    let of = |typed, uploads| HandedIn { author: Author::default(), typed, uploads };
    match content_type(headers).as_str() {
        "application/json" => {
            let bytes = reader.bytes(request).await?;
            if bytes.is_empty() {
                return Ok(What::LastSave(None));
            }
            match serde_json::from_slice(&bytes).map_err(|error| json_error(SHAPE, &error))? {
                Body { files: Some(files), revision: None } => Ok(What::Files(of(files.0, Vec::new()))),
                Body { files: None, revision: Some(revision) } => Ok(What::LastSave(Some(revision))),
                _ => Err(AppError::Refused(format!("expected JSON such as {SHAPE}: either the one or the other"))),
            }
        }
        "multipart/form-data" => {
            let mut form = SubmissionForm::default();
            form.read(&reader, &mut reader.multipart(request).await?).await?;
            form.hand_in().map(What::Files)
        }
        "application/zip" | "application/gzip" | "application/x-gzip" | "application/x-tar+gzip" => {
            let upload = Upload { name: "request body".to_owned(), bytes: reader.bytes(request).await? };
            Ok(What::Files(of(Vec::new(), vec![upload])))
        }
        // A bare POST, as curl -X POST and fetch without a body send it.
        _ if reader.bytes(request).await?.is_empty() => Ok(What::LastSave(None)),
        _ => Err(AppError::UnsupportedType(
            "expected no body, application/json, multipart/form-data, application/zip or application/gzip".to_owned(),
        )),
    }
}
