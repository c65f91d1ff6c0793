//! What honest runs come to.

use std::time::Duration;

use gauntlet_grader::{
    bench::host::CoreTimes,
    error::GradeError,
    model::{BenchmarkVerdict, Outcome, Verdict},
    sandbox::{Role, RunOutput, SandboxError, ScriptedSandbox},
};
use rstest::rstest;
use serde_json::json;
use tokio::time::Instant;

use crate::{
    frames::{Process, built, built_with, message, ran},
    setup::{graded, graded_in},
};

const ALL: [&str; 2] = ["TestAdds", "TestLeaves"];

fn clean() -> Process {
    Process::new(&ALL, 2).passed("TestAdds").passed("TestLeaves").passed("TestLeaves").passed("TestAdds")
}

/// Six samples a side; each gives the time of a sample by its number, from 1.
fn sampled(candidate_ns: impl Fn(u32) -> f64, reference_ns: impl Fn(u32) -> f64) -> RunOutput {
    let sample = |side: &str, i: u32, ns: f64| {
        Process::named(&format!("{side} {i}, GOMAXPROCS=2"), &[], 0)
            .event(json!({"kind": "bench", "test": "BenchmarkAdd", "n": 100, "ns_per_op": ns, "metrics": {"allocs/op": 1.0}}))
            .done(0)
    };
    ran((1..=6).flat_map(|i| [sample("candidate", i, candidate_ns(i)), sample("reference", i, reference_ns(i))]))
}

fn benchmarked(candidate_ns: f64, reference_ns: f64) -> RunOutput {
    let about = |ns: f64| move |i: u32| ns + f64::from(i) / 10.0;
    sampled(about(candidate_ns), about(reference_ns))
}

fn accepted(bench: RunOutput) -> ScriptedSandbox {
    ScriptedSandbox::new()
        .script(Role::Build, |_| Ok(built()))
        .answer(Role::Run, Ok(ran([clean().done(0)])))
        // The reference against itself, which tells the noise of the host.
        .answer(Role::Bench, Ok(benchmarked(100.0, 100.0)))
        .answer(Role::Bench, Ok(bench))
}

#[tokio::test]
async fn a_clean_run_earns_everything() {
    let report = graded_in(accepted(benchmarked(100.0, 100.0))).await.unwrap();
    assert_eq!((report.verdict, report.score.earned, report.score.max), (Verdict::Accepted, 100.0, 100.0));
    assert!(report.tests.iter().all(|t| t.outcome == Outcome::Passed && t.passed == 2));
    assert_eq!(report.benchmarks[0].verdict, BenchmarkVerdict::Same);
    let phases: Vec<_> = report.phases.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(phases, ["build", "test", "benchmark", "score"]);
    assert_eq!(report.environment.go_version, "go1.27.3");
}

#[tokio::test]
async fn a_slow_solution_loses_points_of_performance_only() {
    let report = graded_in(accepted(benchmarked(400.0, 100.0))).await.unwrap();
    assert_eq!((report.verdict, report.score.earned), (Verdict::Accepted, 90.0));
    assert_eq!(report.benchmarks[0].verdict, BenchmarkVerdict::Slower);
    assert!(report.score.criteria[1].why.contains("3.9") || report.score.criteria[1].why.contains("4.0"));
}

#[tokio::test]
async fn the_same_files_get_the_same_seed() {
    let one = graded(ran([clean().done(0)])).await.unwrap();
    let two = graded(ran([clean().done(0)])).await.unwrap();
    assert_eq!(one.environment.seed, two.environment.seed);
}

