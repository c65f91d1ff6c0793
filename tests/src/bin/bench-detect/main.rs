//! Which concurrency bugs are found: `bench-detect [GRADINGS]`, 1 unless said otherwise.
//!
//! Every program of tests/bugs is tried in three ways, as often as it is graded: one plain `go test -race -count=1`, the
//! same followed by a look at the stacks that are left, and Gauntlet's grading. It is graded twice more, under plain
//! schedules alone, for what perturbed ones add; and some of tests/correct, for what that costs an honest submission.
//! `GAUNTLET_TEST_ONLY` leaves out the programs whose names do not contain it.
//!
//! It knows verdicts and evidence, not how they come about.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program whose output is its purpose")]

mod added;
mod bugs;
mod by_hand;
mod evidence;
mod tally;
mod way;

use std::{path::Path, process::ExitCode};

use anyhow::{Context, bail, ensure};
use gauntlet_grader::{
    catalog, intake,
    model::{Challenge, Report, Verdict},
    pipeline::GradeOptions,
    submission::Submission,
};
use gauntlet_tests::{
    corpus::{self, Bug, Case, Correct},
    fixture::Fixture,
    places,
    toolchain::Toolchain,
};

use added::{Added, Found};
use by_hand::ByHand;
use tally::{Caught, Table};
use way::Way;

/// One in so many correct programs is graded.
const CORRECT_EVERY: usize = 6;

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
    let ways = ways(&challenge)?;
    let fixture = Fixture::new();

    println!(
        "{}, {gradings} times each; caught by a plain run, with a look at the stacks, by Gauntlet\n",
        toolchain.version()?
    );
    let (mut table, mut added) = (Table::default(), Added::default());
    for case in &cases {
        let (caught, verdicts) = examine(&fixture, &by_hand, &ways, case, gradings, &mut added)?;
        println!("{}", line(case, &caught, &verdicts));
        table.add(&case.group, &case.expected.kind, &caught);
    }
    grade_correct(&fixture, &only, &mut added)?;
    print!("\n{table}\n{added}");
    Ok(())
}

/// The challenge under each kind of schedule.
fn ways(directory: &Path) -> anyhow::Result<Vec<(Way, Challenge)>> {
    let challenge = catalog::load_challenge(directory).context("read the challenge")?;
    Ok(Way::ALL.into_iter().map(|way| (way, way.of(&challenge))).collect())
}

/// Tries one bug in every way.
fn examine(
    fixture: &Fixture,
    by_hand: &ByHand,
    ways: &[(Way, Challenge)],
    case: &Case<Bug>,
    gradings: u64,
    added: &mut Added,
) -> anyhow::Result<(Caught, Vec<Verdict>)> {
    let test = by_hand.build(&case.directory).with_context(|| format!("build {}", bugs::name(case)))?;
    let mut caught = Caught { tries: gradings, ..Caught::default() };
    let mut verdicts = Vec::new();
    for seed in 1..=gradings {
        let seen = test.run()?;
        caught.plain += u64::from(seen.failed);
        caught.snapshot += u64::from(seen.failed || seen.left_goroutines);
        let mut found = Found::default();
        for (way, challenge) in ways {
            // bug.toml is no part of what is handed in.
            let report = graded(fixture, challenge, &case.directory.join(bugs::SOURCE), seed)?;
            found.add(*way, evidence::of(&report), test_ms(&report));
            if *way == Way::Full {
                caught.gauntlet += u64::from(report.verdict != Verdict::Accepted);
                caught.named += u64::from(case.expected.verdict.contains(&report.verdict));
                verdicts.push(report.verdict);
            }
        }
        added.bug(&case.group, found);
    }
    Ok((caught, verdicts))
}

/// How long correct programs take to be tested. That one is accepted is for another suite to prove.
fn grade_correct(fixture: &Fixture, only: &str, added: &mut Added) -> anyhow::Result<()> {
    let ways = ways(&places::test_challenges().join("correct"))?;
    let cases = corpus::cases::<Correct>(&places::repository().join("tests/correct"), "correct.toml");
    let named = cases.iter().filter(|case| format!("{}/{}", case.group, case.name).contains(only));
    for case in named.step_by(CORRECT_EVERY) {
        let mut found = Found::default();
        for (way, challenge) in &ways {
            let report = graded(fixture, challenge, &case.directory, 1)?;
            found.add(*way, evidence::of(&report), test_ms(&report));
        }
        added.correct(found);
    }
    Ok(())
}

/// Grades one program. A seed for each time: by default the same files get the same schedules.
fn graded(fixture: &Fixture, challenge: &Challenge, path: &Path, seed: u64) -> anyhow::Result<Report> {
    let name = || path.display().to_string();
    let handed_in = intake::from_path(path).with_context(|| format!("take {}", name()))?;
    let submission = Submission::new(challenge, &handed_in.files).with_context(|| format!("hand in {}", name()))?;
    let options = GradeOptions { seed: Some(seed), bench_samples: Some(0), ..GradeOptions::default() };
    let report = fixture.grade(challenge, &submission, &options)?;
    if matches!(report.verdict, Verdict::CompileError | Verdict::ForbiddenCode) {
        bail!("expected {} to be run, got {}: {}", name(), report.verdict, report.summary);
    }
    Ok(report)
}

fn test_ms(report: &Report) -> u64 {
    report.phases.iter().find(|p| p.name == "test").map_or(0, |p| p.wall_ms)
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
