//! A submission: the files that were handed in, checked against the challenge's rules on names.
//!
//! What the files say is checked in the build container; here only which files there are.

use crate::model::{Challenge, FileSet, Finding, FindingKind};

/// What a candidate handed in, ready to be graded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Files that are built.
    pub files: FileSet,
    /// Remarks on files that were set aside.
    pub notes: Vec<Finding>,
}

/// Files that cannot be a submission to this challenge.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// A required file is missing.
    #[error("expected the file {expected} in the submission's root, got: {got}")]
    MissingFile {
        /// The file.
        expected: String,
        /// The names that came.
        got: String,
    },
    /// A Go file lies where the challenge takes none.
    #[error("the file {path} is not one of those that may be handed in ({editable}); move or remove it")]
    NotEditable {
        /// The file.
        path: String,
        /// The challenge's globs.
        editable: String,
    },
    /// A glob of the challenge is malformed.
    #[error("the challenge's rule '{glob}' for editable files is malformed")]
    BadRule {
        /// The glob.
        glob: String,
    },
}

impl Submission {
    /// Takes the Go files that the challenge lets a candidate hand in. Test files, go.mod and files other than Go are
    /// set aside with a note: ours are used in their place.
    ///
    /// # Errors
    /// A required file that is missing, or a Go file outside the challenge's globs.
    pub fn new(challenge: &Challenge, handed_in: &FileSet) -> Result<Self, SubmissionError> {
        let rules = &challenge.manifest.package;
        let mut files = FileSet::new();
        let mut notes = Vec::new();
        for (path, content) in handed_in.iter() {
            if let Some(reason) = set_aside(path.as_str()) {
                if challenge.starter.get(path.as_str()) != Some(content) {
                    notes.push(note(path.as_str(), reason));
                }
                continue;
            }
            if !matches_any(&rules.editable, path.as_str())? {
                let editable = rules.editable.join(", ");
                return Err(SubmissionError::NotEditable { path: path.to_string(), editable });
            }
            notes.extend(disguised(path.as_str(), content));
            files.insert(path.clone(), content.to_owned());
        }
        if let Some(expected) = rules.required.iter().find(|r| !files.contains(r)) {
            let names: Vec<_> = handed_in.iter().map(|(path, _)| path.as_str()).take(10).collect();
            let got = if names.is_empty() { "no files".to_owned() } else { names.join(", ") };
            return Err(SubmissionError::MissingFile { expected: expected.clone(), got });
        }
        Ok(Self { files, notes })
    }
}

fn set_aside(path: &str) -> Option<&'static str> {
    if path.ends_with("_test.go") {
        Some("kept, but not run: only the challenge's own tests decide")
    } else if path.ends_with(".go") {
        None
    } else if matches!(path, "go.mod" | "go.sum" | "go.work") {
        Some("set aside: the challenge's own go.mod is used")
    } else {
        Some("set aside: only Go files are built")
    }
}

/// A note on the first line that does not read as it compiles: Unicode's controls of direction, which Go takes in strings
/// and comments (CVE-2021-42574). Whoever reviews the code should know.
fn disguised(path: &str, content: &str) -> Option<Finding> {
    let is_control = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let at = content.lines().position(|line| line.contains(is_control))?;
    let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
    let what = "the file has invisible characters that change the direction of text, first on this line: what is shown \
                may not be what is compiled";
    Some(Finding { line, ..note(path, what) })
}

fn note(path: &str, reason: &str) -> Finding {
    Finding { kind: FindingKind::Note, file: path.to_owned(), line: 0, column: 0, message: format!("{path}: {reason}") }
}

fn matches_any(globs: &[String], path: &str) -> Result<bool, SubmissionError> {
    let options = glob::MatchOptions { require_literal_separator: true, ..glob::MatchOptions::default() };
    for text in globs {
        let pattern = glob::Pattern::new(text).map_err(|_| SubmissionError::BadRule { glob: text.clone() })?;
        if pattern.matches_with(path, options) {
            return Ok(true);
        }
    }
    Ok(false)
}
