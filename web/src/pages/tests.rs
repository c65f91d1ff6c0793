//! Renders every page from fixtures and looks at what came out. With `GAUNTLET_PAGES_DIR` set, the pages are written
//! there too, to be looked at.

mod reports;

use std::collections::BTreeMap;

use gauntlet_db::{Micros, Purpose, Status};
use gauntlet_grader::model::{Challenge, FileSet, Report, Verdict};

use crate::progress::ProgressView;

use super::{
    HandInForm, PageLinks, Shell, SubmissionFilter, SubmissionListRow, SubmissionView, challenge, error,
    fixtures::{self as f, HOSTILE, RACY_POOL},
    help, index, submission, submissions,
};

const AT: Micros = Micros::from_i64(1_795_215_840_000_000);

/// Keeps the page where somebody wants to look at it.
fn show(name: &str, html: String) -> String {
    if let Ok(dir) = std::env::var("GAUNTLET_PAGES_DIR") {
        std::fs::write(format!("{dir}/{name}.html"), &html).unwrap();
    }
    well_formed(&html);
    html
}

/// Every element that is opened is closed, ids are unique, links within the page lead somewhere, and neither inline
/// styles nor inline scripts nor foreign resources are there.
fn well_formed(html: &str) {
    for bad in [" style=", "<style", "javascript:", " onclick=", "src=\"http", "<script>", "NaN", "inf%"] {
        assert!(!html.contains(bad), "{bad} in {html}");
    }
    for tag in [
        "div", "section", "article", "ul", "ol", "li", "table", "tr", "td", "th", "span", "p", "pre", "code", "figure",
        "details", "summary", "form", "svg", "a", "h1", "h2", "h3", "h4", "h5", "dl", "dd", "dt",
    ] {
        let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "<{tag}> in {html}");
    }
    let ids: Vec<&str> = attributes(html, " id=\"");
    let unique: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    for target in attributes(html, " href=\"#") {
        assert!(unique.contains(target), "#{target} leads nowhere");
    }
    assert_eq!(html.matches("<h1").count(), 1);
}

