//! Verdicts and statuses as people see them: icon, word, hue, explanation. Never by colour alone.

use gauntlet_db::Status;
use gauntlet_grader::model::Verdict;

use super::icons::{self, Icon};

/// A badge: the icon and the word carry the meaning, the hue repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Badge {
    /// Class suffix: one of `accepted`, `wrong`, `fault`, `limit`, `ours`, `busy`.
    pub(super) hue: &'static str,
    pub(super) icon: Icon,
    pub(super) word: &'static str,
}

pub(super) fn badge(verdict: Verdict) -> Badge {
    let (hue, icon) = match verdict {
        Verdict::Accepted => ("accepted", icons::CHECK),
        Verdict::CompileError => ("wrong", icons::BRACES),
        Verdict::ForbiddenCode => ("wrong", icons::BAN),
        Verdict::WrongAnswer => ("wrong", icons::CROSS),
        Verdict::RuntimeError => ("wrong", icons::BOLT),
        Verdict::Incomplete => ("wrong", icons::HALF),
        Verdict::Tampered => ("wrong", icons::SHIELD),
        Verdict::DataRace => ("fault", icons::RACE),
        Verdict::Deadlock => ("fault", icons::LOCK),
        Verdict::GoroutineLeak => ("fault", icons::LEAK),
        Verdict::TimeLimit => ("limit", icons::CLOCK),
        Verdict::MemoryLimit => ("limit", icons::MEMORY),
        Verdict::OutputLimit => ("limit", icons::OUTPUT),
    };
    Badge { hue, icon, word: verdict.title() }
}

/// The badge of a submission that has no verdict, or not yet.
pub(super) fn status_badge(status: Status) -> Badge {
    let (hue, icon, word) = match status {
        Status::Queued => ("busy", icons::QUEUE, "Queued"),
        Status::Running => ("busy", icons::CLOCK, "Being graded"),
        Status::Finished => ("busy", icons::CHECK, "Finished"),
        Status::Failed => ("ours", icons::WRENCH, "Not graded"),
    };
    Badge { hue, icon, word }
}

/// What a verdict means, for the help page and beside the badge.
pub(super) fn explain(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => {
            "Every expected test was seen to pass in every repetition, and no detector reported anything."
        }
        Verdict::CompileError => {
            "The code, or the tests against it, did not compile. Often an exported name or a signature differs from the task."
        }
        Verdict::ForbiddenCode => {
            "The source uses an import or a construct that this challenge does not allow. It was not built."
        }
        Verdict::WrongAnswer => "At least one test failed in at least one repetition.",
        Verdict::DataRace => {
            "Two goroutines used the same memory, at least one of them writing, with nothing that orders the two. One report is enough."
        }
        Verdict::Deadlock => "Goroutines wait for each other and nothing in the program can wake them.",
        Verdict::GoroutineLeak => "A goroutine was left behind that can never end.",
        Verdict::RuntimeError => "A panic or a fatal error ended the test process.",
        Verdict::TimeLimit => "A test was still at work when its time was up. Compiling is never counted.",
        Verdict::MemoryLimit => "The process reached its memory limit and was stopped.",
        Verdict::OutputLimit => "The process printed more than the limit allows.",
        Verdict::Incomplete => {
            "The process ended before every expected test had reported. What was not seen does not count as passed."
        }
        Verdict::Tampered => "What was reported contradicts itself, so it did not come from the tests.",
    }
}
