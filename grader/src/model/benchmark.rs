//! What a report says about benchmarks: both sides' samples, their comparison, and where the time went.

use serde::{Deserialize, Serialize};

use super::Frame;

/// What a comparison with the reference says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BenchmarkVerdict {
    /// Faster than the reference, by more than the noise.
    Faster,
    /// No difference outside the noise.
    Same,
    /// Slower than the reference, by more than the noise.
    Slower,
    /// Too few samples or too much noise to say.
    Inconclusive,
    /// Faster than the challenge's author believes to be possible: the work was not done, or a person has to look.
    Implausible,
}

/// One benchmark, candidate against reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchmarkReport {
    /// `BenchmarkXxx`.
    pub name: String,
    /// The same in words.
    pub title: String,
    /// How many times the reference's time the candidate takes; below 1 is faster. The median of the ratios of all
    /// samples of one side to all of the other (Hodges and Lehmann), which is never outside the interval. None: no samples.
    pub ratio: Option<f64>,
    /// Lower end of the exact 95 % interval of the ratio.
    pub ci_low: Option<f64>,
    /// Upper end of the exact 95 % interval of the ratio.
    pub ci_high: Option<f64>,
    /// Two-sided Mann-Whitney p-value that both sides are equally fast, adjusted for the number of benchmarks (Holm).
    pub p_value: Option<f64>,
    /// The noise band of this host, at least 1: a ratio between `1 / band` and `band` is no difference. None: not
    /// calibrated.
    #[serde(default)]
    pub band: Option<f64>,
    /// Candidate's samples, nanoseconds per operation, in the order measured.
    pub samples: Vec<f64>,
    /// Reference's samples, nanoseconds per operation, in the order measured.
    pub reference_samples: Vec<f64>,
    /// Everything else that was measured, as medians: `allocs/op`, `B/op`, and what the benchmark reports itself.
    #[serde(default)]
    pub metrics: Vec<BenchmarkMetric>,
    /// The same benchmark under other values of GOMAXPROCS, ascending; empty where the challenge does not ask for them.
    #[serde(default)]
    pub scaling: Vec<ScalingPoint>,
    /// In a word.
    pub verdict: BenchmarkVerdict,
    /// One sentence that says why.
    #[serde(default)]
    pub why: String,
    /// Points earned.
    pub earned: f64,
    /// Points to be had.
    pub max: f64,
}

/// A measure beside the time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchmarkMetric {
    /// As Go prints it: `allocs/op`, `B/op`, or the unit given to `b.ReportMetric`.
    pub unit: String,
    /// Median of the candidate's samples.
    pub candidate: f64,
    /// Median of the reference's; none if it does not report that.
    pub reference: Option<f64>,
}

/// One benchmark under one GOMAXPROCS.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScalingPoint {
    /// Go's GOMAXPROCS, which never exceeds the cores that were leased.
    pub gomaxprocs: u32,
    /// Candidate's samples, nanoseconds per operation.
    pub samples: Vec<f64>,
    /// Reference's samples, nanoseconds per operation.
    pub reference_samples: Vec<f64>,
}

/// What else the host did while benchmarks ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HostLoad {
    /// The cores that the benchmarks had, as the kernel writes a list: `0-1`, `2,4`.
    pub cores: String,
    /// Share of those cores' time that a hypervisor gave to others, 0 to 1.
    pub steal: f64,
    /// Share of those cores' time that other processes of this host took, 0 to 1.
    pub others: f64,
    /// How often one of those cores was slowed down because it was too hot, where the processor counts that.
    #[serde(default)]
    pub throttled: u64,
    /// Whether that is too much for samples to be trusted as they are; more of them were taken then.
    pub noisy: bool,
}

/// What a [`Profile`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileKind {
    /// Time on a core, in nanoseconds.
    Cpu,
    /// Allocated memory, in bytes.
    Allocations,
}

/// Where the candidate's benchmarks spent their time or memory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// What is counted, and in which unit.
    pub kind: ProfileKind,
    /// Sum over all samples, those of dropped stacks included.
    pub total: u64,
    /// The stacks that cost most, at most 400, costliest first.
    pub stacks: Vec<ProfileStack>,
}

/// One call stack and what was counted there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileStack {
    /// Functions from the outermost to the one that was running, as Go names them.
    pub functions: Vec<String>,
    /// In the unit of the profile's kind.
    pub value: u64,
}

/// What a [`Waits`] counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitKind {
    /// Where goroutines waited: for a channel, a select, a lock, a condition or others to be done. Go's block profile.
    Block,
    /// Where a lock was given back for which others had been waiting. Go's mutex profile.
    Mutex,
}

/// Where goroutines waited in the candidate's code while its benchmarks ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// What is counted.
    pub kind: WaitKind,
    /// Waiting times of all goroutines together, in nanoseconds, those of dropped lines included.
    pub total_ns: u64,
    /// The lines with the longest waits, at most 20, longest first.
    pub sites: Vec<WaitSite>,
}

/// One line, and the waits there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitSite {
    /// The innermost frame of the candidate's.
    pub frame: Frame,
    /// What the goroutine did there: `send`, `receive`, `select`, or a function such as `sync.(*Mutex).Lock`.
    pub operation: String,
    /// How often, by the profile's estimate.
    pub count: u64,
    /// Waiting times together, in nanoseconds.
    pub waited_ns: u64,
}
