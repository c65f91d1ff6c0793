//! Faults of our own machinery. A submission's faults are verdicts, never errors.

use crate::sandbox::SandboxError;

/// Why a submission could not be graded. Never the candidate's fault: it is retried, costs no attempt and is no score.
#[derive(Debug, thiserror::Error)]
pub enum GradeError {
    /// The container engine failed.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// A tool of the runner image answered what it should not, or gave up.
    #[error("the runner image's {tool} failed: {reason}; rebuild it with 'make image'")]
    Runner {
        /// `builder` or `supervisor`.
        tool: &'static str,
        /// What was expected and what came.
        reason: String,
    },
    /// The challenge does not do what its manifest says.
    #[error("challenge {slug} is broken: {reason}; run 'gauntlet challenge list' and repair it")]
    Challenge {
        /// Which challenge.
        slug: String,
        /// What is wrong.
        reason: String,
    },
    /// The host cannot run race binaries.
    #[error("the race detector cannot run on this host: {reason}; run 'gauntlet doctor'")]
    RaceDetector {
        /// What it said.
        reason: String,
    },
    /// A file of ours could not be read or written.
    #[error("{what}: {source}")]
    Io {
        /// What was tried.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
}
