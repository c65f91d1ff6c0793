//! The compiler's output as findings on the candidate's lines. Pure.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use crate::model::{FileSet, Finding, FindingKind};

/// Most findings that are kept of one build.
const MAX_FINDINGS: usize = 30;

// `./pool.go:12:7: undefined: x`, as the go command prints what the compiler says.
#[allow(clippy::expect_used)]
static LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:\./)?([^\s:][^:]*\.go):(\d+)(?::(\d+))?: (.*)$").expect("a valid pattern"));

/// Findings of a compiler's output. What it says of the challenge's tests is told without their lines: it means that
/// the package does not offer what the contract demands.
pub(crate) fn parse(output: &str, files: &FileSet) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = HashSet::new();
    let mut others = Vec::new();
    for line in output.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        let Some(parts) = LINE.captures(line) else {
            others.push(line.trim().to_owned());
            continue;
        };
        let number = |i| parts.get(i).and_then(|n| n.as_str().parse().ok()).unwrap_or(0);
        let (file, message) = (&parts[1], parts[4].to_owned());
        let finding = if files.contains(file) {
            Finding { kind: FindingKind::Compile, file: file.to_owned(), line: number(2), column: number(3), message }
        } else {
            let message = format!("the challenge's tests do not compile against your package: {message}");
            Finding { kind: FindingKind::Compile, file: String::new(), line: 0, column: 0, message }
        };
        if seen.insert(finding.clone()) && findings.len() < MAX_FINDINGS {
            findings.push(finding);
        }
    }
    if findings.is_empty() {
        let message = others.into_iter().take(5).collect::<Vec<_>>().join("\n");
        findings.push(Finding { kind: FindingKind::Compile, file: String::new(), line: 0, column: 0, message });
    }
    findings
}

/// The first compile error and how many more there are.
pub(crate) fn summary(findings: &[Finding]) -> String {
    let errors: Vec<_> = findings.iter().filter(|f| f.kind == FindingKind::Compile).collect();
    let Some(first) = errors.first() else { return "The compiler refused the submission.".to_owned() };
    let place = if first.file.is_empty() { String::new() } else { format!(" at {}:{}", first.file, first.line) };
    let more = match errors.len() - 1 {
        0 => String::new(),
        1 => " (and 1 more error)".to_owned(),
        n => format!(" (and {n} more errors)"),
    };
    format!("The compiler stopped{place}: {}{more}.", first.message.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::{parse, summary};
    use crate::model::{FileSet, RelPath};

    fn files() -> FileSet {
        [(RelPath::parse("pool.go").unwrap(), String::new())].into_iter().collect()
    }

    #[test]
    fn errors_land_on_the_candidates_lines() {
        let findings = parse("# your/workerpool\n./pool.go:12:7: undefined: foo\npool.go:13: bar\n", &files());
        assert_eq!(findings.len(), 2);
        assert_eq!((findings[0].file.as_str(), findings[0].line, findings[0].column), ("pool.go", 12, 7));
        assert_eq!(summary(&findings), "The compiler stopped at pool.go:12: undefined: foo (and 1 more error).");
    }

    #[test]
    fn lines_of_tests_are_never_told() {
        let findings = parse("./secret_test.go:99:3: undefined: workerpool.New\n", &files());
        assert!(findings[0].file.is_empty() && findings[0].line == 0);
        assert!(!findings[0].message.contains("secret"));
        assert!(findings[0].message.contains("undefined: workerpool.New"));
    }
}
