//! The Report: what a grading says, as JSON of a stable, versioned shape.

use serde::{Deserialize, Serialize};

use super::{
    BenchmarkReport, Finding, Hang, HostLoad, Leak, Limits, Outcome, Panic, Profile, Race, Slug, Verdict, Visibility,
    Waits,
};

/// Version of the JSON shape of [`Report`].
pub const SCHEMA: u32 = 1;

/// The outcome of grading one submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Always [`SCHEMA`].
    pub schema: u32,
    /// What was graded against.
    pub challenge: ChallengeRef,
    /// The conclusion.
    pub verdict: Verdict,
    /// One or two sentences that say what happened, to the candidate.
    pub summary: String,
    /// Points.
    pub score: Score,
    /// Every expected test, in the manifest's order.
    pub tests: Vec<TestReport>,
    /// Data races, the candidate's first.
    pub races: Vec<Race>,
    /// Goroutines that can never end.
    pub leaks: Vec<Leak>,
    /// Tests that did not come back.
    pub hangs: Vec<Hang>,
    /// Panics and fatal errors that ended a process.
    pub panics: Vec<Panic>,
    /// Remarks of compiler, vet, gofmt and policy.
    pub findings: Vec<Finding>,
    /// Benchmarks against the reference; empty unless accepted.
    pub benchmarks: Vec<BenchmarkReport>,
    /// What the host did meanwhile; none if no benchmark ran or the host does not say.
    #[serde(default)]
    pub bench_host: Option<HostLoad>,
    /// Where the candidate's benchmarks spent time and memory; empty unless accepted.
    #[serde(default)]
    pub profiles: Vec<Profile>,
    /// Where goroutines waited meanwhile; empty unless accepted.
    #[serde(default)]
    pub waits: Vec<Waits>,
    /// What was used, against its limit.
    pub meters: Vec<Meter>,
    /// Where the time went, in order.
    pub phases: Vec<Phase>,
    /// Limits of the containers that ran the tests.
    pub limits: Limits,
    /// What it was graded with.
    pub environment: Environment,
    /// The exact local command that repeats the tests.
    pub reproduce: String,
    /// What the test process printed, capped, without what hidden tests logged; display only.
    pub output: String,
}

/// A challenge and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChallengeRef {
    /// The directory's name.
    pub slug: Slug,
    /// The version in its challenge.toml.
    pub version: u32,
}

/// Points, with what they were given for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Points earned, after caps, rounded to hundredths.
    pub earned: f64,
    /// Points to be had.
    pub max: f64,
    /// The parts, in the challenge's order; they add up to `earned` unless `cap` says otherwise.
    pub criteria: Vec<CriterionScore>,
    /// What limited the total, if anything did.
    pub cap: Option<ScoreCap>,
}

/// Points of one criterion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CriterionScore {
    /// As in challenge.toml.
    pub id: String,
    /// For people.
    pub title: String,
    /// Points earned, rounded to hundredths.
    pub earned: f64,
    /// Points to be had.
    pub max: f64,
    /// One sentence that says why.
    pub why: String,
}

/// A limit on the total that a verdict brings with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreCap {
    /// The verdict that brought it.
    pub verdict: Verdict,
    /// The most points that are left.
    pub max_score: f64,
    /// What the criteria added up to before.
    pub uncapped: f64,
    /// One sentence from the challenge.
    pub why: String,
}

/// One expected test.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestReport {
    /// `TestXxx`.
    pub name: String,
    /// The same in words.
    pub title: String,
    /// The criterion that it counts for.
    pub group: String,
    /// Whether the candidate has its source.
    pub visibility: Visibility,
    /// Over all repetitions.
    pub outcome: Outcome,
    /// Repetitions that were seen to end.
    pub runs: u32,
    /// Repetitions that passed.
    pub passed: u32,
    /// Least repetitions that were asked for; fewer are enough for a test that failed.
    pub expected_runs: u32,
    /// Median wall time of a repetition, in milliseconds.
    pub elapsed_ms: f64,
    /// What the first failing repetition logged. Of a hidden test candidates see title, outcome and hint, not this.
    pub message: String,
    /// Where to look when it failed.
    pub hint: Option<String>,
    /// The schedules it failed under, e.g. "GOMAXPROCS=2, seed 7"; at most ten.
    pub failed_under: Vec<String>,
}

impl TestReport {
    /// The repetitions that [`Self::passed`] is a share of: what ran, and for a test that has not failed at least what
    /// was asked for.
    #[must_use]
    pub fn counted(&self) -> u32 {
        match self.outcome {
            Outcome::Failed => self.runs,
            Outcome::Passed | Outcome::Skipped | Outcome::NotSeen => self.runs.max(self.expected_runs),
        }
    }
}

/// A value against its limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meter {
    /// With its unit: `memory_peak_bytes`, `goroutines_peak`, `cpu_ms`, `output_bytes`, ...
    pub name: String,
    /// In that unit.
    pub value: f64,
    /// In the same unit; none where there is no limit.
    pub limit: Option<f64>,
}

/// Time of one stage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phase {
    /// `check`, `build`, `test`, `benchmark`, `score`, ...
    pub name: String,
    /// Wall time, in milliseconds.
    pub wall_ms: u64,
    /// CPU time where it was measured, in milliseconds.
    pub cpu_ms: Option<u64>,
}

/// What a submission was graded with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// e.g. `go1.27.3`.
    pub go_version: String,
    /// Content digests of the build and run images, `sha256:…`, joined by `+`.
    pub image_digest: String,
    /// Version of this grader.
    pub grader_version: String,
    /// GOMAXPROCS values that the tests ran under.
    pub gomaxprocs: Vec<u32>,
    /// The seed of shuffles and schedules.
    pub seed: u64,
}
