//! A candidate's pages: landing, workspace, confirmation, versions, results.

mod history;
mod items;
mod landing;
mod other_link;
mod withheld;
mod workspace;

pub use history::{history, version};
pub use items::standing;
pub(super) use items::{Item, histories};
pub use landing::{Asked, TakeView, take};
pub use other_link::other_link;
pub use withheld::withheld;
pub use workspace::{WorkForm, WorkspaceView, confirm, workspace};
