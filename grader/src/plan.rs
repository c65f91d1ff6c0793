//! Which executions a challenge asks for: pure arithmetic from a manifest to requests.

use crate::{
    model::{Limits, Manifest},
    runner::{Execution, ExecutionMode, RunRequest},
};

/// Name of the race binary below `bin/`.
pub const RACE: &str = "race";
/// Name of the candidate's benchmark binary below `bin/`.
pub const CANDIDATE: &str = "candidate";
/// Name of the reference's benchmark binary below `bin/`.
pub const REFERENCE: &str = "reference";

/// After so many processes that died, the rest of a test run is left out.
const MAX_DEATHS: u32 = 12;

/// The test executions: the repetitions dealt over the GOMAXPROCS values, a process and a seed for each.
#[must_use]
pub fn test_request(manifest: &Manifest, repetitions: u32, seed: u64, limits: &Limits) -> RunRequest {
    let grading = &manifest.grading;
    let tests: Vec<_> = manifest.tests.iter().map(|t| t.name.clone()).collect();
    let executions = (1u64..)
        .zip(&grading.gomaxprocs)
        .zip(deal(repetitions, grading.gomaxprocs.len()))
        .filter(|(_, count)| *count > 0)
        .map(|((index, &gomaxprocs), count)| Execution {
            id: schedule(gomaxprocs, seed.wrapping_add(index) >> 1),
            binary: RACE.to_owned(),
            mode: ExecutionMode::Test,
            tests: tests.clone(),
            count,
            gomaxprocs,
            seed: seed.wrapping_add(index) >> 1,
            timeout_ms: grading.wall_ms,
            ..Execution::default()
        })
        .collect();
    RunRequest { executions, test_timeout_ms: grading.test_timeout_ms, wall_ms: grading.wall_ms, ..request(limits) }
}

/// The benchmark executions: candidate and reference in turn, in the order ABBA, so that a drift of the host's speed
/// weighs on both alike. Each runs every benchmark once.
#[must_use]
pub fn bench_request(manifest: &Manifest, samples: u32, limits: &Limits) -> RunRequest {
    let plan = &manifest.bench;
    let each = |index: u32, binary: &str| Execution {
        id: format!("{binary} {}", index + 1),
        binary: binary.to_owned(),
        mode: ExecutionMode::Bench,
        gomaxprocs: plan.gomaxprocs,
        benchtime_ms: plan.benchtime_ms,
        timeout_ms: bench_timeout_ms(manifest),
        ..Execution::default()
    };
    let executions: Vec<_> = (0..samples)
        .flat_map(|i| {
            let order = if i % 2 == 0 { [CANDIDATE, REFERENCE] } else { [REFERENCE, CANDIDATE] };
            order.map(|binary| each(i, binary))
        })
        .collect();
    let wall_ms = limits.wall_ms.saturating_sub(5_000);
    RunRequest { executions, test_timeout_ms: wall_ms, wall_ms, ..request(limits) }
}

/// A benchmark ramps up to its time, and a slow solution may take many times the reference's.
fn bench_timeout_ms(manifest: &Manifest) -> u64 {
    let each = u64::from(manifest.bench.benchtime_ms) * 50 + 2_000;
    each * manifest.benchmarks.len().max(1) as u64
}

fn request(limits: &Limits) -> RunRequest {
    RunRequest {
        mode: "run",
        output_bytes: limits.output_bytes,
        line_bytes: limits.line_bytes,
        max_deaths: MAX_DEATHS,
        ..RunRequest::default()
    }
}

/// How a schedule is named in reports; also the id of its execution.
fn schedule(gomaxprocs: u32, seed: u64) -> String {
    format!("GOMAXPROCS={gomaxprocs}, seed {seed}")
}

/// `total` in `parts` shares that differ by at most one, larger ones first.
fn deal(total: u32, parts: usize) -> impl Iterator<Item = u32> {
    let parts = u32::try_from(parts).unwrap_or(1).max(1);
    (0..parts).map(move |i| total / parts + u32::from(i < total % parts))
}

#[cfg(test)]
mod tests {
    use super::deal;

    #[test]
    fn shares_add_up() {
        assert_eq!(deal(20, 2).collect::<Vec<_>>(), [10, 10]);
        assert_eq!(deal(7, 3).collect::<Vec<_>>(), [3, 2, 2]);
        assert_eq!(deal(1, 2).collect::<Vec<_>>(), [1, 0]);
    }
}
