//! The page of a submission, in every state that it can be in.

use gauntlet_db::{Purpose, Status};
use gauntlet_grader::{
    model::{BenchmarkVerdict, Environment, FileSet, HostLoad, Report, Score, TestReport, Verdict, Visibility},
    progress::{Progress, Stage},
};

use super::{ID, Parts, finished, shell, submitted};
use crate::{
    pages::{PageLinks, SubmissionView, fixtures as f, submission, verdict},
    progress::ProgressView,
};

#[test]
fn accepted_with_benchmarks() {
    let html = finished("accepted", &f::accepted());
    assert!(html.contains("98.4") && html.contains("30 of 30") && html.contains("All 6 tests passed"));
    assert!(html.contains("1.77 times the reference&#39;s time, outside the noise of this host (up to 1.06 times)."));
    let strip = html.split(r#"<svg class="strip""#).nth(1).unwrap().split("</svg>").next().unwrap();
    assert_eq!(strip.matches(r#"r="4"/>"#).count(), 12, "every sample is a point");
    assert!(html.contains("All points up to 1.5 times") && html.contains("half at 2.75 times"));
    for number in ["1.62× to 1.93×", "0.94× to 1.06×", "0.002", "6 yours, 6 of the reference", "96 B", "0.27"] {
        assert!(html.contains(&format!(r#"<td class="num">{number}</td>"#)), "{number} in {html}");
    }
    assert!(html.contains(r#"<svg class="scaling""#) && html.contains("against GOMAXPROCS=1"));
    assert!(html.contains("Measured on cores 0-7.") && !html.contains("The host was busy"));
    assert!(html.contains(r#"href="/submissions/019aa3c1-7d2e-7c40-9a51-3f2b8c6d7e10/benchmarks.txt""#));
    assert!(html.contains(r#"href="/api/v1/submissions/019aa3c1-7d2e-7c40-9a51-3f2b8c6d7e10/report""#));
    assert!(!html.contains("id=\"races\"") && !html.contains("http-equiv"));
    assert!(!html.contains("TestShutdownTwice"), "a hidden test is known by its title only");
}

#[test]
fn profiles_are_folded_at_first() {
    let html = finished("accepted", &f::accepted());
    assert_eq!(html.matches(r#"<details class="more profile">"#).count(), 4);
    assert_eq!(html.matches(r#"<svg class="flame""#).count(), 2);
    assert!(html.contains("Where the CPU time went: 1.24 s in all, most in <code>zz.(*Pool).work</code> (33.9 %)"));
    assert!(html.contains("Where memory was allocated: 84 MiB in all"));
    let line = f::line_of(f::RACY_POOL, "range p.tasks");
    assert!(
        html.contains(&format!("Where goroutines waited: 412 ms in all, most at <code>pool.go:{line}</code> (75 %)"))
    );
    assert!(html.contains("Which locks others waited for: 38.5 ms in all"));
    assert!(!finished("race", &f::racy()).contains("flame"));
}

#[test]
fn a_busy_host_and_a_result_that_is_too_good() {
    let mut report = f::accepted();
    report.bench_host = report.bench_host.map(|host| HostLoad { noisy: true, others: 0.31, ..host });
    let benchmark = &mut report.benchmarks[0];
    (benchmark.ratio, benchmark.ci_low, benchmark.ci_high) = (Some(0.011), Some(0.0108), Some(0.0113));
    benchmark.samples.iter_mut().for_each(|s| *s /= 160.0);
    benchmark.verdict = BenchmarkVerdict::Implausible;
    benchmark.why = "91 times as fast as the reference, which its author does not believe to be possible.".to_owned();
    let html = finished("implausible", &report);
    assert!(html.contains("The host was busy") && html.contains("other processes took 31 % of their time"));
    assert!(html.contains(r#"<span class="badge hue-wrong">implausible</span> 91 times as fast"#));
}

#[test]
fn a_race_on_the_candidates_lines() {
    let html = finished("race", &f::racy());
    assert!(html.contains("Read by goroutine 21") && html.contains("Write by goroutine 20"));
    assert!(html.contains("Goroutine 20 was started here") && html.contains("reported 81 times"));
    assert!(html.contains(r##"<a href="#pool.go-L41">pool.go:41</a>"##));
    assert!(html.contains("This write races with pool.go:41") && html.contains(r##"<a href="#race-1">Evidence</a>"##));
    assert!(html.contains("The criteria add up to 73.33; the verdict “Data race” limits the total to 40."));
    assert!(html.contains("3 of 30") && html.contains("GOMAXPROCS=2, seed 7") && html.contains("go.dev/ref/mem"));
    assert!(!html.contains("id=\"benchmarks\""));
}

#[test]
fn a_submission_that_does_not_compile() {
    let html = finished("compile-error", &f::compile_error());
    assert!(html.contains("undefined: ErrClosd") && html.contains("pool.go:51:10"), "{html}");
    assert!(html.contains("not seen") && html.contains("0 of 30") && html.contains("was set aside"));
    let nothing_ran = f::compile_error();
    let summary = format!("<summary>None of the {} tests ran</summary>", nothing_ran.tests.len());
    assert!(html.contains(&summary), "what never ran is folded away");
    let report = Report {
        environment: Environment { go_version: String::new(), ..nothing_ran.environment.clone() },
        ..nothing_ran
    };
    let html = submitted("compile-error-no-go", &Parts::new().view(Status::Finished, Some(&report)));
    assert!(html.contains("<dt>Go</dt><dd>GOMAXPROCS ") && !html.contains("<dd>, GOMAXPROCS"));
}

#[test]
fn whoever_wrote_it_reads_what_to_do_next() {
    let parts = Parts { links: PageLinks::candidates(ID, "worker-pool", "Senior Go"), ..Parts::new() };
    let report = f::racy();
    let standing = "Attempt 2. It counts. 1 attempt is left.";
    let of = |links| SubmissionView {
        purpose: Purpose::Attempt,
        links,
        standing,
        ..parts.view(Status::Finished, Some(&report))
    };
    let html = submitted("race-candidate", &of(&parts.links));
    assert!(
        html.contains("Order the two accesses") && html.contains(r#"href="/take/worker-pool">Back to your code</a>"#)
    );
    let interviewers = PageLinks::open(ID, "worker-pool");
    let html = submitted("race-interviewer", &of(&interviewers));
    assert!(!html.contains("To fix it") && !html.contains("Hand in again") && !html.contains("Back to your code"));
    let accepted = submitted("accepted-open", &parts.view(Status::Finished, Some(&f::accepted())));
    assert!(!accepted.contains("To fix it") && accepted.contains("Back to your code"));
    for any in Verdict::ALL {
        let report = Report { verdict: any, ..f::racy() };
        assert_eq!(verdict::advice(&report).is_empty(), any == Verdict::Accepted, "{any:?}");
    }
}

#[test]
fn a_race_of_hidden_tests_is_not_said_to_show_in_the_visible_ones() {
    let report = f::racy();
    let of = |visibility| {
        let tests = report.tests.iter().cloned().map(|test| TestReport { visibility, ..test }).collect();
        verdict::advice(&Report { tests, ..report.clone() })
    };
    assert!(of(Visibility::Visible).contains("shows it on your machine"));
    assert!(of(Visibility::Hidden).contains("write one that calls") && !of(Visibility::Hidden).contains("shows it on"));
}

#[test]
fn what_broke_comes_first() {
    let order = |report: &Report| {
        let html = submission(&shell("/x"), &Parts::new().view(Status::Finished, Some(report))).unwrap();
        let at = |id: &str| html.find(&format!("<section id=\"{id}\"")).unwrap_or(usize::MAX);
        let link = |id: &str| html.find(&format!("<a href=\"#{id}\"")).unwrap_or(usize::MAX);
        let mut ids = ["races", "tests", "score"];
        ids.sort_by_key(|id| at(id));
        let mut linked = ids;
        linked.sort_by_key(|id| link(id));
        assert_eq!(ids, linked, "the list on the left has the order of the page");
        ids
    };
    let wrong = Report { verdict: Verdict::WrongAnswer, races: Vec::new(), ..f::racy() };
    assert_eq!(order(&wrong)[..2], ["tests", "score"]);
    assert_eq!(order(&f::racy()), ["races", "score", "tests"]);
    assert_eq!(order(&f::accepted())[..2], ["score", "tests"]);
}

#[test]
fn hangs_leaks_panics_and_slowness() {
    let html = finished("deadlock", &f::deadlock());
    assert!(html.contains("37 goroutines are blocked") && html.contains("in “Submit waits while the pool is full"));
    assert!(html.contains("12 of 30"), "runs that were not seen are not passed");
    let mut report = f::deadlock();
    report.hangs = vec![report.hangs[0].clone(), report.hangs[0].clone(), report.hangs[0].clone()];
    report.hangs[2].groups[1].frames.truncate(1);
    let html = submitted("deadlocks", &Parts::new().view(Status::Finished, Some(&report)));
    let folded = "<summary>37 goroutines are blocked sending at pool.go:54; they were started by the test.</summary>";
    assert_eq!(html.matches(folded).count(), 1, "the third says what the first two have said");
    assert_eq!(html.matches("<summary>Goroutines that are not yours</summary>").count(), 1);
    let html = finished("leak", &f::leak());
    assert!(html.contains("4 goroutines are blocked") && html.contains("by “No goroutine is left after Shutdown”"));
    let html = finished("panic", &f::panicked());
    assert!(html.contains("panic: send on closed channel") && html.contains("goroutine 34 [running]"));
    let html = finished("time-limit", &f::slow());
    assert!(html.contains("evidence hue-limit") && html.contains("fill hue-limit"), "{html}");
}

#[test]
fn our_fault_is_never_a_verdict() {
    let failure = "We could not grade this. That is our fault and costs no attempt.";
    let html =
        submitted("failed", &SubmissionView { failure: Some(failure), ..Parts::new().view(Status::Failed, None) });
    assert!(html.contains(failure) && html.contains("Not graded") && html.contains("Hand in again"));
    assert!(!html.contains("id=\"score\"") && !html.contains("http-equiv"));
}

#[test]
fn queued_and_running() {
    let html =
        submitted("queued", &SubmissionView { queue_position: Some(3), ..Parts::new().view(Status::Queued, None) });
    assert!(
        html.contains("Waiting for a worker: 3rd in the queue.")
            && html.contains(r#"http-equiv="refresh" content="2""#)
    );
    assert_eq!(html.matches("data-state=\"waiting\"").count(), 5);

    let mut parts = Parts { files: FileSet::new(), ..Parts::new() };
    for stage in [Stage::Check, Stage::Build] {
        parts.progress.apply(Progress::Ended { stage, wall_ms: 640 });
    }
    parts.progress.apply(Progress::Started { stage: Stage::Test });
    parts.progress.apply(Progress::Advanced { stage: Stage::Test, done: 11, total: 30 });
    let view =
        SubmissionView { challenge: None, slug: "gone", author: "", attempt: 2, ..parts.view(Status::Running, None) };
    let html = submitted("running", &view);
    assert!(html.contains("11 of 30") && html.contains("for the 2nd time") && html.contains("d7e10/events"));
    assert!(html.contains("No files are stored"));
}

#[test]
fn a_run_is_neither_accepted_nor_scored() {
    let report = Report { score: Score { earned: 0.0, max: 0.0, criteria: Vec::new(), cap: None }, ..f::accepted() };
    let parts = Parts::new();
    let view = SubmissionView { purpose: Purpose::Run, ..parts.view(Status::Finished, Some(&report)) };
    let html = submitted("run", &view);
    assert!(html.contains("Passed") && !html.contains("id=\"score\"") && !html.contains("class=\"total\""));
    assert!(!html.contains("NaN"));
    assert!(html.contains("<h3>Correctness <span"), "criteria have their names, though a run has no points for them");
    let times = html.split("Time by phase</caption>").nth(1).unwrap().split("</table>").next().unwrap();
    assert!(times.contains("Build") && !times.contains("Score"), "{times}");

    let parts = Parts { progress: ProgressView::of(Purpose::Run), ..Parts::new() };
    let html = submitted("run-queued", &SubmissionView { purpose: Purpose::Run, ..parts.view(Status::Queued, None) });
    assert_eq!(html.matches("data-phase=").count(), 3);
    assert!(!html.contains("Benchmark") && !html.contains("data-phase=\"score\""));
}
