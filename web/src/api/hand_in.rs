//! Handing in through the interface: JSON, a form, or a bare archive.

use axum::{
    Json,
    extract::{Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use gauntlet_db::Source;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    problem::{Common, HandInProblem},
    wire::{self, Submission},
};
use crate::{
    error::{AppError, AppResult},
    extract::{
        Author, BodyReader, ChallengeOf, HandedIn, OpenDoor, SubmissionForm, SubmitPermit, TypedFiles, Upload,
        content_type,
    },
    receive::{IdempotencyKey, receive},
    state::AppState,
};

/// A submission as JSON.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SubmissionRequest {
    /// A challenge's slug.
    #[schema(example = "worker-pool")]
    challenge: String,
    /// Content by path.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    files: TypedFiles,
    /// A label of at most 80 printable characters.
    #[serde(default)]
    author: String,
}

/// A submission as a form. Beside these fields, `file:<path>` fields give files as text.
#[derive(ToSchema)]
#[allow(dead_code)] // describes the form; it is read field by field
pub(super) struct SubmissionFormFields {
    /// A challenge's slug.
    challenge: String,
    /// A label of at most 80 printable characters.
    author: Option<String>,
    /// Go files, or one zip or tar.gz archive.
    #[schema(value_type = Vec<String>, format = Binary)]
    upload: Vec<Vec<u8>>,
}

/// An archive's bytes.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code)] // describes the body
pub(super) struct Archive(Vec<u8>);

/// What an archive cannot say itself.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Address {
    #[serde(default)]
    challenge: String,
    #[serde(default)]
    author: String,
}

/// Hands in a submission. It is stored and queued once this answers.
#[utoipa::path(
    post, path = "/api/v1/submissions", tag = "submissions", operation_id = "handIn",
    params(
        ("challenge" = Option<String>, Query, description = "A challenge's slug, with an archive as the body"),
        ("author" = Option<String>, Query, description = "A label, with an archive as the body"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a repeated request harmless"),
    ),
    request_body(content(
        (SubmissionRequest = "application/json"),
        (SubmissionFormFields = "multipart/form-data"),
        (Archive = "application/zip"),
        (Archive = "application/gzip"),
    )),
    responses(
        (status = 201, description = "Stored and queued", body = Submission,
            headers(("Location" = String, description = "The submission's address"))),
        (status = 200, description = "Stored earlier under this idempotency key", body = Submission,
            headers(("Location" = String, description = "The submission's address"))),
        HandInProblem, Common,
    ),
)]
pub(super) async fn submit(
    State(state): State<AppState>,
    _: SubmitPermit,
    door: OpenDoor,
    address: Result<Query<Address>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    request: Request,
) -> AppResult<Response> {
    let Query(address) = address.map_err(|_| {
        AppError::BadRequest("expected the query parameters 'challenge' and 'author' in UTF-8".to_owned())
    })?;
    let key = IdempotencyKey::of(&headers)?;
    let (ChallengeOf(challenge), handed_in) = read(&state, &door, address, &headers, request).await?;
    let created = receive(&state, &challenge, handed_in, Source::Api, key).await?;
    let submission: Submission = state.store.submission(created.submission_id).await?.into();
    let status = if created.replayed { StatusCode::OK } else { StatusCode::CREATED };
    let location = [(header::LOCATION, wire::api_address(created.submission_id))];
    Ok((status, location, Json(submission)).into_response())
}

async fn read(
    state: &AppState,
    door: &OpenDoor,
    address: Address,
    headers: &HeaderMap,
    request: Request,
) -> AppResult<(ChallengeOf, HandedIn)> {
    let reader = BodyReader::new(&state.settings);
    match content_type(headers).as_str() {
        "application/json" => {
            let body: SubmissionRequest = serde_json::from_slice(&reader.bytes(request).await?)
                .map_err(|error| json_error("{\"challenge\": ..., \"files\": {path: content}}", &error))?;
            let author = Author::parse(&body.author)?;
            let handed_in = HandedIn { author, typed: body.files.0, uploads: Vec::new() };
            Ok((ChallengeOf::named(state, door, &body.challenge)?, handed_in))
        }
        "multipart/form-data" => {
            let mut form = SubmissionForm::default();
            form.read(&reader, &mut reader.multipart(request).await?).await?;
            let name = if form.challenge.is_empty() { &address.challenge } else { &form.challenge };
            Ok((ChallengeOf::named(state, door, name)?, form.hand_in()?))
        }
        "application/zip" | "application/gzip" | "application/x-gzip" | "application/x-tar+gzip" => {
            let challenge = ChallengeOf::named(state, door, &address.challenge)?;
            let author = Author::parse(&address.author)?;
            let upload = Upload { name: "request body".to_owned(), bytes: reader.bytes(request).await? };
            Ok((challenge, HandedIn { author, typed: Vec::new(), uploads: vec![upload] }))
        }
        _ => Err(AppError::UnsupportedType(
            "expected application/json, multipart/form-data, application/zip or application/gzip".to_owned(),
        )),
    }
}

/// serde's words name our own fields and the place, and quote at most a short piece of what came.
pub(super) fn json_error(shape: &str, error: &serde_json::Error) -> AppError {
    let text: String = error.to_string().chars().take(300).flat_map(char::escape_default).collect();
    let expected = format!("expected JSON such as {shape}");
    match error.classify() {
        serde_json::error::Category::Data => AppError::Refused(format!("{expected}: {text}")),
        _ => AppError::BadRequest(format!("{expected}: {text}")),
    }
}
