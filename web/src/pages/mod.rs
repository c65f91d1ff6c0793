//! How Gauntlet looks: one function a page, from domain values to HTML.
//!
//! Owns every word, number format and class of the pages. The view types here do all the deciding, so that templates
//! only print; everything that templates print is escaped, but for [`crate::markup::Markup`]. It must not know routes,
//! the store's queries, or how a grading runs.

mod assessment;
mod assessments;
mod challenge;
mod code;
mod error;
mod evidence;
mod format;
mod help;
mod icons;
mod index;
mod invitation;
mod progress;
mod results;
mod shell;
mod sign_in;
mod submission;
mod submissions;
mod take;
mod verdict;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

pub use assessment::{AssessmentView, assessment};
pub use assessments::{AssessmentForm, InvitationForm, NewLink, assessments};
pub use challenge::{HandInForm, challenge};
pub use error::error;
pub use help::help;
pub use index::index;
pub use invitation::invitation;
pub use shell::{Shell, Theme};
pub use sign_in::sign_in;
pub use submission::{PageLinks, SubmissionView, submission};
pub use submissions::{SubmissionFilter, SubmissionListRow, submissions};
pub use take::{
    Asked, TakeView, WorkForm, WorkspaceView, confirm, history, other_link, standing, take, version, withheld,
    workspace,
};
