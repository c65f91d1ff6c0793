//! Whose invitation it is, by the cookie that the link left behind, or by the token that a program sends.

use std::time::Instant;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use axum_extra::extract::CookieJar;
use gauntlet_db::{AssessmentRow, InvitationRow, Micros, StoreError};

use super::{authorization::credentials, page_of, path::submission_id};
use crate::{error::AppError, identity::Token, state::AppState, work::Task};

/// The cookie of an invitation.
pub const INVITATION_COOKIE: &str = "gauntlet_invitation";

/// An invitation with its assessment. It gives access to itself and to nothing else, and none once it was taken back.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The invitation.
    pub invitation: InvitationRow,
    /// What it is to.
    pub assessment: AssessmentRow,
    /// Whether a program sent the token, and no browser the cookie.
    pub is_program: bool,
}

impl Candidate {
    /// Of the token in a link, which may have been taken back.
    ///
    /// # Errors
    /// [`AppError::NoInvitation`] if there is none: unknown and mistyped links look alike.
    pub async fn of(state: &AppState, token: &Token) -> Result<Self, AppError> {
        let found = state.store.invitation_by_token(&token.hash()).await?.ok_or(AppError::NoInvitation)?;
        let assessment = state.store.assessment(found.assessment_id).await?;
        Ok(Self { invitation: found, assessment, is_program: false })
    }

    /// Whether the work has begun, so that what is asked may be seen.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.invitation.started_at.is_some()
    }

    /// Takes note of a change that they are about to make; to be asked before the body is read.
    ///
    /// # Errors
    /// [`AppError::TooOften`] if they made too many a moment ago.
    pub fn permit(&self, state: &AppState) -> Result<(), AppError> {
        let taken = state.links.take(self.invitation.id, Instant::now());
        taken.map_err(|retry_after_s| AppError::TooOften { retry_after_s })
    }
}

impl FromRequestParts<AppState> for Candidate {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let LinkHolder(candidate) = LinkHolder::from_request_parts(parts, state).await?;
        if candidate.invitation.is_taken_back() { Err(AppError::TakenBack) } else { Ok(candidate) }
    }
}

/// Whoever has a link, also one that was taken back: for the page that says so, and for nothing else. A request from a page
/// of another invitation than the cookie's is refused here, before anybody reads or changes anything.
#[derive(Debug, Clone)]
pub struct LinkHolder(pub Candidate);

impl FromRequestParts<AppState> for LinkHolder {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let bearer = || {
            let value = parts.headers.get(header::AUTHORIZATION)?;
            Token::parse(credentials(value, "Bearer")?)
        };
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = || Token::parse(jar.get(INVITATION_COOKIE)?.value());
        let sent = bearer();
        let is_program = sent.is_some();
        let token = sent.or_else(cookie).ok_or(AppError::NoInvitation)?;
        let candidate = Candidate { is_program, ..Candidate::of(state, &token).await? };
        // A program says with its token whose work it means; a page has to say it beside the cookie.
        if !is_program && !page_of::is_of(candidate.invitation.id, &parts.headers, &parts.uri) {
            return Err(AppError::OtherInvitation);
        }
        Ok(Self(candidate))
    }
}

/// A run, attempt or rehearsal that the path names and the candidate handed in. Another's is not there.
#[derive(Debug, Clone)]
pub struct OwnSubmission {
    /// Whose.
    pub candidate: Candidate,
    /// What is known of it.
    pub task: Task,
}

impl FromRequestParts<AppState> for OwnSubmission {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let candidate = Candidate::from_request_parts(parts, state).await?;
        let id = submission_id(parts, state).await?;
        let nothing = || AppError::NotFound("You have handed in nothing of this id.".to_owned());
        let row = match state.store.submission(id).await {
            Ok(row) => row,
            Err(StoreError::NotFound { .. }) => return Err(nothing()),
            Err(error) => return Err(error.into()),
        };
        if row.invitation_id != Some(candidate.invitation.id) {
            return Err(nothing());
        }
        let work = candidate.invitation.state(Micros::now());
        Ok(Self { task: Task::of(row, &candidate.assessment, work), candidate })
    }
}
