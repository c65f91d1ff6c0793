//! The page of one challenge: the statement, the files, how it is graded, and the form to hand in.

use std::collections::BTreeMap;

use askama::Template;
use gauntlet_grader::model::{Challenge, CriterionSource, CriterionSpec, FileSet, Limits, Manifest, Visibility};

use crate::{markdown, markup::Markup};

use super::{
    Shell,
    code::{CodeFile, Marks, Sources},
    format, icons,
    index::Weights,
    results,
};

/// What was typed into the form and refused. [`HandInForm::default`] is a fresh form.
///
/// The form posts `multipart/form-data` to `/challenges/{slug}/submissions`: one field `file:<path>` per editable file,
/// `upload` (any number of files, possibly one empty part) and `author`. Uploaded files are handed in instead of the
/// fields' text; the page says so.
#[derive(Debug, Clone, Default)]
pub struct HandInForm {
    /// Why it was refused, fit for a candidate.
    pub error: Option<String>,
    /// The label as typed.
    pub author: String,
    /// Text by path, as typed; a path that is not here shows the starter.
    pub files: BTreeMap<String, String>,
}

/// Renders the page of a challenge.
///
/// # Errors
/// Only if writing to memory fails.
pub fn challenge(shell: &Shell, challenge: &Challenge, form: &HandInForm) -> askama::Result<String> {
    let manifest = &challenge.manifest;
    let visible = Sources::new(&challenge.starter).files(&Marks::default());
    let page = ChallengePage {
        shell,
        manifest,
        form,
        statement: markdown::render(&challenge.statement, 3),
        files: visible,
        fields: fields(challenge, form),
        weights: Weights::new(challenge),
        criteria: criteria(manifest),
        facts: facts(manifest),
        caps: manifest.caps.iter().map(|c| (c.verdict.title(), c.max_score, c.why.as_str())).collect(),
        local_tests: format!("go vet ./... && go test -race -count={} ./...", manifest.grading.repetitions),
        local_grade: format!("gauntlet grade --challenge {} --submission .", manifest.slug),
        limits: results::limits(&Limits::run().with(&manifest.limits)),
    };
    page.render()
}

#[derive(Template)]
#[template(path = "challenge.html")]
struct ChallengePage<'a> {
    shell: &'a Shell,
    manifest: &'a Manifest,
    form: &'a HandInForm,
    statement: Markup,
    files: Vec<CodeFile>,
    fields: Vec<Field>,
    weights: Weights,
    criteria: Vec<CriterionView<'a>>,
    facts: Vec<(&'static str, String)>,
    caps: Vec<(&'static str, u32, &'a str)>,
    limits: Vec<(&'static str, String)>,
    local_tests: String,
    local_grade: String,
}

/// One editable file of the form.
struct Field {
    path: String,
    /// Its element's id.
    id: String,
    text: String,
    /// Rows of the text area.
    rows: usize,
    /// Whether the text is what somebody typed, which a stored draft must not replace.
    typed: bool,
}

fn fields(challenge: &Challenge, form: &HandInForm) -> Vec<Field> {
    let rules = &challenge.manifest.package;
    let starter = challenge.starter.iter().map(|(path, _)| path.as_str());
    let mut paths: Vec<&str> = starter
        .filter(|path| !path.ends_with("_test.go") && rules.editable.iter().any(|glob| matches(glob, path)))
        .chain(rules.required.iter().map(String::as_str))
        .collect();
    paths.sort_unstable();
    paths.dedup();
    let field = |path: &str| {
        let typed = form.files.get(path);
        let text = typed.map_or_else(|| starter_text(&challenge.starter, path), Clone::clone);
        Field {
            path: path.to_owned(),
            id: format!("edit-{}", super::code::file_id(path)),
            rows: (text.lines().count() + 2).clamp(12, 40),
            typed: typed.is_some(),
            text,
        }
    };
    paths.into_iter().map(field).collect()
}

fn starter_text(starter: &FileSet, path: &str) -> String {
    starter.get(path).unwrap_or_default().to_owned()
}

/// Whether a glob of [`gauntlet_grader::model::PackageRules::editable`] covers a path: `*` stays within a directory.
fn matches(glob: &str, path: &str) -> bool {
    match glob.split_once('*') {
        None => glob == path,
        Some((before, after)) => path.strip_prefix(before).is_some_and(|rest| {
            let within = rest.find('/').unwrap_or(rest.len());
            (0..=within).filter(|i| rest.is_char_boundary(*i)).any(|i| matches(after, &rest[i..]))
        }),
    }
}

/// One criterion with what feeds it.
struct CriterionView<'a> {
    class: usize,
    title: &'a str,
    weight: u32,
    source: &'static str,
    /// In words, and whether its source is in the starter.
    parts: Vec<(&'a str, &'static str)>,
}

fn criteria<'a>(manifest: &'a Manifest) -> Vec<CriterionView<'a>> {
    let view = |(i, c): (usize, &'a CriterionSpec)| {
        let tests = manifest.tests.iter().filter(|t| t.criterion == c.id).map(|t| {
            let visibility = if t.visibility == Visibility::Visible { "visible" } else { "hidden" };
            (t.title.as_str(), visibility)
        });
        let benchmarks =
            manifest.benchmarks.iter().filter(|b| b.criterion == c.id).map(|b| (b.title.as_str(), "benchmark"));
        CriterionView {
            class: i % 6,
            title: &c.title,
            weight: c.weight,
            source: match c.source {
                CriterionSource::Tests => "Tests",
                CriterionSource::Benchmarks => "Benchmarks against the reference",
                CriterionSource::Quality => "gofmt and go vet",
            },
            parts: tests.chain(benchmarks).collect(),
        }
    };
    manifest.criteria.iter().enumerate().map(view).collect()
}

fn facts(manifest: &Manifest) -> Vec<(&'static str, String)> {
    let grading = &manifest.grading;
    let processors: Vec<String> = grading.gomaxprocs.iter().map(u32::to_string).collect();
    let mut facts = vec![
        (
            "Repetitions",
            format!(
                "Every test runs at least {} under the race detector, with GOMAXPROCS {}, half of them under perturbed schedules. It counts only if it passes every time.",
                format::count(grading.repetitions.into(), "time", "times"),
                format::list(&processors)
            ),
        ),
        ("Time for one test", format!("{}, compiling not counted", format::millis_u64(grading.test_timeout_ms))),
        ("Time for all of them", format::millis_u64(grading.wall_ms)),
    ];
    if !manifest.benchmarks.is_empty() {
        let plan = &manifest.bench;
        let samples = format::count(plan.samples.into(), "sample", "samples");
        facts.push((
            "Benchmarks",
            format!(
                "At least {samples} of yours and of the reference, in turn, with GOMAXPROCS {} on cores that nobody else has, and more where the noise asks for it. A difference inside the noise costs nothing.",
                plan.gomaxprocs
            ),
        ));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs_stay_within_their_directory() {
        for (glob, path) in
            [("*.go", "pool.go"), ("pool.go", "pool.go"), ("internal/*.go", "internal/q.go"), ("a*b*c", "axxbyc")]
        {
            assert!(matches(glob, path), "{glob} {path}");
        }
        for (glob, path) in
            [("*.go", "a/pool.go"), ("*.go", "go.mod"), ("pool.go", "pool.go2"), ("internal/*.go", "internal/x/q.go")]
        {
            assert!(!matches(glob, path), "{glob} {path}");
        }
    }
}
