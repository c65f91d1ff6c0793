//! A candidate's pages: landing, workspace, confirmation, versions, results.

mod history;
mod items;
mod landing;
mod withheld;
mod workspace;

pub use history::{history, version};
pub(super) use items::{Item, histories};
pub use landing::{Asked, TakeView, take};
pub use withheld::withheld;
pub use workspace::{WorkForm, WorkspaceView, confirm, workspace};
