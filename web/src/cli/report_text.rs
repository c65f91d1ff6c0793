//! A report as text for a terminal. Display only; programs read `--format json`.

mod benchmarks;

use std::fmt::Write as _;

use gauntlet_grader::model::{
    AccessKind, FileSet, Finding, FindingKind, Frame, GoroutineGroup, Outcome, Race, Report, TestReport,
};

const BAR_WIDTH: usize = 20;
/// Groups of goroutines of one hang that are shown; the candidate's come first.
const MOST_GROUPS: usize = 5;
/// Lines of source around the one that matters.
const CONTEXT_LINES: usize = 1;

/// The whole report, ending in a newline.
pub(super) fn render(report: &Report, files: &FileSet) -> String {
    let mut text = Text { out: String::new(), files };
    text.head(report);
    text.criteria(report);
    text.evidence(report);
    text.findings(&report.findings);
    text.tests(&report.tests);
    text.benchmarks(report);
    text.foot(report);
    text.out
}

struct Text<'a> {
    out: String,
    files: &'a FileSet,
}

impl Text<'_> {
    fn line(&mut self, line: impl AsRef<str>) {
        self.out.push_str(printable(line.as_ref()).trim_end());
        self.out.push('\n');
    }

    fn section(&mut self, title: &str) {
        self.line("");
        self.line(title);
    }

    fn head(&mut self, report: &Report) {
        let score = &report.score;
        self.line(format!(
            "{}  {} of {} points",
            report.verdict.title().to_uppercase(),
            points(score.earned),
            points(score.max)
        ));
        self.line(&report.summary);
        if let Some(cap) = &score.cap {
            self.line(format!(
                "Capped at {} points (they add up to {}): {}",
                points(cap.max_score),
                points(cap.uncapped),
                cap.why
            ));
        }
    }

    fn criteria(&mut self, report: &Report) {
        self.section("Criteria");
        for c in &report.score.criteria {
            let filled = if c.max > 0.0 { (c.earned / c.max * BAR_WIDTH as f64).round() as usize } else { 0 };
            let bar: String = (0..BAR_WIDTH).map(|i| if i < filled { '#' } else { '.' }).collect();
            self.line(format!("  {:<28} {bar} {:>6} of {:<4} {}", c.title, points(c.earned), points(c.max), c.why));
        }
    }

    fn evidence(&mut self, report: &Report) {
        for race in &report.races {
            self.race(race);
        }
        for hang in &report.hangs {
            self.section(&format!("Hang{}", in_test(hang.test.as_deref(), report)));
            self.line(format!("  {}", hang.sentence));
            self.groups(&hang.groups);
            let others = hang.groups.len().saturating_sub(MOST_GROUPS);
            if others > 0 {
                self.line(format!("  {others} more groups of goroutines are in the JSON report."));
            }
        }
        for leak in &report.leaks {
            self.section(&format!("Goroutine leak{}", in_test(leak.test.as_deref(), report)));
            self.groups(std::slice::from_ref(&leak.group));
        }
        for panic in &report.panics {
            let test = in_test(panic.test.as_deref(), report);
            let first = if panic.count > 1 && !test.is_empty() { ", first" } else { "" };
            self.section(&format!("Crash, seen {}{first}{test}", times(panic.count)));
            self.line(format!("  {}", panic.sentence));
            self.frames(&panic.frames);
        }
    }

    fn race(&mut self, race: &Race) {
        self.section(&format!("Data race, reported {}", times(race.count)));
        self.line(format!("  {}", race.sentence));
        for access in &race.accesses {
            let kind = match access.kind {
                AccessKind::Read => "read",
                AccessKind::Write => "write",
                AccessKind::AtomicRead => "atomic read",
                AccessKind::AtomicWrite => "atomic write",
            };
            self.line(format!("  {kind} by {}:", access.goroutine));
            self.frames(&access.frames);
            if access.created.iter().any(|f| f.yours) {
                self.line("    started at:");
                self.frames(&access.created);
            } else if let Some(start) = access.created.first() {
                self.line(format!("    started by {}", start.function));
            }
        }
        self.line("  Read about it: https://go.dev/ref/mem");
    }

    fn groups(&mut self, groups: &[GoroutineGroup]) {
        for group in groups.iter().take(MOST_GROUPS) {
            self.line(format!("  {}", group.sentence));
            self.frames(&group.frames);
        }
    }

    /// The candidate's frames with the source of the innermost one, the others by name.
    fn frames(&mut self, frames: &[Frame]) {
        let innermost = frames.iter().position(|f| f.yours);
        for (index, frame) in frames.iter().enumerate().take(6) {
            if frame.yours {
                self.line(format!("    {}:{}  {}", frame.file, frame.line, frame.function));
                if innermost == Some(index) {
                    self.excerpt(frame);
                }
            } else {
                self.line(format!("    ({})", frame.function));
            }
        }
    }

    fn excerpt(&mut self, frame: &Frame) {
        let Some(source) = self.files.get(&frame.file) else { return };
        let line = frame.line as usize;
        let first = line.saturating_sub(CONTEXT_LINES).max(1);
        let excerpt: Vec<_> =
            source.lines().enumerate().skip(first - 1).take(line + CONTEXT_LINES + 1 - first).collect();
        for (index, code) in excerpt {
            let mark = if index + 1 == line { '>' } else { ' ' };
            self.line(format!("      {mark} {:>4} | {}", index + 1, code));
        }
    }

    fn findings(&mut self, findings: &[Finding]) {
        if findings.is_empty() {
            return;
        }
        self.section("Findings");
        for f in findings {
            let place = if f.file.is_empty() || f.kind == FindingKind::Note {
                String::new()
            } else if f.line > 0 {
                format!("{}:{}:{}: ", f.file, f.line, f.column)
            } else {
                format!("{}: ", f.file)
            };
            self.line(format!("  {place}{}", f.message));
        }
    }

    fn tests(&mut self, tests: &[TestReport]) {
        self.section("Tests");
        if !tests.is_empty() && tests.iter().all(|t| t.runs == 0) {
            self.line(format!("  None of the {} tests ran.", tests.len()));
            return;
        }
        for t in tests {
            let mark = match t.outcome {
                Outcome::Passed => "ok  ",
                Outcome::Failed => "FAIL",
                Outcome::Skipped => "skip",
                Outcome::NotSeen => "--  ",
            };
            self.line(format!("  {mark} {:>3}/{:<3} {}", t.passed, t.counted(), t.title));
            if t.outcome == Outcome::Passed {
                continue;
            }
            for line in t.message.lines().take(8) {
                self.line(format!("             {line}"));
            }
            if let Some(hint) = &t.hint {
                self.line(format!("             Hint: {hint}"));
            }
            if !t.failed_under.is_empty() {
                self.line(format!("             Failed under: {}", t.failed_under.join("; ")));
            }
        }
    }

    fn benchmarks(&mut self, report: &Report) {
        if report.benchmarks.is_empty() {
            return;
        }
        self.section("Benchmarks, time against the reference (below 1 is faster)");
        for line in benchmarks::lines(&report.benchmarks, report.bench_host.as_ref()) {
            self.line(line);
        }
    }

    fn foot(&mut self, report: &Report) {
        self.section("Graded with");
        let phases: Vec<_> = report.phases.iter().map(|p| format!("{} {} ms", p.name, p.wall_ms)).collect();
        let e = &report.environment;
        self.line(format!(
            "  {} v{}, {}, seed {}",
            report.challenge.slug, report.challenge.version, e.go_version, e.seed
        ));
        self.line(format!("  {}", phases.join(", ")));
        let mut command = String::new();
        let _ = write!(command, "  To repeat the visible tests: {}", report.reproduce);
        self.line(command);
    }
}

