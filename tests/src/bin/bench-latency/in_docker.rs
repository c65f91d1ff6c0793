//! What many would write first: `docker run` for each command, in a fresh container of an image that has the toolchain.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    time::Duration,
};

use anyhow::Context;
use gauntlet_tests::places;
use tempfile::TempDir;

use crate::{by_hand, timed};

/// Where the package is mounted.
const SOURCES: &str = "/src";
/// The flag with which the image's cache was filled. Without it, nothing of the standard library is found there.
const CACHED: &str = "-trimpath";

/// The package, laid out as by hand, and the image.
pub(crate) struct InDocker {
    module: TempDir,
    image: String,
}

impl InDocker {
    pub(crate) fn lay_out(own: &Path, challenge: &Path, submission: &Path) -> anyhow::Result<Self> {
        let module = by_hand::lay_out(own, challenge, submission)?;
        // The image's user is not the one who runs this.
        fs::set_permissions(module.path(), Permissions::from_mode(0o755))
            .context("open the package to the image's user")?;
        let image = places::images().build;
        Ok(Self { module, image })
    }

    pub(crate) fn vet(&self) -> anyhow::Result<Duration> {
        self.run("1", &["vet", "./..."])
    }

    pub(crate) fn test(&self) -> anyhow::Result<Duration> {
        self.run("1", &["test", CACHED, "-race", "-count=1", "./..."])
    }

    pub(crate) fn bench(&self) -> anyhow::Result<Duration> {
        self.run("0", &["test", CACHED, "-run", "^$", "-bench", ".", "./..."])
    }

    /// `test`, but as in an image without a cache for it: the standard library is compiled first.
    pub(crate) fn test_uncached(&self) -> anyhow::Result<Duration> {
        self.run("1", &["test", "-race", "-count=1", "./..."])
    }

    /// What is added to the image's cache is lost with the container. With an index of package directories the go command
    /// fails where it cannot store one.
    fn run(&self, cgo: &str, arguments: &[&str]) -> anyhow::Result<Duration> {
        let mount = format!("{}:{SOURCES}:ro", self.module.path().display());
        let cgo = format!("CGO_ENABLED={cgo}");
        let mut docker = Command::new("docker");
        docker.args(["run", "--rm", "--network", "none", "--volume", &mount, "--workdir", SOURCES]);
        docker.args(["--env", &cgo, "--env", "GODEBUG=goindex=0"]);
        docker.args(["--entrypoint", "/usr/local/go/bin/go", &self.image]).args(arguments);
        timed(&mut docker).map(|(took, _)| took)
    }
}
