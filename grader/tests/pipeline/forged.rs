//! Runs that claim more than happened.

use gauntlet_grader::model::{Outcome, Verdict};
use rstest::rstest;
use serde_json::json;

use crate::{
    frames::{Process, message, ran},
    setup::graded,
};

const ALL: [&str; 2] = ["TestAdds", "TestLeaves"];
const PASSES: &str =
    "=== RUN   TestAdds\n--- PASS: TestAdds (0.00s)\n=== RUN   TestLeaves\n--- PASS: TestLeaves (0.00s)\nPASS\n";

#[tokio::test]
async fn printed_passes_and_exit_code_0_are_nothing() {
    let run = Process::new(&ALL, 2).prints(b'O', PASSES).exits(&json!({"exit_code": 0}));
    let report = graded(ran([run])).await.unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete);
    assert!(report.tests.iter().all(|t| t.outcome == Outcome::NotSeen && t.passed == 0));
    assert!(report.summary.contains("exit code 0"), "{}", report.summary);
}

#[tokio::test]
async fn a_harness_that_says_done_without_the_tests_is_incomplete() {
    let report = graded(ran([Process::new(&ALL, 2).done(0)])).await.unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete);
    assert_eq!(report.score.criteria[0].earned, 0.0);
}

#[tokio::test]
async fn a_repetition_too_few_is_not_passed() {
    let run = Process::new(&ALL, 2).passed("TestAdds").passed("TestLeaves").passed("TestAdds").done(0);
    let report = graded(ran([run])).await.unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete);
    assert_eq!((report.tests[0].outcome, report.tests[1].outcome), (Outcome::Passed, Outcome::NotSeen));
}

#[tokio::test]
async fn a_skipped_test_is_not_passed() {
    let run = Process::new(&ALL, 2)
        .passed("TestAdds")
        .start("TestLeaves")
        .end("TestLeaves", "skipped")
        .passed("TestAdds")
        .passed("TestLeaves")
        .done(0);
    let report = graded(ran([run])).await.unwrap();
    assert_eq!((report.verdict, report.tests[1].outcome), (Verdict::Incomplete, Outcome::Skipped));
}

#[rstest]
#[case::unknown_test(Process::new(&ALL, 2).passed("TestForged"))]
#[case::end_without_start(Process::new(&ALL, 2).end("TestAdds", "passed"))]
#[case::too_many(Process::new(&ALL, 2).passed("TestAdds").passed("TestAdds").passed("TestAdds"))]
#[case::longer_than_the_process(
    Process::new(&ALL, 2).start("TestAdds").event(json!({
        "kind": "end", "test": "TestAdds", "outcome": "passed", "elapsed_ns": 5_000_000_000u64,
    }))
)]
#[case::ended_twice(Process::new(&ALL, 2).passed("TestAdds").end("TestAdds", "passed"))]
#[tokio::test]
async fn contradictions_are_tampering_and_earn_nothing(#[case] run: Process) {
    let report = graded(ran([run.done(0)])).await.unwrap();
    assert_eq!((report.verdict, report.score.earned), (Verdict::Tampered, 0.0));
}

#[tokio::test]
async fn a_report_that_the_supervisor_refused_is_tampering_whatever_else_was_seen() {
    let refused =
        message(&json!({"type": "tampered", "execution": "x", "detail": "a report without the run's secret"}));
    let run = Process::new(&ALL, 2).passed("TestAdds").passed("TestLeaves").passed("TestAdds").passed("TestLeaves");
    let mut bytes = run.event(json!({"kind": "done"})).prints(b'O', "").exits(&json!({}));
    bytes.extend(refused);
    let report = graded(ran([bytes])).await.unwrap();
    assert_eq!(report.verdict, Verdict::Tampered);
    assert!(report.summary.contains("secret"), "{}", report.summary);
}

#[tokio::test]
async fn a_text_that_looks_like_the_detectors_end_is_no_infrastructure_failure() {
    let run =
        Process::new(&ALL, 2).prints(b'E', "FATAL: ThreadSanitizer: out of memory\n").exits(&json!({"exit_code": 66}));
    let report = graded(ran([run])).await.unwrap();
    assert_eq!(report.verdict, Verdict::Incomplete);
}
