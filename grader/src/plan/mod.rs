//! Which executions a challenge asks for: pure arithmetic from a manifest to requests.

mod bench;

pub use bench::{Round, bench_request, profile_request};

use std::fmt;

use crate::{
    model::{Kind, Limits, Manifest},
    runner::{Execution, ExecutionMode, RunRequest},
};

/// Name below `bin/` of the test binary with the race detector.
pub const RACE: &str = "race";
/// Name of the test binary without it.
pub const PLAIN: &str = "plain";
/// Name of the test binary of a program challenge.
pub const DRIVER: &str = "driver";
/// Name of the program that it starts, with the race detector.
pub const PROGRAM: &str = "program";
/// Name of the candidate's benchmark binary below `bin/`.
pub const CANDIDATE: &str = "candidate";
/// Name of the reference's benchmark binary below `bin/`.
pub const REFERENCE: &str = "reference";

/// After so many processes that died, the rest of a test run is left out.
const MAX_DEATHS: u32 = 12;

/// After so many failures a test is not repeated: it has failed, and how often it would is seen.
const MAX_FAILURES: u32 = 3;

/// Most repetitions of a test within the time budget, as a multiple of the least: tests of microseconds end there.
const MOST_PER_LEAST: u32 = 25;

/// How one process runs the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Schedule {
    gomaxprocs: u32,
    perturb: bool,
    seed: u64,
}

/// The test executions: for each GOMAXPROCS value a process with the schedules as they come, and one in which they are
/// perturbed. `least` repetitions of each test are dealt over them; those with perturbed schedules go on for their share
/// of `budget_ms`. Where a challenge does without perturbed schedules, the plain ones take their place. What is measured
/// is tested once as it is measured, too.
#[must_use]
pub fn test_request(manifest: &Manifest, least: u32, budget_ms: u64, seed: u64, limits: &Limits) -> RunRequest {
    let (grading, is_program) = (&manifest.grading, manifest.kind == Kind::Program);
    let tests: Vec<_> = manifest.tests.iter().map(|t| t.name.clone()).collect();
    let mut schedules = schedules(&grading.gomaxprocs, seed);
    schedules.retain(|s| grading.perturb || !s.perturb);
    let goes_on = |s: &Schedule| s.perturb || !grading.perturb;
    let going_on = schedules.iter().filter(|s| goes_on(s)).count() as u64;
    let mut executions: Vec<_> = schedules
        .iter()
        .zip(deal(least, schedules.len()))
        .filter(|(_, share)| *share > 0)
        .map(|(schedule, share)| {
            let budget_ms = if goes_on(schedule) { budget_ms / going_on } else { 0 };
            Execution {
                id: schedule.to_string(),
                binary: if is_program { DRIVER } else { RACE }.to_owned(),
                program: is_program,
                mode: ExecutionMode::Test,
                tests: tests.clone(),
                count: if budget_ms > 0 { share.saturating_mul(MOST_PER_LEAST) } else { share },
                least: share,
                budget_ms,
                perturb: schedule.perturb,
                gomaxprocs: schedule.gomaxprocs,
                seed: schedule.seed,
                timeout_ms: grading.wall_ms,
                ..Execution::default()
            }
        })
        .collect();
    executions.extend(without_detector(manifest, &tests, seed));
    RunRequest {
        executions,
        test_timeout_ms: grading.test_timeout_ms,
        wall_ms: grading.wall_ms,
        max_failures: MAX_FAILURES,
        ..request(limits)
    }
}

/// Every test once more in the binary that benchmarks measure. The race detector can be noticed (a `sync.Pool` forgets at
/// random under it), and a submission could be right only where it is watched and fast where it is not.
fn without_detector(manifest: &Manifest, tests: &[String], seed: u64) -> Option<Execution> {
    let is_measured = manifest.kind == Kind::Package && !manifest.benchmarks.is_empty();
    let gomaxprocs = manifest.bench.gomaxprocs;
    is_measured.then(|| Execution {
        id: format!("GOMAXPROCS={gomaxprocs}, without the race detector, seed {}", seed >> 1),
        binary: PLAIN.to_owned(),
        mode: ExecutionMode::Test,
        tests: tests.to_vec(),
        count: 1,
        least: 1,
        gomaxprocs,
        seed: seed >> 1,
        timeout_ms: manifest.grading.wall_ms,
        ..Execution::default()
    })
}

