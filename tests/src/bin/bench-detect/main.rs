//! Which concurrency bugs are found: `bench-detect [GRADINGS]`, 1 unless said otherwise.
//!
//! Every program of tests/bugs is tried in three ways, as often as it is graded: one plain `go test -race -count=1`, the
//! same followed by a look at the stacks that are left, and Gauntlet's grading. `GAUNTLET_TEST_ONLY` leaves out the
//! bugs whose names do not contain it. It knows verdicts, not how they come about.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program whose output is its purpose")]

mod bugs;
mod by_hand;
mod tally;

use std::{path::Path, process::ExitCode};

use anyhow::{Context, bail, ensure};
use gauntlet_grader::{
    catalog, intake,
    model::{Challenge, Verdict},
    pipeline::GradeOptions,
    submission::Submission,
};
use gauntlet_tests::{
    corpus::{Bug, Case},
    fixture::Fixture,
    places,
    toolchain::Toolchain,
};

use by_hand::ByHand;
use tally::{Caught, Table};

fn main() -> ExitCode {
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-detect: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> anyhow::Result<()> {
    let gradings = gradings_from(std::env::args().nth(1).as_deref())?;
    let only = std::env::var("GAUNTLET_TEST_ONLY").unwrap_or_default();
    let mut cases = bugs::cases();
    cases.retain(|case| bugs::name(case).contains(&only));
    ensure!(!cases.is_empty(), "expected bugs, got none whose name contains '{only}'");

    let own = places::repository().join("target/bench-detect");
    let toolchain = Toolchain::from_image(&own)?;
    let challenge = places::test_challenges().join("bugs");
    let by_hand = ByHand::new(&toolchain, &own, &challenge.join("starter"))?;
    let challenge = catalog::load_challenge(&challenge).context("read the challenge")?;
    let fixture = Fixture::new();

    println!(
        "{}, {gradings} times each; caught by a plain run, with a look at the stacks, by Gauntlet\n",
        toolchain.version()?
    );
    let mut table = Table::default();
    for case in &cases {
        let (caught, verdicts) = examine(&fixture, &by_hand, &challenge, case, gradings)?;
        println!("{}", line(case, &caught, &verdicts));
        table.add(&case.group, &case.expected.kind, &caught);
    }
    print!("\n{table}");
    Ok(())
}

/// Tries one bug in every way.
fn examine(
    fixture: &Fixture,
    by_hand: &ByHand,
    challenge: &Challenge,
    case: &Case<Bug>,
    gradings: u64,
) -> anyhow::Result<(Caught, Vec<Verdict>)> {
    let test = by_hand.build(&case.directory).with_context(|| format!("build {}", bugs::name(case)))?;
    let submission = hand_in(challenge, &case.directory).with_context(|| format!("hand in {}", bugs::name(case)))?;
    let mut caught = Caught { tries: gradings, ..Caught::default() };
    let mut verdicts = Vec::new();
    for seed in 1..=gradings {
        let seen = test.run()?;
        caught.plain += u64::from(seen.failed);
        caught.snapshot += u64::from(seen.failed || seen.left_goroutines);
        // A seed for each: by default the same files get the same schedules.
        let options = GradeOptions { seed: Some(seed), bench_samples: Some(0), ..GradeOptions::default() };
        let report = fixture.grade(challenge, &submission, &options)?;
        if matches!(report.verdict, Verdict::CompileError | Verdict::ForbiddenCode) {
            bail!("expected {} to be run, got {}: {}", bugs::name(case), report.verdict, report.summary);
        }
        caught.gauntlet += u64::from(report.verdict != Verdict::Accepted);
        caught.named += u64::from(case.expected.verdict.contains(&report.verdict));
        verdicts.push(report.verdict);
    }
    Ok((caught, verdicts))
}

fn hand_in(challenge: &Challenge, directory: &Path) -> anyhow::Result<Submission> {
    // bug.toml is no part of what is handed in.
    let handed_in = intake::from_path(&directory.join(bugs::SOURCE))?;
    Ok(Submission::new(challenge, &handed_in.files)?)
}

/// A bug's line: how often each way caught it and, where grading missed or misnamed it, what it said and what is wrong.
fn line(case: &Case<Bug>, caught: &Caught, verdicts: &[Verdict]) -> String {
    let bug = &case.expected;
    let mut line = format!("{:<58}{caught}  plain rate {:.3}", bugs::name(case), bug.plain_rate);
    if caught.named < caught.tries {
        let mut said: Vec<_> = verdicts.iter().filter(|v| !bug.verdict.contains(v)).map(Verdict::to_string).collect();
        said.sort();
        said.dedup();
        line.push_str(&format!("\n    graded as {}: {}", said.join(", "), bug.why));
    }
    line
}

fn gradings_from(argument: Option<&str>) -> anyhow::Result<u64> {
    let Some(text) = argument else { return Ok(1) };
    let gradings = text.parse().with_context(|| format!("expected a number of gradings, got '{text}'"))?;
    ensure!(gradings > 0, "expected at least one grading, got 0");
    Ok(gradings)
}

#[cfg(test)]
mod tests {
    use super::gradings_from;

    #[test]
    fn gradings_are_counted_from_one() {
        assert_eq!(gradings_from(None).unwrap(), 1);
        assert_eq!(gradings_from(Some("12")).unwrap(), 12);
        assert!(gradings_from(Some("0")).unwrap_err().to_string().contains("at least one"));
        assert!(gradings_from(Some("some")).is_err());
    }
}
