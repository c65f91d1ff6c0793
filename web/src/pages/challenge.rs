//! The page of one challenge: the statement, the files, how it is graded, and the form to hand in.

use std::collections::BTreeMap;

use askama::Template;
use gauntlet_grader::model::{Challenge, CriterionSource, CriterionSpec, Limits, Manifest, Visibility};

use crate::{markdown, markup::Markup, starter};

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
        caps: caps(manifest),
        local_tests: local_tests(manifest),
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
pub(super) struct Field {
    pub(super) path: String,
    /// Its element's id.
    pub(super) id: String,
    pub(super) text: String,
    /// Rows of the text area.
    pub(super) rows: usize,
    /// Whether the text is what somebody typed, which a stored draft must not replace.
    pub(super) typed: bool,
}

fn fields(challenge: &Challenge, form: &HandInForm) -> Vec<Field> {
    starter::editable(challenge)
        .iter()
        .map(|(path, text)| Field::new(path.as_str(), text, form.files.get(path.as_str())))
        .collect()
}

impl Field {
    /// `typed` is what somebody typed in place of `text`.
    pub(super) fn new(path: &str, text: &str, typed: Option<&String>) -> Self {
        let shown = typed.map_or(text, String::as_str);
        Self {
            path: path.to_owned(),
            id: format!("edit-{}", super::code::file_id(path)),
            rows: (shown.lines().count() + 2).clamp(12, 40),
            typed: typed.is_some(),
            text: shown.to_owned(),
        }
    }
}

/// One criterion with what feeds it.
pub(super) struct CriterionView<'a> {
    pub(super) class: usize,
    pub(super) title: &'a str,
    pub(super) weight: u32,
    pub(super) source: &'static str,
    /// In words, and whether its source is in the starter.
    pub(super) parts: Vec<(&'a str, &'static str)>,
}

/// What limits the total: verdict, points, why.
pub(super) fn caps(manifest: &Manifest) -> Vec<(&'static str, u32, &str)> {
    manifest.caps.iter().map(|c| (c.verdict.title(), c.max_score, c.why.as_str())).collect()
}

/// The visible tests as the grader runs them, for a shell.
pub(super) fn local_tests(manifest: &Manifest) -> String {
    format!("go vet ./... && go test -race -count={} ./...", manifest.grading.repetitions)
}

pub(super) fn criteria<'a>(manifest: &'a Manifest) -> Vec<CriterionView<'a>> {
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

pub(super) fn facts(manifest: &Manifest) -> Vec<(&'static str, String)> {
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
