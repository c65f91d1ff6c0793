//! Rules of what is taken in.

use std::{
    collections::BTreeSet,
    path::{Component, Path},
};

use gauntlet_grader::{
    intake::{Intake, IntakeError, MAX_ENTRIES, MAX_FILE_BYTES, MAX_TOTAL_BYTES},
    model::RelPath,
};
use unicode_normalization::UnicodeNormalization;

use crate::shown::assert_text;

/// What everything accepted is, and what every refusal says.
pub fn assert_answer(answer: &Result<Intake, IntakeError>) {
    match answer {
        Ok(intake) => assert_intake(intake),
        Err(e) => assert_text(&e.to_string(), 3000),
    }
}

fn assert_intake(intake: &Intake) {
    let files = &intake.files;
    assert!(!files.is_empty() && files.len() + intake.ignored.len() <= MAX_ENTRIES);
    assert!(files.total_bytes() as u64 <= MAX_TOTAL_BYTES);
    for (path, text) in files.iter() {
        assert!(text.len() as u64 <= MAX_FILE_BYTES && !text.contains('\0'), "{path}");
        assert_below(path);
        assert!(is_wanted(path.as_str()), "{path} was kept");
    }
    intake.ignored.iter().for_each(|name| assert_text(name, 2000));
    let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let apart: BTreeSet<String> = paths.iter().map(|path| folded(path)).collect();
    assert_eq!(apart.len(), paths.len(), "two of {paths:?} are one on some file systems");
    let inside = |path: &str, other: &str| path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'));
    assert!(
        !paths.iter().any(|path| paths.iter().any(|other| inside(path, other))),
        "a file is a directory: {paths:?}"
    );
}

/// A path that stays below whatever it is joined to, the way the system reads it.
pub fn assert_below(path: &RelPath) {
    let read: Vec<_> = Path::new(path.as_str()).components().collect();
    assert!(read.iter().all(|part| matches!(part, Component::Normal(_))), "{path}");
    let parts: Vec<_> = path.as_str().split('/').collect();
    assert_eq!(read.len(), parts.len(), "{path} is read as {read:?}");
}

/// Go sources, module files and texts, none of them hidden.
#[must_use]
pub fn is_wanted(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let kept = name == "go.mod" || name == "go.sum" || [".go", ".md", ".txt"].iter().any(|end| name.ends_with(end));
    kept && path.split('/').all(|part| !part.starts_with('.') && part != "__MACOSX")
}

/// Letters that differ only in case, as the go command compares them, and characters that differ only in how they are
/// composed.
fn folded(path: &str) -> String {
    path.nfd().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfd().collect()
}
