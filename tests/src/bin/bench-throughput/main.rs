//! How many submissions a host grades, and what one costs it: `bench-throughput [GRADINGS]`, 12 for each number of lanes
//! unless said otherwise.
//!
//! The same submission with another variable each time, in one to four lanes; beside it the same work by hand, without
//! containers. docs/benchmarks.md says what is counted. The host should have nothing else to do: what it does is
//! measured first and taken off, but not what changes meanwhile.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program whose output is its purpose")]

mod by_hand;
mod cost;
mod cpu;
mod graded;
mod table;

use std::process::ExitCode;

use anyhow::{Context, ensure};
use gauntlet_grader::{catalog, model::Challenge};
use gauntlet_tests::{host, places, toolchain::Toolchain};

use by_hand::ByHand;
use cost::{Cost, Meter};
use table::Table;

const CHALLENGE: &str = "worker-pool";
/// The file of its reference that gets another variable.
const SOURCE: &str = "pool.go";
const MOST_LANES: usize = 4;

fn main() -> ExitCode {
    match compare() {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bench-throughput: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn compare() -> anyhow::Result<Table> {
    let gradings = gradings_from(std::env::args().nth(1).as_deref())?;
    let own = places::repository().join("target/bench-throughput");
    let directory = places::challenges().join(CHALLENGE);
    let challenge = catalog::load_challenge(&directory).context("read the challenge")?;
    let toolchain = Toolchain::from_image(&own)?;
    let by_hand = ByHand::lay_out(&toolchain, &own, &challenge)?;
    let host = host::describe()?;

    eprintln!("bench-throughput: warming both sides up");
    let work = Work::of(&challenge);
    graded::grade_all(&challenge, &work, 1, 1)?;
    by_hand.round(&work)?;
    eprintln!("bench-throughput: what the host does by itself");
    let meter = Meter::of_this_host()?;

    eprintln!("bench-throughput: by hand");
    let by_hand = meter.measure(gradings, || (0..gradings).map(|_| by_hand.round(&work)).sum::<anyhow::Result<_>>())?;
    let lanes = (1..=MOST_LANES).map(|lanes| {
        eprintln!("bench-throughput: {gradings} gradings in {lanes} lanes");
        meter.measure(gradings, || graded::grade_all(&challenge, &work, lanes, gradings))
    });
    let lanes = lanes.collect::<anyhow::Result<Vec<Cost>>>()?;
    Ok(Table { host: host.to_string(), background: meter.background(), work, by_hand, lanes })
}

/// What is done with each submission, on both sides.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Work {
    /// Of every test.
    pub(crate) repetitions: u32,
    pub(crate) gomaxprocs: Vec<u32>,
    /// Of every benchmark, for one side.
    pub(crate) samples: u32,
    pub(crate) benchtime_ms: u32,
    pub(crate) bench_gomaxprocs: u32,
}

impl Work {
    /// The challenge's own numbers, but no work that depends on how fast the host is: no repetitions within a time budget,
    /// no further samples of a noisy benchmark.
    fn of(challenge: &Challenge) -> Self {
        let (grading, bench) = (&challenge.manifest.grading, &challenge.manifest.bench);
        Self {
            repetitions: grading.repetitions,
            gomaxprocs: grading.gomaxprocs.clone(),
            samples: bench.samples,
            benchtime_ms: bench.benchtime_ms,
            bench_gomaxprocs: bench.gomaxprocs,
        }
    }
}

fn gradings_from(argument: Option<&str>) -> anyhow::Result<usize> {
    let Some(text) = argument else { return Ok(12) };
    let gradings = text.parse().with_context(|| format!("expected a number of gradings, got '{text}'"))?;
    ensure!(gradings >= MOST_LANES, "expected at least {MOST_LANES} gradings, one for each lane, got {gradings}");
    Ok(gradings)
}

#[cfg(test)]
mod tests {
    use super::gradings_from;

    #[test]
    fn every_lane_has_something_to_do() {
        assert_eq!(gradings_from(None).unwrap(), 12);
        assert_eq!(gradings_from(Some("4")).unwrap(), 4);
        assert!(gradings_from(Some("3")).unwrap_err().to_string().contains("at least 4"));
        assert!(gradings_from(Some("some")).is_err());
    }
}
