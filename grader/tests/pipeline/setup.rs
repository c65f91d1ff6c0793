//! A small challenge on disk, and a grader over a scripted sandbox.

use std::{fs, sync::Arc};

use gauntlet_grader::{
    cache::BuildCache,
    catalog::load_challenge,
    cores::Cores,
    error::GradeError,
    model::{Challenge, FileSet, RelPath, Report},
    pipeline::{GradeOptions, Grader},
    sandbox::{Images, Role, RunOutput, ScriptedSandbox},
    submission::Submission,
};
use tempfile::TempDir;

use crate::frames::built;

pub(crate) const MANIFEST: &str = r#"
schema = 1
slug = "counter"
version = 3
title = "Counter"
level = "mid"
kind = "package"
summary = "Count."
skills = []
minutes = 10
reference = "accepted/plain"
[package]
module = "your/counter"
name = "counter"
editable = ["*.go"]
required = ["counter.go"]
imports = ["sync"]
[grading]
repetitions = 2
gomaxprocs = [2]
test_timeout_ms = 1000
wall_ms = 9000
[[criteria]]
id = "correctness"
title = "Correctness"
weight = 80
[[criteria]]
id = "performance"
title = "Performance"
weight = 10
source = "benchmarks"
[[criteria]]
id = "quality"
title = "Quality"
weight = 10
source = "quality"
[[tests]]
name = "TestAdds"
title = "Adds"
criterion = "correctness"
visibility = "visible"
points = 3
[[tests]]
name = "TestLeaves"
title = "Leaves nothing"
criterion = "correctness"
visibility = "hidden"
hint = "Who ends the goroutine?"
fails_as = "goroutine_leak"
[[benchmarks]]
name = "BenchmarkAdd"
title = "Adding"
criterion = "performance"
full = 1.5
zero = 3.5
[[caps]]
verdict = "data_race"
max_score = 40
why = "A race makes the rest luck."
"#;

/// Writes the challenge with a manifest; the directory lives as long as the value.
pub(crate) fn challenge_directory(manifest: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("counter");
    for (path, text) in [
        ("challenge.toml", manifest),
        ("README.md", "# Counter"),
        ("starter/go.mod", "module your/counter\n"),
        ("starter/counter.go", "package counter\n"),
        ("starter/counter_test.go", "package counter_test\n"),
        ("hidden/secret_test.go", "package counter_test\n"),
        ("submissions/accepted/plain/counter.go", "package counter\n"),
        ("submissions/accepted/plain/promise.toml", "score_min = 95\n"),
    ] {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    home
}

pub(crate) fn challenge() -> Challenge {
    let home = challenge_directory(MANIFEST);
    load_challenge(&home.path().join("counter")).unwrap()
}

pub(crate) fn files(files: &[(&str, &str)]) -> FileSet {
    files.iter().map(|(path, text)| (RelPath::parse(path).unwrap(), (*text).to_owned())).collect()
}

/// Grades a plain submission; builds succeed, and the run and benchmark containers answer as given.
pub(crate) async fn graded(run: RunOutput) -> Result<Report, GradeError> {
    let sandbox = ScriptedSandbox::new()
        .script(Role::Build, |_| Ok(built()))
        .answer(Role::Run, Ok(run))
        .script(Role::Bench, |_| Ok(crate::frames::ran([])));
    graded_in(sandbox).await
}

pub(crate) async fn graded_in(sandbox: ScriptedSandbox) -> Result<Report, GradeError> {
    let challenge = challenge();
    let submission = Submission::new(&challenge, &files(&[("counter.go", "package counter\n")])).unwrap();
    let cache = tempfile::tempdir().unwrap();
    let grader = Grader::new(
        sandbox,
        Images { build: "b".into(), run: "r".into() },
        BuildCache::new(cache.path().into()),
        Cores::new([0, 1]),
    );
    grader.grade(&challenge, &submission, &GradeOptions::default(), Arc::new(|_| ())).await
}
