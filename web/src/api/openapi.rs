//! The document at `/api/v1/openapi.json`: the routes' own descriptions under a common head.

use utoipa::{OpenApi, openapi};

/// Where the document is.
pub(super) const PATH: &str = "/api/v1/openapi.json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Gauntlet",
        description = "Hand in Go code, follow its grading, read the report. Errors are RFC 9457 problems.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "submissions", description = "Hand in, follow, read"),
        (name = "challenges", description = "The catalogue"),
        (name = "assessments", description = "For interviewers: HTTP Basic with e-mail address and password"),
        (name = "take", description = "For candidates: the invitation's token as a bearer, or its cookie"),
    ),
)]
struct Head;

/// The whole document, given the described routes.
#[must_use]
pub fn document(paths: openapi::OpenApi) -> openapi::OpenApi {
    let mut document = Head::openapi();
    document.merge(paths);
    document
}
