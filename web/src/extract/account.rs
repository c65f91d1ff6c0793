//! Who signed in, by the cookie that their browser sends.

use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
};
use axum_extra::extract::CookieJar;
use gauntlet_db::{AccountRow, Micros, Role};

use crate::{error::AppError, identity::Token, state::AppState};

/// The cookie of a session.
pub const SESSION_COOKIE: &str = "gauntlet_session";

/// An account whose session is valid.
#[derive(Debug, Clone)]
pub struct SignedIn(pub AccountRow);

impl SignedIn {
    /// The token that a request carries, if it has the form of one.
    #[must_use]
    pub fn token(jar: &CookieJar) -> Option<Token> {
        Token::parse(jar.get(SESSION_COOKIE)?.value())
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        // Only what was asked for by GET can be asked for again after signing in.
        let here = parts.uri.path_and_query().filter(|_| parts.method == Method::GET);
        let sign_in = || AppError::SignIn { next: here.map_or("/assessments", |p| p.as_str()).to_owned() };
        let token = Self::token(&CookieJar::from_headers(&parts.headers)).ok_or_else(sign_in)?;
        let account = state.store.session(&token.hash(), Micros::now()).await?;
        account.map(Self).ok_or_else(sign_in)
    }
}

/// An account that may make assessments, invite candidates and see what they did.
#[derive(Debug, Clone)]
pub struct Interviewer(pub AccountRow);

impl FromRequestParts<AppState> for Interviewer {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let SignedIn(account) = SignedIn::from_request_parts(parts, state).await?;
        match account.role {
            Role::Owner | Role::Interviewer => Ok(Self(account)),
            Role::Author | Role::Viewer => Err(AppError::Forbidden(
                "Your account may not invite candidates. An owner can change what it may do.".to_owned(),
            )),
        }
    }
}
