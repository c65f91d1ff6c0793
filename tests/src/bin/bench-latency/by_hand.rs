//! The other side of the comparison: what a person would run on the host, one command after another, with the Go of
//! the runner image and a warm cache.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::Context;

use crate::timed;

const IMAGE: &str = "gauntlet-build:latest";

/// The image's Go, on the host: the same version on both sides.
pub(crate) struct Toolchain {
    goroot: PathBuf,
    own: PathBuf,
}

impl Toolchain {
    /// Takes Go out of the build image, once for each image.
    pub(crate) fn from_image(own: &Path) -> anyhow::Result<Self> {
        let (_, id) = timed(Command::new("docker").args(["image", "inspect", "--format", "{{.Id}}", IMAGE]))
            .context("look at the build image; make image builds it")?;
        let id = String::from_utf8_lossy(&id).trim().trim_start_matches("sha256:").to_owned();
        let goroot = own.join(format!("go-{}", id.get(..12).unwrap_or(&id)));
        if !goroot.exists() {
            let unfinished = own.join("go-unfinished");
            let _ = fs::remove_dir_all(&unfinished);
            fs::create_dir_all(own).with_context(|| format!("make {}", own.display()))?;
            let (_, container) = timed(Command::new("docker").args(["create", IMAGE])).context("make a container")?;
            let container = String::from_utf8_lossy(&container).trim().to_owned();
            let copied =
                timed(Command::new("docker").args(["cp", &format!("{container}:/usr/local/go")]).arg(&unfinished));
            timed(Command::new("docker").args(["rm", "--force", &container])).context("remove the container")?;
            copied.context("copy Go out of the image")?;
            fs::rename(&unfinished, &goroot).context("put Go in its place")?;
        }
        Ok(Self { goroot, own: own.to_owned() })
    }

    /// What `go version` says.
    pub(crate) fn version(&self) -> anyhow::Result<String> {
        let (_, said) = timed(self.go(&self.own).arg("version"))?;
        Ok(String::from_utf8_lossy(&said).trim().to_owned())
    }

    /// A `go` that sees nothing of the user's own Go settings.
    fn go(&self, directory: &Path) -> Command {
        let bin = self.goroot.join("bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(bin.clone()).chain(std::env::split_paths(&path));
        let mut go = Command::new(bin.join("go"));
        go.current_dir(directory).env("PATH", std::env::join_paths(path).unwrap_or_default());
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("GO")) {
            go.env_remove(name);
        }
        go.env("GOROOT", &self.goroot).env("GOCACHE", self.own.join("gocache")).env("GOPATH", self.own.join("gopath"));
        go.envs([("GOENV", "off"), ("GOFLAGS", ""), ("GOTOOLCHAIN", "local"), ("GOPROXY", "off"), ("GOWORK", "off")]);
        go
    }
}

/// The package, laid out as on a candidate's machine: submission, starter and hidden tests in one directory.
pub(crate) struct ByHand<'a> {
    toolchain: &'a Toolchain,
    module: tempfile::TempDir,
}

impl<'a> ByHand<'a> {
    pub(crate) fn lay_out(
        toolchain: &'a Toolchain,
        own: &Path,
        challenge: &Path,
        submission: &Path,
    ) -> anyhow::Result<Self> {
        let module = tempfile::tempdir_in(own).context("make a directory for the package")?;
        // The submission last: it replaces files of the starter.
        for part in [challenge.join("starter"), challenge.join("hidden"), submission.to_owned()] {
            for entry in fs::read_dir(&part).with_context(|| format!("read {}", part.display()))? {
                let file = entry.with_context(|| format!("read {}", part.display()))?;
                let to = module.path().join(file.file_name());
                fs::copy(file.path(), &to).with_context(|| format!("copy {}", file.path().display()))?;
            }
        }
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
