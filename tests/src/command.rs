//! The binary as a process, with a home of its own.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

use crate::places;

/// A scratch directory in which a `gauntlet` process keeps everything; its end is that no temporary file is left.
pub struct Home {
    directory: TempDir,
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// An empty one.
    ///
    /// # Panics
    /// When the host has no room for it.
    #[must_use]
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        fs::create_dir(directory.path().join("tmp")).expect("a directory");
        Self { directory }
    }

    /// The directory.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// A command of the binary in this home, with the published challenges. What the caller's environment says to
    /// Gauntlet is kept from it, but for the images' names.
    #[must_use]
    pub fn gauntlet(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(places::gauntlet());
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("GAUNTLET_") && !name.ends_with("_IMAGE") {
                command.env_remove(&*name);
            }
        }
        command
            .args(arguments)
            .current_dir(self.path())
            .env("TMPDIR", self.path().join("tmp"))
            .env("GAUNTLET_CHALLENGES", places::challenges())
            .env("GAUNTLET_CACHE", places::binary_cache());
        command
    }

    /// Runs a command of the binary to its end.
    ///
    /// # Panics
    /// When it cannot be started.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.gauntlet(arguments).output().expect("the program runs")
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let left: Vec<_> =
            fs::read_dir(self.path().join("tmp")).into_iter().flatten().flatten().map(|e| e.path()).collect();
        if !std::thread::panicking() {
            assert!(left.is_empty(), "temporary files that are left: {left:?}");
        }
    }
}
