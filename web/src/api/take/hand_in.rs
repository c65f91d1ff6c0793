//! Runs and attempts.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use gauntlet_db::{Origin, Purpose, Source};
use gauntlet_grader::model::Challenge;
use serde::Deserialize;

use super::wire::Item;
use crate::{
    api::{
        hand_in::json_error,
        problem::{Common, HandInProblem, Problem},
    },
    error::{AppError, AppResult},
    extract::{
        Author, BodyReader, Candidate, HandedIn, SubmissionForm, SubmitPermit, TypedFiles, Upload, content_type,
    },
    receive::IdempotencyKey,
    state::AppState,
    work::{self, Overview, Save},
};

/// Files as JSON.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Files {
    files: TypedFiles,
}

/// Runs the visible tests on the draft, or on the files that come with the request, which are saved first. Never scored.
#[utoipa::path(
    post, path = "/api/v1/take/{slug}/runs", tag = "take", operation_id = "run",
    params(
        ("slug" = String, Path, description = "A challenge of the assessment"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless"),
    ),
    responses(
        (status = 201, description = "Stored and queued", body = Item,
            headers(("Location" = String, description = "Its address"))),
        (status = 401, description = "No invitation", body = Problem, content_type = "application/problem+json"),
        HandInProblem, Common,
    ),
)]
pub(super) async fn run(
    State(state): State<AppState>,
    candidate: Candidate,
    _: SubmitPermit,
    Path(slug): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> AppResult<Response> {
    take_in(&state, &candidate, &slug, Purpose::Run, &headers, request).await
}

/// Makes a counted attempt with the draft, or with the files that come with the request, which are saved first.
#[utoipa::path(
    post, path = "/api/v1/take/{slug}/attempts", tag = "take", operation_id = "attempt",
    params(
        ("slug" = String, Path, description = "A challenge of the assessment"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless"),
    ),
    responses(
        (status = 201, description = "Stored and queued", body = Item,
            headers(("Location" = String, description = "Its address"))),
        (status = 401, description = "No invitation", body = Problem, content_type = "application/problem+json"),
        HandInProblem, Common,
    ),
)]
pub(super) async fn attempt(
    State(state): State<AppState>,
    candidate: Candidate,
    _: SubmitPermit,
    Path(slug): Path<String>,
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
    if let Some(handed_in) = read(state, headers, request).await? {
        let save = Save { base: None, handed_in, origin: Origin::Api, device: "api".to_owned() };
        work::save(state, candidate, &challenge, save).await?;
    }
    let source = if candidate.is_program { Source::Api } else { Source::Web };
    let created = work::hand_in(state, candidate, &challenge, purpose, source, key).await?;
    let overview = Overview::read(state, candidate.invitation.id).await?;
    let task = overview.tasks.iter().find(|task| task.id() == created.submission_id);
    let task = task.ok_or_else(|| AppError::internal("expected what was handed in among the newest, found it not"))?;
    let location = [(header::LOCATION, format!("/api/v1/take/submissions/{}", task.id()))];
    let status = if created.replayed { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, location, Json(Item::from(task))).into_response())
}

/// The files that came; none if the body is empty.
async fn read(state: &AppState, headers: &HeaderMap, request: Request) -> AppResult<Option<HandedIn>> {
    let reader = BodyReader::new(&state.settings);
    let of = |typed, uploads| HandedIn { author: Author::default(), typed, uploads };
    match content_type(headers).as_str() {
        "application/json" => {
            let bytes = reader.bytes(request).await?;
            if bytes.is_empty() {
                return Ok(None);
            }
            let Files { files } =
                serde_json::from_slice(&bytes).map_err(|error| json_error("{\"files\": {path: content}}", &error))?;
            Ok(Some(of(files.0, Vec::new())))
        }
        "multipart/form-data" => {
            let mut form = SubmissionForm::default();
            form.read(&reader, &mut reader.multipart(request).await?).await?;
            form.hand_in().map(Some)
        }
        "application/zip" | "application/gzip" | "application/x-gzip" | "application/x-tar+gzip" => {
            let upload = Upload { name: "request body".to_owned(), bytes: reader.bytes(request).await? };
            Ok(Some(of(Vec::new(), vec![upload])))
        }
        // A bare POST, as curl -X POST and fetch without a body send it.
        _ if reader.bytes(request).await?.is_empty() => Ok(None),
        _ => Err(AppError::UnsupportedType(
            "expected no body, application/json, multipart/form-data, application/zip or application/gzip".to_owned(),
        )),
    }
}
