//! Shapes of a candidate's work.

use std::collections::BTreeMap;

use gauntlet_db::{DraftRow, InvitationState};
use gauntlet_grader::model::Challenge;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::wire::{Points, points, rfc3339},
    progress::PhaseView,
    receive, starter,
    work::{ChallengeState, Overview, SavedDraft, Shown, Task},
};

/// A candidate's work as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Work {
    /// The server's clock (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub now: String,
    /// `waiting`, `expired`, `under_way` or `ended`.
    #[schema(value_type = String, example = "under_way")]
    pub state: InvitationState,
    /// When the work ends, once it has begun (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub deadline: Option<String>,
    /// The assessment's title.
    pub title: String,
    /// The challenges in their order; the sample challenge `rehearsal` at the end.
    pub challenges: Vec<WorkChallenge>,
    /// Runs, attempts and rehearsals, newest first.
    pub submissions: Vec<Item>,
}

/// One challenge of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WorkChallenge {
    /// Its name.
    #[schema(example = "worker-pool")]
    pub slug: String,
    /// For people.
    pub title: String,
    /// The draft's revision; 0 if nothing was saved.
    pub revision: u64,
    /// Counted attempts.
    pub attempts: Attempts,
    /// When there may be another run; null if at once (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub run_again_at: Option<String>,
}

/// Counted attempts: what did not compile and what we could not grade counts as none.
#[derive(Debug, Serialize, ToSchema)]
pub struct Attempts {
    /// How many were made.
    pub used: u32,
    /// How many there may be.
    pub of: u32,
}

/// One run, attempt or rehearsal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Item {
    /// Names it for ever.
    #[schema(value_type = uuid::Uuid)]
    pub id: String,
    /// The challenge's name.
    pub challenge: String,
    /// `run`, `attempt` or `rehearsal`.
    #[schema(example = "attempt")]
    pub purpose: &'static str,
    /// Counts the attempts at a challenge, from 1.
    pub attempt_number: Option<u32>,
    /// `queued`, `running`, `finished` or `failed`.
    #[schema(example = "finished")]
    pub status: &'static str,
    /// Its place in the queue: 1 is graded next. Null once graded or under way.
    pub queue_position: Option<u64>,
    /// How often grading was started; more than once only after a fault of ours.
    pub grading: u32,
    /// How far grading is, phase by phase.
    pub phases: Vec<PhaseView>,
    /// When it was handed in (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was graded, or given up (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub finished_at: Option<String>,
    /// The verdict's name, once finished and as far as the assessment's rule shows it.
    #[schema(example = "data_race")]
    pub verdict: Option<String>,
    /// The verdict in words.
    pub verdict_title: Option<&'static str>,
    /// Points, under the same conditions; never of a run.
    pub score: Option<Points>,
    /// The report in one or two sentences; what to know instead where it is not shown or there is none.
    pub summary: Option<String>,
    /// Its page.
    #[schema(example = "/take/results/019aa3c1-7d2e-7c40-9a51-3f2b8c6d7e10")]
    pub page: String,
}

/// One run, attempt or rehearsal, and what it says about lines.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemWithNotes {
    /// What is in lists, too.
    #[serde(flatten)]
    pub item: Item,
    /// Findings, failures of visible tests and races, on the candidate's lines.
    pub notes: Vec<Note>,
}

/// Something about one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Note {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1; 0 where it is not known.
    pub column: u32,
    /// `error`, `warning` or `info`.
    #[schema(example = "error")]
    pub severity: &'static str,
    /// In words.
    pub message: String,
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Draft {
    /// Counts its changes; 0 if nothing was saved, and the files are the starter's.
    pub revision: u64,
    /// When it was saved (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub saved_at: Option<String>,
    /// `browser`, `upload`, `api` or `git`.
    pub origin: Option<String>,
    /// Which tab or machine saved it.
    pub device: Option<String>,
    /// Content by path.
    pub files: BTreeMap<String, String>,
}

/// A draft that was stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stored {
    /// Its revision.
    pub revision: u64,
    /// When (RFC 3339, UTC).
    #[schema(format = DateTime)]
    pub saved_at: String,
}

impl From<&Overview> for Work {
    fn from(overview: &Overview) -> Self {
        Self {
            now: rfc3339(overview.now),
            state: overview.state(),
            deadline: overview.invitation.deadline_at.map(rfc3339),
            title: overview.assessment.title.clone(),
            challenges: overview.challenges.iter().map(Into::into).collect(),
            submissions: overview.tasks.iter().map(Into::into).collect(),
        }
    }
}

impl From<&ChallengeState> for WorkChallenge {
    fn from(challenge: &ChallengeState) -> Self {
        Self {
            slug: challenge.slug.clone(),
            title: challenge.title.clone(),
            revision: challenge.revision,
            attempts: Attempts { used: challenge.attempts.used, of: challenge.attempts.of },
            run_again_at: challenge.run_again_at.map(rfc3339),
        }
    }
}

impl From<&Task> for Item {
    fn from(task: &Task) -> Self {
        let row = &task.row;
        let verdict = row.verdict.clone().filter(|_| task.shown == Shown::All);
        let is_scored = verdict.is_some() && row.score_max.is_some_and(|max| max.as_points() > 0.0);
        Self {
            id: row.id.to_string(),
            challenge: row.challenge_slug.clone(),
            purpose: row.purpose.as_str(),
            attempt_number: row.attempt_number,
            status: row.status.as_str(),
            queue_position: task.queue_position,
            grading: task.grading,
            phases: if task.is_live() { task.progress.clone().as_of_now().phases } else { Vec::new() },
            created_at: rfc3339(row.created_at),
            finished_at: row.finished_at.map(rfc3339),
            verdict_title: task.verdict_title(),
            verdict,
            score: if is_scored { points(row.score_earned, row.score_max) } else { None },
            summary: task.summary(),
            page: task.page(),
        }
    }
}

impl From<&DraftRow> for Draft {
    fn from(row: &DraftRow) -> Self {
        Self {
            revision: row.revision,
            saved_at: Some(rfc3339(row.saved_at)),
            origin: Some(row.origin.to_string()),
            device: Some(row.device.clone()),
            files: row.files.clone(),
        }
    }
}

impl Draft {
    /// What stands there before anything was saved.
    #[must_use]
    pub fn starter(challenge: &Challenge) -> Self {
        let files = receive::by_path(&starter::editable(challenge));
        Self { revision: 0, saved_at: None, origin: None, device: None, files }
    }
}

impl From<SavedDraft> for Stored {
    fn from(saved: SavedDraft) -> Self {
        Self { revision: saved.revision, saved_at: rfc3339(saved.saved_at) }
    }
}
