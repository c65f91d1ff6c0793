//! What both databases agree on: ids, units, rows and errors of the store.
//!
//! Owns the types that cross the store's boundary. It must not know a driver, a query, the grader, or HTTP: verdicts,
//! reports and progress are text here, and the web's code gives them meaning.
//!
//! Why it is a crate of its own: the SQLite and the Postgres crate both speak these types, and `gauntlet-db`, which
//! chooses between the two, depends on both.

mod account;
mod assessment;
mod attempt;
mod draft;
mod error;
mod ids;
mod invitation;
mod list;
mod names;
mod queue;
mod submission;
mod text;
mod token;
mod units;

pub use account::{AccountRow, MAX_PERSON_NAME, NewAccount};
pub use assessment::{AssessmentRow, ChallengeVersion, NewAssessment};
pub use attempt::{AttemptRow, AttemptsUsed, EndedWork, HandedIn, NewAttempt, ScoredAttempt};
pub use draft::{DraftRow, DraftVersion, SaveDraft, Saved};
pub use error::{StoreError, StoreResult};
pub use ids::{AccountId, AssessmentId, InvitationId, JobId, SubmissionId};
pub use invitation::{InvitationRow, InvitationState, NewInvitation, work_time};
pub use list::{Cursor, Filter, Page, SubmissionListItem};
pub use names::{EndedBy, Origin, Purpose, ResultsRule, Role, Source, Status};
pub use queue::{AuditRow, ClaimedJob, FinishedReport, QueueDepth, StatusCounts};
pub use submission::{Created, JobRow, NewSubmission, SubmissionRow, hashed_files, parse_files};
pub use text::{displayable, refuse_nul};
pub use token::{Email, TokenHash};
pub use units::{Fence, Hundredths, Micros, WorkerName};
