//! Whether many candidates can type at once: `bench-candidates [SECONDS]`, 60 unless said otherwise.
//!
//! 300 candidates save every two seconds, each with an open event stream, at a real server with a database of its own
//! that grades two submissions all the while. Everybody came in as people do: by signing in, inviting, opening links. The
//! report, Markdown, goes to standard output and to target/bench-candidates/. Exit code 1 means that a level was missed,
//! 2 that nothing was measured.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program whose output is its purpose")]

mod connection;
mod events;
mod figures;
mod grading;
mod levels;
mod operator;
mod process;
mod report;
mod run;
mod stream;
mod typist;

use std::{fs, process::ExitCode, thread, time::Duration};

use anyhow::{Context, anyhow, ensure};
use gauntlet_tests::{command::Home, host, places, server::Server};

use operator::Operator;
use report::Report;
use run::{LANES, Parties};

/// The challenge that everybody works on.
const CHALLENGE: &str = "worker-pool";
/// The only file of a solution.
const SOURCE: &str = "pool.go";
/// Those who type.
const CANDIDATES: u32 = 300;
/// Submissions that the server grades at once.
const WORKERS: usize = 2;

/// How long everybody types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) seconds: u64,
}

fn main() -> ExitCode {
    let outcome = plan_from(std::env::args().nth(1).as_deref()).and_then(measured_apart).and_then(|report| {
        print!("{report}");
        keep(&report)?;
        Ok(report)
    });
    match outcome {
        Ok(report) if report.missed().is_empty() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("bench-candidates: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// A server that does not start panics: that is not a level that was missed.
fn measured_apart(plan: Plan) -> anyhow::Result<Report> {
    thread::spawn(move || measure(plan)).join().map_err(|_| anyhow!("a part of it panicked; see above"))?
}

fn measure(plan: Plan) -> anyhow::Result<Report> {
    let host = host::describe()?;
    let home = Home::new();
    let mut server = Server::start(&home, WORKERS);
    let measured = measure_at(&home, &server, plan);
    // In order, whatever came of it: a killed server leaves its containers behind.
    let ended = server.terminate();
    let measured = measured.with_context(|| format!("measure; the server's log:\n{}", server.log()))?;
    ensure!(ended.success(), "expected the server to end in order, got {ended}: {}", server.log());
    Ok(Report { host, load_after: host::load()?, plan, measured })
}

fn measure_at(home: &Home, server: &Server, plan: Plan) -> anyhow::Result<figures::Measured> {
    eprintln!("bench-candidates: inviting {CANDIDATES} candidates, who begin");
    let operator = Operator::sign_up(home, server)?;
    let typists = (1..=CANDIDATES).map(|n| operator.candidate(&format!("Typist {n}")));
    let graded = (0..run::invitations_for(plan)).map(|n| operator.candidate(&format!("Graded {}", n + 1)));
    let parties = Parties { typists: typists.collect::<Result<_, _>>()?, graded: graded.collect::<Result<_, _>>()? };
    eprintln!(
        "bench-candidates: {LANES} of {} others hand in, the rest types for {} s",
        parties.graded.len(),
        plan.seconds
    );
    let runtime = tokio::runtime::Runtime::new().context("start a runtime")?;
    runtime.block_on(run::run(server, parties, plan))
}

fn keep(report: &Report) -> anyhow::Result<()> {
    let directory = places::repository().join("target/bench-candidates");
    fs::create_dir_all(&directory).with_context(|| format!("make {}", directory.display()))?;
    let path = directory.join(format!("{}.md", report.host.date));
    fs::write(&path, report.to_string()).with_context(|| format!("write {}", path.display()))?;
    eprintln!("bench-candidates: the same in {}", path.display());
    Ok(())
}

fn plan_from(argument: Option<&str>) -> anyhow::Result<Plan> {
    let Some(text) = argument else { return Ok(Plan { seconds: 60 }) };
    let seconds = text.parse().with_context(|| format!("expected a number of seconds, got '{text}'"))?;
    let least = 5 * typist::EVERY.as_secs();
    ensure!(seconds >= least, "expected at least {least} seconds, five saves of each candidate, got {seconds}");
    Ok(Plan { seconds })
}

impl Plan {
    /// Saves that each candidate makes.
    pub(crate) fn turns(self) -> u32 {
        u32::try_from(self.seconds / typist::EVERY.as_secs()).unwrap_or(u32::MAX)
    }

    pub(crate) fn time(self) -> Duration {
        typist::EVERY * self.turns()
    }
}

#[cfg(test)]
mod tests {
    use super::{Plan, plan_from};

    #[test]
    fn a_plan_has_five_turns_at_least() {
        assert_eq!(plan_from(None).unwrap(), Plan { seconds: 60 });
        assert_eq!(plan_from(Some("11")).unwrap().turns(), 5);
        assert_eq!(plan_from(Some("11")).unwrap().time().as_secs(), 10);
        assert!(plan_from(Some("9")).unwrap_err().to_string().contains("at least 10"));
        assert!(plan_from(Some("some")).is_err());
    }
}
