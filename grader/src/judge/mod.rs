//! From a test run to a verdict. Pure: values in, values out.
//!
//! Outcomes of tests come from the harness's reports alone. What a process printed serves to explain a failure; it
//! can choose between two ways of failing and never turn one into a pass.

mod during;
mod evidence;
mod precedence;
mod tests_seen;

pub use precedence::PRECEDENCE;

use std::collections::BTreeMap;

use crate::{
    error::GradeError,
    gotest::{Attribution, TestProcess, TestRun},
    model::{Hang, Leak, Manifest, Outcome, Panic, Race, TestReport, Verdict},
    runner::{ProcessExit, StopReason},
};

use during::During;

/// What a test run came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The conclusion.
    pub verdict: Verdict,
    /// Why, in one or two sentences to the candidate.
    pub summary: String,
    /// Every expected test, in the manifest's order.
    pub tests: Vec<TestReport>,
    /// Races that are the candidate's.
    pub races: Vec<Race>,
    /// Goroutines that can never end.
    pub leaks: Vec<Leak>,
    /// Tests that did not come back.
    pub hangs: Vec<Hang>,
    /// Panics and fatal errors.
    pub panics: Vec<Panic>,
}

/// A reason for a verdict other than accepted, and the sentence that explains it.
type Reason = (Verdict, String);

/// What the sandbox saw of the run container, beside what was reported from inside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outside {
    /// The kernel killed a process of the container for memory.
    pub oom_killed: bool,
    /// The sandbox ended the container because its wall time was up.
    pub timed_out: bool,
    /// The sandbox ended the container because it sent more than a whole run may.
    pub flooded: bool,
    /// The memory limit, in bytes.
    pub memory_limit_bytes: u64,
    /// The limit on output, in bytes.
    pub output_limit_bytes: u64,
    /// The limit on the wall time of all tests, in milliseconds.
    pub wall_limit_ms: u64,
}

/// Judges a test run in which every test was asked for at least `repetitions` times.
///
/// # Errors
/// Only our own faults: a host on which the race detector cannot run, or a race within the challenge's own tests.
pub fn judge(
    manifest: &Manifest,
    repetitions: u32,
    run: &TestRun,
    outside: Outside,
    who: &Attribution,
) -> Result<Judgement, GradeError> {
    let seen = tests_seen::seen_by_test(run);
    let tests = tests_seen::reports(manifest, repetitions, &seen);
    let mut reasons = tests_seen::contradictions(manifest, run);
    reasons.extend(tests_seen::failures(manifest, &tests, &seen));
    reasons.extend(limits(During(manifest), run, outside));
    let found = evidence::collect(manifest, run, outside, who)?;
    reasons.extend(found.reasons);
    if tests.iter().any(|t| t.outcome != Outcome::Passed) {
        reasons.push((Verdict::Incomplete, tests_seen::incomplete_sentence(&tests)));
    }
    let (verdict, summary) =
        precedence::first(reasons).unwrap_or_else(|| (Verdict::Accepted, tests_seen::accepted_sentence(&tests)));
    Ok(Judgement {
        verdict,
        summary,
        tests,
        races: found.races,
        leaks: found.leaks,
        hangs: found.hangs,
        panics: found.panics,
    })
}

/// A judgement of a submission that never ran.
#[must_use]
pub fn not_run(manifest: &Manifest, repetitions: u32, verdict: Verdict, summary: String) -> Judgement {
    let tests = tests_seen::reports(manifest, repetitions, &BTreeMap::new());
    Judgement { verdict, summary, tests, races: vec![], leaks: vec![], hangs: vec![], panics: vec![] }
}

/// What is left of a judgement when the benchmarks contradict themselves: nothing counts.
#[must_use]
pub fn tampered(judged: Judgement, detail: &str) -> Judgement {
    Judgement { verdict: Verdict::Tampered, summary: tests_seen::tampered_sentence(detail), ..judged }
}

/// Limits that were reached, by the sandbox's and the supervisor's account.
fn limits(during: During, run: &TestRun, outside: Outside) -> Vec<Reason> {
    const MIB: u64 = 1024 * 1024;
    let mut reasons = Vec::new();
    let ended = |how: fn(&ProcessExit) -> bool| run.processes.iter().find(|p| p.exit.as_ref().is_some_and(how));
    // Of a program the kernel's account is all there is: it is not known whether the last one was the one.
    let when = |process: Option<&TestProcess>| process.map_or_else(String::new, |p| during.process(p));
    let last = || run.processes.last().filter(|p| p.exit.is_none());
    let starved = ended(|e| e.oom);
    if outside.oom_killed || run.oom_kills > 0 || starved.is_some() {
        let limit = outside.memory_limit_bytes / MIB;
        let when = when(starved.or_else(last));
        let text = format!("The tests reached the memory limit of {limit} MiB{when} and were ended by the kernel.");
        reasons.push((Verdict::MemoryLimit, text));
    }
    if outside.flooded {
        let at = when(last());
        let text =
            format!("What was printed and reported{at} was more than a whole run may be, and the tests were ended.");
        reasons.push((Verdict::OutputLimit, text));
    }
    let late = ended(|e| e.timed_out);
    if outside.timed_out || run.stopped == Some(StopReason::WallTime) || late.is_some() {
        let limit = outside.wall_limit_ms / 1000;
        let at = match when(late.or_else(last)) {
            at if at.is_empty() => at,
            at => format!("; time was up{at}"),
        };
        reasons.push((Verdict::TimeLimit, format!("The tests did not end within {limit} seconds in all{at}.")));
    }
    reasons
}
