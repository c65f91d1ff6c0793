//! Errors as RFC 9457 problems.

use axum::{
    body::Body,
    http::{HeaderValue, Response, header},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoResponses, ToSchema};

use super::take::wire::Draft;
use crate::{error::AppError, extract::RequestContext};

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What went wrong (<https://www.rfc-editor.org/rfc/rfc9457>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `urn:gauntlet:problem:` and a key that stays stable.
    #[schema(example = "urn:gauntlet:problem:refused")]
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in a few words.
    #[schema(example = "Not accepted")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened this time, and what to do.
    pub detail: String,
    /// Finds the request in the server's log.
    pub request_id: String,
}

impl Problem {
    /// The problem of an error.
    #[must_use]
    pub fn of(error: &AppError, context: &RequestContext) -> Self {
        Self {
            kind: format!("urn:gauntlet:problem:{}", error.key()),
            title: error.title().to_owned(),
            status: error.status().as_u16(),
            detail: error.detail(),
            request_id: context.id().to_owned(),
        }
    }
}

/// The problem `draft-conflict`, with the draft that is there.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftConflict {
    /// As every problem.
    #[serde(flatten)]
    pub problem: Problem,
    /// What was saved meanwhile.
    pub current: Draft,
}

/// Gives a response that carries an error its body.
pub fn write(error: &AppError, context: &RequestContext, mut response: Response<Body>) -> Response<Body> {
    let problem = Problem::of(error, context);
    let json = match error {
        AppError::DraftConflict(row) => {
            serde_json::to_vec(&DraftConflict { problem, current: Draft::from(row.as_ref()) })
        }
        _ => serde_json::to_vec(&problem),
    }
    .unwrap_or_default();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.map(|_| Body::from(json))
}

/// What every operation may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code)] // read by the macro only
pub(super) enum Common {
    /// The request could not be read.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// The Host is not a name of this server.
    #[response(status = 421, content_type = "application/problem+json")]
    ForeignHost(Problem),
    /// Our fault.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// The storage does not answer; `Retry-After` says when to try again.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// What handing in may answer instead, beside [`Common`].
#[derive(IntoResponses)]
#[allow(dead_code)] // read by the macro only
pub(super) enum HandInProblem {
    /// A browser sent this for a page of another site, or the challenge is part of an assessment.
    #[response(status = 403, content_type = "application/problem+json")]
    CrossSite(Problem),
    /// No such challenge.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// The body came too slowly.
    #[response(status = 408, content_type = "application/problem+json")]
    BodyTimeout(Problem),
    /// The idempotency key stands for other files.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// More bytes or fields than are taken.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// A content type that is not listed.
    #[response(status = 415, content_type = "application/problem+json")]
    UnsupportedType(Problem),
    /// Readable, but against a rule; `detail` names the file or field, and the rule.
    #[response(status = 422, content_type = "application/problem+json")]
    Refused(Problem),
    /// Too many submissions from one address; `Retry-After` says when to try again.
    #[response(status = 429, content_type = "application/problem+json")]
    TooOften(Problem),
}
