//! Where the repositories of candidates are, and whether there are any.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use crate::git::Git;

/// What switches git off.
const OFF: &str = "off";

#[derive(Debug, Clone, Args)]
pub(super) struct GitOptions {
    /// Directory of the candidates' repositories, or `off`. By default `git` beside the database, if git is there.
    #[arg(long, env = "GAUNTLET_GIT_DIR", value_name = "DIR")]
    git_dir: Option<PathBuf>,
}

impl GitOptions {
    /// A directory that was asked for has to do. Where the default one does not, candidates do without git, and the log
    /// says why.
    pub(super) fn open(&self, database_url: &str) -> anyhow::Result<Git> {
        // This very program, even after another one was built in its place.
        let program = PathBuf::from(format!("/proc/{}/exe", std::process::id()));
        match &self.git_dir {
            Some(directory) if directory.as_os_str() == OFF => Ok(Git::default()),
            Some(directory) => Git::open(directory, &program).context("open the repositories of candidates"),
            None => Ok(Git::open(&beside(database_url), &program).unwrap_or_else(|error| {
                tracing::warn!(%error, "candidates cannot use git here");
                Git::default()
            })),
        }
    }
}

fn beside(database_url: &str) -> PathBuf {
    let file = database_url.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//").split('?').next());
    let directory = file.flatten().and_then(|file| Path::new(file).parent());
    directory.unwrap_or(Path::new("data")).join("git")
}

#[cfg(test)]
mod tests {
    use super::beside;
    use std::path::Path;

    #[test]
    fn repositories_lie_beside_the_database() {
        assert_eq!(beside("sqlite:./data/gauntlet.db"), Path::new("./data/git"));
        assert_eq!(beside("sqlite:///srv/x/y.db?mode=rwc"), Path::new("/srv/x/git"));
        assert_eq!(beside("sqlite:y.db"), Path::new("git"));
        assert_eq!(beside("postgres://localhost/gauntlet"), Path::new("data/git"));
    }
}
