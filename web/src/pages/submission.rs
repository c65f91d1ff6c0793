//! The page of one submission: live while it is graded, its report afterwards.

use askama::Template;
use gauntlet_db::{InvitationRow, Micros, Purpose, Status};
use gauntlet_grader::model::{Challenge, FileSet, Report, Verdict};

use crate::{charts, markup::Markup, progress::ProgressView};

use super::{
    Shell,
    code::{CodeFile, Marks, Sources},
    evidence::Evidence,
    format::{self, When},
    icons,
    results::{self, BenchmarkRow, CriterionRow, HostView, MeterRow, Phases, ProfileView, TestGroup, WaitsView},
    verdict::{self, Badge},
};

/// Where the page of a submission leads to, and what it downloads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLinks {
    /// The page above, and its name.
    pub home: String,
    /// See [`PageLinks::home`].
    pub home_title: String,
    /// The challenge.
    pub challenge: String,
    /// Where to hand in again.
    pub again: String,
    /// Its events while it is graded.
    pub events: String,
    /// Its report as JSON.
    pub report: String,
    /// Its benchmarks as text.
    pub benchmarks: String,
}

impl PageLinks {
    /// Of a submission that belongs to no candidate.
    #[must_use]
    pub fn open(id: &str, slug: &str) -> Self {
        Self {
            home: "/submissions".to_owned(),
            home_title: "Submissions".to_owned(),
            challenge: format!("/challenges/{slug}"),
            again: format!("/challenges/{slug}#hand-in"),
            events: format!("/submissions/{id}/events"),
            report: format!("/api/v1/submissions/{id}/report"),
            benchmarks: format!("/submissions/{id}/benchmarks.txt"),
        }
    }

    /// Of what was handed in by that invitation, to an interviewer.
    #[must_use]
    pub fn interviewers(id: &str, slug: &str, invitation: &InvitationRow) -> Self {
        let home = format!("/invitations/{}", invitation.id);
        Self { home, home_title: invitation.name.clone(), ..Self::open(id, slug) }
    }

    fn is_candidates(&self) -> bool {
        self.home == "/take"
    }

    /// Of a candidate's own, in an assessment of that title.
    #[must_use]
    pub fn candidates(id: &str, slug: &str, title: &str) -> Self {
        Self {
            home: "/take".to_owned(),
            home_title: title.to_owned(),
            challenge: format!("/take/{slug}"),
            again: format!("/take/{slug}"),
            events: format!("/take/results/{id}/events"),
            report: format!("/take/results/{id}/report.json"),
            benchmarks: format!("/take/results/{id}/benchmarks.txt"),
        }
    }
}

/// What [`submission`] shows.
///
/// While it is queued or running, the page listens at [`PageLinks::events`]: events `progress` with the JSON
/// `{status, queue_position, attempt, phases: ProgressView}`, and `finished` (no data needed) once the status is
/// `finished` or `failed`; the page then loads itself again. Without scripts it reloads every two seconds.
#[derive(Debug, Clone)]
pub struct SubmissionView<'a> {
    /// Its id, as in its address.
    pub id: &'a str,
    /// What it was handed in for; none if the catalogue has it no more.
    pub challenge: Option<&'a Challenge>,
    /// The challenge's name, known in any case.
    pub slug: &'a str,
    /// A free label; may be empty.
    pub author: &'a str,
    /// When it was handed in.
    pub created_at: Micros,
    /// What it was handed in for.
    pub purpose: Purpose,
    /// Where it stands.
    pub status: Status,
    /// Place in the queue, from 1; only while queued.
    pub queue_position: Option<u32>,
    /// Which attempt at grading it is, from 1; 0 before the first.
    pub attempt: u32,
    /// How far grading got.
    pub progress: &'a ProgressView,
    /// What grading said; only when finished.
    pub report: Option<&'a Report>,
    /// Why there is no verdict and what to do, in sentences fit for a candidate; only when our machinery failed.
    pub failure: Option<&'a str>,
    /// Of a candidate's own: which attempt it is, whether it counts, how many are left. Empty for others.
    pub standing: &'a str,
    /// What was handed in.
    pub files: &'a FileSet,
    /// Where the page leads to.
    pub links: &'a PageLinks,
}

impl SubmissionView<'_> {
    fn is_live(&self) -> bool {
        matches!(self.status, Status::Queued | Status::Running)
    }

    /// Whether whoever reads this can work on: a candidate at their own result, or anybody at one without a candidate.
    fn is_authors(&self) -> bool {
        self.links.is_candidates() || self.purpose == Purpose::Open
    }

    fn again(&self) -> &'static str {
        if self.links.is_candidates() { "Back to your code" } else { "Hand in again" }
    }

    /// The sentence that a live page shows and reads out; the script writes the same ones.
    fn live_sentence(&self) -> String {
        match (self.status, self.queue_position) {
            (Status::Queued, Some(place)) => format!("Waiting for a worker: {} in the queue.", format::ordinal(place)),
            (Status::Queued, None) => "Waiting for a worker.".to_owned(),
            _ if self.attempt > 1 => {
                let nth = format::ordinal(self.attempt);
                format!("In the sandbox now, for the {nth} time: before, our side failed. This page updates by itself.")
            }
            _ => "In the sandbox now. This page updates by itself.".to_owned(),
        }
    }
}

