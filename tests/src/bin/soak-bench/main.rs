//! Whether benchmark verdicts can be believed: `soak-bench [AA] [PLANTED]`, 100 and 50 gradings each unless said otherwise.
//!
//! A/A: references against themselves, on an idle host and with one core busy: every difference that is seen is false.
//! Power: solutions whose slowdown is known: every difference that is not seen was missed. The report, Markdown, goes to
//! standard output and to target/soak-bench/. Exit code 1 means that a level was missed, 2 that nothing was measured.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program whose output is its purpose")]

mod busy;
mod figures;
mod fresh;
mod graded;
mod levels;
mod report;

use std::{fs, process::ExitCode};

use anyhow::{Context, ensure};
use gauntlet_tests::{host, places};

use busy::BusyCore;
use fresh::FreshGrader;
use graded::{Entry, Series};
use report::Report;

/// Gradings of each solution: against itself, and with a planted difference.
#[derive(Debug, PartialEq, Eq)]
struct Plan {
    against_itself: u64,
    planted: u64,
}

fn main() -> ExitCode {
    let outcome = plan_from(std::env::args().skip(1)).and_then(|plan| measure(&plan)).and_then(|report| {
        print!("{report}");
        keep(&report)?;
        Ok(report)
    });
    match outcome {
        Ok(report) if report.missed().is_empty() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("soak-bench: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn measure(plan: &Plan) -> anyhow::Result<Report> {
    let grader = FreshGrader::new()?;
    let worker_pool = places::challenges().join("worker-pool");
    let speed = places::test_challenges().join("speed");
    // Idle first: that is when the noise bands are measured that the busy series has to do with.
    let mut report = Report { host: host::describe()?, ..Report::default() };
    for busy in [false, true] {
        for challenge in [&worker_pool, &speed] {
            let entry = Entry::reference(challenge)?;
            let core = busy.then(BusyCore::start);
            let load = if busy { "one core busy" } else { "idle" };
            let mut series = Series::new(format!("{}, {load}", entry.name));
            series.grade(&grader, &entry, plan.against_itself)?;
            drop(core);
            report.against_itself.push(series);
        }
    }
    for (factor, name) in levels::PLANTED {
        let entry = Entry::named(&speed, &format!("accepted/{name}"))?;
        let mut series = Series::new((*name).to_owned());
        series.grade(&grader, &entry, plan.planted)?;
        report.planted.push((*factor, series));
    }
    report.load_after = host::load()?;
    Ok(report)
}

fn keep(report: &Report) -> anyhow::Result<()> {
    let directory = places::repository().join("target/soak-bench");
    fs::create_dir_all(&directory).with_context(|| format!("make {}", directory.display()))?;
    let path = directory.join(format!("{}.md", report.host.date));
    fs::write(&path, report.to_string()).with_context(|| format!("write {}", path.display()))?;
    eprintln!("soak-bench: the same in {}", path.display());
    Ok(())
}

fn plan_from(mut arguments: impl Iterator<Item = String>) -> anyhow::Result<Plan> {
    let mut number = |what: &str, default: u64| -> anyhow::Result<u64> {
        let Some(text) = arguments.next() else { return Ok(default) };
        let n = text.parse().with_context(|| format!("expected a number of gradings {what}, got '{text}'"))?;
        ensure!(n > 0, "expected at least one grading {what}, got 0");
        Ok(n)
    };
    Ok(Plan { against_itself: number("against itself", 100)?, planted: number("of each planted difference", 50)? })
}

#[cfg(test)]
mod tests {
    use super::{Plan, plan_from};

    fn plan(arguments: &[&str]) -> anyhow::Result<Plan> {
        plan_from(arguments.iter().map(|a| (*a).to_owned()))
    }

    #[test]
    fn numbers_are_read_in_order() {
        assert_eq!(plan(&[]).unwrap(), Plan { against_itself: 100, planted: 50 });
        assert_eq!(plan(&["3"]).unwrap(), Plan { against_itself: 3, planted: 50 });
        assert_eq!(plan(&["3", "2"]).unwrap(), Plan { against_itself: 3, planted: 2 });
        assert!(plan(&["0"]).unwrap_err().to_string().contains("at least one"));
        assert!(plan(&["3", "some"]).is_err());
    }
}
