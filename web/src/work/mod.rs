//! A candidate's work: what they save, run and hand in, what they may see of it, and the clock that ends it.
//!
//! Pages, the JSON interface and git come together here. It knows no HTML and no JSON.

mod clock;
mod drafts;
mod overview;
mod results;

use std::{sync::Arc, time::Instant};

use gauntlet_db::{
    ChallengeVersion, Created, HandedIn as HandedInto, Micros, NewAttempt, Origin, Purpose, SaveDraft, Source,
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
pub use overview::{ChallengeState, NEWEST, Overview, Task, title};
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
    /// Nobody asked for it: a program sent it by itself while somebody typed.
    pub is_autosave: bool,
}

/// What is to be handed in.
#[derive(Debug)]
pub struct HandIn {
    /// What for.
    pub purpose: Purpose,
    /// Which door it came in by.
    pub source: Source,
    /// Makes a repeated request harmless.
    pub key: Option<IdempotencyKey>,
    /// What is saved first: it is saved and handed in, or neither.
    pub save: Option<Save>,
    /// What is handed in in place of what is saved then.
    pub files: Option<HandedIn>,
    /// The revision that is meant by what was saved last, if somebody has looked at it.
    pub revision: Option<u64>,
}

impl HandIn {
    /// Of what was saved last.
    #[must_use]
    pub fn of_last_save(purpose: Purpose, source: Source, key: Option<IdempotencyKey>) -> Self {
        Self { purpose, source, key, save: None, files: None, revision: None }
    }
}

/// What was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenIn {
    /// The submission.
    pub created: Created,
    /// The draft's revision, if it was saved with it.
    pub revision: Option<u64>,
}

/// A challenge that a candidate works on.
///
/// # Errors
/// [`AppError::NotFound`] if it is none of their assessment's, nor the sample challenge.
pub fn challenge_of(state: &AppState, candidate: &Candidate, slug: &str) -> AppResult<Arc<Challenge>> {
    let asked = candidate.assessment.asks(slug);
    let found =
        if asked || slug == REHEARSAL { Slug::parse(slug).ok().and_then(|s| state.catalog.get(&s)) } else { None };
    found.ok_or_else(|| AppError::NotFound("There is no such challenge in your assessment.".to_owned()))
}

/// The same for whoever wants to look at it: before the clock runs there is only the sample challenge to be seen.
///
/// # Errors
/// As for [`challenge_of`]; [`AppError::Forbidden`] before the start.
pub fn open_challenge(state: &AppState, candidate: &Candidate, slug: &str) -> AppResult<Arc<Challenge>> {
    let challenge = challenge_of(state, candidate, slug)?;
    if candidate.has_begun() || is_rehearsal(candidate, &challenge) {
        return Ok(challenge);
    }
    Err(AppError::Forbidden(
        "Your work has not begun: open the link that you were sent, and start it there.".to_owned(),
    ))
}

/// Whether it is the sample challenge, and not one that was asked for.
#[must_use]
pub fn is_rehearsal(candidate: &Candidate, challenge: &Challenge) -> bool {
    let slug = challenge.manifest.slug.as_str();
    slug == REHEARSAL && !candidate.assessment.asks(slug)
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
    let draft = checked(state, candidate, challenge, save).await?;
    store(state, draft).await
}

/// A draft that the challenge takes.
async fn checked(
    state: &AppState,
    candidate: &Candidate,
    challenge: &Arc<Challenge>,
    save: Save,
) -> AppResult<SaveDraft> {
    if !candidate.has_begun() && !is_rehearsal(candidate, challenge) {
        // The rules that files are held to tell what is asked.
        return Err(AppError::WorkClosed);
    }
    let files = receive::check(state, challenge, save.handed_in).await?;
    state.links.weigh(candidate.invitation.id, files.iter().map(|(_, text)| text.len()).sum(), Instant::now());
    Ok(SaveDraft {
        invitation: candidate.invitation.id,
        challenge_slug: challenge.manifest.slug.to_string(),
        base: save.base,
        is_rehearsal: is_rehearsal(candidate, challenge),
        files: receive::by_path(&files),
        origin: save.origin,
        device: save.device,
        is_autosave: save.is_autosave,
    })
}

async fn store(state: &AppState, draft: SaveDraft) -> AppResult<SavedDraft> {
    let (invitation, slug) = (draft.invitation, draft.challenge_slug.clone());
    let saved = state.drafts.save(draft).await?;
    state.hub.announce_save(invitation, &slug, saved.revision);
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

/// Hands in what comes with the request, or what was saved last. What somebody else saves at the same moment is never handed
/// in in its place.
///
/// # Errors
/// [`AppError::Refused`] if nothing was saved, [`AppError::WorkClosed`], [`AppError::DraftConflict`],
/// [`AppError::NoAttemptsLeft`], [`AppError::RunTooSoon`] for runs that follow each other too closely,
/// [`AppError::Conflict`] when the key stands for something else. Nothing was stored then; but what was not pushed is saved
/// all the same when it is only the attempts or the pause that stand in its way.
pub async fn hand_in(
    state: &AppState,
    candidate: &Candidate,
    challenge: &Arc<Challenge>,
    hand_in: HandIn,
) -> AppResult<TakenIn> {
    let (invitation, manifest) = (candidate.invitation.id, &challenge.manifest);
    let HandIn { purpose, source, key, save, files, revision } = hand_in;
    let save = match save {
        Some(save) => Some(checked(state, candidate, challenge, save).await?),
        None => None,
    };
    let files = match files {
        Some(files) => Some(receive::by_path(&receive::check(state, challenge, files).await?)),
        None => None,
    };
    let is_rehearsal = is_rehearsal(candidate, challenge);
    let mut new = NewAttempt {
        invitation,
        challenge: ChallengeVersion { slug: manifest.slug.to_string(), version: manifest.version },
        purpose: if is_rehearsal && purpose == Purpose::Attempt { Purpose::Rehearsal } else { purpose },
        save,
        files,
        revision,
        source,
        is_rehearsal,
        // Keys are unique in the whole table; nobody's may meet another's, nor those that anybody may send, which have no
        // spaces.
        idempotency_key: key.map(|key| format!("invitation {invitation} {}", key.as_str())),
        max_gradings: state.settings.max_attempts,
        run_pause: state.settings.run_pause,
    };
    let now = Micros::now();
    let refused = match state.store.hand_in(&new, now).await? {
        HandedInto::Taken { created, revision } => {
            if let Some(revision) = revision {
                state.hub.announce_save(invitation, manifest.slug.as_str(), revision);
            }
            state.hub.announce_work(invitation);
            state.hub.wake_worker();
            return Ok(TakenIn { created, revision });
        }
        HandedInto::NothingSaved => {
            return Err(AppError::Refused("Nothing was saved yet: save your files first.".to_owned()));
        }
        HandedInto::Conflict { current } => return Err(AppError::DraftConflict(current)),
        HandedInto::Closed => return Err(AppError::WorkClosed),
        HandedInto::NoAttemptsLeft { of } => AppError::NoAttemptsLeft { of },
        HandedInto::TooSoon { again_at } => AppError::RunTooSoon { retry_after_s: again_at.since(now).as_secs() + 1 },
    };
    if let Some(draft) = new.save.take().filter(|draft| draft.origin != Origin::Git) {
        store(state, draft).await?;
    }
    Err(refused)
}
