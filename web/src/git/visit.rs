//! Who asks, for which repository, and whether they may: before git is started.

use std::{net::IpAddr, path::Path as FilePath, sync::Arc, time::Instant};

use axum::{
    extract::{Path, rejection::PathRejection},
    http::{HeaderMap, HeaderValue, header},
};
use gauntlet_db::{InvitationState, Micros};
use gauntlet_grader::model::{Challenge, Slug};
use tokio::sync::OwnedMutexGuard;

use super::{host::Host, repository::Repository, sync};
use crate::{
    error::{AppError, AppResult},
    extract::{Candidate, basic, content_type},
    identity::Token,
    state::AppState,
    work,
};

/// The repository's name in the address, such as `worker-pool.git`.
pub(super) type Address = Result<Path<String>, PathRejection>;

/// What git wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Fetch,
    Push,
}

impl Service {
    /// As git calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Fetch => "git-upload-pack",
            Self::Push => "git-receive-pack",
        }
    }
}

/// Somebody who may be here, at the repository that they asked for.
pub(super) struct Visit {
    state: AppState,
    pub(super) host: Arc<Host>,
    pub(super) candidate: Candidate,
    pub(super) challenge: Arc<Challenge>,
    pub(super) repository: Repository,
}

impl Visit {
    /// Lets in whoever has the right token, at the right time.
    ///
    /// # Errors
    /// [`AppError::NoInvitation`], [`AppError::TooOften`], [`AppError::NotFound`], [`AppError::Forbidden`].
    pub(super) async fn admit(
        state: &AppState,
        address: Address,
        client: IpAddr,
        headers: &HeaderMap,
        service: Service,
    ) -> AppResult<Self> {
        let host = Arc::clone(state.git.host()?);
        let candidate = who(state, client, headers).await?;
        let Ok(Path(name)) = address else { return Err(nothing_here()) };
        let slug = name.strip_suffix(".git").ok_or_else(nothing_here)?;
        let slug = Slug::parse(slug).map_err(|_| nothing_here())?;
        let challenge = work::challenge_of(state, &candidate, slug.as_str())?;
        if work::is_rehearsal(&candidate, &challenge) {
            return Err(AppError::NotFound(
                "The sample challenge has no repository: rehearse in the browser.".to_owned(),
            ));
        }
        check_time(&candidate, service)?;
        if service == Service::Push {
            candidate.permit(state)?;
        }
        let path = host.path_of(candidate.invitation.id, &slug);
        let repository = Repository::new(Arc::clone(&host), path);
        Ok(Self { state: state.clone(), host, candidate, challenge, repository })
    }

    /// Whoever changes the repository passes its gate; one at a time.
    pub(super) async fn pass_gate(&self) -> OwnedMutexGuard<()> {
        self.host.gate(self.repository.path()).lock_owned().await
    }

    /// Makes the repository on the first visit, and brings it up to date. Gives the revision that main then shows.
    pub(super) async fn make_ready(&self) -> AppResult<u64> {
        let invitation = &self.candidate.invitation;
        sync::make(&self.repository, &self.challenge, invitation.started_at.unwrap_or(invitation.created_at)).await?;
        let draft = self.state.store.draft(invitation.id, self.challenge.manifest.slug.as_str()).await?;
        sync::catch_up(&self.repository, &self.challenge, draft.as_ref()).await
    }

    /// `git http-backend` for one request (RFC 3875, and `git help http-backend`). Nothing of the address is passed on but
    /// what was checked.
    pub(super) fn command(&self, what: &str, method: &str, headers: &HeaderMap) -> std::process::Command {
        let path = self.repository.path();
        let root = path.parent().unwrap_or(FilePath::new("/"));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut command = self.host.command();
        command
            .arg("http-backend")
            .env("GIT_PROJECT_ROOT", root)
            .env("GIT_HTTP_EXPORT_ALL", "1")
            .env("PATH_INFO", format!("/{name}/{what}"))
            .env("REQUEST_METHOD", method)
            .env("SERVER_PROTOCOL", "HTTP/1.1")
            .env("CONTENT_TYPE", content_type(headers));
        if headers.contains_key(header::CONTENT_ENCODING) {
            command.env("HTTP_CONTENT_ENCODING", "gzip");
        }
        let protocol = headers.get("git-protocol").and_then(|value| value.to_str().ok());
        let is_known = |b: u8| b.is_ascii_alphanumeric() || b"=:".contains(&b);
        let is_plain = |text: &&str| text.len() <= 100 && text.bytes().all(is_known);
        if let Some(protocol) = protocol.filter(is_plain) {
            command.env("GIT_PROTOCOL", protocol);
        }
        command
    }
}

/// Whose token the password is. git asks once without one, which is no failure.
async fn who(state: &AppState, client: IpAddr, headers: &HeaderMap) -> AppResult<Candidate> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Err(AppError::NoInvitation) };
    let found = match password(value) {
        Some(token) => Candidate::of(state, &token).await,
        None => Err(AppError::NoInvitation),
    };
    if let Err(AppError::NoInvitation) = found {
        // Whoever has the right token is never kept out by somebody else at their address who has not.
        let retry_after_s = state.sign_ins.take(client, Instant::now()).err();
        return Err(retry_after_s.map_or(AppError::NoInvitation, |retry_after_s| AppError::TooOften { retry_after_s }));
    }
    found
}

/// The token that is the password of HTTP Basic, whoever the user is.
fn password(value: &HeaderValue) -> Option<Token> {
    let (_, password) = basic(value)?;
    Token::parse(&password)
}

/// Before the work there is nothing to see, after it nothing to push.
fn check_time(candidate: &Candidate, service: Service) -> AppResult<()> {
    let invitation = &candidate.invitation;
    let refuse = |text: &str| Err(AppError::Forbidden(text.to_owned()));
    match invitation.state(Micros::now()) {
        InvitationState::UnderWay => Ok(()),
        InvitationState::Waiting => {
            refuse("Your work has not begun. Open the link that you were sent and start it there, then try again.")
        }
        InvitationState::Expired => refuse("The time in which your work could be started is over."),
        InvitationState::Ended if invitation.is_taken_back() => refuse("Your invitation was taken back."),
        InvitationState::Ended if service == Service::Push => {
            refuse("Your work is over: nothing can be pushed any more. What is here can still be fetched.")
        }
        InvitationState::Ended => Ok(()),
    }
}

/// No word on what else there may be.
pub(super) fn nothing_here() -> AppError {
    AppError::NotFound("There is no repository at this address. The page of your work says where yours is.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::password;
    use axum::http::HeaderValue;
    use base64::{Engine, prelude::BASE64_STANDARD};

    fn parse(scheme: &str, text: &str) -> Option<String> {
        let value = HeaderValue::from_str(&format!("{scheme} {}", BASE64_STANDARD.encode(text))).unwrap();
        password(&value).map(|token| token.secret().to_owned())
    }

    #[test]
    fn the_password_is_the_token_whoever_says_it() {
        let token = "a".repeat(43);
        for user in ["", "git", "Ada Lovelace"] {
            assert_eq!(parse("Basic", &format!("{user}:{token}")).as_ref(), Some(&token));
        }
        assert_eq!(parse("basic", &format!("x:{token}")).as_ref(), Some(&token));
        for bad in [format!("{token}:"), token.clone(), format!("x:{token}a"), "x:".to_owned()] {
            assert_eq!(parse("Basic", &bad), None, "{bad}");
        }
        assert_eq!(parse("Bearer", &format!("x:{token}")), None);
        assert_eq!(password(&HeaderValue::from_static("Basic %%%")), None);
    }
}
