//! The other side: the same work with the go command and the binaries that it builds, on the host, without containers.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, bail};
use gauntlet_grader::model::{Challenge, FileSet};
use gauntlet_tests::toolchain::Toolchain;
use tempfile::TempDir;

use crate::{Work, cost::Parts, cpu, graded};

/// What is built: with the race detector, and without.
const BINARIES: [&str; 2] = ["race.test", "bench.test"];

/// The package, laid out as on a candidate's machine: submission and tests in one directory.
pub(crate) struct ByHand<'a> {
    toolchain: &'a Toolchain,
    module: TempDir,
    submission: FileSet,
}

impl<'a> ByHand<'a> {
    pub(crate) fn lay_out(toolchain: &'a Toolchain, own: &Path, challenge: &Challenge) -> anyhow::Result<Self> {
        let module = tempfile::tempdir_in(own).context("make a directory for the package")?;
        for part in [&challenge.starter, &challenge.hidden] {
            write(module.path(), part)?;
        }
        Ok(Self { toolchain, module, submission: challenge.reference.clone() })
    }

    /// One submission's work, one command after the other. Answers the CPU seconds of all its processes.
    pub(crate) fn round(&self, work: &Work) -> anyhow::Result<Parts> {
        write(self.module.path(), &graded::another(&self.submission)?)?;
        let begun = cpu::of_children()?;
        self.go(&["vet", "."])?;
        let [race, bench] = BINARIES;
        self.go(&["test", "-race", "-c", "-o", race, "."])?;
        self.go(&["test", "-c", "-o", bench, "."])?;
        let built = cpu::of_children()?;
        for arguments in test_runs(work) {
            self.binary(race, &arguments)?;
        }
        let tested = cpu::of_children()?;
        self.binary(bench, &bench_run(work))?;
        let measured = cpu::of_children()?;
        Ok(Parts { build: built - begun, tests: tested - built, benchmarks: measured - tested })
    }

    fn go(&self, arguments: &[&str]) -> anyhow::Result<()> {
        run(self.toolchain.go(self.module.path()).args(arguments))
    }

    fn binary(&self, name: &str, arguments: &[String]) -> anyhow::Result<()> {
        let mut command = Command::new(self.module.path().join(name));
        run(command.args(arguments).current_dir(self.module.path()).env_remove("GORACE").env_remove("GOMAXPROCS"))
    }
}

/// As many repetitions as are graded, dealt over the values of GOMAXPROCS.
fn test_runs(work: &Work) -> Vec<Vec<String>> {
    let processes = work.gomaxprocs.len() as u32;
    let dealt = work.gomaxprocs.iter().zip(0..).map(|(gomaxprocs, i)| {
        let count = work.repetitions / processes + u32::from(i < work.repetitions % processes);
        vec![format!("-test.count={count}"), format!("-test.cpu={gomaxprocs}")]
    });
    dealt.collect()
}

/// As many samples as both sides have when graded. The reference's are work that is needed for a verdict, too.
fn bench_run(work: &Work) -> Vec<String> {
    vec![
        "-test.run=^$".to_owned(),
        "-test.bench=.".to_owned(),
        format!("-test.benchtime={}ms", work.benchtime_ms),
        format!("-test.cpu={}", work.bench_gomaxprocs),
        format!("-test.count={}", 2 * work.samples),
    ]
}

fn write(directory: &Path, files: &FileSet) -> anyhow::Result<()> {
    for (path, content) in files.iter() {
        let to = directory.join(path.as_str());
        fs::write(&to, content).with_context(|| format!("write {}", to.display()))?;
    }
    Ok(())
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command.output().with_context(|| format!("run {command:?}"))?;
    if !output.status.success() {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        bail!("{command:?} failed ({}):\n{}{}", output.status, text(&output.stdout), text(&output.stderr));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Work, bench_run, test_runs};

    #[test]
    fn the_work_is_that_of_a_grading() {
        let work = Work { repetitions: 21, gomaxprocs: vec![2, 4], samples: 6, benchtime_ms: 40, bench_gomaxprocs: 2 };
        assert_eq!(test_runs(&work), [["-test.count=11", "-test.cpu=2"], ["-test.count=10", "-test.cpu=4"]]);
        assert_eq!(bench_run(&work)[2..], ["-test.benchtime=40ms", "-test.cpu=2", "-test.count=12"]);
    }
}
