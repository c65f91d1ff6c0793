//! challenge.toml and the files of a challenge, as values. Reading them from disk is `catalog`'s business.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{BenchPlan, BenchmarkSpec, FileSet, LimitOverrides, Verdict};

/// The name of a challenge: its directory, its URL, its key in the database. Lower-case words joined by `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// Checks that `text` is 1 to 60 characters of `a-z`, `0-9` and inner single `-`.
    ///
    /// # Errors
    /// A sentence that says what a slug looks like.
    pub fn parse(text: &str) -> Result<Self, String> {
        let word = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if text.len() <= 60 && text.split('-').all(word) {
            Ok(Self(text.to_owned()))
        } else {
            let shown: String = text.chars().take(60).flat_map(char::escape_default).collect();
            Err(format!(
                "expected a challenge name such as 'worker-pool' (lower-case words joined by '-'), got '{shown}'"
            ))
        }
    }

    /// The slug as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Slug {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A challenge, complete and checked: what the grader needs and what pages show.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// challenge.toml.
    pub manifest: Manifest,
    /// README.md: the statement, Markdown.
    pub statement: String,
    /// What the candidate starts from, visible tests and go.mod included.
    pub starter: FileSet,
    /// Hidden tests and benchmarks. Never shown, never where a submission runs.
    pub hidden: FileSet,
    /// The accepted solution that benchmarks compare with.
    pub reference: FileSet,
}

impl Challenge {
    /// What a candidate has of it: the visible tests, and nothing that earns points. A run of this tells what the hidden
    /// tests may not, and is never scored.
    #[must_use]
    pub fn practice(&self) -> Self {
        let mut manifest = self.manifest.clone();
        manifest.tests.retain(|test| test.visibility == Visibility::Visible);
        manifest.benchmarks.clear();
        manifest.criteria.clear();
        manifest.caps.clear();
        Self { manifest, hidden: FileSet::new(), ..self.clone() }
    }
}

/// Seniority that a challenge is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Level {
    Mid,
    Senior,
    Staff,
}

impl Level {
    /// The name in challenge.toml and on pages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mid => "mid",
            Self::Senior => "senior",
            Self::Staff => "staff",
        }
    }
}

/// How tests reach the submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The hidden tests call the submission's package in their own process.
    Package,
    /// The submission is a `main` package; the tests start it as a process of another user and talk to it.
    Program,
}

/// challenge.toml.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this format: 1.
    pub schema: u32,
    /// Equals the directory's name.
    pub slug: Slug,
    /// Raised with every published change; results keep theirs.
    pub version: u32,
    /// For people.
    pub title: String,
    /// Seniority.
    pub level: Level,
    /// Package or program.
    pub kind: Kind,
    /// One sentence.
    pub summary: String,
    /// What it tests, in the field's terms.
    pub skills: Vec<String>,
    /// Suggested working time, in minutes.
    pub minutes: u32,
    /// The solution that benchmarks compare with, below `submissions/`, e.g. `accepted/channels`.
    pub reference: String,
    /// What may be handed in; also for programs.
    pub package: PackageRules,
    /// How tests run.
    pub grading: Grading,
    /// Limits that differ from the defaults.
    #[serde(default)]
    pub limits: LimitOverrides,
    /// What points are given for; the weights sum to 100.
    pub criteria: Vec<CriterionSpec>,
    /// Every expected test.
    pub tests: Vec<TestSpec>,
    /// How benchmarks run.
    #[serde(default)]
    pub bench: BenchPlan,
    /// Every expected benchmark.
    #[serde(default)]
    pub benchmarks: Vec<BenchmarkSpec>,
    /// Limits of the total by verdict.
    #[serde(default)]
    pub caps: Vec<Cap>,
}

impl Manifest {
    /// Whether a submission may talk to itself over loopback, which it then has to know by name.
    #[must_use]
    pub fn may_use_loopback(&self) -> bool {
        let is_network = |package: &String| package == "std" || package == "net" || package.starts_with("net/");
        self.kind == Kind::Program || self.package.imports.iter().any(is_network)
    }
}

/// What a submission may hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageRules {
    /// Module path; sorts after every package of the standard library, so that the harness initialises first.
    pub module: String,
    /// Package name.
    pub name: String,
    /// Globs of files that may be handed in, relative to the root (`*` stays within a directory).
    pub editable: Vec<String>,
    /// Files that must be handed in.
    pub required: Vec<String>,
    /// Packages that may be imported.
    pub imports: Vec<String>,
    /// Set where `imports` of a package challenge may hold packages with which a result can be forged or the process be
    /// ended: for tests of the grader itself.
    #[serde(default)]
    pub dangerous_imports: bool,
}

/// How the tests of a challenge run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grading {
    /// Least repetitions of every test, dealt over the schedules: plain and perturbed for each of `gomaxprocs`.
    pub repetitions: u32,
    /// Time in which perturbed schedules are repeated beyond that, in milliseconds, while nothing was found.
    #[serde(default = "default_budget_ms")]
    pub budget_ms: u64,
    /// Whether half of the repetitions run with yield points in the submission at work.
    #[serde(default = "default_perturb")]
    pub perturb: bool,
    /// GOMAXPROCS values; each gets processes of its own.
    pub gomaxprocs: Vec<u32>,
    /// Wall time after which one test counts as hung, in milliseconds.
    pub test_timeout_ms: u64,
    /// Wall time of all executions together, in milliseconds.
    pub wall_ms: u64,
}

/// Where the points of a criterion come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CriterionSource {
    /// The tests that name it.
    #[default]
    Tests,
    /// The benchmarks that name it.
    Benchmarks,
    /// gofmt and vet.
    Quality,
}

/// One thing that points are given for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionSpec {
    /// Key that tests and benchmarks name.
    pub id: String,
    /// For people.
    pub title: String,
    /// Points of 100.
    pub weight: u32,
    /// Where its points come from.
    #[serde(default)]
    pub source: CriterionSource,
}

/// Whether the candidate has a test's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Its source is in `starter/`.
    Visible,
    /// Only its title, outcome and hint are shown.
    Hidden,
}

/// One expected test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestSpec {
    /// `TestXxx`, a top-level test function.
    pub name: String,
    /// What it demands, in words a candidate understands.
    pub title: String,
    /// A criterion's id.
    pub criterion: String,
    /// Whether the candidate has its source.
    pub visibility: Visibility,
    /// Weight within the criterion.
    #[serde(default = "one")]
    pub points: u32,
    /// Shown when it failed.
    #[serde(default)]
    pub hint: Option<String>,
    /// The verdict that its failure means.
    #[serde(default = "wrong_answer")]
    pub fails_as: Verdict,
}

fn default_perturb() -> bool {
    true
}

fn default_budget_ms() -> u64 {
    3_000
}

fn one() -> u32 {
    1
}

fn wrong_answer() -> Verdict {
    Verdict::WrongAnswer
}

/// A limit of the total score that comes with a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// When the submission got this verdict...
    pub verdict: Verdict,
    /// ...its total is at most this.
    pub max_score: u32,
    /// One sentence for the report.
    pub why: String,
}

#[cfg(test)]
mod tests {
    use super::Slug;

    #[test]
    fn slugs() {
        assert!(Slug::parse("worker-pool").is_ok());
        for bad in ["", "-", "a--b", "Worker", "a/b", "..", "a b", "é", &"a".repeat(61)] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }
}
