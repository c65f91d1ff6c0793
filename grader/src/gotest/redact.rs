//! Takes the places of hidden tests out of text that candidates see. Pure.

use regex::Regex;

use crate::model::FileSet;

/// What a place in a hidden test is shown as.
const HIDDEN: &str = "(hidden test)";

/// `text` without the file names and lines of `hidden`, as Go prints them in logs and stacks: `a_test.go:31`,
/// `your/pool/a_test.go:31 +0x1d`.
#[must_use]
pub fn without_places(text: &str, hidden: &FileSet) -> String {
    let names: Vec<_> = hidden.iter().map(|(path, _)| regex::escape(path.file_name())).collect();
    if names.is_empty() {
        return text.to_owned();
    }
    let pattern = format!(r"[\w./-]*\b(?:{}):\d+(?: \+0x[0-9a-f]+)?", names.join("|"));
    match Regex::new(&pattern) {
        Ok(places) => places.replace_all(text, HIDDEN).into_owned(),
        Err(_) => String::new(), // too many files for one pattern: nothing is better than too much
    }
}

#[cfg(test)]
mod tests {
    use super::without_places;
    use crate::model::{FileSet, RelPath};

    #[test]
    fn only_hidden_places_go() {
        let hidden: FileSet = [(RelPath::parse("secret_test.go").unwrap(), String::new())].into_iter().collect();
        let text = "    secret_test.go:31: got 3\n\tyour/pool/secret_test.go:9 +0x1d\n    pool_test.go:8: got 4\n pool.go:3";
        let shown = without_places(text, &hidden);
        assert_eq!(shown, "    (hidden test): got 3\n\t(hidden test)\n    pool_test.go:8: got 4\n pool.go:3");
    }
}
