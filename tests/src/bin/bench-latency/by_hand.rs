//! The other side of the comparison: what a person would run on the host, one command after another, with the Go of
//! the runner image and a warm cache.

use std::{fs, path::Path, time::Duration};

use anyhow::Context;
use gauntlet_tests::toolchain::Toolchain;
use tempfile::TempDir;

use crate::timed;

/// The package, laid out as on a candidate's machine: submission, starter and hidden tests in one directory.
pub(crate) struct ByHand<'a> {
    toolchain: &'a Toolchain,
    module: TempDir,
}

impl<'a> ByHand<'a> {
    pub(crate) fn lay_out(
        toolchain: &'a Toolchain,
        own: &Path,
        challenge: &Path,
        submission: &Path,
    ) -> anyhow::Result<Self> {
        let module = lay_out(own, challenge, submission)?;
        Ok(Self { toolchain, module })
    }

    /// Puts a comment line at the top of the submission, so that the go command has to compile and to vet it again.
    pub(crate) fn edit(&self) -> anyhow::Result<()> {
        let path = self.module.path().join("pool.go");
        let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        fs::write(&path, format!("// Edited.\n{text}")).with_context(|| format!("write {}", path.display()))
    }

    pub(crate) fn vet(&self) -> anyhow::Result<Duration> {
        self.run(&["vet", "./..."])
    }

    pub(crate) fn test(&self) -> anyhow::Result<Duration> {
        self.run(&["test", "-race", "-count=1", "./..."])
    }

    /// `benchtime` is a `-benchtime=` flag; by default Go's own 1 s applies.
    pub(crate) fn bench(&self, benchtime: Option<&str>) -> anyhow::Result<Duration> {
        let mut arguments = vec!["test", "-run", "^$", "-bench", "."];
        arguments.extend(benchtime);
        arguments.push("./...");
        self.run(&arguments)
    }

    fn run(&self, arguments: &[&str]) -> anyhow::Result<Duration> {
        timed(self.toolchain.go(self.module.path()).args(arguments)).map(|(took, _)| took)
    }
}

/// A directory with all files of the package.
pub(crate) fn lay_out(own: &Path, challenge: &Path, submission: &Path) -> anyhow::Result<TempDir> {
    let module = tempfile::tempdir_in(own).context("make a directory for the package")?;
    // The submission last: it replaces files of the starter.
    for part in [challenge.join("starter"), challenge.join("hidden"), submission.to_owned()] {
        for entry in fs::read_dir(&part).with_context(|| format!("read {}", part.display()))? {
            let file = entry.with_context(|| format!("read {}", part.display()))?;
            let to = module.path().join(file.file_name());
            fs::copy(file.path(), &to).with_context(|| format!("copy {}", file.path().display()))?;
        }
    }
    Ok(module)
}