#[tokio::test]
async fn a_failed_test_is_told_with_its_words_when_visible() {
    let run = Process::new(&ALL, 2)
        .start("TestAdds")
        .prints(b'O', "=== RUN   TestAdds\n    counter_test.go:7: got 3, want 4\n        in all\n    counter_test.go:8: twice\n--- FAIL: TestAdds (0.00s)\n")
        .end("TestAdds", "failed")
        .passed("TestLeaves")
        .passed("TestAdds")
        .passed("TestLeaves")
        .done(1);
    let report = graded(ran([run])).await.unwrap();
    assert_eq!(report.verdict, Verdict::WrongAnswer);
    let adds = &report.tests[0];
    assert_eq!((adds.outcome, adds.passed, adds.runs), (Outcome::Failed, 1, 2));
    assert_eq!(adds.message, "counter_test.go:7: got 3, want 4\n    in all\ncounter_test.go:8: twice");
    assert_eq!(adds.failed_under, ["GOMAXPROCS=2, seed 1"]);
    assert_eq!(report.score.criteria[0].earned, 20.0, "one point of four");
    assert!(report.benchmarks.is_empty(), "measured only if accepted");
}

#[tokio::test]
async fn a_test_can_fail_as_another_verdict_and_gives_its_hint() {
    let run = Process::new(&ALL, 2)
        .passed("TestAdds")
        .start("TestLeaves")
        .end("TestLeaves", "failed")
        .passed("TestAdds")
        .passed("TestLeaves")
        .done(1);
    let report = graded(ran([run])).await.unwrap();
    assert_eq!(report.verdict, Verdict::GoroutineLeak);
    assert_eq!(report.tests[1].hint.as_deref(), Some("Who ends the goroutine?"));
    assert_eq!(report.tests[0].hint, None);
}

#[tokio::test]
async fn one_crash_does_not_hide_the_other_tests() {
    let trace = "panic: close of closed channel\n\ngoroutine 9 [running]:\nyour/counter.Add(...)\n\tyour/counter/counter.go:12 +0x2c\n";
    let first = Process::new(&ALL, 2).start("TestAdds").prints(b'E', trace).exits(&json!({"exit_code": 2}));
    let second = Process::new(&["TestLeaves"], 2).passed("TestLeaves").passed("TestLeaves").done(0);
    let report = graded(ran([first, second])).await.unwrap();
    assert_eq!(report.verdict, Verdict::RuntimeError);
    assert_eq!((report.tests[0].outcome, report.tests[1].outcome), (Outcome::Failed, Outcome::Passed));
    assert_eq!(report.panics[0].test.as_deref(), Some("TestAdds"));
    assert!(report.panics[0].frames[0].yours && report.panics[0].frames[0].line == 12);
}

#[tokio::test]
async fn a_race_is_on_the_candidates_lines_and_caps_the_score() {
    let log = "==================\nWARNING: DATA RACE\nWrite at 0x00c000012345 by goroutine 8:\n  your/counter.(*C).Add()\n      your/counter/counter.go:9 +0x44\n\nPrevious read at 0x00c000012345 by goroutine 7:\n  your/counter.(*C).Get()\n      your/counter/counter.go:14 +0x33\n\nGoroutine 8 (running) created at:\n  your/counter_test.TestAdds()\n      your/counter/secret_test.go:20 +0x84\n==================\n";
    let run = Process::new(&ALL, 2)
        .passed("TestAdds")
        .passed("TestLeaves")
        .start("TestAdds")
        .event(json!({"kind": "end", "test": "TestAdds", "outcome": "failed", "race_bytes": log.len()}))
        .passed("TestLeaves")
        .event(json!({"kind": "done", "code": 1}))
        .prints(b'R', log)
        .exits(&json!({"exit_code": 66}));
    let report = graded(ran([run])).await.unwrap();
    assert_eq!(report.verdict, Verdict::DataRace);
    let race = &report.races[0];
    assert_eq!((race.accesses[0].frames[0].line, race.accesses[1].frames[0].line), (9, 14));
    assert_eq!(race.test.as_deref(), Some("TestAdds"));
    let cap = report.score.cap.as_ref();
    assert!(report.score.earned <= 40.0 && cap.is_none_or(|c| c.uncapped > 40.0));
    assert!(!serde_json::to_string(&report).unwrap().contains("secret_test.go"));
}

