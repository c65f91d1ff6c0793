//! Verdicts and statuses as people see them: icon, word, hue, explanation. Never by colour alone.

use gauntlet_db::Status;
use gauntlet_grader::model::{Report, Verdict, Visibility};

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

/// Where to begin, to whoever wrote the code; empty where there is nothing to be mended.
pub(super) fn advice(report: &Report) -> &'static str {
    match report.verdict {
        Verdict::Accepted => "",
        Verdict::CompileError => {
            "Start with the first error: the others often go with it. On your machine, “go vet ./...” says the same."
        }
        Verdict::ForbiddenCode => "Take out what the finding names. The challenge lists what may be imported.",
        Verdict::WrongAnswer => {
            "Start with the first failed test below. One that fails in only some of its runs depends on the schedule: look for an order that your code takes for granted."
        }
        Verdict::DataRace if is_seen_in_a_visible_test(report) => {
            "Order the two accesses: both under one mutex, or the value handed over on a channel, or both atomic. “go test -race” shows it on your machine, though not every time."
        }
        Verdict::DataRace => {
            "Order the two accesses: both under one mutex, or the value handed over on a channel, or both atomic. The visible tests need not show it: write one that calls from several goroutines at once what the stacks below name, and run it with “go test -race”."
        }
        Verdict::Deadlock => {
            "See what each goroutine below waits for, and who should have woken it: a receiver that went away, a lock held while waiting, a Wait without its Done."
        }
        Verdict::GoroutineLeak => {
            "Give the goroutine below a way to end, a closed channel or a cancelled context, and have somebody wait for it."
        }
        Verdict::RuntimeError => "Start with the line of yours that the panic below came through.",
        Verdict::TimeLimit => {
            "See where your code was still at work below: a loop that spins, or work that is done over and over."
        }
        Verdict::MemoryLimit => "Look for what grows without a bound: a queue, a cache, goroutines that pile up.",
        Verdict::OutputLimit => "Take out what prints, or print less.",
        Verdict::Incomplete => {
            "Look for what ends the process before the tests do, such as os.Exit or log.Fatal, and for tests that never got their turn."
        }
        Verdict::Tampered => "Leave the reporting to the tests: nothing of yours may write in their place.",
    }
}

/// Whether somebody who has the visible tests alone can see a race of theirs.
fn is_seen_in_a_visible_test(report: &Report) -> bool {
    let visible = |name: &str| report.tests.iter().any(|t| t.name == name && t.visibility == Visibility::Visible);
    report.races.iter().any(|race| race.yours && race.test.as_deref().is_some_and(visible))
}

/// What a verdict means, for the help page.
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
