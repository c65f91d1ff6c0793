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

// Errors that quote nothing but names.
#[allow(clippy::expect_used)]
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:undefined: [\w.]+|[\w.]+ is not a type|(?:not enough|too many) arguments in call to [\w.]+",
        r"|assignment mismatch: \d+ variables? but [\w.]+ returns \d+ values?",
        r"|unknown field \w+ in struct literal of type [\w.]+)$",
    ))
    .expect("a valid pattern")
});

// `pool.Close().Wait undefined (type *workerpool.Pool has no field or method Close)`
#[allow(clippy::expect_used)]
static UNDEFINED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^.* undefined \((type [^()]* has no field or method [^()]*)\)$").expect("a valid pattern")
});

// `cannot use 64 (untyped int constant) as workerpool.Size value in argument to workerpool.New`
#[allow(clippy::expect_used)]
static MISUSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^cannot use .*\((?:(?:variable|value)(?: \w+)* of (?:\w+ )?type ([^\x22`]+)|[^()]*constant[^()]*)\)",
        r" as (\S+|func\(.*\)(?: \S+)?) value( in (?:argument to [\w.]+|assignment|return statement|\w+ declaration))?(?:: .*)?$",
    ))
    .expect("a valid pattern")
});

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
            let told = of_tests(&message);
            let message = format!("the challenge's tests do not compile against your package: {told}");
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

/// What may be told of an error in a test. The compiler quotes the line, and whoever changes the types of a package could so
/// read its tests expression by expression: names of the package and types are told, expressions are not.
fn of_tests(message: &str) -> String {
    if WHOLE.is_match(message) {
        message.to_owned()
    } else if let Some(parts) = UNDEFINED.captures(message) {
        parts[1].to_owned()
    } else if let Some(parts) = MISUSED.captures(message) {
        let value = parts.get(1).map_or("a constant".to_owned(), |of| format!("a value of type {}", of.as_str()));
        format!("cannot use {value} as {} value{}", &parts[2], parts.get(3).map_or("", |place| place.as_str()))
    } else {
        "something that they use has another type than the contract says".to_owned()
    }
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
    use rstest::rstest;

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

    #[rstest]
    #[case::name("undefined: workerpool.New", "undefined: workerpool.New")]
    #[case::method(
        "start(t, \"secret\").Stop undefined (type *workerpool.Pool has no field or method Stop)",
        "type *workerpool.Pool has no field or method Stop"
    )]
    #[case::type_of_an_argument(
        "cannot use secret (variable of type int) as workerpool.Size value in argument to workerpool.New",
        "cannot use a value of type int as workerpool.Size value in argument to workerpool.New"
    )]
    #[case::function(
        "cannot use func(context.Context) error {…} (value of type func(context.Context) error) as func() value in argument to pool.Submit",
        "cannot use a value of type func(context.Context) error as func() value in argument to pool.Submit"
    )]
    #[case::defined_type(
        "cannot use secret(7) (value of struct type workerpool.T) as error value in assignment: workerpool.T does not implement error (missing method Error)",
        "cannot use a value of type workerpool.T as error value in assignment"
    )]
    #[case::constant(
        "cannot use secret (untyped int constant 4077) as workerpool.Size value in argument to workerpool.New",
        "cannot use a constant as workerpool.Size value in argument to workerpool.New"
    )]
    #[case::constant_too_large(
        "cannot use 4077 (untyped int constant) as int8 value in argument to workerpool.New (overflows)",
        "something that they use has another type than the contract says"
    )]
    #[case::operator(
        "invalid operation: got + \"secret\" (mismatched types workerpool.T and untyped string)",
        "something that they use has another type than the contract says"
    )]
    #[case::values(
        "assignment mismatch: 2 variables but workerpool.New returns 1 value",
        "assignment mismatch: 2 variables but workerpool.New returns 1 value"
    )]
    fn of_a_test_its_expressions_are_never_told(#[case] said: &str, #[case] told: &str) {
        let findings = parse(&format!("./secret_test.go:99:3: {said}\n"), &files());
        assert_eq!(findings[0].message, format!("the challenge's tests do not compile against your package: {told}"));
    }
}
