//! How one test ended.

use serde::{Deserialize, Serialize};

/// How a test ended, over all its repetitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Seen to run and pass in every repetition.
    Passed,
    /// Failed in at least one repetition, or was running when the process died.
    Failed,
    /// Called `t.Skip` at least once and never failed. Does not count as passed.
    Skipped,
    /// Expected by the manifest, but not every repetition was reported. Does not count as passed.
    NotSeen,
}

impl Outcome {
    /// The name in reports, e.g. `not_seen`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::NotSeen => "not_seen",
        }
    }
}
