//! A candidate's own versions.

use askama::Template;
use gauntlet_db::{AssessmentRow, DraftVersion, InvitationId, Origin};
use gauntlet_grader::model::{Challenge, FileSet};

use crate::pages::{
    Shell,
    code::{CodeFile, Marks, Sources},
    format::{self, When},
};

/// Renders the list of versions. `may_save` tells whether one can be brought back.
///
/// # Errors
/// Only if writing to memory fails.
pub fn history(
    shell: &Shell,
    (invitation, assessment): (InvitationId, &AssessmentRow),
    challenge: &Challenge,
    versions: &[DraftVersion],
    may_save: bool,
) -> askama::Result<String> {
    let row = |version: &DraftVersion| Row {
        revision: version.revision,
        when: format::when(version.saved_at),
        how: match version.origin {
            Origin::Browser => "in the editor",
            Origin::Upload => "by upload",
            Origin::Api => "from a program",
            Origin::Git => "by git push",
        },
        is_current: version.is_current,
    };
    HistoryPage {
        shell,
        invitation,
        assessment: &assessment.title,
        title: &challenge.manifest.title,
        slug: challenge.manifest.slug.as_str(),
        rows: versions.iter().map(row).collect(),
        may_save,
    }
    .render()
}

/// Renders one version's files.
///
/// # Errors
/// Only if writing to memory fails.
pub fn version(
    shell: &Shell,
    (invitation, assessment): (InvitationId, &AssessmentRow),
    challenge: &Challenge,
    revision: u64,
    files: &FileSet,
    may_save: bool,
) -> askama::Result<String> {
    VersionPage {
        shell,
        invitation,
        assessment: &assessment.title,
        title: &challenge.manifest.title,
        slug: challenge.manifest.slug.as_str(),
        revision,
        files: Sources::new(files).files(&Marks::default()),
        may_save,
    }
    .render()
}

struct Row {
    revision: u64,
    when: When,
    how: &'static str,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "take/history.html")]
struct HistoryPage<'a> {
    shell: &'a Shell,
    invitation: InvitationId,
    assessment: &'a str,
    title: &'a str,
    slug: &'a str,
    rows: Vec<Row>,
    may_save: bool,
}

#[derive(Template)]
#[template(path = "take/version.html")]
struct VersionPage<'a> {
    shell: &'a Shell,
    invitation: InvitationId,
    assessment: &'a str,
    title: &'a str,
    slug: &'a str,
    revision: u64,
    files: Vec<CodeFile>,
    may_save: bool,
}
