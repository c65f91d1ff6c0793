//! One repository, and what is asked of git about it. Commands that change it are for those who passed its gate.

use std::{
    path::{Path, PathBuf},
    process::{Command as StdCommand, Stdio},
    sync::Arc,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::Command,
    time::timeout,
};

use super::{
    host::{Host, quoted},
    refs::{MAIN, Oid, Refs, SUBMIT},
};
use crate::error::{AppError, AppResult};

/// Longest time that such a command may take.
const COMMAND_TIME: Duration = Duration::from_secs(30);
/// Most bytes of its complaints that are kept.
const MAX_COMPLAINT: u64 = 4 * 1024;
/// Most bytes of an answer that is a line or two.
pub(super) const SHORT: usize = 16 * 1024;
/// How the directory's name begins in which git keeps a push until it is decided on.
pub(super) const QUARANTINE: &str = "tmp_objdir-";
/// Most bytes of all objects of a repository, unfolded.
const MAX_OBJECTS_BYTES: u64 = 64 << 20;
/// Most bytes of one of them.
const MAX_OBJECT_BYTES: u64 = 4 << 20;
/// Most bytes of the list of their sizes: more than a hundred thousand of them.
const MAX_SIZES: usize = 1 << 20;

/// A repository, as everybody sees it or with what a push has brought and git has not taken yet.
#[derive(Clone)]
pub(super) struct Repository {
    pub(super) host: Arc<Host>,
    path: PathBuf,
    incoming: Option<PathBuf>,
}

/// How a command ended.
pub(super) struct Ended {
    /// Its exit code; none if it was killed.
    code: Option<i32>,
    output: Vec<u8>,
    /// Whether there was more output than is taken.
    pub(super) is_cut: bool,
    complaint: String,
}

impl Ended {
    /// What it printed, all of it.
    ///
    /// # Errors
    /// [`AppError::Internal`] if it failed.
    pub(super) fn output(self) -> AppResult<Vec<u8>> {
        if self.code == Some(0) && !self.is_cut { Ok(self.output) } else { Err(self.failed()) }
    }

    /// Its answer to a question: 0 is yes, 1 is no.
    ///
    /// # Errors
    /// [`AppError::Internal`] if it failed.
    pub(super) fn yes_or_no(self) -> AppResult<bool> {
        match self.code {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(self.failed()),
        }
    }

    fn failed(&self) -> AppError {
        let cut = if self.is_cut { ", after too much output" } else { "" };
        AppError::internal(format!("git ended with {:?}{cut}: {}", self.code, self.complaint.trim()))
    }
}

