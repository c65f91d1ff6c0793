//! Bodies, read to the end under a cap of bytes and of time.

use std::{future::Future, time::Duration};

use axum::{
    RequestExt,
    extract::{DefaultBodyLimit, Multipart, Request, multipart::MultipartError},
    http::{HeaderMap, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::{Instant, timeout_at};

use crate::{error::AppError, state::HttpSettings};

/// How much of a body that is too large is read all the same, as a multiple of the limit.
const DRAIN_FACTOR: usize = 8;

/// The media type of a request, lower-case and without parameters; empty if it has none.
#[must_use]
pub fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Reads one body. The deadline starts with its construction and holds for the whole body, however often it is asked.
#[derive(Debug, Clone, Copy)]
pub struct BodyReader {
    limit_bytes: usize,
    deadline: Instant,
}

impl BodyReader {
    /// With the operator's caps.
    #[must_use]
    pub fn new(settings: &HttpSettings) -> Self {
        Self::with(settings.body_limit_bytes, settings.body_timeout)
    }

    /// With caps of the caller's.
    #[must_use]
    pub fn with(limit_bytes: usize, timeout: Duration) -> Self {
        Self { limit_bytes, deadline: Instant::now() + timeout }
    }

    /// The whole body.
    ///
    /// # Errors
    /// [`AppError::TooLarge`] also before reading, when the request announces too much; [`AppError::BodyTimeout`].
    pub async fn bytes(&self, request: Request) -> Result<Bytes, AppError> {
        let request = self.check_announced(request).await?;
        let mut body = Limited::new(request.into_body(), self.limit_bytes);
        let mut bytes = BytesMut::new();
        while let Some(frame) = self.in_time(body.frame()).await? {
            let frame =
                frame.map_err(|error| if error.is::<LengthLimitError>() { self.too_large() } else { broken_off() })?;
            if let Ok(data) = frame.into_data() {
                bytes.extend_from_slice(&data);
            }
        }
        Ok(bytes.freeze())
    }

    /// The body as form fields, read one by one; each through [`BodyReader::next_field`].
    ///
    /// # Errors
    /// [`AppError::TooLarge`] when the request announces too much; [`AppError::BadRequest`] without a boundary.
    pub async fn multipart(&self, request: Request) -> Result<Multipart, AppError> {
        let mut request = self.check_announced(request).await?;
        DefaultBodyLimit::max(self.limit_bytes).apply(&mut request);
        request.extract::<Multipart, _>().await.map_err(|_| {
            AppError::BadRequest("expected a multipart/form-data body with a boundary in its content type".to_owned())
        })
    }

    /// The name, file name and content of the next field; `None` after the last.
    ///
    /// # Errors
    /// As for [`BodyReader::bytes`]; [`AppError::BadRequest`] when the form is malformed or ends early.
    pub async fn next_field(&self, form: &mut Multipart) -> Result<Option<Field>, AppError> {
        let Some(field) = self.in_time(form.next_field()).await?.map_err(|e| self.form_error(&e))? else {
            return Ok(None);
        };
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content = self.in_time(field.bytes()).await?.map_err(|e| self.form_error(&e))?;
        Ok(Some(Field { name, file_name, content }))
    }

    async fn in_time<T>(&self, part: impl Future<Output = T>) -> Result<T, AppError> {
        timeout_at(self.deadline, part).await.map_err(|_| AppError::BodyTimeout)
    }

    async fn check_announced(&self, request: Request) -> Result<Request, AppError> {
        let length = request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
        if length.is_none_or(|bytes| bytes <= self.limit_bytes as u64) {
            return Ok(request);
        }
        // A browser reads no answer before it has sent its form, and sees a broken connection instead of our words if
        // we hang up on it. So what is only somewhat too large is let through, and thrown away.
        let mut rest = Limited::new(request.into_body(), self.limit_bytes.saturating_mul(DRAIN_FACTOR));
        while let Some(Ok(_)) = self.in_time(rest.frame()).await? {}
        Err(self.too_large())
    }

    fn too_large(&self) -> AppError {
        AppError::TooLarge(format!(
            "Expected at most {} in one request, got more. Nothing was stored.",
            in_words(self.limit_bytes)
        ))
    }

    fn form_error(&self, error: &MultipartError) -> AppError {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
            return self.too_large();
        }
        tracing::debug!(%error, "form could not be read");
        AppError::BadRequest(
            "expected a complete multipart/form-data body, got one that is cut off or malformed".to_owned(),
        )
    }
}

/// One field of a form.
#[derive(Debug)]
pub struct Field {
    /// Its name; empty if it has none.
    pub name: String,
    /// The name of the file that it carries, as the browser sent it.
    pub file_name: Option<String>,
    /// Its content.
    pub content: Bytes,
}

fn broken_off() -> AppError {
    AppError::BadRequest("expected a complete body, got one that breaks off".to_owned())
}

fn in_words(bytes: usize) -> String {
    const MIB: usize = 1024 * 1024;
    if bytes >= MIB && bytes.is_multiple_of(MIB) { format!("{} MiB", bytes / MIB) } else { format!("{bytes} bytes") }
}