/// Plain and perturbed in turn, so that few repetitions get both; each kind goes through all GOMAXPROCS values.
fn schedules(gomaxprocs: &[u32], seed: u64) -> Vec<Schedule> {
    let shifted = gomaxprocs.iter().cycle().skip(1);
    let values = gomaxprocs.iter().zip(shifted).flat_map(|(&plain, &perturbed)| [(plain, false), (perturbed, true)]);
    (1u64..)
        .zip(values)
        // Go takes the seed of an order as a signed number.
        .map(|(index, (gomaxprocs, perturb))| Schedule { gomaxprocs, perturb, seed: seed.wrapping_add(index) >> 1 })
        .collect()
}

/// How a schedule is named in reports; also the id of its execution.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.perturb { ", perturbed" } else { "" };
        write!(f, "GOMAXPROCS={}{kind}, seed {}", self.gomaxprocs, self.seed)
    }
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

/// `total` in `parts` shares that differ by at most one, larger ones first.
fn deal(total: u32, parts: usize) -> impl Iterator<Item = u32> {
    let parts = u32::try_from(parts).unwrap_or(1).max(1);
    (0..parts).map(move |i| total / parts + u32::from(i < total % parts))
}

/// The least that a manifest can be.
#[cfg(test)]
pub(crate) fn least_manifest() -> Manifest {
    toml::from_str(
        r#"
        schema = 1
        slug = "adder"
        version = 1
        title = "Adder"
        level = "mid"
        kind = "package"
        summary = "Adds."
        skills = []
        minutes = 10
        reference = "accepted/adder"
        criteria = []
        tests = []
        package = { module = "your/adder", name = "adder", editable = ["*.go"], required = ["adder.go"], imports = [] }
        grading = { repetitions = 2, gomaxprocs = [2, 4], test_timeout_ms = 1000, wall_ms = 5000 }
        "#,
    )
    .unwrap()
}

#[cfg(test)]
mod tests {
    use super::{PLAIN, deal, least_manifest, schedules, test_request};
    use crate::model::{Limits, Manifest};

    #[test]
    fn two_repetitions_get_a_plain_and_a_perturbed_schedule() {
        let names: Vec<_> = schedules(&[2, 4], 9).iter().map(ToString::to_string).collect();
        assert_eq!(
            names,
            [
                "GOMAXPROCS=2, seed 5",
                "GOMAXPROCS=4, perturbed, seed 5",
                "GOMAXPROCS=4, seed 6",
                "GOMAXPROCS=2, perturbed, seed 6",
            ]
        );
    }

    #[test]
    fn what_is_measured_is_tested_as_it_is_measured() {
        let plain = |manifest: &Manifest| {
            let request = test_request(manifest, 2, 0, 9, &Limits::run());
            request.executions.into_iter().filter(|e| e.binary == PLAIN).map(|e| (e.least, e.count, e.gomaxprocs))
        };
        let mut manifest = least_manifest();
        assert_eq!(plain(&manifest).count(), 0);
        let bench = r#"name = "BenchmarkAdd"
            title = "Adds"
            criterion = "performance"
            full = 2.0
            zero = 4.0"#;
        manifest.benchmarks = vec![toml::from_str(bench).unwrap()];
        assert_eq!(plain(&manifest).collect::<Vec<_>>(), [(1, 1, manifest.bench.gomaxprocs)]);
    }

    #[test]
    fn shares_add_up() {
        assert_eq!(deal(20, 2).collect::<Vec<_>>(), [10, 10]);
        assert_eq!(deal(7, 3).collect::<Vec<_>>(), [3, 2, 2]);
        assert_eq!(deal(1, 2).collect::<Vec<_>>(), [1, 0]);
    }
}