fn attributes<'a>(html: &'a str, start: &str) -> Vec<&'a str> {
    html.split(start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

fn shell(path: &str) -> Shell {
    Shell { path: path.to_owned(), ..Shell::default() }
}

const ID: &str = "019aa3c1-7d2e-7c40-9a51-3f2b8c6d7e10";

/// What a view borrows.
struct Parts {
    files: FileSet,
    challenge: Challenge,
    progress: ProgressView,
    links: PageLinks,
}

impl Parts {
    fn new() -> Self {
        let files = f::files(&[("pool.go", RACY_POOL)]);
        let links = PageLinks::open(ID, "worker-pool");
        Self { files, challenge: f::worker_pool(), progress: ProgressView::default(), links }
    }

    fn view<'a>(&'a self, status: Status, report: Option<&'a Report>) -> SubmissionView<'a> {
        SubmissionView {
            id: ID,
            challenge: Some(&self.challenge),
            slug: "worker-pool",
            author: "Ada L.",
            created_at: AT,
            purpose: Purpose::Open,
            status,
            queue_position: None,
            attempt: 1,
            progress: &self.progress,
            report,
            failure: None,
            standing: "",
            files: &self.files,
            links: &self.links,
        }
    }
}

fn finished(name: &str, report: &Report) -> String {
    submitted(name, &Parts::new().view(Status::Finished, Some(report)))
}

fn submitted(name: &str, view: &SubmissionView) -> String {
    show(name, submission(&shell("/submissions/019aa3c1"), view).unwrap())
}

#[test]
fn the_list_of_challenges() {
    let challenge = f::worker_pool();
    let html = show("index", index(&shell("/"), &[&challenge], true).unwrap());
    assert!(html.contains(r#"<a href="/challenges/worker-pool">Worker pool</a>"#));
    assert!(html.contains("90 min") && html.contains("6 tests, 1 benchmark") && html.contains("Correctness <b>35</b>"));
    assert!(html.contains(r#"<a href="/" aria-current="page">Challenges</a>"#));
    assert!(html.contains("what it asks is not listed here"));
    assert!(show("index-empty", index(&shell("/"), &[], false).unwrap()).contains("There is no challenge yet."));
}

#[test]
fn a_challenge_with_a_fresh_form() {
    let html = show(
        "challenge",
        challenge(&shell("/challenges/worker-pool"), &f::worker_pool(), &HandInForm::default()).unwrap(),
    );
    assert!(html.contains("<h3>Contract</h3>") && html.contains(r#"<span class="k">type</span>"#), "the statement");
    assert!(html.contains(r#"name="file:pool.go""#) && !html.contains(r#"name="file:pool_test.go""#));
    assert!(!html.contains(r#"name="file:go.mod""#), "only editable files are fields");
    let typed = html.split("data-code>\n").nth(1).unwrap().split("</textarea>").next().unwrap();
    assert_eq!(
        typed.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<"),
        f::STARTER,
        "the text area holds the starter to the letter"
    );
    assert!(html.contains("gauntlet grade --challenge worker-pool --submission ."));
    assert!(html.contains("/challenges/worker-pool/starter.tar.gz") && html.contains("at most 40 points"));
    assert!(!html.contains("role=\"alert\""));
}

#[test]
fn a_refused_form_keeps_what_was_typed() {
    let form = HandInForm {
        error: Some("pool.go imports net/http, which this challenge does not allow".to_owned()),
        author: "Ada \"L.\"".to_owned(),
        files: BTreeMap::from([("pool.go".to_owned(), "package mine\n".to_owned())]),
    };
    let html = show("challenge-refused", challenge(&shell("/"), &f::worker_pool(), &form).unwrap());
    assert!(html.contains("imports net/http") && html.contains("data-typed>\npackage mine\n</textarea>"));
    assert!(html.contains(r#"value="Ada &#34;L.&#34;""#), "{html}");
}

#[test]
fn the_list_of_submissions() {
    let row = |id: &str, status, verdict, score, author: &str, summary: &str| SubmissionListRow {
        id: id.to_owned(),
        slug: "worker-pool".to_owned(),
        challenge_title: "Worker pool".to_owned(),
        author: author.to_owned(),
        created_at: AT,
        status,
        verdict,
        score,
        summary: summary.to_owned(),
    };
    let rows = [
        row("a", Status::Queued, None, None, "Grace H.", ""),
        row("b", Status::Running, None, None, "Ada L.", ""),
        row("c", Status::Finished, Some(Verdict::Accepted), Some((98.4, 100.0)), "Ada L.", &f::accepted().summary),
        row("d", Status::Finished, Some(Verdict::DataRace), Some((40.0, 100.0)), "", &f::racy().summary),
        row("e", Status::Finished, Some(Verdict::TimeLimit), Some((50.0, 100.0)), "Barbara", &f::slow().summary),
        row(
            "f",
            Status::Finished,
            Some(Verdict::CompileError),
            Some((0.0, 100.0)),
            "Edsger",
            &f::compile_error().summary,
        ),
        row("g", Status::Failed, None, None, HOSTILE, "the runner image is missing on every worker"),
    ];
    let filter = SubmissionFilter {
        verdict: Some(Verdict::DataRace),
        challenges: vec![("worker-pool".to_owned(), "Worker pool".to_owned())],
        ..SubmissionFilter::default()
    };
    let html = show("submissions", submissions(&shell("/submissions"), &rows, &filter, Some("17.x")).unwrap());
    assert!(html.contains(r#"<option value="data_race" selected>Data race</option>"#) && html.contains("98.4"));
    assert!(html.contains(r#"name="before" value="17.x""#) && html.contains(r#"name="verdict" value="data_race""#));
    let empty = show(
        "submissions-empty",
        submissions(&shell("/submissions"), &[], &SubmissionFilter::default(), None).unwrap(),
    );
    assert!(empty.contains("Nothing is listed here yet."));
    let none = submissions(&shell("/submissions"), &[], &filter, None).unwrap();
    assert!(none.contains("No submission matches.") && none.contains("Show all"));
}

#[test]
fn errors_and_help() {
    let html =
        show("error-404", error(&shell("/x"), 404, "There is no such page", "The address may be mistyped.").unwrap());
    assert!(html.contains("404") && !html.contains("fault of ours"));
    assert!(
        show("error-503", error(&shell("/x"), 503, "Try again soon", "The store is busy.").unwrap())
            .contains("fault of ours")
    );
    let html = show("help", help(&shell("/help")).unwrap());
    assert!(Verdict::ALL.into_iter().all(|v| html.contains(v.title())));
}

#[test]
fn hostile_text_stays_text_everywhere() {
    let challenge_h = f::hostile_challenge();
    let form = HandInForm {
        error: Some(HOSTILE.to_owned()),
        author: HOSTILE.to_owned(),
        files: BTreeMap::from([("pool.go".to_owned(), HOSTILE.to_owned())]),
    };
    let files = f::files(&[("pool.go", HOSTILE), ("a <b>\"'.go", HOSTILE), ("c.txt", HOSTILE)]);
    let report = f::hostile_report();
    let parts = Parts { files, challenge: f::hostile_challenge(), ..Parts::new() };
    let hostile_shell = shell(HOSTILE);
    let pages = [
        show("hostile-index", index(&hostile_shell, &[&challenge_h], false).unwrap()),
        show("hostile-challenge", challenge(&hostile_shell, &challenge_h, &form).unwrap()),
        submitted(
            "hostile-report",
            &SubmissionView { author: HOSTILE, slug: HOSTILE, ..parts.view(Status::Finished, Some(&report)) },
        ),
        submitted(
            "hostile-failed",
            &SubmissionView { failure: Some(HOSTILE), id: HOSTILE, ..parts.view(Status::Failed, None) },
        ),
        show("hostile-error", error(&hostile_shell, 400, HOSTILE, HOSTILE).unwrap()),
    ];
    for html in pages {
        for bad in ["<script>", "<img", "</code></pre></textarea>"] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
    }
}
