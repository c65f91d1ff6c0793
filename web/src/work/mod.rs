//! A candidate's work: what they save, run and hand in, what they may see of it, and the clock that ends it.
//!
//! Pages, the JSON interface and git come together here. It knows no HTML and no JSON.

mod clock;
mod drafts;
mod overview;
mod results;

use std::sync::Arc;

use gauntlet_db::{
    ChallengeVersion, Created, HandedIn as TakenIn, Micros, NewAttempt, Origin, Purpose, SaveDraft, Source,
};
use gauntlet_grader::model::{Challenge, FileSet, Slug};

use crate::{
    error::{AppError, AppResult},
    extract::{Candidate, HandedIn},
    receive::{self, IdempotencyKey},
    state::AppState,
};

pub use clock::run_clock;
pub use drafts::{Drafts, SavedDraft};
pub use overview::{ChallengeState, Overview, Task};
pub use results::{Shown, shown};

/// The sample challenge's slug: candidates may work on it before their clock runs, and nothing of it counts.
pub const REHEARSAL: &str = "rehearsal";

/// What is to be saved.
#[derive(Debug)]
pub struct Save {
    /// The revision that it was made from; none replaces whatever is there.
    pub base: Option<u64>,
    /// The files as they came.
    pub handed_in: HandedIn,
    /// How they came.
    pub origin: Origin,
    /// Which browser tab or machine sent them.
    pub device: String,
}

/// A challenge that a candidate works on.
///
/// # Errors
/// [`AppError::NotFound`] if it is none of their assessment's, nor the sample challenge.
pub fn challenge_of(state: &AppState, candidate: &Candidate, slug: &str) -> AppResult<Arc<Challenge>> {
    let asked = candidate.assessment.challenges.iter().any(|c| c.slug == slug);
    let found =
        if asked || slug == REHEARSAL { Slug::parse(slug).ok().and_then(|s| state.catalog.get(&s)) } else { None };
    found.ok_or_else(|| AppError::NotFound("There is no such challenge in your assessment.".to_owned()))
}

/// Whether it is the sample challenge, and not one that was asked for.
#[must_use]
pub fn is_rehearsal(candidate: &Candidate, challenge: &Challenge) -> bool {
    let slug = challenge.manifest.slug.as_str();
    slug == REHEARSAL && !candidate.assessment.challenges.iter().any(|c| c.slug == slug)
}

/// Checks and stores a draft.
///
/// # Errors
/// [`AppError::Refused`] and [`AppError::TooLarge`] with the file and the rule, [`AppError::DraftConflict`] if another
/// revision is there than it was made from, [`AppError::WorkClosed`]. In every case nothing was stored.
pub async fn save(
    state: &AppState,
    candidate: &Candidate,
    challenge: &Arc<Challenge>,
    save: Save,
) -> AppResult<SavedDraft> {
    let files = receive::check(state, challenge, save.handed_in).await?;
    let draft = SaveDraft {
        invitation: candidate.invitation.id,
        challenge_slug: challenge.manifest.slug.to_string(),
        base: save.base,
        is_rehearsal: is_rehearsal(candidate, challenge),
        files: receive::by_path(&files),
        origin: save.origin,
        device: save.device,
    };
    let saved = state.drafts.save(draft).await?;
    state.hub.announce_save(candidate.invitation.id, challenge.manifest.slug.as_str(), saved.revision);
    Ok(saved)
}

/// What was saved last, as far as the challenge's rules take it. None if nothing was.
///
/// # Errors
/// [`AppError::Internal`] if a stored path is none.
pub async fn last_save(state: &AppState, candidate: &Candidate, slug: &str) -> AppResult<Option<FileSet>> {
    let draft = state.store.draft(candidate.invitation.id, slug).await?;
    draft.map(|draft| receive::file_set(draft.files)).transpose()
}

/// Hands in what was saved last.
///
/// # Errors
/// [`AppError::Refused`] if nothing was saved, [`AppError::WorkClosed`], [`AppError::NoAttemptsLeft`],
/// [`AppError::TooOften`] for runs that follow each other too closely, [`AppError::Conflict`] when the key stands for
/// other files.
pub async fn hand_in(
    state: &AppState,
    candidate: &Candidate,
    challenge: &Arc<Challenge>,
    purpose: Purpose,
    source: Source,
    key: Option<IdempotencyKey>,
) -> AppResult<Created> {
    let (invitation, manifest) = (candidate.invitation.id, &challenge.manifest);
    let files = last_save(state, candidate, manifest.slug.as_str()).await?;
    let nothing = || AppError::Refused("Nothing was saved yet: save your files first.".to_owned());
    let is_rehearsal = is_rehearsal(candidate, challenge);
    let purpose = if is_rehearsal && purpose == Purpose::Attempt { Purpose::Rehearsal } else { purpose };
    let new = NewAttempt {
        invitation,
        challenge: ChallengeVersion { slug: manifest.slug.to_string(), version: manifest.version },
        purpose,
        files: receive::by_path(&files.ok_or_else(nothing)?),
        source,
        is_rehearsal,
        // Keys are unique in the whole table; nobody's may meet another's.
        idempotency_key: key.map(|key| format!("{invitation}:{}", key.as_str())),
        max_gradings: state.settings.max_attempts,
        run_pause: state.settings.run_pause,
    };
    let now = Micros::now();
    match state.store.hand_in(&new, now).await? {
        TakenIn::Taken(created) => {
            state.hub.announce_work(invitation);
            state.hub.wake_worker();
            Ok(created)
        }
        TakenIn::NoAttemptsLeft { of } => Err(AppError::NoAttemptsLeft { of }),
        TakenIn::TooSoon { again_at } => Err(AppError::TooOften { retry_after_s: again_at.since(now).as_secs() + 1 }),
        TakenIn::Closed => Err(AppError::WorkClosed),
    }
}
