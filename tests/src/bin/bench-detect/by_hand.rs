//! The other side of the comparison: what one run of the test on the host shows.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, bail};

use gauntlet_tests::toolchain::Toolchain;

use crate::bugs::SOURCE;

/// As long as a test may run when it is graded; the go command's own ten minutes would only take longer.
const TIMEOUT: &str = "-test.timeout=5s";

/// A TestMain that looks at the stacks when the tests have passed. It changes nothing about a run that fails.
const SNAPSHOT: &str = include_str!("snapshot_test.go");

/// What SNAPSHOT exits with when goroutines are left.
const LEFT_GOROUTINES: i32 = 3;

/// Builds and runs tests on the host.
pub(crate) struct ByHand<'a> {
    toolchain: &'a Toolchain,
    own: PathBuf,
    starter: PathBuf,
}

impl<'a> ByHand<'a> {
    pub(crate) fn new(toolchain: &'a Toolchain, own: &Path, starter: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(own).with_context(|| format!("make {}", own.display()))?;
        Ok(Self { toolchain, own: own.to_owned(), starter: starter.to_owned() })
    }

    /// The visible test with one bug, as `go test -race` builds it.
    pub(crate) fn build(&self, bug: &Path) -> anyhow::Result<Test> {
        let module = tempfile::tempdir_in(&self.own).context("make a directory for the package")?;
        let files = [(&*self.starter, "go.mod"), (&*self.starter, "scenario_test.go"), (bug, SOURCE)];
        for (directory, name) in files {
            let from = directory.join(name);
            fs::copy(&from, module.path().join(name)).with_context(|| format!("copy {}", from.display()))?;
        }
        fs::write(module.path().join("snapshot_test.go"), SNAPSHOT).context("write the look at the stacks")?;
        let output = self.toolchain.go(module.path()).args(["test", "-race", "-c", "-o", "bug.test"]).output()?;
        if !output.status.success() {
            bail!("expected a build, got: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(Test { module })
    }
}

/// A built test.
pub(crate) struct Test {
    module: tempfile::TempDir,
}

/// What one run showed.
pub(crate) struct Seen {
    /// A race, a panic, a wrong result or a hang: the go command says FAIL.
    pub(crate) failed: bool,
    /// The test passed, and there were goroutines left a second later.
    pub(crate) left_goroutines: bool,
}

impl Test {
    /// One process, one repetition.
    pub(crate) fn run(&self) -> anyhow::Result<Seen> {
        let directory = self.module.path();
        let mut command = Command::new(directory.join("bug.test"));
        command.current_dir(directory).args(["-test.count=1", TIMEOUT]).env_remove("GORACE").env_remove("GOMAXPROCS");
        let status = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("run the test")?;
        let left_goroutines = status.code() == Some(LEFT_GOROUTINES);
        Ok(Seen { failed: !status.success() && !left_goroutines, left_goroutines })
    }
}