#[tokio::test]
async fn a_race_within_the_tests_is_our_fault() {
    let side = |verb: &str| {
        format!(
            "{verb} at 0x00c000012345 by goroutine 8:\n  your/counter_test.TestAdds.func1()\n      your/counter/secret_test.go:9 +0x44\n\n"
        )
    };
    let log = format!(
        "==================\nWARNING: DATA RACE\n{}{}==================\n",
        side("Write"),
        side("Previous read")
    );
    let run = clean().event(json!({"kind": "done"})).prints(b'R', &log).exits(&json!({"exit_code": 66}));
    assert!(matches!(graded(ran([run])).await, Err(GradeError::Challenge { .. })));
}

#[tokio::test]
async fn a_race_of_which_a_stack_is_lost_is_nobodys() {
    let log = "==================\nWARNING: DATA RACE\nWrite at 0x00c000012345 by goroutine 8:\n  \
               your/counter_test.TestAdds.func1()\n      your/counter/secret_test.go:9 +0x44\n\nPrevious read at \
               0x00c000012345 by goroutine 9:\n  [failed to restore the stack]\n\n==================\n";
    let run = clean().event(json!({"kind": "done"})).prints(b'R', log).exits(&json!({"exit_code": 66}));
    let report = graded(ran([run])).await.unwrap();
    assert_eq!((report.verdict, report.races.len()), (Verdict::Accepted, 0));
}

#[rstest]
#[case::memory(json!({"exit_code": -1, "signal": "killed", "oom": true}), Verdict::MemoryLimit)]
#[case::output(json!({"exit_code": -1, "signal": "killed", "output_dropped": 5}), Verdict::OutputLimit)]
#[case::time(json!({"exit_code": -1, "signal": "killed", "timed_out": true}), Verdict::TimeLimit)]
#[tokio::test]
async fn limits_are_named(#[case] exit: serde_json::Value, #[case] verdict: Verdict) {
    let report = graded(ran([Process::new(&ALL, 2).start("TestAdds").exits(&exit)])).await.unwrap();
    assert_eq!(report.verdict, verdict);
    assert!(report.summary.contains("limit") || report.summary.contains("within"), "{}", report.summary);
}

#[rstest]
#[case::parked("chan receive", Verdict::Deadlock)]
#[case::working("running", Verdict::TimeLimit)]
#[case::sleeping("sleep", Verdict::TimeLimit)]
#[tokio::test]
async fn a_hang_is_a_deadlock_only_if_nothing_works(#[case] state: &str, #[case] verdict: Verdict) {
    let stacks = format!(
        "goroutine 5 [{state}]:\nyour/counter.(*C).Add(0x1)\n\tyour/counter/counter.go:9 +0x1\n\
         your/counter_test.TestAdds(0x1)\n\tyour/counter/secret_test.go:3 +0x1\ntesting.tRunner(0x1, 0x2)\n\ttesting/testing.go:1 +0x1\n"
    );
    let run = Process::new(&ALL, 2)
        .start("TestAdds")
        .event(json!({"kind": "hang", "test": "TestAdds", "after_ms": 1000, "stacks": stacks}))
        .exits(&json!({"exit_code": 97}));
    let report = graded(ran([run])).await.unwrap();
    assert_eq!(report.verdict, verdict);
    assert_eq!(report.hangs[0].groups[0].frames[0].line, 9);
}

#[tokio::test]
async fn a_crash_whose_stacks_flood_the_output_is_still_a_crash() {
    let trace = "panic: enough\n\ngoroutine 9 [running]:\nyour/counter.Add(...)\n\tyour/counter/counter.go:12 +0x2c\n";
    let flood = json!({"exit_code": -1, "signal": "killed", "output_dropped": 5});
    let run = Process::new(&ALL, 2).start("TestAdds").prints(b'E', trace).exits(&flood);
    assert_eq!(graded(ran([run])).await.unwrap().verdict, Verdict::RuntimeError);
}

#[tokio::test]
async fn tests_that_pass_while_the_output_floods_are_not_accepted() {
    let run = clean().event(json!({"kind": "done"})).exits(&json!({"output_dropped": 5}));
    assert_eq!(graded(ran([run])).await.unwrap().verdict, Verdict::OutputLimit);
}

