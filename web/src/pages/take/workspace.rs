//! The workspace: what is asked beside what is written, and what became of it so far.

use std::collections::BTreeMap;

use askama::Template;
use gauntlet_db::{DraftRow, InvitationState, ResultsRule};
use gauntlet_grader::model::{Challenge, FileSet, Limits, Manifest, RelPath};

use super::items::Item;
use crate::{
    markdown,
    markup::Markup,
    pages::{
        Shell,
        challenge::{self, CriterionView, Field},
        code::{CodeFile, Marks, Sources},
        format::{self, When},
        icons,
        index::Weights,
        results,
    },
    starter,
    work::{Overview, Task},
};

/// What was typed into the form and refused.
#[derive(Debug, Clone, Default)]
pub struct WorkForm {
    /// What did not come of it, in a few words.
    pub heading: &'static str,
    /// Why, fit for a candidate.
    pub error: String,
    /// Whether it was saved all the same, and only something else did not come of it.
    pub is_saved: bool,
    /// The revision that it may be saved over when it is sent again; none: the one that was shown before.
    pub base: Option<u64>,
    /// Text by path, as typed; none if it was saved, and what was saved is to be shown.
    pub files: BTreeMap<String, String>,
}

/// What [`workspace`] and [`confirm`] show.
#[derive(Debug, Clone, Copy)]
pub struct WorkspaceView<'a> {
    /// Where the work stands.
    pub overview: &'a Overview,
    /// What it is on.
    pub challenge: &'a Challenge,
    /// What was saved last.
    pub draft: Option<&'a DraftRow>,
    /// What was refused.
    pub form: Option<&'a WorkForm>,
    /// Whether it is the sample challenge.
    pub is_rehearsal: bool,
    /// What people type to get here, without a slash at its end.
    pub public_url: &'a str,
    /// Whether there are repositories to push to.
    pub has_git: bool,
}

impl WorkspaceView<'_> {
    fn slug(&self) -> &str {
        self.challenge.manifest.slug.as_str()
    }

    /// What was saved last, or 0.
    fn revision(&self) -> u64 {
        self.draft.map_or(0, |draft| draft.revision)
    }

    fn may_submit(&self) -> bool {
        self.is_rehearsal || self.left() > 0
    }

    /// Attempts that are left. Their number tells more than the next one's: what does not compile has a number, and costs
    /// none.
    fn left(&self) -> u32 {
        self.overview.challenge(self.slug()).map_or(0, |c| c.attempts.of.saturating_sub(c.attempts.used))
    }

    /// What the button says; the script writes the same.
    fn submit_label(&self) -> String {
        match self.left() {
            _ if self.is_rehearsal => "Submit the rehearsal".to_owned(),
            0 => "No attempt is left".to_owned(),
            n => format!("Submit ({} left)", format::count(n.into(), "attempt", "attempts")),
        }
    }

    /// What is asked before.
    fn submit_heading(&self) -> String {
        format!("{}{}", self.submit_label(), if self.may_submit() { "?" } else { "" })
    }

    /// How many attempts there are before one is submitted; the script writes the same sentences.
    fn attempts_left(&self) -> String {
        match self.left() {
            0 => "No attempt is left".to_owned(),
            1 => "This is your last attempt".to_owned(),
            n => format!("{} are left, this one included", format::count(n.into(), "attempt", "attempts")),
        }
    }

    fn when_seen(&self) -> &'static str {
        match self.overview.assessment.results {
            ResultsRule::AtOnce => "You see the result as soon as it is graded.",
            ResultsRule::AfterEnd => "You see the result when your work is over.",
            ResultsRule::Never => "You do not see the result here.",
        }
    }

    fn items(&self) -> Vec<Item> {
        let here = |task: &&Task| task.row.challenge_slug == self.slug();
        self.overview.tasks.iter().filter(here).map(|task| Item::new(task, None)).collect()
    }

    /// The files that are worked on: what was typed, else saved, else the starter's.
    fn fields(&self) -> Vec<Field> {
        let starter = starter::editable(self.challenge);
        let mut texts: BTreeMap<&str, &str> = starter.iter().map(|(path, text)| (path.as_str(), text)).collect();
        let saved = self.draft.iter().flat_map(|draft| &draft.files).filter(|(path, _)| path.ends_with(".go"));
        texts.extend(saved.map(|(path, text)| (path.as_str(), text.as_str())));
        let typed = self.form.map(|form| &form.files);
        texts.extend(typed.into_iter().flatten().map(|(path, text)| (path.as_str(), text.as_str())));
        let field = |(path, text): (&str, &str)| Field::new(path, text, typed.and_then(|files| files.get(path)));
        texts.into_iter().map(field).collect()
    }
}

