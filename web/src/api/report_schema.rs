//! The shape of the Report for the OpenAPI document.
//!
//! The grader's model stays free of HTTP, so its shape is said once more here; `tests/openapi.rs` compares the two key
//! by key. Nothing is ever built from these types.
#![allow(dead_code)] // read by the macro only

use utoipa::ToSchema;

/// The outcome of grading one submission.
#[derive(ToSchema)]
pub(super) struct Report {
    /// Version of this shape: 1.
    schema: u32,
    challenge: ChallengeRef,
    /// The verdict's name, e.g. `accepted`.
    #[schema(example = "data_race")]
    verdict: String,
    /// One or two sentences that say what happened.
    summary: String,
    score: Score,
    /// Every expected test.
    tests: Vec<TestReport>,
    races: Vec<Race>,
    leaks: Vec<Leak>,
    hangs: Vec<Hang>,
    panics: Vec<Panic>,
    /// Remarks of compiler, vet, gofmt and policy.
    findings: Vec<Finding>,
    /// Against the reference; empty unless accepted.
    benchmarks: Vec<BenchmarkReport>,
    /// What the host did meanwhile; none if no benchmark ran.
    bench_host: Option<HostLoad>,
    /// Of time and memory; empty unless accepted.
    profiles: Vec<Profile>,
    /// Where goroutines waited meanwhile; empty unless accepted.
    waits: Vec<Waits>,
    meters: Vec<Meter>,
    phases: Vec<Phase>,
    limits: Limits,
    environment: Environment,
    /// The exact local command that repeats the tests.
    reproduce: String,
    /// What the test process printed, capped.
    output: String,
}

/// What was graded against.
#[derive(ToSchema)]
struct ChallengeRef {
    slug: String,
    version: u32,
}

/// Points, with what they were given for.
#[derive(ToSchema)]
struct Score {
    earned: f64,
    max: f64,
    criteria: Vec<CriterionScore>,
    /// What limited the total, if anything did.
    cap: Option<ScoreCap>,
}

#[derive(ToSchema)]
struct CriterionScore {
    id: String,
    title: String,
    earned: f64,
    max: f64,
    /// One sentence.
    why: String,
}

#[derive(ToSchema)]
struct ScoreCap {
    verdict: String,
    max_score: f64,
    /// What the criteria added up to before.
    uncapped: f64,
    why: String,
}

/// One expected test.
#[derive(ToSchema)]
struct TestReport {
    name: String,
    title: String,
    /// A criterion's id.
    group: String,
    /// `visible` or `hidden`.
    visibility: String,
    /// `passed`, `failed`, `skipped` or `not_seen`.
    outcome: String,
    /// Repetitions that were seen to end.
    runs: u32,
    /// Repetitions that passed.
    passed: u32,
    expected_runs: u32,
    /// Median of a repetition.
    elapsed_ms: f64,
    /// What the first failing repetition logged; empty for hidden tests.
    message: String,
    hint: Option<String>,
    /// Schedules, e.g. "GOMAXPROCS=2, seed 7".
    failed_under: Vec<String>,
}

/// One frame of a stack.
#[derive(ToSchema)]
struct Frame {
    function: String,
    file: String,
    line: u32,
    /// Whether the line is the candidate's.
    yours: bool,
}

#[derive(ToSchema)]
struct Access {
    /// `read`, `write`, `atomic_read` or `atomic_write`.
    kind: String,
    goroutine: String,
    frames: Vec<Frame>,
    created: Vec<Frame>,
}

/// A data race.
#[derive(ToSchema)]
struct Race {
    accesses: Vec<Access>,
    test: Option<String>,
    count: u32,
    yours: bool,
    sentence: String,
}

#[derive(ToSchema)]
struct GoroutineGroup {
    count: u32,
    state: String,
    frames: Vec<Frame>,
    created_by: Option<Frame>,
    sentence: String,
}

/// Goroutines that can never end.
#[derive(ToSchema)]
struct Leak {
    test: Option<String>,
    group: GoroutineGroup,
}

/// A test that did not come back.
#[derive(ToSchema)]
struct Hang {
    test: Option<String>,
    after_ms: u64,
    /// Whether the test's goroutine was waiting.
    parked: bool,
    groups: Vec<GoroutineGroup>,
    sentence: String,
}

/// A panic or fatal error that ended the process.
#[derive(ToSchema)]
struct Panic {
    test: Option<String>,
    /// How many processes ended so.
    count: u32,
    message: String,
    frames: Vec<Frame>,
    sentence: String,
}

