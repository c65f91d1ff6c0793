//! What comes in with a request, checked: each extractor gives a domain value or an [`crate::error::AppError`].
//!
//! Extractors store nothing and render nothing.

mod account;
mod author;
mod authorization;
mod body;
mod candidate;
mod client;
mod context;
mod handed_in;
mod list;
mod open_door;
mod page_of;
mod path;
mod typed;

pub use account::{Interviewer, SESSION_COOKIE, SignedIn, account_with};
pub use author::{Author, MAX_AUTHOR_CHARS};
pub use authorization::basic;
pub use body::{BodyReader, content_type};
pub use candidate::{Candidate, INVITATION_COOKIE, LinkHolder, OwnSubmission};
pub use client::{ClientAddress, SubmitPermit};
pub use context::{RequestContext, attach_context};
pub use handed_in::{HandedIn, SubmissionForm, Typed, Upload};
pub use list::ListQuery;
pub use open_door::OpenDoor;
pub use path::{ChallengeOf, Named, SubmissionOf, UncheckedChallenge};
pub use typed::TypedFiles;
