//! Stages 1 and 2 of a submission's way: what was handed in is checked, stored and queued, or refused with a reason.
//!
//! Pages and API come together here. It knows no HTML and no JSON, and answers only after the store has committed.

use std::{collections::BTreeMap, sync::Arc};

use axum::http::HeaderMap;
use gauntlet_db::{Created, Micros, NewSubmission, Source};
use gauntlet_grader::{
    intake::{self, IntakeError},
    model::{Challenge, FileSet, RelPath},
    submission::{Submission, SubmissionError},
};

use crate::{
    error::{AppError, AppResult},
    extract::HandedIn,
    state::AppState,
};

/// A client's name for one request, so that repeating it is harmless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// Longest key, in characters.
    const MAX: usize = 200;

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key that a form carries.
    ///
    /// # Errors
    /// As for [`IdempotencyKey::of`].
    pub fn parse(key: &str) -> AppResult<Self> {
        if (1..=Self::MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic()) {
            return Ok(Self(key.to_owned()));
        }
        Err(AppError::BadRequest(format!(
            "Idempotency-Key: expected one key of 1 to {} visible ASCII characters",
            Self::MAX
        )))
    }

    /// The request's key, if it has one.
    ///
    /// # Errors
    /// [`AppError::BadRequest`] for a key that is not 1 to 200 visible ASCII characters, or for several.
    pub fn of(headers: &HeaderMap) -> AppResult<Option<Self>> {
        let mut all = headers.get_all("idempotency-key").iter();
        let Some(value) = all.next() else { return Ok(None) };
        let only = if all.next().is_none() { value.to_str().unwrap_or_default() } else { "" };
        Self::parse(only).map(Some)
    }
}

/// Checks, stores and queues.
///
/// # Errors
/// [`AppError::Refused`] with the file and the rule; [`AppError::Conflict`] when the key stands for other files;
/// [`AppError::Unavailable`]. In every case nothing was stored.
pub async fn receive(
    state: &AppState,
    challenge: &Arc<Challenge>,
    handed_in: HandedIn,
    source: Source,
    key: Option<IdempotencyKey>,
) -> AppResult<Created> {
    let author = handed_in.author.clone().into_string();
    let files = check(state, challenge, handed_in).await?;
    let new = NewSubmission {
        challenge_slug: challenge.manifest.slug.to_string(),
        challenge_version: challenge.manifest.version,
        author,
        source,
        files: by_path(&files),
        idempotency_key: key.map(|key| key.0),
        max_attempts: state.settings.max_attempts,
    };
    let created = state.store.create_submission(&new, Micros::now()).await?;
    if !created.replayed {
        state.hub.wake_worker();
    }
    Ok(created)
}

/// The files that were handed in, if the challenge takes them.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::TooLarge`] with the file and the rule.
pub async fn check(state: &AppState, challenge: &Arc<Challenge>, handed_in: HandedIn) -> AppResult<FileSet> {
    if handed_in.uploads.is_empty() {
        // Text as it is typed costs next to nothing.
        return take_in(challenge, handed_in);
    }
    let _place = state.intakes.acquire().await.map_err(AppError::internal)?;
    let challenge = Arc::clone(challenge);
    // Expanding an archive is work for a processor, up to its caps: not on a thread that serves others.
    tokio::task::spawn_blocking(move || take_in(&challenge, handed_in)).await.map_err(AppError::internal)?
}

/// Content by path, as it is stored.
#[must_use]
pub fn by_path(files: &FileSet) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| (path.to_string(), text.to_owned())).collect()
}

/// What is stored, as files again. Paths were checked when they came in; one that is none means that somebody else wrote
/// into the database.
///
/// # Errors
/// [`AppError::Internal`] for such a path.
pub fn file_set(stored: BTreeMap<String, String>) -> AppResult<FileSet> {
    let checked = |(path, text): (String, String)| Ok((RelPath::parse(&path).map_err(AppError::internal)?, text));
    stored.into_iter().map(checked).collect()
}

/// The files of a submission that the challenge takes.
fn take_in(challenge: &Challenge, handed_in: HandedIn) -> AppResult<FileSet> {
    let HandedIn { typed, uploads, .. } = handed_in;
    let is_archive = |bytes: &[u8]| matches!(bytes, [b'P', b'K', ..] | [0x1f, 0x8b, ..]);
    let taken = match (typed.as_slice(), uploads.as_slice()) {
        ([], [only]) => intake::from_archive(&only.name, &only.bytes),
        _ if uploads.iter().any(|upload| is_archive(&upload.bytes)) => {
            let text = "expected Go files, or one archive and nothing beside it; put everything into the archive";
            return Err(AppError::Refused(text.to_owned()));
        }
        _ => {
            let typed = typed.into_iter().map(|file| (file.path, file.content.into_bytes()));
            let uploads = uploads.into_iter().map(|upload| (upload.name, upload.bytes.to_vec()));
            intake::from_parts(typed.chain(uploads).collect())
        }
    };
    let files = taken.map_err(refused)?.files;
    match Submission::new(challenge, &files) {
        Ok(_) => Ok(files),
        Err(error @ SubmissionError::BadRule { .. }) => Err(AppError::internal(error)),
        Err(error) => Err(AppError::Refused(error.to_string())),
    }
}

/// Sizes are told apart from other rules: HTTP has a status of its own for them.
fn refused(error: IntakeError) -> AppError {
    match error {
        IntakeError::FileTooLarge { .. }
        | IntakeError::TooLarge
        | IntakeError::ExpandsTooFar
        | IntakeError::ArchiveTooLarge
        | IntakeError::TooManyEntries => AppError::TooLarge(error.to_string()),
        _ => AppError::Refused(error.to_string()),
    }
}