/// Renders the page of a submission.
///
/// # Errors
/// Only if writing to memory fails.
pub fn submission(shell: &Shell, view: &SubmissionView) -> askama::Result<String> {
    let sources = Sources::new(view.files);
    let mut evidence = view.report.map_or_else(Evidence::default, |report| Evidence::new(report, &sources));
    let marks: Marks = std::mem::take(&mut evidence.marks);
    let title = view.challenge.map_or_else(|| view.slug.to_owned(), |c| c.manifest.title.clone());
    let badge = match view.report {
        // Only what counts is accepted.
        Some(report) if view.purpose == Purpose::Run && report.verdict == Verdict::Accepted => {
            Badge { word: "Passed", ..verdict::badge(report.verdict) }
        }
        Some(report) => verdict::badge(report.verdict),
        None => verdict::status_badge(view.status),
    };
    let page = SubmissionPage {
        shell,
        view,
        when: format::when(view.created_at),
        badge,
        advice: view.report.filter(|_| view.is_authors()).map_or("", |report| verdict::advice(report)),
        report: view.report.map(|report| ReportView::new(report, view.challenge, &sources, evidence)),
        files: sources.files(&marks),
        title,
    };
    page.render()
}

#[derive(Template)]
#[template(path = "submission.html")]
struct SubmissionPage<'a> {
    shell: &'a Shell,
    view: &'a SubmissionView<'a>,
    title: String,
    when: When,
    badge: Badge,
    advice: &'static str,
    report: Option<ReportView<'a>>,
    files: Vec<CodeFile>,
}

struct ReportView<'a> {
    report: &'a Report,
    earned: String,
    max: String,
    score_bar: Markup,
    criteria: Vec<CriterionRow>,
    cap: String,
    evidence: Evidence,
    tests: Vec<TestGroup>,
    benchmarks: Vec<BenchmarkRow>,
    host: Option<HostView>,
    profiles: Vec<ProfileView>,
    waits: Vec<WaitsView>,
    meters: Vec<MeterRow>,
    phases: Phases,
    limits: Vec<(&'static str, String)>,
    /// "go1.27.3, GOMAXPROCS 2 and 4"; what never ran has no version.
    go: String,
}

impl<'a> ReportView<'a> {
    fn new(report: &'a Report, challenge: Option<&Challenge>, sources: &Sources, evidence: Evidence) -> Self {
        let score = &report.score;
        let processors: Vec<String> = report.environment.gomaxprocs.iter().map(u32::to_string).collect();
        let processors = format!("GOMAXPROCS {}", format::list(&processors));
        let go = [report.environment.go_version.clone(), processors].into_iter().filter(|part| !part.is_empty());
        Self {
            earned: format::points(score.earned),
            max: format::points(score.max),
            // A run has nothing to be earned.
            score_bar: charts::bar(score.earned / score.max.max(1.0), verdict::badge(report.verdict).hue),
            criteria: results::criteria(report),
            cap: results::cap(report),
            evidence,
            tests: results::tests(report, challenge),
            benchmarks: results::benchmarks(report, challenge),
            host: results::host(report),
            profiles: results::profiles(report, challenge),
            waits: results::waits(report, sources),
            meters: results::meters(report),
            phases: results::phases(report),
            limits: results::limits(&report.limits),
            go: go.collect::<Vec<_>>().join(", "),
            report,
        }
    }

    /// Runs of the visible tests are not.
    fn is_scored(&self) -> bool {
        self.report.score.max > 0.0
    }

    /// Where something is wrong, what is wrong comes before what it cost.
    fn score_first(&self) -> bool {
        self.report.verdict == Verdict::Accepted
    }

    /// A wrong answer has no other evidence than its failed tests.
    fn tests_first(&self) -> bool {
        self.report.verdict == Verdict::WrongAnswer
    }

    /// "None of the 34 tests ran": then there is nothing to be read of each. Empty if any did.
    fn no_test_ran(&self) -> String {
        let tests = &self.report.tests;
        match tests.len() {
            _ if tests.iter().any(|test| test.runs > 0) => String::new(),
            0 => String::new(),
            1 => "The only test did not run".to_owned(),
            n => format!("None of the {n} tests ran"),
        }
    }

    /// The parts of the page that exist for this report: anchor, name and, where it says something, a count.
    fn contents(&self) -> Vec<(&'static str, &'static str, String)> {
        let evidence = &self.evidence;
        let counted = [
            ("races", "Races", evidence.races.len()),
            ("leaks", "Leaks", evidence.leaks.len()),
            ("hangs", "Hangs", evidence.hangs.len()),
            ("panics", "Panics", evidence.panics.len()),
            ("findings", "Findings", evidence.findings.len()),
        ];
        let mut parts: Vec<_> =
            counted.into_iter().filter(|(.., n)| *n > 0).map(|(id, name, n)| (id, name, n.to_string())).collect();
        if self.is_scored() {
            let score = if self.score_first() { 0 } else { parts.len() };
            parts.insert(score, ("score", "Score", String::new()));
        }
        if !self.tests.is_empty() {
            let tests = if self.tests_first() { 0 } else { parts.len() };
            parts.insert(tests, ("tests", "Tests", String::new()));
        }
        let present = [
            ("benchmarks", "Benchmarks", !self.benchmarks.is_empty()),
            ("code", "Code", true),
            ("resources", "Resources and time", true),
            ("reproduce", "Reproduce", true),
            ("output", "Output", !self.report.output.is_empty()),
        ];
        parts.extend(present.into_iter().filter(|(.., there)| *there).map(|(id, name, _)| (id, name, String::new())));
        parts
    }
}
