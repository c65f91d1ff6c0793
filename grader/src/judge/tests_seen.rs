//! Which tests were seen to pass, from the harness's reports alone.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    gotest::{
        TestEvent, TestProcess, TestRun,
        output::{self, Framing, Marker},
    },
    model::{Manifest, Outcome, TestReport, TestSpec, Verdict, Visibility},
};

use super::Reason;

/// Most schedules that a report names for one test.
const MAX_SCHEDULES: usize = 10;

/// What all processes reported about one test.
#[derive(Default)]
pub(super) struct Seen {
    ended: u32,
    passed: u32,
    skipped: u32,
    interrupted: u32,
    elapsed_ns: Vec<u64>,
    failed_under: BTreeSet<String>,
    message: String,
}

/// A report for every expected test, in the manifest's order.
pub(super) fn reports(manifest: &Manifest, repetitions: u32, seen: &BTreeMap<String, Seen>) -> Vec<TestReport> {
    let nothing = Seen::default();
    manifest.tests.iter().map(|spec| report(spec, repetitions, seen.get(&spec.name).unwrap_or(&nothing))).collect()
}

/// What was reported, by test.
pub(super) fn seen_by_test(run: &TestRun) -> BTreeMap<String, Seen> {
    let mut seen: BTreeMap<String, Seen> = BTreeMap::new();
    for process in &run.processes {
        let mut failed_here = BTreeSet::new();
        for event in &process.events {
            if let TestEvent::End { test, outcome, elapsed_ns, .. } = event {
                let entry = seen.entry(test.clone()).or_default();
                entry.ended += 1;
                entry.elapsed_ns.push(*elapsed_ns);
                match outcome {
                    Outcome::Passed => entry.passed += 1,
                    Outcome::Skipped => entry.skipped += 1,
                    Outcome::Failed | Outcome::NotSeen => {
                        failed_here.insert(test.clone());
                    }
                }
            }
        }
        if let Some(test) = process.interrupted_test() {
            seen.entry(test.to_owned()).or_default().interrupted += 1;
            failed_here.insert(test.to_owned());
        }
        if failed_here.is_empty() {
            continue;
        }
        let logged = logged_by_test(&process.stdout);
        for test in failed_here {
            let message = logged.get(&test).cloned().unwrap_or_default();
            let entry = seen.entry(test).or_default();
            entry.failed_under.insert(process.execution.clone());
            if entry.message.is_empty() {
                entry.message = message;
            }
        }
    }
    seen
}

/// What the first failing run of each test logged.
fn logged_by_test(stdout: &[u8]) -> BTreeMap<String, String> {
    let mut logged = BTreeMap::new();
    for run in output::parse(stdout, Framing::Plain).runs {
        if !matches!(run.marker, Some(Marker::Pass | Marker::Skip)) {
            logged.entry(run.name).or_insert_with(|| words(&run.lines));
        }
    }
    logged
}

fn report(spec: &TestSpec, repetitions: u32, seen: &Seen) -> TestReport {
    let outcome = if seen.interrupted > 0 || seen.ended > seen.passed + seen.skipped {
        Outcome::Failed
    } else if seen.skipped > 0 {
        Outcome::Skipped
    } else if seen.passed > 0 && seen.passed >= repetitions {
        Outcome::Passed
    } else {
        Outcome::NotSeen
    };
    let mut elapsed_ns = seen.elapsed_ns.clone();
    elapsed_ns.sort_unstable();
    let median_ns = elapsed_ns.get(elapsed_ns.len() / 2).copied().unwrap_or_default();
    TestReport {
        name: spec.name.clone(),
        title: spec.title.clone(),
        group: spec.criterion.clone(),
        visibility: spec.visibility,
        outcome,
        runs: seen.ended + seen.interrupted,
        passed: seen.passed,
        expected_runs: repetitions,
        elapsed_ms: median_ns as f64 / 1e6,
        message: match spec.visibility {
            _ if seen.message.is_empty() && seen.interrupted > 0 => INTERRUPTED.to_owned(),
            Visibility::Visible => without_positions(&seen.message, "testing.go:"),
            Visibility::Hidden => without_positions(&without_positions(&seen.message, "_test.go:"), "testing.go:"),
        },
        // Of a test that never began there is nothing to look for.
        hint: spec.hint.clone().filter(|_| outcome != Outcome::Passed && seen.ended + seen.interrupted > 0),
        failed_under: seen.failed_under.iter().take(MAX_SCHEDULES).cloned().collect(),
    }
}

/// The lines of a test's log, without the four columns by which the testing package sets them in.
fn words(lines: &[String]) -> String {
    let lines: Vec<_> = lines.iter().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    lines.join("\n").trim().to_owned()
}

/// The message of a test that logged nothing before its process died.
const INTERRUPTED: &str = "The process ended while this test ran.";

