//! What a request can fail with: a status and a text that is safe to show. Internal text is logged here, once.
//!
//! An [`AppError`] does not know whether a person or a program asked. It travels in the response's extensions, and
//! `routes::failure` (HTML) or `api::problem` (RFC 9457) puts it into words at the edge.

use std::{error::Error as StdError, fmt, sync::Arc};

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use gauntlet_db::{DraftRow, StoreError};

/// What is said of a submission that could not be graded. The stored reason may name paths and addresses of the host:
/// it is for the log and the audit trail.
pub const FAILURE: &str = "We could not grade this. That is our fault, costs no attempt and says nothing about your code. \
     Hand it in again; if it happens twice, tell whoever runs this server: the reason is in the log.";

/// Result of handlers and extractors.
pub type AppResult<T> = Result<T, AppError>;

/// Why a request was not served. Every text in it may be shown to whoever asked, but for [`AppError::Internal`]'s and
/// [`AppError::Unavailable`]'s causes, which are logged.
#[derive(Debug, Clone)]
pub enum AppError {
    /// 400: the request itself is malformed.
    BadRequest(String),
    /// 401: only for those who signed in; a page sends them there.
    SignIn {
        /// The path to come back to.
        next: String,
    },
    /// 401: only with an invitation. Which ones there are is nobody's business.
    NoInvitation,
    /// 403: not with this account. The text says what would be needed.
    Forbidden(String),
    /// 403: an assessment asks this challenge, and whoever wants it neither signed in nor came by a link.
    InAssessment,
    /// 401: by a link that was taken back. It opens nothing more.
    TakenBack,
    /// 403: a page of another site tried to act in the visitor's name.
    CrossSite,
    /// 404: there is nothing there. The text names what was looked for.
    NotFound(String),
    /// 405: not with this method.
    MethodNotAllowed,
    /// 408: the body came too slowly.
    BodyTimeout,
    /// 409: contradicts what is stored, or is not possible yet.
    Conflict(String),
    /// 409: another draft is there than the one that was sent grew from. Nothing was stored.
    DraftConflict(Box<DraftRow>),
    /// 409: a candidate's work has not begun, or is over. Nothing was stored.
    WorkClosed,
    /// 409: the page was made for another invitation than the one whose link this browser opened last. Nothing was stored.
    OtherInvitation,
    /// 409: every counted attempt was made.
    NoAttemptsLeft {
        /// How many there were.
        of: u32,
    },
    /// 409: a report was asked for that does not exist, or not yet; the text says which.
    NotFinished(String),
    /// 413: more was sent than is taken.
    TooLarge(String),
    /// 415: of a type that nothing here reads.
    UnsupportedType(String),
    /// 421: addressed to a host that this server does not answer for.
    ForeignHost(String),
    /// 422: readable, but refused; the text names the file or field, and the rule.
    Refused(String),
    /// 429: too often from one address.
    TooOften {
        /// When another try makes sense.
        retry_after_s: u64,
    },
    /// 429: the run before was a moment ago. What came with it was saved.
    RunTooSoon {
        /// When there may be another.
        retry_after_s: u64,
    },
    /// 500: our fault; the cause is logged.
    Internal(Cause),
    /// 503: worth another try; the cause is logged. Nothing was stored.
    Unavailable(Cause),
}

/// An internal error, kept for the log.
#[derive(Clone)]
pub struct Cause(Arc<dyn StdError + Send + Sync>);

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = self.0.source();
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}

impl AppError {
    /// Our fault.
    pub fn internal(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Internal(Cause(Arc::from(error.into())))
    }

    /// Ours, and passing.
    pub fn unavailable(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Unavailable(Cause(Arc::from(error.into())))
    }

