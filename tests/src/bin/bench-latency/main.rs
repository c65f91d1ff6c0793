//! How long a verdict takes, beside the same commands by hand: `bench-latency [PAIRS]`, at least 5 pairs.
//!
//! Both sides run in turn, so that a drift of the host's speed weighs on both alike. docs/benchmarks.md says what is
//! compared and why. It knows the command line of `gauntlet grade` and its report, nothing of the grader's code.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program whose output is its purpose")]

mod by_hand;
mod figures;
mod graded;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use gauntlet_tests::toolchain::Toolchain;

use by_hand::ByHand;
use figures::{Series, print_table};
use graded::Gauntlet;

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

/// What one run of every command took.
#[derive(Default)]
struct Measured {
    gauntlet: Series,
    phases: Vec<(String, Series)>,
    outside_phases: Series,
    vet: Series,
    test: Series,
    bench: Series,
    by_hand: Series,
    short_bench: Series,
    short_by_hand: Series,
    edited: Series,
}

fn compare() -> anyhow::Result<()> {
    let pairs = pairs_from(std::env::args().nth(1).as_deref())?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("expected tests/ to be in the repository")?;
    let own = root.join("target/bench-latency");
    let gauntlet = Gauntlet::find(root, &own)?;
    let toolchain = Toolchain::from_image(&own)?;
    let by_hand = ByHand::lay_out(&toolchain, &own, &root.join(CHALLENGE), &root.join(SUBMISSION))?;

    eprintln!("bench-latency: {}; warming both sides up", toolchain.version()?);
    let benchtime = format!("-benchtime={}ms", gauntlet.grade()?.benchtime_ms);
    run_by_hand(&by_hand, &benchtime, &mut Measured::default())?;

    let mut measured = Measured::default();
    for pair in 1..=pairs {
        eprintln!("bench-latency: pair {pair} of {pairs}");
        let graded = gauntlet.grade()?;
        measured.gauntlet.push(graded.wall);
        let mut outside = graded.wall;
        for (name, took) in graded.phases {
            outside = outside.saturating_sub(took);
            match measured.phases.iter_mut().find(|(known, _)| *known == name) {
                Some((_, series)) => series.push(took),
                None => measured.phases.push((name, Series::of(took))),
            }
        }
        measured.outside_phases.push(outside);
        run_by_hand(&by_hand, &benchtime, &mut measured)?;
        by_hand.edit()?;
        measured.edited.push(by_hand.vet()? + by_hand.test()? + by_hand.bench(None)?);
    }
    print(&measured, pairs, &benchtime)
}

fn run_by_hand(by_hand: &ByHand, benchtime: &str, measured: &mut Measured) -> anyhow::Result<()> {
    let (vet, test, bench) = (by_hand.vet()?, by_hand.test()?, by_hand.bench(None)?);
    let short_bench = by_hand.bench(Some(benchtime))?;
    measured.vet.push(vet);
    measured.test.push(test);
    measured.bench.push(bench);
    measured.by_hand.push(vet + test + bench);
    measured.short_bench.push(short_bench);
    measured.short_by_hand.push(vet + test + short_bench);
    Ok(())
}

fn print(measured: &Measured, pairs: usize, benchtime: &str) -> anyhow::Result<()> {
    println!("{pairs} pairs in turn, wall time in seconds\n");
    let mut rows = vec![("gauntlet grade", &measured.gauntlet)];
    let phases: Vec<_> = measured.phases.iter().map(|(name, series)| (format!("  {name}"), series)).collect();
    rows.extend(phases.iter().map(|(name, series)| (name.as_str(), *series)));
    let bench_short = format!("  go test -run '^$' -bench . {benchtime} ./...");
    let by_hand_short = format!("by hand, with {benchtime}");
    rows.extend([
        ("  outside the phases: process, report", &measured.outside_phases),
        ("by hand", &measured.by_hand),
        ("  go vet ./...", &measured.vet),
        ("  go test -race -count=1 ./...", &measured.test),
        ("  go test -run '^$' -bench . ./...", &measured.bench),
        ("by hand, after an edit of the submission", &measured.edited),
        (by_hand_short.as_str(), &measured.short_by_hand),
        (bench_short.as_str(), &measured.short_bench),
    ]);
    print_table(&rows)?;
    let ratio_to = |series: &Series| {
        Ok::<_, anyhow::Error>(measured.gauntlet.median()?.as_secs_f64() / series.median()?.as_secs_f64())
    };
    println!("\nratio to by hand after an edit: {:.2}", ratio_to(&measured.edited)?);
    println!("ratio to by hand with Gauntlet's {benchtime}: {:.2}", ratio_to(&measured.short_by_hand)?);
    println!("ratio: {:.2}", ratio_to(&measured.by_hand)?);
    Ok(())
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
