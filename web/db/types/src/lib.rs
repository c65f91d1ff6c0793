//! What both databases agree on: ids, units, rows and errors of the store.
//!
//! Owns the types that cross the store's boundary. It must not know a driver, a query, the grader, or HTTP: verdicts,
//! reports and progress are text here, and the web's code gives them meaning.
//!
//! Why it is a crate of its own: the SQLite and the Postgres crate both speak these types, and `gauntlet-db`, which
//! chooses between the two, depends on both.

mod error;
mod ids;
mod list;
mod names;
mod queue;
mod submission;
mod text;
mod units;

pub use error::{StoreError, StoreResult};
pub use ids::{JobId, SubmissionId};
pub use list::{Cursor, Filter, Page, SubmissionListItem};
pub use names::{Source, Status};
pub use queue::{AuditRow, ClaimedJob, FinishedReport, QueueDepth, StatusCounts};
pub use submission::{Created, JobRow, NewSubmission, SubmissionRow, parse_files};
pub use text::{displayable, refuse_nul};
pub use units::{Fence, Hundredths, Micros, WorkerName};