#[tokio::test]
async fn a_run_that_reports_without_end_is_the_submissions_fault() {
    let whole = ran([Process::new(&ALL, 2).start("TestAdds").event(json!({"kind": "done"})).exits(&json!({}))]);
    let half = whole.stdout[..whole.stdout.len() / 2].to_vec();
    let report = graded(RunOutput { truncated: true, exit_code: 137, ..RunOutput::finished(half) }).await.unwrap();
    assert_eq!(report.verdict, Verdict::OutputLimit);
    assert!(report.summary.contains("more than a whole run may be"), "{}", report.summary);
}

#[tokio::test]
async fn an_initialisation_that_hangs_is_told_as_such() {
    let stacks = "goroutine 1 [chan receive]:\nyour/counter.init.0()\n\tyour/counter/counter.go:9 +0x1\n";
    let hang = json!({"kind": "hang", "after_ms": 1000, "stacks": stacks});
    let report = graded(ran([Process::new(&ALL, 2).event(hang).exits(&json!({"exit_code": 97}))])).await.unwrap();
    assert_eq!((report.verdict, report.hangs[0].test.as_deref()), (Verdict::Deadlock, None));
    assert!(report.summary.starts_with("The initialisation of the package"), "{}", report.summary);
}

#[tokio::test]
async fn binaries_beyond_their_limit_are_the_submissions_fault() {
    let out = RunOutput { truncated: true, exit_code: 137, ..RunOutput::finished(vec![]) };
    let report = graded_in(ScriptedSandbox::new().answer(Role::Build, Ok(out))).await.unwrap();
    assert_eq!(report.verdict, Verdict::CompileError);
    assert!(report.summary.contains("size of its binaries"), "{}", report.summary);
}

#[tokio::test]
async fn policy_and_compile_findings_end_before_anything_runs() {
    let finding = |kind: &str| json!([{"kind": kind, "file": "counter.go", "line": 3, "column": 8, "message": "no"}]);
    for (kind, verdict) in [("policy", Verdict::ForbiddenCode), ("compile", Verdict::CompileError)] {
        let out = message(&json!({"type": "findings", "findings": finding(kind)}));
        let sandbox = ScriptedSandbox::new().answer(Role::Build, Ok(RunOutput::finished(out)));
        let report = graded_in(sandbox.clone()).await.unwrap();
        assert_eq!((report.verdict, report.score.earned), (verdict, 0.0));
        assert!(report.summary.contains("counter.go:3"), "{}", report.summary);
        assert_eq!(sandbox.runs().len(), 1, "no run container");
    }
}

/// Samples that say nothing, on whichever side.
fn blurred() -> RunOutput {
    let either = |low, high| move |i: u32| if i.is_multiple_of(2) { low } else { high };
    sampled(either(50.0, 3000.0), either(90.0, 1600.0))
}

/// A host whose cores were busy with others' work while `disturbed` says so, between each two looks.
fn host(disturbed: impl Fn() -> bool + Send + 'static) -> impl FnMut(&[usize]) -> Option<CoreTimes> + Send {
    let (mut busy, mut idle) = (0, 0);
    move |cores| {
        *(if disturbed() { &mut busy } else { &mut idle }) += 100_000;
        let line = |core: &usize| format!("cpu{core} {busy} 0 0 {idle} 0 0 0 0\n");
        CoreTimes::parse(&cores.iter().map(line).collect::<String>(), cores)
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_noisy_host_left_open_is_measured_anew_after_a_pause() {
    let began = Instant::now();
    let sandbox = ScriptedSandbox::new()
        .script(Role::Build, |_| Ok(built()))
        .answer(Role::Run, Ok(ran([clean().done(0)])))
        .answer(Role::Bench, Ok(benchmarked(100.0, 100.0)))
        .script(Role::Bench, move |_| Ok(if began.elapsed().is_zero() { blurred() } else { benchmarked(400.0, 100.0) }))
        .host(host(move || began.elapsed().is_zero()));
    let report = graded_in(sandbox).await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(10));
    assert_eq!(report.benchmarks[0].verdict, BenchmarkVerdict::Slower);
    assert!(report.benchmarks[0].samples.iter().all(|ns| *ns < 500.0), "samples of before the pause count");
    assert!(report.bench_host.is_some_and(|host| !host.noisy));
}

#[tokio::test(start_paused = true)]
async fn a_host_that_stays_noisy_is_waited_for_once() {
    let began = Instant::now();
    let sandbox = ScriptedSandbox::new()
        .script(Role::Build, |_| Ok(built()))
        .answer(Role::Run, Ok(ran([clean().done(0)])))
        .script(Role::Bench, |_| Ok(blurred()))
        .host(host(|| true));
    let report = graded_in(sandbox).await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(10));
    assert_eq!(report.benchmarks[0].verdict, BenchmarkVerdict::Inconclusive);
    assert_eq!(report.score.earned, 100.0, "in the candidate's favour");
    assert!(report.bench_host.is_some_and(|host| host.noisy));
}

