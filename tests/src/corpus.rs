//! The corpora as values: promises of the challenges' solutions, and attacks.

use std::{
    fs,
    path::{Path, PathBuf},
};

use gauntlet_grader::model::Verdict;
use serde::{Deserialize, de::DeserializeOwned};

/// A directory `<root>/<group>/<name>/` with what its TOML file says.
#[derive(Debug)]
pub struct Case<T> {
    /// The outer directory's name: a verdict, or a group of attacks.
    pub group: String,
    /// The inner directory's name.
    pub name: String,
    /// The directory.
    pub directory: PathBuf,
    /// What is expected of it.
    pub expected: T,
}

/// promise.toml: what a solution of a challenge promises beside the verdict that its directory names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// What is right or wrong about it.
    pub why: String,
    /// Tests that fail, among others.
    #[serde(default)]
    pub fails: Vec<String>,
    /// Least points of 100.
    pub score_min: Option<f64>,
    /// Most points of 100.
    pub score_max: Option<f64>,
}

/// bug.toml: a small program with one concurrency bug.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bug {
    /// What is wrong with it.
    pub why: String,
    /// Its kind in the taxonomies of such bugs.
    pub kind: String,
    /// The verdicts that say what is wrong.
    pub verdict: Vec<Verdict>,
    /// Share of single runs of its test with the race detector that showed it when it was written, 0 to 1.
    pub plain_rate: f64,
}

/// correct.toml: a small program that is right.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    /// What a hasty detector might take it for.
    pub why: String,
}

/// expected.toml: what must become of an attack.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// What it tries, and what its verdict proves.
    pub why: String,
    /// The challenge that it is handed in to.
    #[serde(default = "worker_pool")]
    pub challenge: String,
    /// Permitted ends: verdicts, `refused` for what is not even stored, and, of known holes only, `not_graded`.
    pub verdict: Vec<End>,
    /// Pieces that the summary has to contain.
    #[serde(default)]
    pub summary_contains: Vec<String>,
    /// Pieces that some finding has to contain, each.
    #[serde(default)]
    pub finding_contains: Vec<String>,
    /// Set when what is expected is not what we want: the way in, and what will close it.
    pub hole: Option<String>,
}

/// How an attack ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", untagged)]
pub enum End {
    /// Graded.
    Graded(Verdict),
    /// Without a report.
    Without(NoReport),
}

/// Why there is no report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoReport {
    /// Turned away at intake.
    Refused,
    /// Our machinery failed. Never what we want: a submission must not be able to bring that about.
    NotGraded,
}

fn worker_pool() -> String {
    "worker-pool".to_owned()
}

/// Reads `<root>/<group>/<name>/<file>` of every group and name, in order.
///
/// # Panics
/// When one cannot be read, lacks the file, or the file is not of the format.
#[must_use]
pub fn cases<T: DeserializeOwned>(root: &Path, file: &str) -> Vec<Case<T>> {
    let mut cases = Vec::new();
    for (group, directory) in directories(root) {
        for (name, directory) in directories(&directory) {
            let path = directory.join(file);
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("read {}: {e}", path.display()));
            let expected = toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            cases.push(Case { group: group.clone(), name, directory, expected });
        }
    }
    cases
}

fn directories(root: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(root).unwrap_or_else(|e| panic!("read {}: {e}", root.display()));
    let mut found: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| (path.file_name().and_then(|n| n.to_str()).expect("a name in UTF-8").to_owned(), path))
        .collect();
    found.sort();
    found
}