/// Renders the workspace.
///
/// # Errors
/// Only if writing to memory fails.
pub fn workspace(shell: &Shell, view: &WorkspaceView) -> askama::Result<String> {
    let (challenge, overview) = (view.challenge, view.overview);
    let (manifest, slug, url) = (&challenge.manifest, view.slug(), view.public_url);
    let fields = view.fields();
    let deadline = overview.invitation.deadline_at.filter(|_| overview.state() == InvitationState::UnderWay);
    let is_read_only = |path: &RelPath| !fields.iter().any(|field| field.path == path.as_str());
    let to_read = challenge.starter.iter().filter(|(path, _)| is_read_only(path));
    let to_read: FileSet = to_read.map(|(path, text)| (path.clone(), text.to_owned())).collect();
    let first = fields.first().map_or("main.go", |field| field.path.as_str());
    let clone = || {
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        format!("git clone {scheme}://me@{rest}/git/{slug}.git")
    };
    WorkspacePage {
        shell,
        view,
        manifest,
        statement: markdown::render(&challenge.statement, 3),
        files: Sources::new(&to_read).files(&Marks::default()),
        weights: Weights::new(challenge),
        criteria: challenge::criteria(manifest),
        facts: challenge::facts(manifest),
        caps: challenge::caps(manifest),
        limits: results::limits(&Limits::run().with(&manifest.limits)),
        local_tests: challenge::local_tests(manifest),
        local_curl: format!(
            "curl -H \"Authorization: Bearer $TOKEN\" -F upload=@{first} {url}/api/v1/take/{slug}/runs"
        ),
        local_git: (view.has_git && !view.is_rehearsal).then(clone),
        base: view.form.and_then(|form| form.base).unwrap_or_else(|| view.revision()),
        saved: view.draft.map(|draft| format::when(draft.saved_at)),
        now: format::when(overview.now),
        left: deadline.map(|at| format::minutes_left(at.since(overview.now))).unwrap_or_default(),
        deadline: deadline.map(format::when),
        items: view.items(),
        fields,
    }
    .render()
}

#[derive(Template)]
#[template(path = "take/workspace.html")]
struct WorkspacePage<'a> {
    shell: &'a Shell,
    view: &'a WorkspaceView<'a>,
    manifest: &'a Manifest,
    statement: Markup,
    files: Vec<CodeFile>,
    fields: Vec<Field>,
    weights: Weights,
    criteria: Vec<CriterionView<'a>>,
    facts: Vec<(&'static str, String)>,
    caps: Vec<(&'static str, u32, &'a str)>,
    limits: Vec<(&'static str, String)>,
    local_tests: String,
    local_curl: String,
    local_git: Option<String>,
    base: u64,
    saved: Option<When>,
    now: When,
    left: String,
    deadline: Option<When>,
    items: Vec<Item>,
}

/// Renders the question before an attempt, for browsers without scripts. `key` makes sending it twice harmless.
///
/// # Errors
/// Only if writing to memory fails.
pub fn confirm(shell: &Shell, view: &WorkspaceView, key: &str) -> askama::Result<String> {
    let saved = view.draft.iter().flat_map(|draft| draft.files.keys());
    ConfirmPage { shell, view, slug: view.slug(), key, paths: saved.map(String::as_str).collect() }.render()
}

#[derive(Template)]
#[template(path = "take/confirm.html")]
struct ConfirmPage<'a> {
    shell: &'a Shell,
    view: &'a WorkspaceView<'a>,
    slug: &'a str,
    key: &'a str,
    paths: Vec<&'a str>,
}
