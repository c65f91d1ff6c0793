//! `Store`: one of the two databases, chosen by URL. Every operation is passed on as it is.

use std::{collections::BTreeMap, path::Path, time::Duration};

use gauntlet_db_postgres::Backend as Postgres;
use gauntlet_db_sqlite::Backend as Sqlite;

use crate::{
    AccountId, AccountRow, AssessmentId, AssessmentRow, AttemptRow, AttemptsUsed, AuditRow, ClaimedJob, Created,
    Cursor, DraftRow, DraftVersion, Email, EndedBy, EndedWork, Fence, Filter, FinishedReport, HandedIn, InvitationId,
    InvitationRow, JobId, Micros, NewAccount, NewAssessment, NewAttempt, NewInvitation, NewSubmission, Page,
    QueueDepth, Role, SaveDraft, Saved, StatusCounts, StoreError, StoreResult, SubmissionId, SubmissionRow, TokenHash,
    WorkerName,
};

/// An open database with its schema applied. Cheap to clone; clones share connections.
///
/// Any operation can fail with [`StoreError::Unavailable`] (worth another try), [`StoreError::Query`] and
/// [`StoreError::Corrupt`] (a person has to look); "Errors" below names only what comes on top. An operation whose
/// future is dropped half-way has happened wholly or not at all.
#[derive(Debug, Clone)]
pub enum Store {
    /// A file on this machine.
    Sqlite(Sqlite),
    /// A server.
    Postgres(Postgres),
}

/// Passes an operation on to whichever database it is.
macro_rules! dispatch {
    ($self:ident.$operation:ident($($argument:expr),*)) => {
        match $self {
            Store::Sqlite(db) => db.$operation($($argument),*).await,
            Store::Postgres(db) => db.$operation($($argument),*).await,
        }
    };
}

impl Store {
    /// Opens `sqlite:<path>` (made if missing, e.g. `sqlite:./data/gauntlet.db`) or `postgres://...`, and applies the
    /// migrations that are missing.
    ///
    /// # Errors
    /// [`StoreError::Config`] if the URL is neither or the file cannot be made, [`StoreError::Migrate`] if the schema
    /// is newer than this program.
    pub async fn open(url: &str) -> StoreResult<Self> {
        match parse_url(url)? {
            Location::File(path) => Ok(Self::Sqlite(Sqlite::open(Path::new(path)).await?)),
            Location::Server => Ok(Self::Postgres(Postgres::open(url).await?)),
        }
    }

    /// Which database it is, for logs and health pages: "sqlite" or "postgres".
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Stores a submission and queues its job, in one transaction. A known idempotency key with the same content
    /// stores nothing and returns the earlier submission as a replay.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] if a field cannot be stored, [`StoreError::Conflict`] if the idempotency key stands for
    /// other content.
    pub async fn create_submission(&self, new: &NewSubmission, now: Micros) -> StoreResult<Created> {
        dispatch!(self.create_submission(new, now))
    }

