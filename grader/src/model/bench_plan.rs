//! The part of challenge.toml that is about benchmarks.

use serde::{Deserialize, Serialize};

/// How benchmarks run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BenchPlan {
    /// Samples per side and benchmark, interleaved with the reference's: the first round, and what a further round adds.
    pub samples: u32,
    /// Most samples per side and benchmark: further rounds are run while the interval is wider than the noise band.
    pub max_samples: u32,
    /// Time after which no further round begins, in milliseconds.
    pub budget_ms: u64,
    /// Time of one sample, in milliseconds.
    pub benchtime_ms: u32,
    /// GOMAXPROCS of both sides; as many cores are leased.
    pub gomaxprocs: u32,
    /// Other values of GOMAXPROCS for the scaling curve, which earns no points. Those above the cores of the host are left
    /// out.
    pub scaling: Vec<u32>,
    /// Time of each benchmark under Go's profiler, in milliseconds; 0 for no profiles.
    pub profile_ms: u32,
    /// Time of each benchmark under Go's block and mutex profiles, in milliseconds; 0 for no tables of waits.
    pub waits_ms: u32,
}

impl Default for BenchPlan {
    fn default() -> Self {
        Self {
            samples: 6,
            max_samples: 30,
            budget_ms: 10_000,
            benchtime_ms: 40,
            gomaxprocs: 2,
            scaling: Vec::new(),
            profile_ms: 0,
            waits_ms: 0,
        }
    }
}

/// One expected benchmark and its scoring curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BenchmarkSpec {
    /// `BenchmarkXxx`.
    pub name: String,
    /// The same in words.
    pub title: String,
    /// A criterion's id whose source is `benchmarks`.
    pub criterion: String,
    /// Weight within the criterion.
    #[serde(default = "default_points")]
    pub points: u32,
    /// Time ratio candidate/reference up to which all points are earned.
    pub full: f64,
    /// Time ratio at which half of them are; halfway between `full` and `zero` if it is left out.
    #[serde(default)]
    pub half: Option<f64>,
    /// Time ratio from which none are.
    pub zero: f64,
    /// A time ratio below this is not believed: it earns nothing until a person has looked.
    #[serde(default = "default_floor")]
    pub floor: f64,
}

fn default_points() -> u32 {
    1
}

fn default_floor() -> f64 {
    0.02
}
