//! `git clone`, `git fetch` and `git push` for candidates, by the real git: `git http-backend` behind our own door.
//!
//! Owns the repositories: one for each invitation and challenge, where `main` is what was saved last and the tag `submit`
//! what was handed in. The database stays the ledger: what a save or an attempt is, and whether it may be, is
//! [`crate::work`]'s to say, which knows nothing of git.
//!
//! ```text
//! http        the three addresses of a repository; everything else is a 404
//! visit       who asks, for which repository, and whether they may
//! backend     one `git http-backend`: body in, answer out, and its end, whatever happens
//! cgi         what such a program says before its answer
//! host        the directory, git's configuration, the environment that git is started in
//! refs        names of objects, and the two references that there are
//! repository  one repository, and what is asked of git about it
//! commit      commits that we make: the starter, and what was saved elsewhere
//! tree        a commit as files, held to the rules of what may be handed in
//! sync        main catches up with what was saved in the browser
//! wanted      which references a push may move
//! push        what a push means, and what becomes of it
//! hook        how git asks us while it has a push in its hands
//! ```

mod backend;
mod cgi;
mod commit;
mod hook;
mod host;
mod http;
mod push;
mod refs;
mod repository;
mod sync;
mod tree;
mod visit;
mod wanted;

use std::{path::Path, sync::Arc};

pub use hook::{Decision, HOOK, HOOK_DIRECTORY, HOOK_SOCKET, Question, Update};
pub use host::OpenError;
pub use http::router;

use crate::error::{AppError, AppResult};
use host::Host;

/// Git over HTTP, or that there is none. Cloning shares.
#[derive(Clone, Default)]
pub struct Git(Option<Arc<Host>>);

impl Git {
    /// Serves repositories that lie below `directory`, which is made if missing and belongs to this process alone from
    /// now on. `hook` is the program `gauntlet`, which git is to start for each push.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(directory: &Path, hook: &Path) -> Result<Self, OpenError> {
        Host::open(directory, hook).map(|host| Self(Some(Arc::new(host))))
    }

    /// Whether there is one.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    fn host(&self) -> AppResult<&Arc<Host>> {
        self.0.as_ref().ok_or_else(|| {
            AppError::NotFound("Git is switched off on this server. Save and hand in in the browser.".to_owned())
        })
    }
}
