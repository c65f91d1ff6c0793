//! What candidates hand in: runs, attempts and rehearsals.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;

use crate::{
    ChallengeVersion, Created, DraftRow, Hundredths, InvitationId, Micros, Purpose, SaveDraft, Source, Status,
    StoreError, SubmissionId, refuse_nul,
};

/// What a candidate hands in.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// Whose.
    pub invitation: InvitationId,
    /// At which challenge, as the assessment has it.
    pub challenge: ChallengeVersion,
    /// What for; never [`Purpose::Open`].
    pub purpose: Purpose,
    /// What is saved first, by the same transaction: both happen or neither.
    pub save: Option<SaveDraft>,
    /// Content by path. None: what is saved when the transaction comes to it, which is [`NewAttempt::save`] if there is one.
    pub files: Option<BTreeMap<String, String>>,
    /// The draft's revision that is meant, if somebody has looked at it: another one there is a conflict.
    pub revision: Option<u64>,
    /// Which door it came in by.
    pub source: Source,
    /// At the sample challenge, on which work may begin before the clock does.
    pub is_rehearsal: bool,
    /// Makes a repeated request harmless.
    pub idempotency_key: Option<String>,
    /// How often grading may be started, at least 1.
    pub max_gradings: u32,
    /// Least time between two runs of one challenge, or two rehearsals.
    pub run_pause: Duration,
}

impl NewAttempt {
    /// Checks what the databases cannot store alike.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] that names the field.
    pub fn check(&self) -> Result<(), StoreError> {
        refuse_nul("challenge", &self.challenge.slug)?;
        refuse_nul("idempotency_key", self.idempotency_key.as_deref().unwrap_or_default())?;
        self.files.iter().flat_map(BTreeMap::keys).try_for_each(|path| refuse_nul("files", path))?;
        self.save.as_ref().map_or(Ok(()), SaveDraft::check)?;
        if self.purpose == Purpose::Open || self.max_gradings == 0 {
            let reason = "must be a run, an attempt or a rehearsal that may be graded at least once".to_owned();
            return Err(StoreError::Invalid { field: "purpose", reason });
        }
        Ok(())
    }

    /// The files that come with the request, if any do.
    #[must_use]
    pub fn given(&self) -> Option<&BTreeMap<String, String>> {
        self.files.as_ref().or(self.save.as_ref().map(|save| &save.files))
    }
}

/// What became of a [`NewAttempt`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandedIn {
    /// It is stored and queued.
    Taken {
        /// The submission.
        created: Created,
        /// The draft's revision, if it was saved with it.
        revision: Option<u64>,
    },
    /// Nothing was saved that could be handed in.
    NothingSaved,
    /// What was to be saved first grew from another revision than is there.
    Conflict {
        /// What is there.
        current: Box<DraftRow>,
    },
    /// Every counted attempt has been made.
    NoAttemptsLeft {
        /// How many there were.
        of: u32,
    },
    /// The run before was a moment ago.
    TooSoon {
        /// From when on there may be another.
        again_at: Micros,
    },
    /// The work has not begun, or is over.
    Closed,
}

/// What one invitation has handed in at one challenge, against what it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AttemptsUsed {
    /// Counted attempts, those under way included. What did not compile and what we could not grade counts as none.
    pub used: u32,
    /// How many there may be.
    pub of: u32,
}

/// An attempt of somebody who was invited to an assessment, and what it earned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredAttempt {
    /// The submission.
    pub id: SubmissionId,
    /// Whose.
    pub invitation: InvitationId,
    /// The challenge's slug.
    pub challenge_slug: String,
    /// The verdict's name.
    pub verdict: String,
    /// What it earned.
    pub score_earned: Hundredths,
    /// What there was to be earned.
    pub score_max: Hundredths,
}

/// One line of what an invitation has handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AttemptRow {
    /// The submission.
    pub id: SubmissionId,
    /// The challenge's slug.
    pub challenge_slug: String,
    /// What for.
    pub purpose: Purpose,
    /// Counts a candidate's attempts at a challenge, from 1; none for anything else.
    pub attempt_number: Option<u32>,
    /// Where it stands.
    pub status: Status,
    /// When it was handed in.
    pub created_at: Micros,
    /// When it was graded, or given up.
    pub finished_at: Option<Micros>,
    /// The verdict's name, once finished.
    pub verdict: Option<String>,
    /// What it earned, once finished.
    pub score_earned: Option<Hundredths>,
    /// What could be earned, once finished.
    pub score_max: Option<Hundredths>,
    /// The report in one sentence, once finished.
    pub summary: Option<String>,
}

/// What was handed in for a candidate when their work ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedWork {
    /// Whose work.
    pub invitation: InvitationId,
    /// Their last saves, as far as they differed from the last attempt and attempts were left.
    pub handed_in: Vec<Created>,
}
