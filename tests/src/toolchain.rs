//! The Go of the build image, on the host: the same version on both sides of a comparison.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

use crate::places;

/// Go, with caches of its own.
#[derive(Debug)]
pub struct Toolchain {
    goroot: PathBuf,
    own: PathBuf,
}

impl Toolchain {
    /// Takes Go out of the image that `GAUNTLET_BUILD_IMAGE` names, or of the default one; once for each image. It is
    /// kept in `own`, as are the caches.
    ///
    /// # Errors
    /// The image is not there, or `own` cannot be written to.
    pub fn from_image(own: &Path) -> anyhow::Result<Self> {
        let image = places::images().build;
        let id = docker(&["image", "inspect", "--format", "{{.Id}}", &image])
            .context("look at the build image; make image builds it")?;
        let id = id.trim_start_matches("sha256:");
        let goroot = own.join(format!("go-{}", id.get(..12).unwrap_or(id)));
        if !goroot.exists() {
            let unfinished = own.join("go-unfinished");
            let _ = fs::remove_dir_all(&unfinished);
            fs::create_dir_all(own).with_context(|| format!("make {}", own.display()))?;
            let container = docker(&["create", &image]).context("make a container")?;
            let copied = docker(&["cp", &format!("{container}:/usr/local/go"), &unfinished.to_string_lossy()]);
            docker(&["rm", "--force", &container]).context("remove the container")?;
            copied.context("copy Go out of the image")?;
            fs::rename(&unfinished, &goroot).context("put Go in its place")?;
        }
        Ok(Self { goroot, own: own.to_owned() })
    }

    /// What `go version` says.
    ///
    /// # Errors
    /// Go cannot be run.
    pub fn version(&self) -> anyhow::Result<String> {
        let output = self.go(&self.own).arg("version").output().context("run go")?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// A `go` that sees nothing of the user's own Go settings.
    #[must_use]
    pub fn go(&self, directory: &Path) -> Command {
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

/// Runs a docker command to its end and answers what it printed.
fn docker(arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("docker").args(arguments).output().context("run docker")?;
    if !output.status.success() {
        bail!("docker {} failed: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
