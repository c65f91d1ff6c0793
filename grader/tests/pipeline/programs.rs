//! Challenges of kind program: what the ends of programs come to.

use std::sync::Arc;

use gauntlet_grader::{
    cache::BuildCache,
    catalog::load_challenge,
    cores::Cores,
    model::{Report, Verdict},
    pipeline::{GradeOptions, Grader},
    sandbox::{Images, Role, RunOutput, ScriptedSandbox},
    submission::Submission,
};
use serde_json::{Value, json};

use crate::{
    frames::{Process, built_as, ran},
    setup::{MANIFEST, challenge_directory, files},
};

const ALL: [&str; 2] = ["TestAdds", "TestLeaves"];

const RACE_LOG: &str = "==================\nWARNING: DATA RACE\nWrite at 0x00c000012345 by goroutine 8:\n  main.add()\n      your/counter/counter.go:9 +0x44\n\nPrevious read at 0x00c000012345 by goroutine 7:\n  main.get()\n      your/counter/counter.go:14 +0x33\n==================\n";

const PANIC: &str = "panic: assignment to entry in nil map\n\ngoroutine 7 [running]:\nmain.add(...)\n\tyour/counter/counter.go:9 +0x44\nmain.main()\n\tyour/counter/counter.go:30 +0x1d\n";

/// The counter challenge as a program: no benchmarks, and the file that starts it.
fn manifest() -> String {
    let performance = MANIFEST.find("[[criteria]]\nid = \"performance\"").unwrap();
    let quality = MANIFEST.find("[[criteria]]\nid = \"quality\"").unwrap();
    let benchmarks = MANIFEST.find("[[benchmarks]]").unwrap();
    let caps = MANIFEST.find("[[caps]]").unwrap();
    [&MANIFEST[..performance], &MANIFEST[quality..benchmarks], &MANIFEST[caps..]]
        .concat()
        .replace("kind = \"package\"", "kind = \"program\"")
        .replace("name = \"counter\"", "name = \"main\"")
        .replace("imports = [\"sync\"]", "imports = [\"std\"]")
        .replace("weight = 80", "weight = 90")
}

async fn graded(run: RunOutput) -> (Report, ScriptedSandbox) {
    let home = challenge_directory(&manifest());
    std::fs::write(home.path().join("counter/starter/gauntlet_program_test.go"), "package main_test\n").unwrap();
    let challenge = load_challenge(&home.path().join("counter")).unwrap();
    let submission = Submission::new(&challenge, &files(&[("counter.go", "package main\n")])).unwrap();
    let sandbox = ScriptedSandbox::new()
        .script(Role::Build, |_| Ok(built_as(&["driver", "program"], &json!([]))))
        .answer(Role::Run, Ok(run));
    let images = Images { build: "b".into(), run: "r".into() };
    let grader = Grader::new(sandbox.clone(), images, BuildCache::new(home.path().join("cache")), Cores::new([0, 1]));
    let options = GradeOptions::default();
    let report = grader.grade(&challenge, &submission, &options, Arc::new(|_| ())).await.unwrap();
    (report, sandbox)
}

fn program_exited(how: &Value) -> Value {
    let mut exit = json!({
        "type": "program_exited", "execution": "x", "test": "TestAdds", "exit_code": 0, "stopped": false, "wall_ms": 20,
        "cpu_ms": 10, "max_rss_bytes": 40_000_000, "oom": false, "output_dropped": 0, "race": false, "race_bytes": 0,
        "panic": false,
    });
    for (key, value) in how.as_object().unwrap() {
        exit[key] = value.clone();
    }
    exit
}

fn ended(log: &str, exit: &Value, outcome: &str) -> RunOutput {
    let process = Process::new(&ALL, 2).start("TestAdds").prints(b'R', log).says(exit).end("TestAdds", outcome);
    ran([process.passed("TestLeaves").passed("TestAdds").passed("TestLeaves").done(0)])
}

#[tokio::test]
async fn a_program_whose_tests_pass_is_accepted_and_not_benchmarked() {
    let (report, sandbox) = graded(ended("", &program_exited(&json!({})), "passed")).await;
    assert_eq!((report.verdict, report.score.earned), (Verdict::Accepted, 100.0), "{}", report.summary);
    let roles: Vec<_> = sandbox.runs().iter().map(|run| run.role).collect();
    assert_eq!(roles, [Role::Build, Role::Run]);
    let meter = |name: &str| report.meters.iter().find(|m| m.name == name).unwrap().value;
    assert!(meter("memory_peak_bytes") >= 40_000_000.0 && (meter("cpu_ms") - 40.0).abs() < 0.5);
}

#[tokio::test]
async fn a_race_of_the_program_is_decisive_and_told_with_its_test() {
    let exit = program_exited(&json!({"exit_code": 66, "race": true, "race_bytes": RACE_LOG.len()}));
    let (report, _) = graded(ended(RACE_LOG, &exit, "passed")).await;
    assert_eq!(report.verdict, Verdict::DataRace, "{}", report.summary);
    assert_eq!(report.races[0].test.as_deref(), Some("TestAdds"));
    assert!(report.races[0].accesses[0].frames[0].yours);
}

#[tokio::test]
async fn a_race_whose_report_is_missing_is_a_race() {
    let exit = program_exited(&json!({"exit_code": 66, "race": true}));
    let (report, _) = graded(ended("", &exit, "passed")).await;
    assert_eq!(report.verdict, Verdict::DataRace, "{}", report.summary);
}

#[tokio::test]
async fn a_panic_of_the_program_is_a_runtime_error_on_its_line() {
    let exit = program_exited(&json!({"exit_code": 2, "panic": true, "stderr": PANIC}));
    let (report, _) = graded(ended("", &exit, "failed")).await;
    assert_eq!(report.verdict, Verdict::RuntimeError, "{}", report.summary);
    assert_eq!(report.panics[0].test.as_deref(), Some("TestAdds"));
    assert!(report.panics[0].frames.iter().any(|f| f.yours && f.line == 9));
}

#[tokio::test]
async fn printing_a_panic_is_not_panicking() {
    let exit = program_exited(&json!({"exit_code": 2, "stderr": PANIC}));
    let (report, _) = graded(ended("", &exit, "passed")).await;
    assert_eq!(report.verdict, Verdict::Accepted, "{}", report.summary);
}

#[tokio::test]
async fn a_program_that_floods_its_output_is_told_so() {
    let exit = program_exited(&json!({"exit_code": -1, "signal": "killed", "output_dropped": 5}));
    let (report, _) = graded(ended("", &exit, "failed")).await;
    assert_eq!(report.verdict, Verdict::OutputLimit, "{}", report.summary);
}
