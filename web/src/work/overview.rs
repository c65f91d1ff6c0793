//! Everything that a candidate's page has to know at a moment: where the work stands, and what became of each hand-in.

use gauntlet_db::{
    AssessmentRow, AttemptRow, AttemptsUsed, InvitationId, InvitationRow, InvitationState, Micros, Purpose, Status,
    SubmissionId, SubmissionRow,
};
use gauntlet_grader::model::{Slug, Verdict};

use super::{REHEARSAL, Shown, shown};
use crate::{
    error::{AppResult, FAILURE},
    hub::WorkNews,
    progress::ProgressView,
    state::AppState,
};

/// The newest hand-ins that a page shows beside all attempts.
pub const NEWEST: u32 = 50;

/// A candidate's work at a moment.
#[derive(Debug, Clone)]
pub struct Overview {
    /// When it was read.
    pub now: Micros,
    /// Whose it is.
    pub invitation: InvitationRow,
    /// What they are invited to.
    pub assessment: AssessmentRow,
    /// The challenges in their order.
    pub challenges: Vec<ChallengeState>,
    /// Runs, attempts and rehearsals, newest first.
    pub tasks: Vec<Task>,
}

/// One challenge of a candidate's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChallengeState {
    /// Its slug.
    pub slug: String,
    /// For people.
    pub title: String,
    /// The revision of the draft; 0 if nothing was saved.
    pub revision: u64,
    /// Counted attempts.
    pub attempts: AttemptsUsed,
    /// When the next run may be; none if at once.
    pub run_again_at: Option<Micros>,
}

/// One run, attempt or rehearsal.
#[derive(Debug, Clone)]
pub struct Task {
    /// What is stored of it.
    pub row: AttemptRow,
    /// How much of its result is the candidate's to see.
    pub shown: Shown,
    /// Place in the queue, from 1, while it waits.
    pub queue_position: Option<u64>,
    /// How often grading was started.
    pub grading: u32,
    /// How far grading is.
    pub progress: ProgressView,
}

impl Overview {
    /// Reads it.
    ///
    /// # Errors
    /// [`crate::error::AppError::NotFound`] for an unknown invitation; the store's own.
    pub async fn read(state: &AppState, id: InvitationId) -> AppResult<Self> {
        let (store, now) = (&state.store, Micros::now());
        let invitation = store.invitation(id).await?;
        let assessment = store.assessment(invitation.assessment_id).await?;
        let work = invitation.state(now);
        let mut tasks = Vec::new();
        for row in store.handed_in_by(id, None, NEWEST).await? {
            tasks.push(Task::read(state, row, &assessment, work).await?);
        }
        let revisions = store.draft_revisions(id).await?;
        let mut slugs: Vec<&str> = assessment.challenges.iter().map(|c| c.slug.as_str()).collect();
        let has_sample = Slug::parse(REHEARSAL).is_ok_and(|slug| state.catalog.get(&slug).is_some());
        if has_sample && !slugs.contains(&REHEARSAL) {
            slugs.push(REHEARSAL);
        }
        let mut challenges = Vec::new();
        for slug in slugs {
            let last_run = tasks.iter().find(|t| t.row.challenge_slug == slug && t.row.purpose == Purpose::Run);
            let again_at = last_run.map(|run| run.row.created_at.plus(state.settings.run_pause));
            challenges.push(ChallengeState {
                slug: slug.to_owned(),
                title: title(state, slug),
                revision: revisions.get(slug).copied().unwrap_or_default(),
                attempts: store.attempts_used(id, slug).await?,
                run_again_at: again_at.filter(|at| *at > now),
            });
        }
        Ok(Self { now, invitation, assessment, challenges, tasks })
    }

    /// Where the work stands.
    #[must_use]
    pub fn state(&self) -> InvitationState {
        self.invitation.state(self.now)
    }

    /// One of the challenges.
    #[must_use]
    pub fn challenge(&self, slug: &str) -> Option<&ChallengeState> {
        self.challenges.iter().find(|c| c.slug == slug)
    }

