//! Ids and names in paths, resolved or refused with a 404.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use gauntlet_db::{StoreError, SubmissionId, SubmissionRow};
use gauntlet_grader::model::{Challenge, Slug};
use serde::de::DeserializeOwned;

use super::{OpenDoor, account::is_interviewer};
use crate::{error::AppError, state::AppState, work::REHEARSAL};

/// What the path names, as text or as several texts. What is not UTF-8 after decoding names nothing.
#[derive(Debug, Clone)]
pub struct Named<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Named<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let found = Path::<T>::from_request_parts(parts, state).await;
        found
            .map(|Path(names)| Self(names))
            .map_err(|_| AppError::NotFound("There is nothing at this address.".to_owned()))
    }
}

/// The challenge that the path's first parameter names, if it is there for whoever asks.
#[derive(Debug, Clone)]
pub struct ChallengeOf(pub Arc<Challenge>);

impl ChallengeOf {
    /// The challenge that a body names.
    ///
    /// # Errors
    /// [`AppError::Refused`] without a name, [`AppError::NotFound`] if the catalogue has none of it,
    /// [`AppError::InAssessment`] if it is not for whoever asks.
    pub fn named(state: &AppState, door: &OpenDoor, name: &str) -> Result<Self, AppError> {
        if name.is_empty() {
            return Err(AppError::Refused("challenge: expected the name of a challenge, got none".to_owned()));
        }
        Self::find(state, door, name)
    }

    fn find(state: &AppState, door: &OpenDoor, name: &str) -> Result<Self, AppError> {
        let slug = Slug::parse(name).map_err(AppError::NotFound)?;
        let found = state.catalog.get(&slug);
        let found = found.ok_or_else(|| AppError::NotFound(format!("There is no challenge '{slug}'.")))?;
        door.permit(slug.as_str())?;
        Ok(Self(found))
    }
}

/// The same without a look at who asks, for whoever has to keep what came with the request when storage does not answer.
/// Nothing may be shown or taken before [`OpenDoor::permit`] was asked.
#[derive(Debug, Clone)]
pub struct UncheckedChallenge(pub Arc<Challenge>);

impl FromRequestParts<AppState> for UncheckedChallenge {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let name = first_parameter(parts, state, "challenge").await?;
        let ChallengeOf(challenge) = ChallengeOf::find(state, &OpenDoor::default(), &name)?;
        Ok(Self(challenge))
    }
}

impl FromRequestParts<AppState> for ChallengeOf {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let door = OpenDoor::from_request_parts(parts, state).await?;
        Self::find(state, &door, &first_parameter(parts, state, "challenge").await?)
    }
}

/// The submission that the path's first parameter names. What a candidate handed in is there for interviewers alone; the
/// candidate has a page of their own for it. Rehearsals are nobody else's business; no assessment can ask that challenge.
#[derive(Debug, Clone)]
pub struct SubmissionOf(pub SubmissionRow);

impl FromRequestParts<AppState> for SubmissionOf {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let row = state.store.submission(submission_id(parts, state).await?).await.map_err(|error| match error {
            StoreError::NotFound { .. } => no_submission(),
            error => error.into(),
        })?;
        match row.invitation_id {
            Some(_) if row.challenge_slug == REHEARSAL || !is_interviewer(parts, state).await? => Err(no_submission()),
            Some(_) => Ok(Self(row)),
            None => {
                OpenDoor::from_request_parts(parts, state).await?.permit(&row.challenge_slug)?;
                Ok(Self(row))
            }
        }
    }
}

/// The id that the path's first parameter is. Whether it exists is not known yet.
pub(super) async fn submission_id(parts: &mut Parts, state: &AppState) -> Result<SubmissionId, AppError> {
    let text = first_parameter(parts, state, "submission").await?;
    // One submission, one address: other spellings of the same id (upper case, braces) are none of ours.
    match text.parse::<SubmissionId>() {
        Ok(id) if id.to_string() == text => Ok(id),
        _ => Err(no_submission()),
    }
}

fn no_submission() -> AppError {
    AppError::NotFound("There is no submission of this id.".to_owned())
}

async fn first_parameter(parts: &mut Parts, state: &AppState, what: &str) -> Result<String, AppError> {
    // A parameter that is not UTF-8 after decoding names nothing.
    Path::<String>::from_request_parts(parts, state)
        .await
        .map(|Path(text)| text)
        .map_err(|_| AppError::NotFound(format!("There is no such {what}.")))
}