    /// A submission at a glance, with its job and its place in the queue; without files and report.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn submission(&self, id: SubmissionId) -> StoreResult<SubmissionRow> {
        dispatch!(self.submission(id))
    }

    /// Its files, content by path.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn submission_files(&self, id: SubmissionId) -> StoreResult<BTreeMap<String, String>> {
        dispatch!(self.submission_files(id))
    }

    /// Its report as JSON; `None` before it is finished.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn submission_report(&self, id: SubmissionId) -> StoreResult<Option<String>> {
        dispatch!(self.submission_report(id))
    }

    /// A page of at most `limit` (1 to 500) submissions below `before`, newest first.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] if the filter holds NUL.
    pub async fn list_submissions(&self, filter: &Filter, before: Option<Cursor>, limit: u32) -> StoreResult<Page> {
        dispatch!(self.list_submissions(filter, before, limit))
    }

    /// Claims the job that is first in line: waiting and available, or lapsed with attempts left. `None` if there is
    /// none. The lease ends `lease` after `now`; renew it before.
    ///
    /// # Errors
    /// None of its own.
    pub async fn claim(&self, worker: &WorkerName, lease: Duration, now: Micros) -> StoreResult<Option<ClaimedJob>> {
        dispatch!(self.claim(worker, lease, now))
    }

    /// Prolongs the lease to `until`. False if the job is not the caller's any more: stop grading.
    ///
    /// # Errors
    /// None of its own.
    pub async fn renew(&self, job: JobId, fence: Fence, until: Micros) -> StoreResult<bool> {
        dispatch!(self.renew(job, fence, until))
    }

    /// Records how far grading got, as JSON for the page. False if the job is not the caller's any more.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] if the text holds NUL.
    pub async fn record_progress(&self, job: JobId, fence: Fence, progress_json: &str) -> StoreResult<bool> {
        dispatch!(self.record_progress(job, fence, progress_json))
    }

    /// Stores the report. False if the job is not the caller's any more: nothing was changed, throw the report away.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] if the verdict or the report's JSON holds NUL; in the summary it becomes U+FFFD.
    pub async fn finish(&self, job: JobId, fence: Fence, report: &FinishedReport, now: Micros) -> StoreResult<bool> {
        dispatch!(self.finish(job, fence, report, now))
    }

    /// Reports a failure of ours. With `retry_at` and attempts left the job is queued again from that moment on;
    /// otherwise it fails for good. False if it is not the caller's any more.
    ///
    /// # Errors
    /// None of its own; NUL in the text becomes U+FFFD.
    pub async fn fail(
        &self,
        job: JobId,
        fence: Fence,
        error: &str,
        retry_at: Option<Micros>,
        now: Micros,
    ) -> StoreResult<bool> {
        dispatch!(self.fail(job, fence, error, retry_at, now))
    }

    /// Gives a job back at a drain: it keeps its place, and the attempt does not count. False if it is not the
    /// caller's any more.
    ///
    /// # Errors
    /// None of its own.
    pub async fn release(&self, job: JobId, fence: Fence, now: Micros) -> StoreResult<bool> {
        dispatch!(self.release(job, fence, now))
    }

    /// Takes back every running job, whatever its lease: only for the sole owner of the database, at its start. The
    /// lost attempt counts, so that a submission that brings the process down cannot do so for ever; jobs without
    /// attempts left fail. Returns how many were queued.
    ///
    /// # Errors
    /// None of its own.
    pub async fn release_all_running(&self, now: Micros) -> StoreResult<u64> {
        dispatch!(self.release_all_running(now))
    }

    /// Fails lapsed jobs that have no attempt left; lapsed jobs that do are left for [`Store::claim`]. Returns how
    /// many failed. To be called now and then by every process that claims.
    ///
    /// # Errors
    /// None of its own.
    pub async fn reap(&self, now: Micros) -> StoreResult<u64> {
        dispatch!(self.reap(now))
    }

    /// How many jobs wait and run.
    ///
    /// # Errors
    /// None of its own.
    pub async fn queue_depth(&self, now: Micros) -> StoreResult<QueueDepth> {
        dispatch!(self.queue_depth(now))
    }

    /// How many submissions have each status.
    ///
    /// # Errors
    /// None of its own.
    pub async fn counts_by_status(&self) -> StoreResult<StatusCounts> {
        dispatch!(self.counts_by_status())
    }

    /// The audit log's lines about a submission, oldest first; none for an unknown one.
    ///
    /// # Errors
    /// None of its own.
    pub async fn audit_of(&self, subject: SubmissionId) -> StoreResult<Vec<AuditRow>> {
        dispatch!(self.audit_of(subject))
    }

    /// Makes an account. `actor` is who makes it, for the audit log.
    ///
    /// # Errors
    /// [`StoreError::Invalid`], [`StoreError::Conflict`] if the address has an account already.
    pub async fn create_account(&self, new: &NewAccount, actor: &str, now: Micros) -> StoreResult<AccountId> {
        dispatch!(self.create_account(new, actor, now))
    }

    /// The account with that address, disabled or not.
    ///
    /// # Errors
    /// None of its own.
    pub async fn account_by_email(&self, email: &Email) -> StoreResult<Option<AccountRow>> {
        dispatch!(self.account_by_email(email))
    }

    /// How many accounts with that role are not disabled.
    ///
    /// # Errors
    /// None of its own.
    pub async fn count_accounts(&self, role: Role) -> StoreResult<u64> {
        dispatch!(self.count_accounts(role))
    }

    /// Signs an account in: whoever holds the token is it until `expires_at`.
    ///
    /// # Errors
    /// None of its own.
    pub async fn begin_session(
        &self,
        account: AccountId,
        token: &TokenHash,
        expires_at: Micros,
        now: Micros,
    ) -> StoreResult<()> {
        dispatch!(self.begin_session(account, token, expires_at, now))
    }

    /// Who holds that token; nobody if it has expired or the account is disabled.
    ///
    /// # Errors
    /// None of its own.
    pub async fn session(&self, token: &TokenHash, now: Micros) -> StoreResult<Option<AccountRow>> {
        dispatch!(self.session(token, now))
    }

    /// Signs out. False if nobody held that token.
    ///
    /// # Errors
    /// None of its own.
    pub async fn end_session(&self, token: &TokenHash, now: Micros) -> StoreResult<bool> {
        dispatch!(self.end_session(token, now))
    }

    /// Makes an assessment with its challenges, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Invalid`].
    pub async fn create_assessment(
        &self,
        new: &NewAssessment,
        by: AccountId,
        now: Micros,
    ) -> StoreResult<AssessmentId> {
        dispatch!(self.create_assessment(new, by, now))
    }

    /// An assessment with its challenges.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn assessment(&self, id: AssessmentId) -> StoreResult<AssessmentRow> {
        dispatch!(self.assessment(id))
    }

    /// The newest assessments, at most `limit`.
    ///
    /// # Errors
    /// None of its own.
    pub async fn list_assessments(&self, limit: u32) -> StoreResult<Vec<AssessmentRow>> {
        dispatch!(self.list_assessments(limit))
    }

    /// Lets nobody be invited to it or start it any more. False if it was closed already, or is not there.
    ///
    /// # Errors
    /// None of its own.
    pub async fn close_assessment(&self, id: AssessmentId, by: AccountId, now: Micros) -> StoreResult<bool> {
        dispatch!(self.close_assessment(id, by, now))
    }

    /// Invites candidates, all or none, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Invalid`], [`StoreError::NotFound`], [`StoreError::Conflict`] if the assessment is closed.
    pub async fn create_invitations(
        &self,
        assessment: AssessmentId,
        new: &[NewInvitation],
        by: AccountId,
        now: Micros,
    ) -> StoreResult<Vec<InvitationId>> {
        dispatch!(self.create_invitations(assessment, new, by, now))
    }

    /// The invitation that a token opens.
    ///
    /// # Errors
    /// None of its own.
    pub async fn invitation_by_token(&self, token: &TokenHash) -> StoreResult<Option<InvitationRow>> {
        dispatch!(self.invitation_by_token(token))
    }

    /// One invitation.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn invitation(&self, id: InvitationId) -> StoreResult<InvitationRow> {
        dispatch!(self.invitation(id))
    }

    /// Everybody who was invited to an assessment, newest first.
    ///
    /// # Errors
    /// None of its own.
    pub async fn invitations_of(&self, assessment: AssessmentId) -> StoreResult<Vec<InvitationRow>> {
        dispatch!(self.invitations_of(assessment))
    }

    /// Takes note of the first time that the link was opened.
    ///
    /// # Errors
    /// None of its own.
    pub async fn note_opened(&self, id: InvitationId, now: Micros) -> StoreResult<()> {
        dispatch!(self.note_opened(id, now))
    }

    /// Starts the work clock. Starting again changes nothing; an invitation that cannot be started stays as it is. The
    /// answer says where it stands.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Conflict`] if the assessment was closed before.
    pub async fn start_work(
        &self,
        id: InvitationId,
        assessment: &AssessmentRow,
        now: Micros,
    ) -> StoreResult<InvitationRow> {
        dispatch!(self.start_work(id, assessment, now))
    }

    /// Gives another extra time, and moves the deadline of work that is under way.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Invalid`], [`StoreError::Conflict`] if the work is over.
    pub async fn give_extra_time(
        &self,
        id: InvitationId,
        percent: u32,
        by: AccountId,
        now: Micros,
    ) -> StoreResult<InvitationRow> {
        dispatch!(self.give_extra_time(id, percent, by, now))
    }

    /// Keeps what a candidate asks for; a later request replaces an earlier one. False if the work is over.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] if there are no words, or too many.
    pub async fn ask_accommodation(&self, id: InvitationId, words: &str, now: Micros) -> StoreResult<bool> {
        dispatch!(self.ask_accommodation(id, words, now))
    }

    /// Saves drafts in one transaction, each for itself: one that is refused keeps no other from being stored. Many at
    /// once cost hardly more than one, since what costs is the commit.
    ///
    /// # Errors
    /// Each draft's own: [`StoreError::Invalid`], [`StoreError::NotFound`].
    pub async fn save_drafts(&self, drafts: &[SaveDraft], now: Micros) -> StoreResult<Vec<StoreResult<Saved>>> {
        dispatch!(self.save_drafts(drafts, now))
    }

    /// What was saved last.
    ///
    /// # Errors
    /// None of its own.
    pub async fn draft(&self, invitation: InvitationId, slug: &str) -> StoreResult<Option<DraftRow>> {
        dispatch!(self.draft(invitation, slug))
    }

    /// The revisions of an invitation's drafts, by challenge.
    ///
    /// # Errors
    /// None of its own.
    pub async fn draft_revisions(&self, invitation: InvitationId) -> StoreResult<BTreeMap<String, u64>> {
        dispatch!(self.draft_revisions(invitation))
    }

    /// The newest lines of its history, at most `limit`.
    ///
    /// # Errors
    /// None of its own.
    pub async fn draft_history(
        &self,
        invitation: InvitationId,
        slug: &str,
        limit: u32,
    ) -> StoreResult<Vec<DraftVersion>> {
        dispatch!(self.draft_history(invitation, slug, limit))
    }

    /// The files of one line of its history.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn draft_version(
        &self,
        invitation: InvitationId,
        slug: &str,
        revision: u64,
    ) -> StoreResult<BTreeMap<String, String>> {
        dispatch!(self.draft_version(invitation, slug, revision))
    }

    /// Takes what a candidate hands in, if their work is under way (a rehearsal: is not over) and their attempts are not
    /// used up, and queues its job.
    ///
    /// # Errors
    /// [`StoreError::Invalid`], [`StoreError::NotFound`], [`StoreError::Conflict`] if the idempotency key stands for other
    /// content.
    pub async fn hand_in(&self, new: &NewAttempt, now: Micros) -> StoreResult<HandedIn> {
        dispatch!(self.hand_in(new, now))
    }

    /// How many counted attempts an invitation has made at a challenge, of how many.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn attempts_used(&self, id: InvitationId, slug: &str) -> StoreResult<AttemptsUsed> {
        dispatch!(self.attempts_used(id, slug))
    }

    /// The newest submissions of an invitation, at most `limit`; of one challenge if `slug` is given.
    ///
    /// # Errors
    /// None of its own.
    pub async fn handed_in_by(&self, id: InvitationId, slug: Option<&str>, limit: u32) -> StoreResult<Vec<AttemptRow>> {
        dispatch!(self.handed_in_by(id, slug, limit))
    }

    /// Ends a candidate's work and hands in their last saves, in one transaction. None if it was over already or never
    /// began.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Conflict`] for [`EndedBy::Owner`]: see [`Store::withdraw`].
    pub async fn end_work(&self, id: InvitationId, by: EndedBy, now: Micros) -> StoreResult<Option<EndedWork>> {
        dispatch!(self.end_work(id, by, now))
    }

    /// Ends the work of those whose time is up, at most `limit` of them, each in a transaction of its own. To be called now
    /// and then by the process that serves.
    ///
    /// # Errors
    /// None of its own.
    pub async fn end_what_is_due(&self, limit: u32, now: Micros) -> StoreResult<Vec<EndedWork>> {
        dispatch!(self.end_what_is_due(limit, now))
    }

    /// Takes an invitation back: nothing is handed in. False if it was over already.
    ///
    /// # Errors
    /// None of its own.
    pub async fn withdraw(&self, id: InvitationId, by: AccountId, now: Micros) -> StoreResult<bool> {
        dispatch!(self.withdraw(id, by, now))
    }

    /// Makes the database answer a question: for health checks.
    ///
    /// # Errors
    /// None of its own.
    pub async fn ping(&self) -> StoreResult<()> {
        dispatch!(self.ping())
    }

    /// Writes a consistent copy of a SQLite database to a new file, while others read and write.
    ///
    /// # Errors
    /// [`StoreError::Config`] if the file exists or cannot be made, [`StoreError::Unsupported`] on Postgres.
    pub async fn backup_to(&self, path: &Path) -> StoreResult<()> {
        match self {
            Self::Sqlite(db) => db.backup_to(path).await,
            Self::Postgres(_) => Err(StoreError::Unsupported("a Postgres database is backed up by pg_dump")),
        }
    }

    /// Closes all connections, after what they are doing. Operations answer "unavailable" from then on.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(db) => db.close().await,
            Self::Postgres(db) => db.close().await,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Location<'a> {
    File(&'a str),
    Server,
}

