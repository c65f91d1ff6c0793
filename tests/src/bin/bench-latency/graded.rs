//! One side of the comparison: `gauntlet grade`, as a process, timed from its start to its end.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, bail};
use serde_json::Value;
use tempfile::TempDir;

use crate::{CHALLENGE, SUBMISSION, timed};

/// The binary, and where it is run.
pub(crate) struct Gauntlet {
    binary: PathBuf,
    root: PathBuf,
    cache: PathBuf,
    submission: TempDir,
    benchtime_ms: u64,
}

/// One grading.
pub(crate) struct Graded {
    pub(crate) wall: Duration,
    /// The report's phases, in its order.
    pub(crate) phases: Vec<Phase>,
    /// What each benchmark was run for, in milliseconds.
    pub(crate) benchtime_ms: u64,
}

/// One phase of a grading.
pub(crate) struct Phase {
    pub(crate) name: String,
    pub(crate) wall: Duration,
    /// Of all processes in its containers; none where there are none.
    pub(crate) cpu: Option<Duration>,
}

impl Gauntlet {
    /// The release build, or what GAUNTLET_BIN names.
    pub(crate) fn find(root: &Path, own: &Path) -> anyhow::Result<Self> {
        let binary =
            std::env::var_os("GAUNTLET_BIN").map_or_else(|| root.join("target/release/gauntlet"), PathBuf::from);
        if !binary.is_file() {
            bail!("expected the release build at {}, it is not there: run make bench-latency", binary.display());
        }
        let challenge =
            gauntlet_grader::catalog::load_challenge(&root.join(CHALLENGE)).context("read the challenge")?;
        let benchtime_ms = u64::from(challenge.manifest.bench.benchtime_ms);
        let submission = tempfile::tempdir_in(own).context("make a directory for the submission")?;
        Ok(Self { binary, root: root.to_owned(), cache: own.join("cache"), submission, benchtime_ms })
    }

    /// Lays the submission out with a last line that no earlier one had: its build must not come from the cache.
    fn lay_out(&self) -> anyhow::Result<()> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).context("read the clock")?;
        let path = self.root.join(SUBMISSION).join("pool.go");
        let text = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;
        let path = self.submission.path().join("pool.go");
        fs::write(&path, format!("{text}\n// {}\n", now.as_nanos()))
            .with_context(|| format!("write {}", path.display()))
    }

    /// Tests once, benchmarks once, the report as JSON. A verdict other than accepted is an error: it would have
    /// left out work.
    pub(crate) fn grade(&self) -> anyhow::Result<Graded> {
        self.lay_out()?;
        let mut command = Command::new(&self.binary);
        command.current_dir(&self.root).args(["grade", "--challenge", CHALLENGE, "--submission"]);
        command.arg(self.submission.path());
        command.args(["--repetitions", "1", "--bench-samples", "1", "--format", "json", "--cache"]).arg(&self.cache);
        let (wall, output) = timed(&mut command)?;
        let report: Value = serde_json::from_slice(&output).context("read the report")?;
        if report["verdict"] != "accepted" || report["benchmarks"].as_array().is_none_or(Vec::is_empty) {
            bail!("expected an accepted report with benchmarks, got {}: {}", report["verdict"], report["summary"]);
        }
        let phases = report["phases"].as_array().context("expected phases in the report, got none")?;
        let phases = phases.iter().map(phase).collect::<anyhow::Result<_>>()?;
        Ok(Graded { wall, phases, benchtime_ms: self.benchtime_ms })
    }
}

fn phase(phase: &Value) -> anyhow::Result<Phase> {
    let name = phase["name"].as_str().context("expected a phase with a name")?.to_owned();
    let wall_ms = phase["wall_ms"].as_u64().with_context(|| format!("expected a wall_ms of phase {name}"))?;
    let cpu = phase["cpu_ms"].as_u64().map(Duration::from_millis);
    Ok(Phase { name, wall: Duration::from_millis(wall_ms), cpu })
}
