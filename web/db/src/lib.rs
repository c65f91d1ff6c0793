//! The store: where submissions, their jobs and the audit log live. SQLite on one machine, Postgres on several, the
//! same operations and the same behaviour on both.
//!
//! ```text
//! types/            ids, units, rows, errors; knows no driver
//! sql/              queries that both databases run as they are
//! shared/           the operations, in Rust; no crate of its own, compiled by the next two
//! sqlite/ postgres/ connecting, migrations, the queries that differ, and .sqlx/: what each query was checked against
//! src/ (here)       Store: one of the two, chosen by URL
//! tools/            a private Postgres for tests, and scripts/sqlx-prepare
//! ```
//!
//! Why two crates and not a generic: sqlx's macros check a query against the one database that their crate names, so a
//! query is checked against two databases by being compiled in two crates. Building needs neither database.
//!
//! Owns all SQL of Gauntlet. It must not know the grader, HTTP, or the time: `now` is an argument everywhere.

mod store;

pub use gauntlet_db_types::{
    AccountId, AccountRow, AssessmentId, AssessmentRow, AttemptRow, AttemptsUsed, AuditRow, ChallengeVersion,
    ClaimedJob, Created, Cursor, DraftRow, DraftVersion, Email, EndedBy, EndedWork, Fence, Filter, FinishedReport,
    HandedIn, Hundredths, InvitationId, InvitationRow, InvitationState, JobId, JobRow, MAX_PERSON_NAME, Micros,
    NewAccount, NewAssessment, NewAttempt, NewInvitation, NewSubmission, Origin, Page, Purpose, QueueDepth,
    ResultsRule, Role, SaveDraft, Saved, ScoredAttempt, Source, Status, StatusCounts, StoreError, StoreResult,
    SubmissionId, SubmissionListItem, SubmissionRow, TokenHash, WorkerName, work_time,
};
pub use store::Store;
