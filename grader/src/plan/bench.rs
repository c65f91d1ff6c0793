//! Which benchmark processes run, and in which order.

use super::{CANDIDATE, REFERENCE, request};
use crate::{
    model::{Limits, Manifest},
    runner::{Execution, ExecutionMode, RunRequest},
};

/// Samples of both sides that are taken in one container.
#[derive(Debug, Clone, Copy)]
pub struct Round<'a> {
    /// Counts up over all rounds of a grading: part of what the order is drawn from.
    pub index: u32,
    /// Per side.
    pub samples: u32,
    /// Their names.
    pub benchmarks: &'a [String],
    /// Of both sides.
    pub gomaxprocs: u32,
}

/// One round: candidate and reference in turn, in blocks ABBA or BAAB as the seed says, so that neither a drift nor a
/// rhythm of the host's speed weighs on one side. Each process runs every benchmark once.
#[must_use]
pub fn bench_request(manifest: &Manifest, round: Round, seed: u64, limits: &Limits) -> RunRequest {
    let each = |sample: u32, binary: &str| Execution {
        id: format!("{binary} {}, GOMAXPROCS={}", sample + 1, round.gomaxprocs),
        binary: binary.to_owned(),
        mode: ExecutionMode::Bench,
        tests: round.benchmarks.to_vec(),
        gomaxprocs: round.gomaxprocs,
        benchtime_ms: manifest.bench.benchtime_ms,
        timeout_ms: timeout_ms(manifest.bench.benchtime_ms, round.benchmarks.len()),
        ..Execution::default()
    };
    let executions = (0..round.samples)
        .flat_map(|sample| {
            let block = round.index.wrapping_add(sample / 2);
            let candidate_first = seed >> (block % 48) & 1 == u64::from(sample % 2);
            let order = if candidate_first { [CANDIDATE, REFERENCE] } else { [REFERENCE, CANDIDATE] };
            order.map(|binary| each(sample, binary))
        })
        .collect();
    within(executions, limits)
}

/// All benchmarks of the candidate once more, with the profiles that the challenge asks for. None if it asks for none.
#[must_use]
pub fn profile_request(manifest: &Manifest, limits: &Limits) -> Option<RunRequest> {
    let plan = &manifest.bench;
    let profiles =
        [("profile", ExecutionMode::Profile, plan.profile_ms), ("waits", ExecutionMode::Waits, plan.waits_ms)];
    let execution = |(id, mode, benchtime_ms): (&str, ExecutionMode, u32)| Execution {
        id: id.to_owned(),
        binary: CANDIDATE.to_owned(),
        mode,
        tests: manifest.benchmarks.iter().map(|b| b.name.clone()).collect(),
        gomaxprocs: plan.gomaxprocs,
        benchtime_ms,
        timeout_ms: timeout_ms(benchtime_ms, manifest.benchmarks.len()),
        ..Execution::default()
    };
    let wanted: Vec<_> = profiles.into_iter().filter(|(.., benchtime_ms)| *benchtime_ms > 0).map(execution).collect();
    (!wanted.is_empty()).then(|| within(wanted, limits))
}

fn within(executions: Vec<Execution>, limits: &Limits) -> RunRequest {
    let wall_ms = limits.wall_ms.saturating_sub(5_000);
    RunRequest { executions, test_timeout_ms: wall_ms, wall_ms, ..request(limits) }
}

/// A benchmark ramps up to its time, and a slow solution may take many times the reference's.
fn timeout_ms(benchtime_ms: u32, benchmarks: usize) -> u64 {
    (u64::from(benchtime_ms) * 50 + 2_000) * benchmarks.max(1) as u64
}

#[cfg(test)]
mod tests {
    use super::{Round, bench_request, profile_request};
    use crate::{
        model::Limits,
        plan::least_manifest,
        runner::{ExecutionMode, RunRequest},
    };

    fn order(seed: u64, index: u32, samples: u32) -> String {
        let names = ["BenchmarkX".to_owned()];
        let round = Round { index, samples, benchmarks: &names, gomaxprocs: 2 };
        let request = bench_request(&least_manifest(), round, seed, &Limits::run());
        request.executions.iter().map(|e| e.binary[..1].to_uppercase()).collect()
    }

    #[test]
    fn only_wanted_profiles_are_made() {
        let mut manifest = least_manifest();
        assert!(profile_request(&manifest, &Limits::run()).is_none());
        manifest.bench.waits_ms = 100;
        let modes =
            |request: RunRequest| request.executions.iter().map(|e| (e.mode, e.benchtime_ms)).collect::<Vec<_>>();
        assert_eq!(modes(profile_request(&manifest, &Limits::run()).unwrap()), [(ExecutionMode::Waits, 100)]);
        manifest.bench.profile_ms = 200;
        assert_eq!(
            modes(profile_request(&manifest, &Limits::run()).unwrap()),
            [(ExecutionMode::Profile, 200), (ExecutionMode::Waits, 100)]
        );
    }

    #[test]
    fn each_block_is_balanced_and_drawn_from_the_seed() {
        assert_eq!(order(0b00, 0, 4), "CRRCCRRC");
        assert_eq!(order(0b11, 0, 4), "RCCRRCCR");
        assert_eq!(order(0b10, 0, 4), "CRRCRCCR");
        assert_eq!(order(0b10, 1, 2), "RCCR", "a later round goes on with the seed's next bits");
    }
}
