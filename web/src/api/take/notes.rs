//! What a report says about lines: for an editor's margin, and as a list. Pure.

use std::{collections::BTreeSet, sync::LazyLock};

use gauntlet_grader::model::{Finding, FindingKind, Frame, Outcome, Report, TestReport, Visibility};
use regex::Regex;

use super::wire::Note;

/// Most notes of one report: beyond, an editor is of no use.
const MOST: usize = 200;
/// Longest message, in characters.
const LONGEST: usize = 2_000;

/// How a Go test names the line that it failed at.
static PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?m)^\s*([\w.-]+_test\.go):(\d+): (.+)$").ok());

/// Findings first, then races, leaks, hangs and panics on the candidate's lines, and failures of visible tests on the
/// tests' own.
pub(super) fn notes(report: &Report) -> Vec<Note> {
    let findings = report.findings.iter().filter(|f| !f.file.is_empty()).map(of_finding);
    let races = report.races.iter().filter(|race| race.yours).flat_map(|race| {
        race.accesses.iter().filter_map(|a| at(&a.frames, "error", format!("Data race. {}", race.sentence)))
    });
    let leaks = report.leaks.iter().filter_map(|leak| {
        let started = leak.group.created_by.as_slice();
        let text = format!("Goroutine leak. {}", leak.group.sentence);
        at(&leak.group.frames, "error", text.clone()).or_else(|| at(started, "error", text))
    });
    let hangs = report.hangs.iter().flat_map(|hang| {
        hang.groups.iter().filter_map(|g| at(&g.frames, "error", format!("{} {}", hang.sentence, g.sentence)))
    });
    let panics = report.panics.iter().filter_map(|panic| at(&panic.frames, "error", panic.sentence.clone()));
    let tests = report.tests.iter().filter(|test| test.visibility == Visibility::Visible).flat_map(of_test);
    let mut seen = BTreeSet::new();
    let all = findings.chain(races).chain(leaks).chain(hangs).chain(panics).chain(tests);
    all.filter(|note| seen.insert((note.file.clone(), note.line, note.message.clone()))).take(MOST).collect()
}

fn of_finding(finding: &Finding) -> Note {
    let severity = match finding.kind {
        FindingKind::Compile | FindingKind::Policy => "error",
        FindingKind::Vet => "warning",
        FindingKind::Format | FindingKind::Note => "info",
    };
    note(&finding.file, finding.line, finding.column, severity, &finding.message)
}

/// At the innermost frame that is the candidate's.
fn at(frames: &[Frame], severity: &'static str, message: String) -> Option<Note> {
    let frame = frames.iter().find(|frame| frame.yours)?;
    Some(note(&frame.file, frame.line, 0, severity, &message))
}

fn of_test(test: &TestReport) -> Vec<Note> {
    let Some(place) = PLACE.as_ref().filter(|_| test.outcome != Outcome::Passed) else { return Vec::new() };
    let of = |found: regex::Captures| {
        let line = found[2].parse().unwrap_or_default();
        note(&found[1], line, 0, "error", &format!("{}: {}", test.name, &found[3]))
    };
    place.captures_iter(&test.message).map(of).collect()
}

fn note(file: &str, line: u32, column: u32, severity: &'static str, message: &str) -> Note {
    let message = message.chars().take(LONGEST).collect();
    Note { file: file.to_owned(), line: line.max(1), column, severity, message }
}

#[cfg(test)]
mod tests {
    use super::{note, of_test};
    use gauntlet_grader::model::{Outcome, TestReport, Visibility};

    fn test(outcome: Outcome) -> TestReport {
        TestReport {
            name: "TestPool".to_owned(),
            title: String::new(),
            group: String::new(),
            visibility: Visibility::Visible,
            outcome,
            runs: 1,
            passed: 0,
            expected_runs: 1,
            elapsed_ms: 1.0,
            message: "=== RUN\n    pool_test.go:41: got 3, want 4\nnot a place: x\n    pool_test.go:42: gone\n"
                .to_owned(),
            hint: None,
            failed_under: Vec::new(),
        }
    }

    #[test]
    fn a_failing_test_tells_its_own_lines() {
        let expected = [
            note("pool_test.go", 41, 0, "error", "TestPool: got 3, want 4"),
            note("pool_test.go", 42, 0, "error", "TestPool: gone"),
        ];
        assert_eq!(of_test(&test(Outcome::Failed)), expected);
        assert_eq!(of_test(&test(Outcome::Passed)), []);
    }
}