/// Names the test in the words of the manifest.
fn in_test(name: Option<&str>, report: &Report) -> String {
    let title = name.and_then(|n| report.tests.iter().find(|t| t.name == n)).map(|t| t.title.as_str());
    title.or(name).map(|t| format!(" in: {t}")).unwrap_or_default()
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn points(points: f64) -> String {
    let text = format!("{points:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Without control characters: a submission's output must not drive the terminal.
fn printable(text: &str) -> String {
    text.replace('\t', "    ").chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use gauntlet_grader::model::{FileSet, Outcome, TestReport, Visibility};

    use super::{Text, points, printable};

    fn test(title: &str, runs: u32) -> TestReport {
        TestReport {
            name: "TestX".to_owned(),
            title: title.to_owned(),
            group: "x".to_owned(),
            visibility: Visibility::Hidden,
            outcome: Outcome::NotSeen,
            runs,
            passed: runs,
            expected_runs: 20,
            elapsed_ms: 0.0,
            message: String::new(),
            hint: None,
            failed_under: vec![],
        }
    }

    #[test]
    fn tests_are_listed_once_one_of_them_ran() {
        let files = FileSet::default();
        let lines = |tests: &[TestReport]| {
            let mut text = Text { out: String::new(), files: &files };
            text.tests(tests);
            text.out
        };
        assert_eq!(lines(&[test("A", 0), test("B", 0)]), "\nTests\n  None of the 2 tests ran.\n");
        assert_eq!(lines(&[test("A", 7), test("B", 0)]), "\nTests\n  --     7/20  A\n  --     0/20  B\n");
    }

    #[test]
    fn points_are_short() {
        assert_eq!(
            (points(100.0), points(0.0), points(33.25), points(7.5)),
            ("100".into(), "0".into(), "33.25".into(), "7.5".into())
        );
    }

    #[test]
    fn escape_sequences_do_not_reach_the_terminal() {
        assert!(!printable("a\u{1b}[2Jb\u{9b}c").chars().any(char::is_control));
        assert_eq!(printable("\tpool.go:7"), "    pool.go:7");
    }
}
