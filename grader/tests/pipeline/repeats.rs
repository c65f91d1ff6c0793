//! What is done again and what is not: builds are kept, verdicts never; tests run as often as time allows.

use std::sync::Arc;

use gauntlet_grader::{
    cache::BuildCache,
    cores::Cores,
    model::{Outcome, Verdict},
    pipeline::{GradeOptions, Grader},
    sandbox::{Images, Role, ScriptedSandbox},
    submission::Submission,
};
use serde_json::json;

use crate::{
    frames::{Process, built, message, ran},
    setup::{challenge, files, graded},
};

const ALL: [&str; 2] = ["TestAdds", "TestLeaves"];

fn passing(rounds: u32) -> Process {
    (0..rounds).fold(Process::new(&ALL, 50), |process, _| process.passed("TestAdds").passed("TestLeaves"))
}

#[tokio::test]
async fn the_same_files_are_built_once_and_tested_every_time() {
    let sandbox = ScriptedSandbox::new()
        .script(Role::Build, |_| Ok(built()))
        .script(Role::Bench, |_| Ok(ran([])))
        .answer(Role::Run, Ok(ran([passing(2).done(0)])))
        .answer(Role::Run, Ok(ran([Process::new(&ALL, 2).start("TestAdds").end("TestAdds", "failed").done(1)])));
    let (challenge, home) = (challenge(), tempfile::tempdir().unwrap());
    let images = Images { build: "b".into(), run: "r".into() };
    let grader = Grader::new(sandbox, images, BuildCache::new(home.path().into()), Cores::new([0, 1]));
    let mut verdicts = Vec::new();
    for content in ["package counter\n", "package counter\n"] {
        let submission = Submission::new(&challenge, &files(&[("counter.go", content)])).unwrap();
        let report = grader.grade(&challenge, &submission, &GradeOptions::default(), Arc::new(|_| ())).await.unwrap();
        verdicts.push(report.verdict);
        assert_eq!(report.environment.go_version, "go1.27.3");
    }
    assert_eq!(verdicts, [Verdict::Accepted, Verdict::WrongAnswer]);
    let count = |role| grader.sandbox().runs().iter().filter(|run| run.role == role).count();
    assert_eq!((count(Role::Build), count(Role::Run)), (2, 2), "the submission once, and the reference once");
}

#[tokio::test]
async fn a_build_that_failed_is_not_kept() {
    let sandbox = ScriptedSandbox::new().script(Role::Build, |_| {
        Ok(gauntlet_grader::sandbox::RunOutput::finished(message(
            &json!({"type": "compile_error", "output": "./counter.go:1:1: no"}),
        )))
    });
    let (challenge, home) = (challenge(), tempfile::tempdir().unwrap());
    let images = Images { build: "b".into(), run: "r".into() };
    let grader = Grader::new(sandbox, images, BuildCache::new(home.path().into()), Cores::new([0, 1]));
    let submission = Submission::new(&challenge, &files(&[("counter.go", "package counter\n")])).unwrap();
    for _ in 0..2 {
        let report = grader.grade(&challenge, &submission, &GradeOptions::default(), Arc::new(|_| ())).await.unwrap();
        assert_eq!(report.verdict, Verdict::CompileError);
    }
    assert_eq!(grader.sandbox().runs().len(), 2);
}

#[tokio::test]
async fn more_repetitions_than_the_least_are_counted_too() {
    let report = graded(ran([passing(9).done(0)])).await.unwrap();
    assert_eq!(report.verdict, Verdict::Accepted);
    assert!(report.tests.iter().all(|t| (t.outcome, t.passed, t.expected_runs) == (Outcome::Passed, 9, 2)));
    assert!(report.summary.contains("all 9 runs"), "{}", report.summary);
}

#[tokio::test]
async fn one_failure_in_many_repetitions_is_a_failure() {
    let run = passing(40).start("TestAdds").end("TestAdds", "failed").passed("TestLeaves").done(1);
    let report = graded(ran([run])).await.unwrap();
    assert_eq!(report.verdict, Verdict::WrongAnswer);
    assert!(report.summary.contains("1 of 41 runs"), "{}", report.summary);
}
