//! Output without the words and places of hidden tests.
#![no_main]

use gauntlet_grader::{
    gotest::redact::without_hidden_tests,
    model::{FileSet, RelPath},
};
use libfuzzer_sys::fuzz_target;

const HIDDEN: [&str; 2] = ["secret_test.go", "deep_test.go"];

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let hidden: FileSet = [HIDDEN[0].to_owned(), format!("in/{}", HIDDEN[1])]
        .map(|name| (RelPath::parse(&name).expect("a plain name"), String::new()))
        .into_iter()
        .collect();
    let shown = without_hidden_tests(&text, &hidden);
    assert!(!HIDDEN.iter().any(|name| has_place(&shown, name)), "a place is left in {shown:?}");
    // What stands for a place is shorter than any.
    assert!(shown.len() <= text.len() && shown.lines().count() <= text.lines().count());
    assert_eq!(without_hidden_tests(&shown, &hidden), shown, "it is not done at once");
    if !HIDDEN.iter().any(|name| text.contains(name)) {
        assert_eq!(shown, text);
    }
});

/// Whether `name:7` occurs, as a name of its own and not as the end of a longer one.
fn has_place(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let line = text[at + name.len()..].strip_prefix(':').and_then(|rest| rest.chars().next());
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_') && line.is_some_and(|c| c.is_ascii_digit())
    })
}