/// Takes `file_test.go:31: ` off the start of lines, given `_test.go:`: a hidden test's words are shown, its source is not.
/// A place in the testing package is nobody's source.
fn without_positions(message: &str, file: &str) -> String {
    let strip = |line: &str| match line.split_once(file) {
        Some((before, after)) if !before.contains(' ') || before.trim_start() == before.trim() => {
            let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.strip_prefix(": ").map_or_else(|| line.trim().to_owned(), str::to_owned)
        }
        _ => line.to_owned(),
    };
    message.lines().map(strip).collect::<Vec<_>>().join("\n")
}

/// Reports that no honest run makes: unknown tests, ends without a start, more repetitions than were asked for.
pub(super) fn contradictions(manifest: &Manifest, run: &TestRun) -> Vec<Reason> {
    let expected: BTreeSet<&str> = manifest.tests.iter().map(|t| t.name.as_str()).collect();
    let mut found = Vec::new();
    for process in &run.processes {
        if let Some(detail) = &process.tampered {
            found.push(detail.clone());
        }
        let mut ends: BTreeMap<&str, u32> = BTreeMap::new();
        let mut current: Option<&str> = None;
        for event in &process.events {
            match event {
                TestEvent::Start { test } => {
                    if !expected.contains(test.as_str()) {
                        found.push(format!("a report of {test}, which is no test of this challenge"));
                    }
                    current = Some(test);
                }
                TestEvent::End { test, .. } => {
                    if current != Some(test.as_str()) {
                        found.push(format!("an end of {test}, which had not begun"));
                    }
                    current = None;
                    *ends.entry(test).or_default() += 1;
                }
                _ => {}
            }
        }
        if let Some(detail) = longer_than_the_process(process) {
            found.push(detail);
        }
        if let Some((test, _)) = ends.iter().find(|(_, n)| **n > process.count) {
            found.push(format!("more ends of {test} than the {} that were asked for", process.count));
        }
    }
    found.into_iter().map(|what| (Verdict::Tampered, tampered_sentence(&what))).collect()
}

/// Says what contradicts itself.
pub(super) fn tampered_sentence(what: &str) -> String {
    format!("The test process sent {what}. Results that contradict themselves are not counted.")
}

/// Tests run one after the other: together they cannot have taken longer than the supervisor saw their process run.
fn longer_than_the_process(process: &TestProcess) -> Option<String> {
    const CLOCKS_MS: u64 = 100; // two clocks, and the time until the supervisor looks
    let exit = process.exit.as_ref()?;
    let reported_ns = process.events.iter().fold(0u64, |sum, event| match event {
        TestEvent::End { elapsed_ns, .. } => sum.saturating_add(*elapsed_ns),
        _ => sum,
    });
    let reported_ms = reported_ns / 1_000_000;
    (reported_ms > exit.wall_ms.saturating_add(CLOCKS_MS)).then(|| {
        format!("times of tests that add up to {reported_ms} ms, from a process that ran for {} ms", exit.wall_ms)
    })
}

/// Tests that ended as failed, as their manifest entries read such a failure. A test whose process died is explained
/// by what ended the process.
pub(super) fn failures(manifest: &Manifest, tests: &[TestReport], seen: &BTreeMap<String, Seen>) -> Vec<Reason> {
    let failed: Vec<_> = manifest
        .tests
        .iter()
        .zip(tests)
        .filter(|(spec, _)| seen.get(&spec.name).is_some_and(|s| s.ended > s.passed))
        .filter(|(_, test)| test.outcome == Outcome::Failed)
        .collect();
    let others = failed.len().saturating_sub(1);
    failed
        .iter()
        .map(|(spec, test)| {
            let failures = test.runs - test.passed;
            let mut text = format!("Failed: {} (in {failures} of {} runs).", spec.title, test.runs);
            if others > 0 {
                text.push_str(&format!(" {others} other {} failed, too.", if others == 1 { "test" } else { "tests" }));
            }
            (spec.fails_as, text)
        })
        .collect()
}

/// What was seen, when nothing speaks against it.
pub(super) fn accepted_sentence(tests: &[TestReport]) -> String {
    let least = tests.iter().map(|t| t.runs).min().unwrap_or_default();
    let most = tests.iter().map(|t| t.runs).max().unwrap_or_default();
    let runs = match (least, most) {
        (1, 1) => "its only run".to_owned(),
        (least, most) if least == most => format!("all {least} runs"),
        (least, most) => format!("all {least} to {most} runs"),
    };
    let n = tests.len();
    format!("All {n} tests passed, each in {runs}, and no detector fired.")
}

/// What is missing, when nothing says why.
pub(super) fn incomplete_sentence(tests: &[TestReport]) -> String {
    let missing: Vec<_> = tests.iter().filter(|t| t.outcome != Outcome::Passed).collect();
    let skipped = missing.iter().filter(|t| t.outcome == Outcome::Skipped).count();
    let first = missing.first().map(|t| t.title.as_str()).unwrap_or_default();
    let skipped = if skipped > 0 { format!(" ({skipped} skipped)") } else { String::new() };
    format!(
        "The test process ended before every test had reported: {} of {} tests were not seen to pass in every \
         repetition{skipped}, the first of them: {first}.",
        missing.len(),
        tests.len()
    )
}
