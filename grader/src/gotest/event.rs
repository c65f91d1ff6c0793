//! The harness's reports: the only thing that says how a test ended.
//!
//! The supervisor has checked secret and sequence before they get here. See runner-image/harness.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Outcome, ProfileKind, WaitKind};

/// One report.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TestEvent {
    /// The harness has initialised; no line of the submission has run before it.
    Ready,
    /// A top-level test began.
    Start {
        /// Its name.
        test: String,
    },
    /// A top-level test ended, and the testing package went on after it.
    End {
        /// Its name.
        test: String,
        /// `passed`, `failed` or `skipped`.
        outcome: Outcome,
        /// Wall time.
        #[serde(default)]
        elapsed_ns: u64,
        /// Size of the race log when it had ended; what lies before belongs to this test or an earlier one.
        #[serde(default)]
        race_bytes: u64,
    },
    /// The runtime's leak profile names goroutines that were not leaked before this test.
    Leak {
        /// The test.
        test: String,
        /// Their stacks.
        stacks: String,
    },
    /// A test did not come back in time; the process ended itself.
    Hang {
        /// The test; empty when initialisation did not.
        #[serde(default)]
        test: String,
        /// How long it ran.
        after_ms: u64,
        /// Every goroutine's stack.
        stacks: String,
        /// Size of the race log then.
        #[serde(default)]
        race_bytes: u64,
    },
    /// A benchmark ended.
    Bench {
        /// Its name.
        test: String,
        /// Iterations.
        n: u64,
        /// Nanoseconds per iteration.
        #[serde(default)]
        ns_per_op: f64,
        /// What else was measured, by unit: `allocs/op`, `B/op`, and what the benchmark reports itself.
        #[serde(default)]
        metrics: BTreeMap<String, f64>,
    },
    /// A profile of the benchmarks.
    Profile {
        /// What it counts.
        profile: ProfileKind,
        /// As `runtime/pprof` writes it, in base64.
        data: String,
    },
    /// Where goroutines waited while the benchmarks ran.
    Waits {
        /// What it counts.
        waits: WaitKind,
        /// As `runtime/pprof` writes it, in base64.
        data: String,
    },
    /// A number that a test or the harness measured.
    Meter {
        /// Its name, with the unit at its end.
        name: String,
        /// What was measured.
        #[serde(default)]
        value: f64,
        /// The most that it may be; 0 for none.
        #[serde(default)]
        limit: f64,
    },
    /// The harness came to its end.
    Done {
        /// What the process is about to exit with.
        #[serde(default)]
        code: i32,
    },
}