#[tokio::test(start_paused = true)]
async fn a_quiet_host_that_settles_nothing_is_taken_at_its_word() {
    let began = Instant::now();
    let sandbox = ScriptedSandbox::new()
        .script(Role::Build, |_| Ok(built()))
        .answer(Role::Run, Ok(ran([clean().done(0)])))
        .script(Role::Bench, |_| Ok(blurred()))
        .host(host(|| false));
    let report = graded_in(sandbox).await.unwrap();
    assert_eq!((began.elapsed(), report.benchmarks[0].verdict), (Duration::ZERO, BenchmarkVerdict::Inconclusive));
}

#[tokio::test]
async fn a_compiler_without_memory_is_the_submissions_fault() {
    let out = RunOutput { oom_killed: true, exit_code: 137, ..RunOutput::finished(vec![]) };
    let report = graded_in(ScriptedSandbox::new().answer(Role::Build, Ok(out))).await.unwrap();
    assert_eq!(report.verdict, Verdict::CompileError);
    assert!(report.summary.contains("memory limit of 2048 MiB"), "{}", report.summary);
}

#[tokio::test]
async fn vet_and_format_cost_points_of_quality() {
    let finding = |kind: &str| json!({"kind": kind, "file": "counter.go", "line": 3, "column": 1, "message": "untidy"});
    let findings = json!([finding("vet"), finding("format")]);
    let sandbox = ScriptedSandbox::new()
        .script(Role::Build, move |_| Ok(built_with(&findings)))
        .answer(Role::Run, Ok(ran([clean().done(0)])))
        .script(Role::Bench, |_| Ok(benchmarked(100.0, 100.0)));
    let report = graded_in(sandbox).await.unwrap();
    assert_eq!(report.verdict, Verdict::Accepted);
    assert_eq!(report.score.criteria[2].earned, 5.5);
}

#[tokio::test]
async fn our_own_faults_are_errors_and_never_reports() {
    let failing =
        |output: RunOutput| ScriptedSandbox::new().script(Role::Build, |_| Ok(built())).answer(Role::Run, Ok(output));
    // The supervisor gave up.
    let gave_up = RunOutput { exit_code: 3, ..RunOutput::finished(Process::new(&ALL, 2).done(0)) };
    assert!(matches!(graded_in(failing(gave_up)).await, Err(GradeError::Runner { tool: "supervisor", .. })));
    // It answered what is no frame.
    let garbage = RunOutput::finished(b"--- PASS: TestAdds (0.00s)\nPASS\n".to_vec());
    assert!(matches!(graded_in(failing(garbage)).await, Err(GradeError::Runner { .. })));
    // The detector cannot run on this host.
    let log = Process::stillborn(&ALL)
        .prints(b'R', "FATAL: ThreadSanitizer: unexpected memory mapping\n")
        .exits(&json!({"exit_code": 66}));
    assert!(matches!(graded_in(failing(ran([log]))).await, Err(GradeError::RaceDetector { .. })));
    // The engine is away.
    let away = SandboxError::ImageMissing { image: "r".into() };
    let sandbox = ScriptedSandbox::new().script(Role::Build, |_| Ok(built())).answer(Role::Run, Err(away));
    assert!(matches!(graded_in(sandbox).await, Err(GradeError::Sandbox(_))));
}