#[derive(ToSchema)]
struct Finding {
    /// `format`, `vet`, `policy`, `compile` or `note`.
    kind: String,
    file: String,
    /// From 1; 0 for the whole file.
    line: u32,
    column: u32,
    message: String,
}

/// One benchmark, candidate against reference.
#[derive(ToSchema)]
struct BenchmarkReport {
    name: String,
    title: String,
    /// How many times the reference's time; below 1 is faster.
    ratio: Option<f64>,
    ci_low: Option<f64>,
    ci_high: Option<f64>,
    p_value: Option<f64>,
    /// Nanoseconds per operation.
    samples: Vec<f64>,
    reference_samples: Vec<f64>,
    /// A ratio between `1 / band` and `band` is no difference on this host.
    band: Option<f64>,
    metrics: Vec<BenchmarkMetric>,
    /// Under other values of GOMAXPROCS, ascending.
    scaling: Vec<ScalingPoint>,
    /// `faster`, `same`, `slower`, `inconclusive` or `implausible`.
    verdict: String,
    /// One sentence.
    why: String,
    earned: f64,
    max: f64,
}

/// A measure beside the time, as medians.
#[derive(ToSchema)]
struct BenchmarkMetric {
    /// As Go prints it, e.g. `allocs/op`.
    unit: String,
    candidate: f64,
    reference: Option<f64>,
}

/// A benchmark under one GOMAXPROCS.
#[derive(ToSchema)]
struct ScalingPoint {
    gomaxprocs: u32,
    /// Nanoseconds per operation.
    samples: Vec<f64>,
    reference_samples: Vec<f64>,
}

/// What else the host did while benchmarks ran.
#[derive(ToSchema)]
struct HostLoad {
    /// e.g. `0-1`.
    cores: String,
    /// Share of those cores' time that a hypervisor gave to others, 0 to 1.
    steal: f64,
    /// Share of those cores' time that other processes of the host took, 0 to 1.
    others: f64,
    /// How often one of those cores was slowed down because it was too hot.
    throttled: u64,
    /// Whether that is too much for samples to be trusted as they are.
    noisy: bool,
}

/// Where the candidate's benchmarks spent time or memory.
#[derive(ToSchema)]
struct Profile {
    /// `cpu` (nanoseconds) or `allocations` (bytes).
    kind: String,
    /// Over all stacks, those that are left out included.
    total: u64,
    /// The costliest, costliest first.
    stacks: Vec<ProfileStack>,
}

/// A call stack, and what was counted there.
#[derive(ToSchema)]
struct ProfileStack {
    /// From the outermost to the one that was running.
    functions: Vec<String>,
    value: u64,
}

/// Where goroutines waited in the candidate's code while its benchmarks ran.
#[derive(ToSchema)]
struct Waits {
    /// `block` (waiting for a channel, a lock or others) or `mutex` (locks given back for which others had waited).
    kind: String,
    /// Waiting times of all goroutines together, those of lines that are left out included.
    total_ns: u64,
    /// At most 20, the longest waits first.
    sites: Vec<WaitSite>,
}

/// A line, and the waits there.
#[derive(ToSchema)]
struct WaitSite {
    /// The innermost one of the candidate's.
    frame: Frame,
    /// `send`, `receive`, `select`, or a function such as `sync.(*Mutex).Lock`.
    operation: String,
    count: u64,
    waited_ns: u64,
}

/// A value against its limit.
#[derive(ToSchema)]
struct Meter {
    /// With its unit, e.g. `memory_peak_bytes`.
    name: String,
    value: f64,
    limit: Option<f64>,
}

#[derive(ToSchema)]
struct Phase {
    name: String,
    wall_ms: u64,
    cpu_ms: Option<u64>,
}

/// Limits of the containers that ran the tests.
#[derive(ToSchema)]
struct Limits {
    memory_bytes: u64,
    pids: u64,
    nofile: u64,
    tmpfs_bytes: u64,
    tmpfs_inodes: u64,
    output_bytes: u64,
    line_bytes: u64,
    wall_ms: u64,
    cpu_millis: u64,
}

/// What it was graded with.
#[derive(ToSchema)]
struct Environment {
    go_version: String,
    image_digest: String,
    grader_version: String,
    gomaxprocs: Vec<u32>,
    seed: u64,
}
