//! The list of submissions, newest first.

use askama::Template;
use gauntlet_db::{Micros, Status};
use gauntlet_grader::model::Verdict;

use super::{
    Shell,
    format::{self, When},
    verdict::{self, Badge},
};

/// One line of the list.
#[derive(Debug, Clone)]
pub struct SubmissionListRow {
    /// Its id, as in its address.
    pub id: String,
    /// The challenge's name.
    pub slug: String,
    /// The challenge's title; the slug if the catalogue has it no more.
    pub challenge_title: String,
    /// A free label; may be empty.
    pub author: String,
    /// When it was handed in.
    pub created_at: Micros,
    /// Where it stands.
    pub status: Status,
    /// Once finished.
    pub verdict: Option<Verdict>,
    /// Points earned and to be had, once finished.
    pub score: Option<(f64, f64)>,
    /// The report in a sentence, once finished; the reason, once failed.
    pub summary: String,
}

/// What the list is limited to, and what it could be: the fields of its form, which is sent by GET to `/submissions`
/// as `challenge`, `verdict` and `status` (empty: all). Further pages come with `before=<cursor>` added.
#[derive(Debug, Clone, Default)]
pub struct SubmissionFilter {
    /// A slug.
    pub challenge: Option<String>,
    /// With this verdict.
    pub verdict: Option<Verdict>,
    /// With this status.
    pub status: Option<Status>,
    /// Every challenge to choose from: slug and title.
    pub challenges: Vec<(String, String)>,
}

impl SubmissionFilter {
    fn is_empty(&self) -> bool {
        self.challenge.is_none() && self.verdict.is_none() && self.status.is_none()
    }

    /// Choices of a select: value, words, whether chosen.
    fn challenge_choices(&self) -> Vec<(&str, &str, bool)> {
        let chosen = self.challenge.as_deref();
        self.challenges
            .iter()
            .map(|(slug, title)| (slug.as_str(), title.as_str(), chosen == Some(slug.as_str())))
            .collect()
    }

    fn verdict_choices(&self) -> Vec<(&'static str, &'static str, bool)> {
        Verdict::ALL.into_iter().map(|v| (v.as_str(), v.title(), self.verdict == Some(v))).collect()
    }

    fn status_choices(&self) -> Vec<(&'static str, &'static str, bool)> {
        let all = [Status::Queued, Status::Running, Status::Finished, Status::Failed];
        all.into_iter().map(|s| (s.as_str(), verdict::status_badge(s).word, self.status == Some(s))).collect()
    }
}

/// Renders the list; `next` is the cursor of the page after this one.
///
/// # Errors
/// Only if writing to memory fails.
pub fn submissions(
    shell: &Shell,
    rows: &[SubmissionListRow],
    filter: &SubmissionFilter,
    next: Option<&str>,
) -> askama::Result<String> {
    let rows = rows.iter().map(Row::new).collect();
    SubmissionsPage { shell, rows, filter, next }.render()
}

#[derive(Template)]
#[template(path = "submissions.html")]
struct SubmissionsPage<'a> {
    shell: &'a Shell,
    rows: Vec<Row<'a>>,
    filter: &'a SubmissionFilter,
    next: Option<&'a str>,
}

struct Row<'a> {
    row: &'a SubmissionListRow,
    badge: Badge,
    when: When,
    /// Points; a dash where there are none.
    score: String,
    max: String,
}

impl<'a> Row<'a> {
    fn new(row: &'a SubmissionListRow) -> Self {
        let badge = match (row.status, row.verdict) {
            (Status::Finished, Some(v)) => verdict::badge(v),
            (status, _) => verdict::status_badge(status),
        };
        let (score, max) = match row.score {
            Some((earned, max)) => (format::points(earned), format::points(max)),
            None => ("–".to_owned(), String::new()),
        };
        Self { row, badge, when: format::when(row.created_at), score, max }
    }
}
