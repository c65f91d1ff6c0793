//! Takes what hidden tests say, and where, out of text that candidates see. Pure.

use regex::Regex;

use crate::model::FileSet;

/// What a place in a hidden test is shown as.
const HIDDEN: &str = "(hidden test)";
/// The testing package indents the further lines of a log by this.
const CONTINUED: &str = "        ";

/// `text` without what the tests in `hidden` logged (`    a_test.go:31: ...` with its further lines), and without their
/// places in stacks (`your/pool/a_test.go:31 +0x1d`). What the program printed stays.
#[must_use]
pub fn without_hidden_tests(text: &str, hidden: &FileSet) -> String {
    let names: Vec<_> = hidden.iter().map(|(path, _)| regex::escape(path.file_name())).collect();
    if names.is_empty() {
        return text.to_owned();
    }
    let names = names.join("|");
    // ASCII, as Go prints places: Unicode's letters and digits take twenty times as long to compile.
    let (path, at) = (r"[0-9A-Za-z_./-]*", format!(r"(?:{names}):[0-9]+(?: \+0x[0-9a-f]+)?"));
    let patterns = (
        Regex::new(&format!(r"^\s+(?:{names}):[0-9]+: ")),
        // What follows a place without a gap would begin a name of its own once that place is gone.
        Regex::new(&format!(r"{path}\b{at}(?:{path}{at})*")),
    );
    let (Ok(log), Ok(place)) = patterns else {
        return String::new(); // too many files for one pattern: nothing is better than too much
    };
    let mut shown = String::with_capacity(text.len());
    let mut inside_log = false;
    for line in text.split_inclusive('\n') {
        inside_log = log.is_match(line) || (inside_log && line.starts_with(CONTINUED));
        if !inside_log {
            shown.push_str(&place.replace_all(line, HIDDEN));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::without_hidden_tests;
    use crate::model::{FileSet, RelPath};

    fn hidden() -> FileSet {
        [(RelPath::parse("secret_test.go").unwrap(), String::new())].into_iter().collect()
    }

    #[test]
    fn words_and_places_of_hidden_tests_go_and_the_rest_stays() {
        let text = "printed by the program\n    secret_test.go:31: got 3\n        want 4\n    pool_test.go:8: got 4\n\
                    \tyour/pool/secret_test.go:9 +0x1d\n\tyour/pool/pool.go:3 +0x2\n";
        let shown = without_hidden_tests(text, &hidden());
        assert_eq!(
            shown,
            "printed by the program\n    pool_test.go:8: got 4\n\t(hidden test)\n\tyour/pool/pool.go:3 +0x2\n"
        );
    }

    #[rstest]
    #[case::no_gap("secret_test.go:3secret_test.go:4", "(hidden test)")]
    #[case::words("a/secret_test.go:3 +0x1xsecret_test.go:4 +0x2", "(hidden test)")]
    #[case::many("secret_test.go:3secret_test.go:4|secret_test.go:5", "(hidden test)|(hidden test)")]
    #[case::a_longer_name("my_secret_test.go:3", "my_secret_test.go:3")]
    fn a_place_does_not_hide_behind_another(#[case] text: &str, #[case] shown: &str) {
        assert_eq!(without_hidden_tests(text, &hidden()), shown);
    }
}
