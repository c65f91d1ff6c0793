//! Who signed in, by the cookie that their browser sends.

use std::time::Instant;

use axum::{
    extract::FromRequestParts,
    http::{Method, header, request::Parts},
};
use axum_extra::extract::CookieJar;
use gauntlet_db::{AccountRow, Email, Micros, Role};

use super::{ClientAddress, basic};
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
        // Another extractor may have asked before, and passwords take time.
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let known = Self::identify(parts, state).await?;
        parts.extensions.insert(known.clone());
        Ok(known)
    }
}

impl SignedIn {
    async fn identify(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        // Address and password, as programs send them.
        let sent = parts.headers.get(header::AUTHORIZATION).and_then(basic);
        let client = ClientAddress::from_request_parts(parts, state).await?;
        // Only what was asked for by GET can be asked for again after signing in.
        let here = parts.uri.path_and_query().filter(|_| parts.method == Method::GET);
        let sign_in = || AppError::SignIn { next: here.map_or("/assessments", |p| p.as_str()).to_owned() };
        if let Some((email, password)) = sent {
            return account_with(state, client, &email, password).await?.map(Self).ok_or_else(sign_in);
        }
        let token = Self::token(&CookieJar::from_headers(&parts.headers)).ok_or_else(sign_in)?;
        let account = state.store.session(&token.hash(), Micros::now()).await?;
        account.map(Self).ok_or_else(sign_in)
    }
}

/// The account that an address and a password open, if they belong together. What is wrong with a password is not told
/// from what is wrong with an address, and both take as long.
///
/// # Errors
/// [`AppError::TooOften`] after too many tries from one client.
pub async fn account_with(
    state: &AppState,
    ClientAddress(client): ClientAddress,
    email: &str,
    password: String,
) -> Result<Option<AccountRow>, AppError> {
    state.sign_ins.take(client, Instant::now()).map_err(|retry_after_s| AppError::TooOften { retry_after_s })?;
    let account = match Email::parse(email) {
        Ok(email) => state.store.account_by_email(&email).await?.filter(|account| account.disabled_at.is_none()),
        Err(_) => None,
    };
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let is_right = state.passwords.check(password, hash).await.map_err(AppError::internal)?;
    Ok(account.filter(|_| is_right))
}

/// An account that may make assessments, invite candidates and see what they did.
#[derive(Debug, Clone)]
pub struct Interviewer(pub AccountRow);

impl FromRequestParts<AppState> for Interviewer {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let SignedIn(account) = SignedIn::from_request_parts(parts, state).await?;
        if !sees_candidates(account.role) {
            return Err(AppError::Forbidden(
                "Your account may not invite candidates. An owner can change what it may do.".to_owned(),
            ));
        }
        Ok(Self(account))
    }
}

/// Whether whoever asks may see what candidates handed in.
pub(super) async fn is_interviewer(parts: &mut Parts, state: &AppState) -> Result<bool, AppError> {
    match SignedIn::from_request_parts(parts, state).await {
        Ok(SignedIn(account)) => Ok(sees_candidates(account.role)),
        Err(AppError::SignIn { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn sees_candidates(role: Role) -> bool {
    match role {
        Role::Owner | Role::Interviewer => true,
        Role::Author | Role::Viewer => false,
    }
}