    /// HTTP's word for it.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::SignIn { .. } | Self::NoInvitation | Self::TakenBack => StatusCode::UNAUTHORIZED,
            Self::CrossSite | Self::Forbidden(_) | Self::InAssessment => StatusCode::FORBIDDEN,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict(_)
            | Self::NotFinished(_)
            | Self::DraftConflict(_)
            | Self::WorkClosed
            | Self::OtherInvitation
            | Self::NoAttemptsLeft { .. } => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::ForeignHost(_) => StatusCode::MISDIRECTED_REQUEST,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooOften { .. } | Self::RunTooSoon { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// A stable key for programs, e.g. `not-finished`.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "bad-request",
            Self::SignIn { .. } => "sign-in",
            Self::NoInvitation | Self::TakenBack => "no-invitation",
            Self::InAssessment => "in-assessment",
            Self::Forbidden(_) => "forbidden",
            Self::CrossSite => "cross-site",
            Self::NotFound(_) => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::BodyTimeout => "body-timeout",
            Self::Conflict(_) => "conflict",
            Self::DraftConflict(_) => "draft-conflict",
            Self::WorkClosed => "work-closed",
            Self::OtherInvitation => "other-invitation",
            Self::NoAttemptsLeft { .. } => "no-attempts-left",
            Self::NotFinished(_) => "not-finished",
            Self::TooLarge(_) => "too-large",
            Self::UnsupportedType(_) => "unsupported-type",
            Self::ForeignHost(_) => "foreign-host",
            Self::Refused(_) => "refused",
            Self::TooOften { .. } | Self::RunTooSoon { .. } => "too-often",
            Self::Internal(_) => "internal",
            Self::Unavailable(_) => "unavailable",
        }
    }

    /// The kind of error in a few words, the same for every occurrence.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self {
            Self::BadRequest(_) => "This request could not be read",
            Self::SignIn { .. } => "Sign in first",
            Self::NoInvitation => "This link opens nothing",
            Self::TakenBack => "This invitation was taken back",
            Self::InAssessment => "Part of an assessment",
            Self::Forbidden(_) => "Not with this account",
            Self::CrossSite => "This request came from another site",
            Self::NotFound(_) => "Not found",
            Self::MethodNotAllowed => "Not possible here",
            Self::BodyTimeout => "The upload took too long",
            Self::Conflict(_) => "This contradicts what is stored",
            Self::DraftConflict(_) => "Another version was saved meanwhile",
            Self::WorkClosed => "The work is over",
            Self::OtherInvitation => "This page belongs to another link",
            Self::NoAttemptsLeft { .. } => "No attempt is left",
            Self::NotFinished(_) => "There is no report",
            Self::TooLarge(_) => "Too large",
            Self::UnsupportedType(_) => "This type of content is not read here",
            Self::ForeignHost(_) => "Not the address of this server",
            Self::Refused(_) => "Not accepted",
            Self::TooOften { .. } | Self::RunTooSoon { .. } => "Too often",
            Self::Internal(_) => "Something went wrong on our side",
            Self::Unavailable(_) => "Not available at the moment",
        }
    }

    /// What happened this time and what to do, safe to show.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::BadRequest(text)
            | Self::NotFound(text)
            | Self::Conflict(text)
            | Self::NotFinished(text)
            | Self::TooLarge(text)
            | Self::UnsupportedType(text)
            | Self::ForeignHost(text)
            | Self::Forbidden(text)
            | Self::Refused(text) => text.clone(),
            Self::DraftConflict(current) => format!(
                "Version {} was saved meanwhile, from another tab or device, by upload or by push. Nothing of yours was \
                 stored: look at both, then keep one.",
                current.revision
            ),
            Self::WorkClosed => {
                "Your work has not begun, or is over: nothing was stored. What you had saved last before \
                                 the end was handed in for you."
                    .to_owned()
            }
            Self::OtherInvitation => {
                "Another link was opened in this browser since this page was. Nothing was stored or handed in. What you \
                 wrote is still in this tab (after a form, one step back): open your link again in another tab, come \
                 back to this one, and go on."
                    .to_owned()
            }
            Self::NoAttemptsLeft { of } => {
                format!(
                    "You have made all {of} counted attempts at this challenge. What you save is kept all the same."
                )
            }
            Self::SignIn { .. } => "This is for people with an account on this server.".to_owned(),
            Self::NoInvitation => {
                "Open the link that you were sent once more, whole: it may have been cut off. If it still \
                                   opens nothing, ask whoever invited you for another one."
                    .to_owned()
            }
            Self::TakenBack => {
                "It opens nothing more, and nothing was stored just now. Whoever invited you can tell you why.".to_owned()
            }
            Self::InAssessment => {
                "This challenge is part of an assessment: it opens by the link of an invitation. Interviewers see it \
                 once they have signed in."
                    .to_owned()
            }
            Self::CrossSite => {
                "It was not carried out. If you meant it, open the page here and do it again.".to_owned()
            }
            Self::MethodNotAllowed => "This address exists, but does not take this method.".to_owned(),
            Self::BodyTimeout => {
                "The server stopped waiting for the rest of the upload. Nothing was stored; try again.".to_owned()
            }
            Self::TooOften { retry_after_s } => {
                format!(
                    "This came too soon after what came before. Nothing was stored; try again in {retry_after_s} s."
                )
            }
            Self::RunTooSoon { retry_after_s } => {
                format!("The run before was a moment ago. What you wrote is saved; run it again in {retry_after_s} s.")
            }
            Self::Internal(_) => "The cause is in the server's log, under the request id.".to_owned(),
            Self::Unavailable(_) => {
                "The server cannot reach its storage. Nothing was stored; try again in a moment.".to_owned()
            }
        }
    }
}

impl AppError {
    /// A response with the error's status, headers and log, and a page of its own in place of the error's.
    #[must_use]
    pub fn with_page(self, body: Html<String>) -> Response {
        let mut response = self.into_response();
        // Else the error page would be put there.
        response.extensions_mut().remove::<Self>();
        let (parts, _) = response.into_parts();
        (parts.status, parts.headers, body).into_response()
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        match &self {
            Self::Internal(cause) => tracing::error!(%cause, "request failed"),
            Self::Unavailable(cause) => tracing::warn!(%cause, "storage unavailable"),
            refused => tracing::debug!(key = refused.key(), detail = refused.detail(), "request refused"),
        }
        let mut response = self.status().into_response();
        let retry_after = match &self {
            Self::TooOften { retry_after_s } | Self::RunTooSoon { retry_after_s } => Some(*retry_after_s),
            Self::Unavailable(_) => Some(5),
            _ => None,
        };
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { .. } => Self::NotFound(error.to_string()),
            StoreError::Conflict(text) => Self::Conflict(text),
            StoreError::Invalid { .. } => Self::Refused(error.to_string()),
            StoreError::Unavailable(_) => Self::unavailable(error),
            _ => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AppError;
    use axum::{http::StatusCode, response::IntoResponse};
    use gauntlet_db::StoreError;

    #[test]
    fn internal_text_is_never_shown() {
        let secret = "password authentication failed for user \"gauntlet\"";
        for error in [AppError::internal(secret), AppError::unavailable(secret)] {
            assert!(!error.detail().contains("gauntlet"), "{}", error.detail());
        }
        let error = AppError::from(StoreError::Corrupt("row 7".to_owned()));
        assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!error.detail().contains("row 7"));
    }

    #[test]
    fn what_passes_says_when_to_try_again() {
        let response = AppError::TooOften { retry_after_s: 9 }.into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()["retry-after"], "9");
        assert_eq!(AppError::unavailable("x").into_response().headers()["retry-after"], "5");
    }
}