impl Repository {
    pub(super) fn new(host: Arc<Host>, path: PathBuf) -> Self {
        Self { host, path, incoming: None }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// With the objects of a push that is still being decided on, which lie in a directory of that name.
    ///
    /// # Errors
    /// [`AppError::Internal`] if git keeps them in another place than where we know it to.
    pub(super) fn with_incoming(&self, quarantine: &Path) -> AppResult<Self> {
        let name = quarantine.file_name().and_then(|name| name.to_str()).filter(|name| name.starts_with(QUARANTINE));
        let Some(name) = name else {
            return Err(AppError::internal(format!("expected git's quarantine, got {}", quarantine.display())));
        };
        Ok(Self { incoming: Some(self.path.join("objects").join(name)), ..self.clone() })
    }

    /// git, to be run on this repository.
    pub(super) fn command(&self) -> StdCommand {
        let mut command = self.host.command();
        command.env("GIT_DIR", &self.path);
        if let Some(incoming) = &self.incoming {
            let kept = self.path.join("objects");
            command
                .env("GIT_OBJECT_DIRECTORY", incoming)
                .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", quoted(&kept.to_string_lossy()));
        }
        command
    }

    /// Runs a command to its end, with `input` on its standard input, and takes at most `most` bytes of its output.
    ///
    /// # Errors
    /// [`AppError::Internal`] if it cannot be started or takes too long. How it ended is the caller's to look at.
    pub(super) async fn run(&self, arguments: &[&str], input: &[u8], most: usize) -> AppResult<Ended> {
        let mut command = Command::from(self.command());
        command.args(arguments).kill_on_drop(true);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(AppError::internal)?;
        let (Some(mut stdin), Some(stdout), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(AppError::internal("expected a process with three pipes"));
        };
        let write = async move {
            // A command that has read enough closes the pipe; how it ended says whether it had.
            let _ = stdin.write_all(input).await;
        };
        let read = |from: Box<dyn tokio::io::AsyncRead + Send + Unpin>, most: u64| async move {
            let mut bytes = Vec::new();
            from.take(most).read_to_end(&mut bytes).await.map(|_| bytes)
        };
        let all = async {
            let read_most = most as u64 + 1;
            let ((), output, complaint) =
                tokio::join!(write, read(Box::new(stdout), read_most), read(Box::new(stderr), MAX_COMPLAINT));
            Ok::<_, std::io::Error>((output?, complaint?, child.wait().await?))
        };
        let (mut output, complaint, status) = timeout(COMMAND_TIME, all)
            .await
            .map_err(|_| AppError::internal(format!("git {arguments:?} took too long")))?
            .map_err(AppError::internal)?;
        let is_cut = output.len() > most;
        output.truncate(most);
        let complaint = String::from_utf8_lossy(&complaint).into_owned();
        Ok(Ended { code: status.code(), output, is_cut, complaint })
    }

    /// Where its references are.
    pub(super) async fn refs(&self) -> AppResult<Refs> {
        let said = self.run(&["for-each-ref", Refs::FORMAT, MAIN, SUBMIT], b"", SHORT).await?.output()?;
        Ok(Refs::parse(&String::from_utf8_lossy(&said)))
    }

    /// The commit that an object is or, as a tag, leads to.
    pub(super) async fn commit_of(&self, object: &Oid) -> AppResult<Option<Oid>> {
        let ended =
            self.run(&["rev-parse", "--verify", "--quiet", &format!("{object}^{{commit}}")], b"", SHORT).await?;
        if ended.code != Some(0) {
            return Ok(None);
        }
        Ok(Oid::parse(String::from_utf8_lossy(&ended.output).trim()))
    }

    /// Whether one commit is the other, or lies before it.
    pub(super) async fn is_ancestor(&self, one: &Oid, other: &Oid) -> AppResult<bool> {
        self.run(&["merge-base", "--is-ancestor", one.as_str(), other.as_str()], b"", SHORT).await?.yes_or_no()
    }

    /// Moves main from one commit to a later one.
    pub(super) async fn move_main(&self, to: &Oid, from: &Oid) -> AppResult<()> {
        self.run(&["update-ref", MAIN, to.as_str(), from.as_str()], b"", SHORT).await?.output().map(drop)
    }

    /// Refuses commits that need objects which neither came along nor are here. git would do so by itself, but only after
    /// it has asked us whether to take them.
    pub(super) async fn check_complete(&self, tips: &[&Oid]) -> AppResult<()> {
        let input: String = tips.iter().map(|tip| format!("{tip}\n")).collect();
        let arguments = ["rev-list", "--objects", "--stdin", "--not", "--all", "--quiet"];
        if self.run(&arguments, input.as_bytes(), SHORT).await?.code == Some(0) {
            return Ok(());
        }
        Err(AppError::Refused(
            "Some of what your commits build on is missing here. If your clone is a shallow one, run 'git fetch \
             --unshallow' and push again."
                .to_owned(),
        ))
    }

    /// Refuses what would make the repository too large. Objects that no commit leads to count, too: they are stored all
    /// the same.
    pub(super) async fn check_size(&self) -> AppResult<()> {
        let arguments = ["cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objectsize)"];
        let ended = self.run(&arguments, b"", MAX_SIZES).await?;
        if ended.is_cut {
            return Err(AppError::TooLarge("These are more objects than a repository here may hold.".to_owned()));
        }
        check_sizes(&String::from_utf8_lossy(&ended.output()?))
    }
}

fn check_sizes(said: &str) -> AppResult<()> {
    let mut total: u64 = 0;
    for line in said.lines() {
        let size: u64 = line.parse().map_err(|_| AppError::internal(format!("expected a size, got {line:?}")))?;
        if size > MAX_OBJECT_BYTES {
            return Err(AppError::TooLarge(format!(
                "A commit that you push holds a file of {} MiB, even if a later one removes it again. Take it out of your \
                 commits (git rebase), then push again.",
                size >> 20
            )));
        }
        total = total.saturating_add(size);
    }
    if total > MAX_OBJECTS_BYTES {
        return Err(AppError::TooLarge(format!(
            "All versions of all files together are larger than {} MiB. Take what is not source code out of your commits \
             (git rebase), then push again.",
            MAX_OBJECTS_BYTES >> 20
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check_sizes;

    #[test]
    fn what_would_fill_the_disk_is_refused() {
        assert!(check_sizes("").is_ok());
        assert!(check_sizes("4194304\n12\n").is_ok());
        assert!(check_sizes("12\n6291456\n").unwrap_err().detail().contains("a file of 6 MiB"));
        let many = "4194304\n".repeat(17);
        assert!(check_sizes(&many).unwrap_err().detail().contains("larger than 64 MiB"));
        assert!(check_sizes("many\n").is_err());
    }
}
