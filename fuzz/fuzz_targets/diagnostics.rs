//! A compiler's output: findings on the candidate's files only, each with a line that was printed.
#![no_main]

use gauntlet_grader::{
    fuzzing::diagnostics,
    model::{FileSet, FindingKind, RelPath},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let output = String::from_utf8_lossy(data);
    let files: FileSet = ["pool.go", "states.go", "in/queue.go"]
        .map(|name| (RelPath::parse(name).expect("a plain name"), String::new()))
        .into_iter()
        .collect();
    let (findings, summary) = diagnostics(&output, &files);
    assert!((1..=30).contains(&findings.len()));
    let told: usize = findings.iter().map(|finding| finding.message.len()).sum();
    // Of a finding on a test up to two sentences of ours are told besides.
    assert!(told <= output.len() + findings.len() * 200, "{told} bytes told of {}", output.len());
    for finding in &findings {
        assert_eq!(finding.kind, FindingKind::Compile);
        if finding.file.is_empty() {
            assert_eq!((finding.line, finding.column), (0, 0));
        } else {
            assert!(files.contains(&finding.file), "{finding:?}");
            let place = output.lines().any(|line| line.contains(&finding.file) && line.ends_with(&finding.message));
            assert!(place, "{finding:?} was never printed");
        }
    }
    assert!(summary.ends_with('.') && summary.len() <= output.len() + 200);
});
