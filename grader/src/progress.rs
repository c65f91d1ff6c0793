//! What a grading tells while it runs. Reporters consume it and never call back.

use serde::{Deserialize, Serialize};

/// The stages that people see, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Policy, gofmt and vet. Runs beside the build.
    Check,
    /// Compiling and linking the test binaries.
    Build,
    /// Running the tests under the race detector.
    Test,
    /// Measuring against the reference.
    Benchmark,
    /// Judging and scoring.
    Score,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 5] = [Self::Check, Self::Build, Self::Test, Self::Benchmark, Self::Score];

    /// The name in reports, e.g. `benchmark`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Build => "build",
            Self::Test => "test",
            Self::Benchmark => "benchmark",
            Self::Score => "score",
        }
    }
}

/// A step of a grading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Progress {
    /// A stage began.
    Started {
        /// Which.
        stage: Stage,
    },
    /// A stage got on: `done` of `total` units (test repetitions, benchmark samples).
    Advanced {
        /// Which.
        stage: Stage,
        /// Units done so far.
        done: u32,
        /// Units in all.
        total: u32,
    },
    /// A stage ended.
    Ended {
        /// Which.
        stage: Stage,
        /// Its wall time, in milliseconds.
        wall_ms: u64,
    },
}

/// Receives the steps of one grading. Must be quick: it is called from the grading itself.
pub trait Observer: Send + Sync {
    /// Takes one step.
    fn observe(&self, progress: Progress);
}

impl<F: Fn(Progress) + Send + Sync> Observer for F {
    fn observe(&self, progress: Progress) {
        self(progress);
    }
}
