//! The closed set of verdicts. Which one wins when several apply is decided in `judge`, not here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What grading concluded about a submission. Never a status: a job that our own machinery failed has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every expected test was seen to pass in every repetition, and no detector fired.
    Accepted,
    /// The submission, or the tests against it, did not compile.
    CompileError,
    /// The source uses something that the challenge forbids; it was not built.
    ForbiddenCode,
    /// A test failed.
    WrongAnswer,
    /// The race detector reported unsynchronised access in the candidate's code.
    DataRace,
    /// Goroutines wait for each other, and nothing can wake them.
    Deadlock,
    /// A goroutine was left behind that can never end.
    GoroutineLeak,
    /// The process ended by a panic or a fatal error.
    RuntimeError,
    /// A test was still running when its time was up.
    TimeLimit,
    /// The memory limit was reached.
    MemoryLimit,
    /// More was printed than the limit allows.
    OutputLimit,
    /// The process ended before every expected test had reported.
    Incomplete,
    /// What was reported contradicts itself: it did not come from the tests.
    Tampered,
}

impl Verdict {
    /// Every verdict, in the order in which documents list them.
    pub const ALL: [Self; 13] = [
        Self::Accepted,
        Self::CompileError,
        Self::ForbiddenCode,
        Self::WrongAnswer,
        Self::DataRace,
        Self::Deadlock,
        Self::GoroutineLeak,
        Self::RuntimeError,
        Self::TimeLimit,
        Self::MemoryLimit,
        Self::OutputLimit,
        Self::Incomplete,
        Self::Tampered,
    ];

    /// The name in reports, SQL and directory names, e.g. `data_race`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::CompileError => "compile_error",
            Self::ForbiddenCode => "forbidden_code",
            Self::WrongAnswer => "wrong_answer",
            Self::DataRace => "data_race",
            Self::Deadlock => "deadlock",
            Self::GoroutineLeak => "goroutine_leak",
            Self::RuntimeError => "runtime_error",
            Self::TimeLimit => "time_limit",
            Self::MemoryLimit => "memory_limit",
            Self::OutputLimit => "output_limit",
            Self::Incomplete => "incomplete",
            Self::Tampered => "tampered",
        }
    }

    /// The words on a badge, e.g. "Data race".
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Accepted => "Accepted",
            Self::CompileError => "Does not compile",
            Self::ForbiddenCode => "Forbidden code",
            Self::WrongAnswer => "Wrong answer",
            Self::DataRace => "Data race",
            Self::Deadlock => "Deadlock",
            Self::GoroutineLeak => "Goroutine leak",
            Self::RuntimeError => "Runtime error",
            Self::TimeLimit => "Time limit",
            Self::MemoryLimit => "Memory limit",
            Self::OutputLimit => "Output limit",
            Self::Incomplete => "Incomplete",
            Self::Tampered => "Tampered",
        }
    }

    /// The verdict of that name, if there is one.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == name)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict;

    #[test]
    fn names_round_trip_and_agree_with_json() {
        for v in Verdict::ALL {
            assert_eq!(Verdict::from_name(v.as_str()), Some(v));
            assert_eq!(serde_json::to_string(&v).unwrap(), format!("\"{v}\""));
        }
        assert_eq!(Verdict::from_name("Accepted"), None);
    }
}
