//! How long a verdict takes, beside the same commands by hand: `bench-latency [PAIRS]`, at least 5 pairs.
//!
//! Both sides run in turn, so that a drift of the host's speed weighs on both alike. docs/benchmarks.md says what is
//! compared and why. It knows the command line of `gauntlet grade` and its report, nothing of the grader's code.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program whose output is its purpose")]

mod bars;
mod by_hand;
mod figures;
mod graded;
mod in_docker;
mod measured;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use gauntlet_tests::toolchain::Toolchain;

use by_hand::ByHand;
use graded::Gauntlet;
use in_docker::InDocker;
use measured::Measured;

const CHALLENGE: &str = "challenges/worker-pool";
const SUBMISSION: &str = "challenges/worker-pool/submissions/accepted/channels";
const MIN_PAIRS: usize = 5;

fn main() -> ExitCode {
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-latency: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> anyhow::Result<()> {
    let pairs = pairs_from(std::env::args().nth(1).as_deref())?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("expected tests/ to be in the repository")?;
    let own = root.join("target/bench-latency");
    // Makes the directory, in which everything else has its own.
    let toolchain = Toolchain::from_image(&own)?;
    let gauntlet = Gauntlet::find(root, &own)?;
    let by_hand = ByHand::lay_out(&toolchain, &own, &root.join(CHALLENGE), &root.join(SUBMISSION))?;

    let in_docker = InDocker::lay_out(&own, &root.join(CHALLENGE), &root.join(SUBMISSION))?;

    eprintln!("bench-latency: {}; warming both sides up", toolchain.version()?);
    let benchtime = format!("-benchtime={}ms", gauntlet.grade()?.benchtime_ms);
    let mut thrown_away = Measured::default();
    thrown_away.by_hand(&by_hand, &benchtime)?;
    thrown_away.in_docker(&in_docker)?;

    let mut measured = Measured::default();
    for pair in 1..=pairs {
        eprintln!("bench-latency: pair {pair} of {pairs}");
        measured.graded(gauntlet.grade()?);
        measured.by_hand(&by_hand, &benchtime)?;
        measured.in_docker(&in_docker)?;
    }
    eprintln!("bench-latency: go test -race in a container, without its cache");
    measured.uncached(in_docker.test_uncached()?);
    measured.print(pairs, &benchtime)
}

fn pairs_from(argument: Option<&str>) -> anyhow::Result<usize> {
    let Some(text) = argument else { return Ok(MIN_PAIRS) };
    let pairs = text.parse().with_context(|| format!("expected a number of pairs, got '{text}'"))?;
    if pairs < MIN_PAIRS {
        bail!("expected at least {MIN_PAIRS} pairs, got {pairs}: fewer say nothing about the spread");
    }
    Ok(pairs)
}

/// Runs a command to its end; its output is shown only if it failed. Answers the wall time and standard output.
fn timed(command: &mut std::process::Command) -> anyhow::Result<(Duration, Vec<u8>)> {
    let name = PathBuf::from(command.get_program());
    let started = Instant::now();
    let output = command.output().with_context(|| format!("run {}", name.display()))?;
    let took = started.elapsed();
    if !output.status.success() {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        bail!("{command:?} failed ({}):\n{}{}", output.status, text(&output.stdout), text(&output.stderr));
    }
    Ok((took, output.stdout))
}

#[cfg(test)]
mod tests {
    use super::pairs_from;

    #[test]
    fn few_pairs_are_refused() {
        assert_eq!(pairs_from(None).unwrap(), 5);
        assert_eq!(pairs_from(Some("9")).unwrap(), 9);
        assert!(pairs_from(Some("4")).unwrap_err().to_string().contains("at least 5"));
        assert!(pairs_from(Some("many")).is_err());
    }
}
