//! bollard's errors as ours. The one place that tells "no engine" from "the engine refused".

use bollard::errors::Error;

use super::{DockerSandbox, SandboxError};

/// An error that still lacks what only the caller knows.
pub(super) struct Failure {
    status: Option<u16>,
    error: SandboxError,
}

impl Failure {
    /// The engine's "not found", where only the image can be meant.
    pub(super) fn or_missing_image(self, image: &str) -> SandboxError {
        match self.status {
            Some(404) => SandboxError::ImageMissing { image: image.to_owned() },
            _ => self.error,
        }
    }
}

impl From<Failure> for SandboxError {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

impl DockerSandbox {
    /// What `error` means when the engine was asked to do `action`.
    pub(super) fn failure(&self, action: &'static str, error: &Error) -> Failure {
        let status = status(error);
        let error = if is_connection(error) {
            unavailable(&self.endpoint, error)
        } else {
            SandboxError::Engine { action, reason: reason(error) }
        };
        Failure { status, error }
    }
}

pub(super) fn unavailable(endpoint: &str, error: &Error) -> SandboxError {
    SandboxError::Unavailable { endpoint: endpoint.to_owned(), reason: reason(error) }
}

/// The HTTP status of the engine's answer, when it gave one.
pub(super) fn status(error: &Error) -> Option<u16> {
    match error {
        Error::DockerResponseServerError { status_code, .. } => Some(*status_code),
        _ => None,
    }
}

/// Whether the engine was not reached, or went away in the middle.
fn is_connection(error: &Error) -> bool {
    matches!(
        error,
        Error::SocketNotFoundError(_)
            | Error::HyperLegacyError { .. }
            | Error::HyperResponseError { .. }
            | Error::UnsupportedURISchemeError { .. }
            | Error::RequestTimeoutError
    )
}

/// The error with its causes: hyper's own text stops at "client error (Connect)".
fn reason(error: &Error) -> String {
    if let Error::DockerResponseServerError { status_code, message } = error {
        return format!("{message} (HTTP status {status_code})");
    }
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}