fn parse_url(url: &str) -> StoreResult<Location<'_>> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Location::Server);
    }
    let path = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    match path {
        // The store needs several connections to one file, which an in-memory database cannot have.
        Some(path) if !path.is_empty() && !path.starts_with(':') && !path.contains(['?', '\0']) => {
            Ok(Location::File(path))
        }
        _ => {
            // The scheme alone: the rest may hold a password.
            let scheme = url.split(':').next().unwrap_or_default();
            Err(StoreError::Config(format!(
                "expected a database URL like sqlite:./data/gauntlet.db or postgres://user@host/database, got one that \
                 begins with {scheme:?}"
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Location, parse_url};

    #[test]
    fn urls_choose_the_database() {
        assert_eq!(parse_url("sqlite:./data/gauntlet.db").unwrap(), Location::File("./data/gauntlet.db"));
        assert_eq!(parse_url("sqlite:///var/lib/gauntlet.db").unwrap(), Location::File("/var/lib/gauntlet.db"));
        assert_eq!(parse_url("postgres://u:p@h/db").unwrap(), Location::Server);
        assert_eq!(parse_url("postgresql://h/db").unwrap(), Location::Server);
    }

    #[test]
    fn other_urls_are_refused_without_repeating_secrets() {
        for url in ["", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=ro", "gauntlet.db", "mysql://u:secret@h/db"] {
            let error = parse_url(url).unwrap_err().to_string();
            assert!(error.starts_with("expected a database URL like"), "{url}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
