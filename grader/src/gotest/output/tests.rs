use super::{Framing, MAX_LINES, MAX_RUNS, Marker, Printed, parse};
use crate::gotest::fixture::{self, recorded};
use proptest::prelude::*;

fn plain(name: &str) -> Printed {
    parse(&recorded(name), Framing::Plain)
}

fn marked(name: &str) -> Printed {
    parse(&recorded(name), Framing::Marked)
}

fn ends(printed: &Printed) -> Vec<(&str, Option<Marker>)> {
    printed.runs.iter().map(|run| (run.name.as_str(), run.marker)).collect()
}

#[test]
fn repetitions_are_runs_of_their_own() {
    let got = plain("pass.txt");
    let pass = Some(Marker::Pass);
    assert_eq!(ends(&got), [("TestPass", pass), ("TestPassToo", pass), ("TestPass", pass), ("TestPassToo", pass)]);
    assert_eq!(
        got.runs[0].lines,
        [
            "    pool_test.go:18: hello",
            "printed by the submission",
            "    pool_test.go:20: from a subtest",
            "    --- PASS: TestPass/sub (0.00s)",
            "    --- PASS: TestPass/other (0.00s)",
        ]
    );
    assert_eq!(got.stray, ["PASS"]);
}

#[test]
fn marked_framing_says_the_same() {
    let got = marked("pass_marked.txt");
    assert_eq!(ends(&got), [("TestPass", Some(Marker::Pass)), ("TestPassToo", Some(Marker::Pass))]);
    assert_eq!(got.runs[0].lines[1], "printed by the submission");
    assert_eq!(ends(&marked("fail_marked.txt")), [("TestFail", Some(Marker::Fail))]);
    assert_eq!(marked("fail_marked.txt").runs[0].lines[..2], plain("fail.txt").runs[0].lines[..2]);
}

#[test]
fn failures_and_skips() {
    let fail = plain("fail.txt");
    assert_eq!(ends(&fail), [("TestFail", Some(Marker::Fail))]);
    assert_eq!(
        fail.runs[0].lines[..3],
        ["    pool_test.go:43: got 1, want 2", "    pool_test.go:44: two", "        lines"]
    );
    assert_eq!(ends(&plain("skip.txt")), [("TestSkip", Some(Marker::Skip))]);
}

/// Later repetitions run without `-test.v`: only a failure is named, and its log follows.
#[test]
fn a_failure_of_a_quiet_round() {
    let text = b"=== RUN   TestA\n--- PASS: TestA (0.00s)\nprinted\n--- FAIL: TestA (0.00s)\n    a_test.go:12: got 1\n\
                 printed too\n--- FAIL: TestB (0.00s)\n    --- FAIL: TestB/sub (0.00s)\n        a_test.go:20: got 2\nFAIL\n";
    let got = parse(text, Framing::Plain);
    assert_eq!(
        ends(&got),
        [("TestA", Some(Marker::Pass)), ("TestA", Some(Marker::Fail)), ("TestB", Some(Marker::Fail))]
    );
    assert_eq!(got.runs[1].lines, ["    a_test.go:12: got 1"]);
    assert_eq!(got.runs[2].lines, ["    --- FAIL: TestB/sub (0.00s)", "        a_test.go:20: got 2"]);
    assert_eq!(got.stray, ["printed", "printed too", "FAIL"]);
}

#[test]
fn interleaved_tests_are_told_apart() {
    let got = plain("parallel.txt");
    for (run, letter) in got.runs.iter().zip(["a", "b"]) {
        assert_eq!(run.lines.len(), 3, "{run:?}");
        assert!(run.lines.iter().all(|l| l.contains(&format!(": {letter}"))), "{run:?}");
        assert_eq!(run.marker, Some(Marker::Pass));
    }
}

#[test]
fn marks_tell_printed_results_from_real_ones() {
    let got = marked("forged_marked.txt");
    assert_eq!(got.runs[0].name, "TestForged");
    assert!(got.runs[0].lines.contains(&"--- PASS: TestForged (0.00s)".to_owned()));
    assert_eq!(got.runs[0].marker, Some(Marker::Fail));
    assert!(!ends(&got).iter().any(|(name, _)| *name == "TestNever"));
}

#[test]
fn a_process_that_died_leaves_its_test_without_result() {
    let got = plain("panic_elsewhere.txt");
    assert_eq!(ends(&got), [("TestPanicElsewhere", None)]);
    assert!(got.runs[0].lines.contains(&"panic: send on closed channel".to_owned()));
    assert_eq!(plain("init_exit.txt"), Printed::default());
}

#[test]
fn floods_are_capped() {
    let mut text = b"=== RUN   TestA\n".to_vec();
    text.extend(b"line\n".repeat(100_000));
    text.extend(vec![b'\xff'; 3_000_000]);
    let got = parse(&text, Framing::Plain);
    assert_eq!((got.runs[0].lines.len(), got.runs[0].dropped), (MAX_LINES, 100_001 - MAX_LINES as u64));
    let runs: Vec<u8> = (0..MAX_RUNS + 50).flat_map(|i| format!("=== RUN   Test{i}\nx\n").into_bytes()).collect();
    assert_eq!(parse(&runs, Framing::Plain).runs.len(), MAX_RUNS);
    let long = parse(&[b"=== RUN   TestA\n".as_slice(), &[b'x'; 9000]].concat(), Framing::Plain);
    assert_eq!(long.runs[0].lines[0].chars().count(), 1001);
}

#[test]
fn lines_are_printable() {
    let got = parse(b"=== RUN   TestA\n\x1b[31m<b>\0\x0fred\r\n", Framing::Plain);
    assert_eq!(got.runs[0].lines, ["[31m<b>red"]);
}

proptest! {
    #[test]
    fn any_bytes(text in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = (parse(&text, Framing::Plain), parse(&text, Framing::Marked));
    }

    #[test]
    fn any_framing(text in "((\u{16})?(=== (RUN|NAME|CONT|PAUSE)|--- (PASS|FAIL|SKIP):) {0,3}(Test)?[AB/]{0,4}.{0,9}\n?){0,12}") {
        for framing in [Framing::Plain, Framing::Marked] {
            let got = parse(text.as_bytes(), framing);
            prop_assert!(got.runs.iter().all(|run| !run.name.contains('/')));
        }
    }

    #[test]
    fn damaged_output(text in fixture::damaged()) {
        let _ = (parse(&text, Framing::Plain), parse(&text, Framing::Marked));
    }
}
