//! Whose invitation it is, by the cookie that the link left behind, or by the token that a program sends.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use axum_extra::extract::CookieJar;
use gauntlet_db::{AssessmentRow, InvitationRow};

use crate::{error::AppError, identity::Token, state::AppState};

/// The cookie of an invitation.
pub const INVITATION_COOKIE: &str = "gauntlet_invitation";

/// An invitation with its assessment. It gives access to itself and to nothing else.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The invitation.
    pub invitation: InvitationRow,
    /// What it is to.
    pub assessment: AssessmentRow,
}

impl Candidate {
    /// Of the token in a link.
    ///
    /// # Errors
    /// [`AppError::NoInvitation`] if it opens nothing: unknown, mistyped and withdrawn links look alike.
    pub async fn of(state: &AppState, token: &Token) -> Result<Self, AppError> {
        let found = state.store.invitation_by_token(&token.hash()).await?.ok_or(AppError::NoInvitation)?;
        let assessment = state.store.assessment(found.assessment_id).await?;
        Ok(Self { invitation: found, assessment })
    }
}

impl FromRequestParts<AppState> for Candidate {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let bearer = || {
            let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
            Token::parse(value.strip_prefix("Bearer ")?.trim())
        };
        let jar = CookieJar::from_headers(&parts.headers);
        let cookie = || Token::parse(jar.get(INVITATION_COOKIE)?.value());
        let token = bearer().or_else(cookie).ok_or(AppError::NoInvitation)?;
        Self::of(state, &token).await
    }
}
