//! JSON messages of the builder and the supervisor. See runner-image/tools/cmd.

use serde::Deserialize;

use crate::{gotest::TestEvent, model::Finding};

/// What the builder says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum BuilderMessage {
    /// What check found; sent once.
    Findings {
        /// In file order.
        findings: Vec<Finding>,
    },
    /// A stage ended.
    Phase {
        /// `build`.
        name: String,
        /// Wall time.
        wall_ms: u64,
        /// CPU time of the tools that ran.
        cpu_ms: u64,
    },
    /// The compiler refused.
    CompileError {
        /// What it printed, capped.
        output: String,
    },
    /// A file follows in artefact frames.
    Artefact {
        /// `race` or `plain`.
        name: String,
        /// Its size.
        size_bytes: u64,
    },
    /// Everything that was asked for was built.
    Built {
        /// e.g. `go1.27.3`.
        go_version: String,
    },
}

/// What the supervisor says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum SupervisorMessage {
    /// A process was started.
    Started {
        /// Id of the execution that it belongs to.
        execution: String,
        /// The tests that it runs; none for benchmarks.
        #[serde(default)]
        tests: Vec<String>,
        /// Repetitions of each.
        #[serde(default)]
        count: u32,
    },
    /// A report of the harness, whose secret and sequence the supervisor has checked.
    Event {
        /// Id of the execution.
        execution: String,
        /// The report.
        event: TestEvent,
    },
    /// A report that is not the harness's.
    Tampered {
        /// Id of the execution.
        execution: String,
        /// What was wrong with it.
        detail: String,
    },
    /// A process ended.
    Exited(ProcessExit),
    /// A program that the tests had started ended.
    ProgramExited(ProgramExit),
    /// Executions were left out.
    Stopped {
        /// Why.
        reason: StopReason,
    },
    /// The last message.
    Finished {
        /// Highest memory use of the container; 0: not shown by the host.
        memory_peak_bytes: u64,
        /// Processes that the kernel killed for memory.
        oom_kills: u64,
    },
}

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[allow(missing_docs)]
pub struct ProcessExit {
    pub execution: String,
    /// -1 when a signal ended it.
    pub exit_code: i32,
    /// Name of that signal, or empty.
    #[serde(default)]
    pub signal: String,
    pub wall_ms: u64,
    pub cpu_ms: u64,
    pub max_rss_bytes: u64,
    /// The supervisor ended it because its time was up.
    pub timed_out: bool,
    /// The kernel ended it, or one of its children, for memory.
    pub oom: bool,
    /// Bytes printed beyond the cap; the supervisor ended it for them.
    pub output_dropped: u64,
}

/// How a program of the submission ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[allow(missing_docs)]
pub struct ProgramExit {
    pub execution: String,
    /// The test that started it.
    pub test: String,
    /// -1 when a signal ended it.
    pub exit_code: i32,
    /// Name of that signal, or empty.
    #[serde(default)]
    pub signal: String,
    /// The test ended it, or its own end did.
    pub stopped: bool,
    pub wall_ms: u64,
    pub cpu_ms: u64,
    pub max_rss_bytes: u64,
    /// The kernel ended it for memory.
    pub oom: bool,
    /// Bytes printed beyond the cap; the supervisor ended it for them.
    pub output_dropped: u64,
    /// The race detector ended it.
    pub race: bool,
    /// Length of its part of the race log, the last part when this is said.
    pub race_bytes: u64,
    /// It ended with a panic or a fatal error.
    pub panic: bool,
    /// The end of its standard error; where it panicked, all of it from there on.
    #[serde(default)]
    pub stderr: String,
}

/// Why the supervisor left executions out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The wall time of the test stage was up.
    WallTime,
    /// Too many processes had died.
    Deaths,
}
