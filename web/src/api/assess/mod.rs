//! Assessments and invitations over the interface, for programs of interviewers: HTTP Basic with their address and
//! password, or the cookie of a session.

mod wire;

use axum::{
    Json,
    extract::{Request, State},
    http::StatusCode,
};
use gauntlet_db::{AssessmentId, Micros};
use utoipa_axum::{router::OpenApiRouter, routes};

use self::wire::{Assessment, AssessmentRequest, InvitationRequest, Invited, WithLink};
use super::{
    hand_in::json_error,
    problem::{Common, HandInProblem, Problem},
};
use crate::{
    error::AppResult,
    extract::{BodyReader, Interviewer, Named},
    invite::{self, Invitee},
    state::AppState,
};

/// Fields of text; a welcome may be long, a list of invitations, too.
const BODY_BYTES: usize = 1024 * 1024;
/// Assessments of a list.
const MOST: u32 = 200;

/// Every route, with its share of the document.
pub(super) fn described() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(invitations, invite))
}

/// Lists assessments, newest first.
#[utoipa::path(
    get, path = "/api/v1/assessments", tag = "assessments", operation_id = "listAssessments",
    responses(
        (status = 200, description = "The newest 200", body = Vec<Assessment>),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        Common,
    ),
)]
async fn list(State(state): State<AppState>, _: Interviewer) -> AppResult<Json<Vec<Assessment>>> {
    Ok(Json(state.store.list_assessments(MOST).await?.into_iter().map(Into::into).collect()))
}

/// Makes an assessment of one or more challenges.
#[utoipa::path(
    post, path = "/api/v1/assessments", tag = "assessments", operation_id = "createAssessment",
    request_body = AssessmentRequest,
    responses(
        (status = 201, description = "Made", body = Assessment),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        HandInProblem, Common,
    ),
)]
async fn create(
    State(state): State<AppState>,
    Interviewer(account): Interviewer,
    request: Request,
) -> AppResult<(StatusCode, Json<Assessment>)> {
    let body = BodyReader::with(BODY_BYTES, state.settings.body_timeout).bytes(request).await?;
    let asked: AssessmentRequest = serde_json::from_slice(&body)
        .map_err(|error| json_error("{\"title\": ..., \"challenges\": [...], \"work_minutes\": 90}", &error))?;
    let new = invite::assessment(&state.catalog, asked.into())?;
    let id = state.store.create_assessment(&new, account.id, Micros::now()).await?;
    Ok((StatusCode::CREATED, Json(state.store.assessment(id).await?.into())))
}

/// Lists whom an assessment was sent to, newest first. Links are told once only, when they are made.
#[utoipa::path(
    get, path = "/api/v1/assessments/{id}/invitations", tag = "assessments", operation_id = "listInvitations",
    params(("id" = uuid::Uuid, Path, description = "The assessment's id")),
    responses(
        (status = 200, description = "All of them", body = Vec<Invited>),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such assessment", body = Problem, content_type = "application/problem+json"),
        Common,
    ),
)]
async fn invitations(
    State(state): State<AppState>,
    _: Interviewer,
    Named(id): Named<String>,
) -> AppResult<Json<Vec<Invited>>> {
    let id = state.store.assessment(id.parse()?).await?.id;
    let now = Micros::now();
    Ok(Json(state.store.invitations_of(id).await?.iter().map(|row| Invited::of(row, now)).collect()))
}

/// Invites candidates, all or none. The links are in the answer, and nowhere else.
#[utoipa::path(
    post, path = "/api/v1/assessments/{id}/invitations", tag = "assessments", operation_id = "invite",
    params(("id" = uuid::Uuid, Path, description = "The assessment's id")),
    request_body = Vec<InvitationRequest>,
    responses(
        (status = 201, description = "Invited", body = Vec<WithLink>),
        (status = 401, description = "Not signed in", body = Problem, content_type = "application/problem+json"),
        HandInProblem, Common,
    ),
)]
async fn invite(
    State(state): State<AppState>,
    Interviewer(account): Interviewer,
    Named(id): Named<String>,
    request: Request,
) -> AppResult<(StatusCode, Json<Vec<WithLink>>)> {
    let id: AssessmentId = id.parse()?;
    let body = BodyReader::with(BODY_BYTES, state.settings.body_timeout).bytes(request).await?;
    let asked: Vec<InvitationRequest> = serde_json::from_slice(&body)
        .map_err(|error| json_error("[{\"name\": ..., \"email\": ..., \"extra_percent\": 0}]", &error))?;
    let invitees: Vec<Invitee> = asked.into_iter().map(Into::into).collect();
    let links = invite::invite(&state, id, &invitees, account.id).await?;
    Ok((StatusCode::CREATED, Json(links.into_iter().map(WithLink::from).collect())))
}