    /// Those of the assessment: all but the sample challenge, unless that is asked for, too.
    pub fn asked(&self) -> impl Iterator<Item = &ChallengeState> {
        self.challenges.iter().filter(|c| self.assessment.asks(&c.slug))
    }

    /// Whether anything waits or is being graded.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.tasks.iter().any(Task::is_live)
    }

    /// The same, with what was announced since it was read.
    pub fn apply(&mut self, news: &WorkNews) {
        self.now = Micros::now();
        for challenge in &mut self.challenges {
            challenge.revision = challenge.revision.max(news.revisions.get(&challenge.slug).copied().unwrap_or(0));
            challenge.run_again_at = challenge.run_again_at.filter(|at| *at > self.now);
        }
        for task in self.tasks.iter_mut().filter(|task| task.row.status == Status::Running && task.shown == Shown::All)
        {
            if let Some(progress) = news.running.get(&task.row.id) {
                task.progress = progress.clone();
            }
        }
    }
}

impl Task {
    /// A submission of a candidate's.
    #[must_use]
    pub fn of(row: SubmissionRow, assessment: &AssessmentRow, work: InvitationState) -> Self {
        let SubmissionRow { purpose, status, job, .. } = row;
        let shown = shown(assessment.results, work, purpose, status, row.verdict.as_deref());
        Self {
            shown,
            queue_position: job.ahead.map(|ahead| ahead + 1),
            grading: job.attempt,
            // How far it comes tells how it ends: only what was accepted is measured.
            progress: ProgressView::read(job.progress_json.as_deref().filter(|_| shown == Shown::All), purpose),
            row: AttemptRow {
                id: row.id,
                challenge_slug: row.challenge_slug,
                purpose,
                attempt_number: row.attempt_number,
                status,
                created_at: row.created_at,
                finished_at: row.finished_at,
                verdict: row.verdict,
                score_earned: row.score_earned,
                score_max: row.score_max,
                summary: row.summary,
            },
        }
    }

    async fn read(
        state: &AppState,
        row: AttemptRow,
        assessment: &AssessmentRow,
        work: InvitationState,
    ) -> AppResult<Self> {
        if matches!(row.status, Status::Queued | Status::Running) {
            return Ok(Self::of(state.store.submission(row.id).await?, assessment, work));
        }
        let shown = shown(assessment.results, work, row.purpose, row.status, row.verdict.as_deref());
        Ok(Self { shown, queue_position: None, grading: 0, progress: ProgressView::of(row.purpose), row })
    }

    /// Whether it waits or is being graded.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self.row.status, Status::Queued | Status::Running)
    }

    /// Its verdict in words, as far as it is shown. A run that passed is not accepted: only attempts are.
    #[must_use]
    pub fn verdict_title(&self) -> Option<&'static str> {
        let verdict = self.row.verdict.as_deref().and_then(Verdict::from_name).filter(|_| self.shown == Shown::All)?;
        Some(match (self.row.purpose, verdict) {
            (Purpose::Run, Verdict::Accepted) => "Passed",
            (_, verdict) => verdict.title(),
        })
    }

    /// Where its page is.
    #[must_use]
    pub fn page(&self) -> String {
        format!("/take/results/{}", self.id())
    }

    /// Its result in a sentence, as far as it is shown.
    #[must_use]
    pub fn summary(&self) -> Option<String> {
        match (self.shown, self.row.status) {
            (_, Status::Queued | Status::Running) => None,
            (Shown::All, Status::Failed) => Some(FAILURE.to_owned()),
            (Shown::All, _) => self.row.summary.clone(),
            (Shown::Later, _) => Some("It was graded. You see the result when your work is over.".to_owned()),
            (Shown::Never, _) => Some("It was graded. Whoever invited you will talk about it with you.".to_owned()),
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> SubmissionId {
        self.row.id
    }
}

/// A challenge's title, if the catalogue still has it; its slug otherwise.
#[must_use]
pub fn title(state: &AppState, slug: &str) -> String {
    let found = Slug::parse(slug).ok().and_then(|slug| state.catalog.get(&slug));
    found.map_or_else(|| slug.to_owned(), |challenge| challenge.manifest.title.clone())
}
