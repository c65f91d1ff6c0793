//! How git asks us while it has a push in its hands: its pre-receive hook is our own program, which passes the question on
//! over a socket and prints the answer. Until it has ended, what was pushed is seen by nobody else.
//!
//! Each push has a socket of its own, under a name that nobody can guess, in a directory that nobody else may enter.

use std::{fs, io, os::fd::AsRawFd, path::PathBuf};

use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixListener,
};

use super::host::Host;
use crate::{
    error::{AppError, AppResult},
    identity::Token,
};

/// The hook's name: the one that is asked once for a whole push, before anything is stored.
pub const HOOK: &str = "pre-receive";
/// Names the directory of the socket to the hook.
pub const HOOK_DIRECTORY: &str = "GAUNTLET_HOOK_DIRECTORY";
/// Names the socket in it. Apart from the directory, since the path of a socket may have 107 bytes only.
pub const HOOK_SOCKET: &str = "GAUNTLET_HOOK_SOCKET";
/// Most bytes of a question.
const MAX_QUESTION: u64 = 64 * 1024;

/// What a push is about to do.
#[derive(Debug, Serialize, Deserialize)]
pub struct Question {
    /// Where git keeps its objects meanwhile. There is none for a push that only deletes.
    pub quarantine: Option<PathBuf>,
    /// What it moves.
    pub updates: Vec<Update>,
}

/// A reference that a push moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// The object before; zeros if there was none.
    pub old: String,
    /// The object after; zeros to delete it.
    pub new: String,
    /// Its full name.
    pub name: String,
}

impl Update {
    /// Reads a line of the hook's standard input: old object, new object, name.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.splitn(3, ' ').map(str::to_owned);
        Some(Self { old: words.next()?, new: words.next()?, name: words.next()? })
    }
}

/// What becomes of a push.
#[derive(Debug, Serialize, Deserialize)]
pub struct Decision {
    /// Whether git may take it.
    pub accepted: bool,
    /// What whoever pushes reads in their terminal.
    pub lines: Vec<String>,
}

/// The socket of one push, gone with it.
pub(super) struct Door {
    listener: UnixListener,
    directory: PathBuf,
    name: String,
}

impl Door {
    pub(super) fn open(host: &Host) -> AppResult<Self> {
        let name = Token::new().map_err(AppError::internal)?.secret().to_owned();
        let (directory, opened) = host.sockets();
        let here = PathBuf::from(format!("/proc/self/fd/{}", opened.as_raw_fd())).join(&name);
        let listener = UnixListener::bind(here).map_err(AppError::internal)?;
        Ok(Self { listener, directory, name })
    }

    /// Where the hook finds it, for git's environment.
    pub(super) fn environment(&self) -> [(&'static str, &std::ffi::OsStr); 2] {
        [(HOOK_DIRECTORY, self.directory.as_os_str()), (HOOK_SOCKET, self.name.as_ref())]
    }

    /// Waits for the one question, and answers it.
    pub(super) async fn answer<F>(&self, decide: impl FnOnce(Question) -> F) -> io::Result<()>
    where
        F: Future<Output = Decision>,
    {
        let (mut hook, _) = self.listener.accept().await?;
        let mut question = Vec::new();
        (&mut hook).take(MAX_QUESTION).read_to_end(&mut question).await?;
        let decision = match serde_json::from_slice(&question) {
            Ok(question) => decide(question).await,
            Err(_) => {
                Decision { accepted: false, lines: vec!["Too much at once: push main and submit only.".to_owned()] }
            }
        };
        hook.write_all(&serde_json::to_vec(&decision)?).await?;
        hook.shutdown().await
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(self.directory.join(&self.name)) {
            tracing::warn!(%error, "a push's socket could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Update;

    #[test]
    fn a_line_is_two_objects_and_a_name() {
        let update = Update::parse("aa bb refs/heads/with space").unwrap();
        assert_eq!((update.old.as_str(), update.new.as_str()), ("aa", "bb"));
        assert_eq!(update.name, "refs/heads/with space");
        assert_eq!(Update::parse("aa bb"), None);
    }
}
