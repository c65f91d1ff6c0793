//! The command line as scripts see it: exit codes, standard output, messages.

#![allow(clippy::expect_used, reason = "all of this is test code")]

use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Output,
};

use gauntlet_tests::{command::Home, places};
use serde_json::Value;
use zip::{ZipWriter, write::SimpleFileOptions};

/// A solution that is graded in a second or two: it is not built.
const FORBIDDEN: &str = "forbidden_code/imports-os";
/// One whose failures do not come from chance.
const WRONG: &str = "wrong_answer/accepts-any-size";

#[test]
fn a_report_is_the_only_thing_on_standard_output() {
    let home = Home::new();
    let output = grade(&home, "worker-pool", &solution(FORBIDDEN), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON and nothing else");
    assert_eq!((&report["schema"], &report["verdict"]), (&1.into(), &"forbidden_code".into()));
    assert_eq!((&report["challenge"]["slug"], &report["score"]["max"]), (&"worker-pool".into(), &100.0.into()));
    let keys = "schema challenge verdict summary score tests races leaks hangs findings benchmarks meters phases limits environment reproduce";
    for key in keys.split(' ') {
        assert!(!report[key].is_null(), "expected the key '{key}' in the report");
    }
    assert_eq!(text(&output.stderr), "", "progress is for terminals");
}

#[test]
fn a_report_for_people_names_verdict_place_and_reason() {
    let home = Home::new();
    let output = grade(&home, "worker-pool", &solution(FORBIDDEN), &[]);
    let (code, shown) = (output.status.code(), text(&output.stdout));
    assert_eq!(code, Some(0), "{}", text(&output.stderr));
    assert!(shown.contains("pool.go") && shown.contains("\"os\" is not allowed"), "{shown}");
    assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "control characters in {shown:?}");
}

#[test]
fn the_same_seed_gives_the_same_result() {
    let home = Home::new();
    let run = || {
        let options = ["--format", "json", "--seed", "7", "--repetitions", "2"];
        let output = grade(&home, "worker-pool", &solution(WRONG), &options);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let tests = report["tests"].as_array().expect("tests").iter();
        let outcomes: Vec<_> = tests.map(|t| (t["name"].clone(), t["outcome"].clone(), t["passed"].clone())).collect();
        (report["verdict"].clone(), report["score"]["earned"].clone(), report["environment"]["seed"].clone(), outcomes)
    };
    let (first, second) = (run(), run());
    assert_eq!(first, second);
    assert_eq!((&first.0, &first.2), (&"wrong_answer".into(), &7.into()));
}

#[test]
fn a_directory_a_file_and_an_archive_are_the_same_submission() {
    let home = Home::new();
    let pool = fs::read_to_string(solution(FORBIDDEN).join("pool.go")).expect("a source");
    let archive = home.path().join("submission.zip");
    zipped(&archive, &[("pool.go", &pool)]);
    let seeds: Vec<_> = [solution(FORBIDDEN), solution(FORBIDDEN).join("pool.go"), archive]
        .iter()
        .map(|path| {
            let output = grade(&home, "worker-pool", path, &["--format", "json"]);
            assert_eq!(output.status.code(), Some(0), "{}: {}", path.display(), text(&output.stderr));
            let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
            report["environment"]["seed"].as_u64().expect("a seed, made of the submission's files")
        })
        .collect();
    assert_eq!((seeds[0], seeds[0]), (seeds[1], seeds[2]));
}

#[test]
fn bad_input_is_exit_code_2_and_a_sentence() {
    let home = Home::new();
    let empty = home.path().join("empty");
    fs::create_dir(&empty).expect("a directory");
    let text_file = home.path().join("notes.txt");
    fs::write(&text_file, "not Go").expect("a file");
    let other = home.path().join("other.go");
    fs::write(&other, "package workerpool\n").expect("a file");
    let cases: [(&str, &Path, &str); 7] = [
        ("no-such-challenge", &solution(FORBIDDEN), "worker-pool"),
        ("Not A Slug", &solution(FORBIDDEN), "expected a challenge name"),
        ("worker-pool", Path::new("/nonexistent/pool.go"), "/nonexistent/pool.go"),
        ("worker-pool", &empty, "empty"),
        ("worker-pool", &text_file, "notes.txt"),
        ("worker-pool", &other, "pool.go"),
        ("worker-pool", Path::new("/dev/zero"), "/dev/zero"),
    ];
    for (challenge, submission, named) in cases {
        refused(&grade(&home, challenge, submission, &["--format", "json"]), named);
    }
    let output = home.run(&["grade", "--challenge", "worker-pool"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
}

#[test]
fn an_archive_cannot_reach_outside() {
    let home = Home::new();
    let pool = "package workerpool\n";
    for (name, entry) in
        [("slip", "../pool.go"), ("sibling", "a/../../submission-evil/pool.go"), ("absolute", "/etc/pool.go")]
    {
        let archive = home.path().join(format!("{name}.zip"));
        zipped(&archive, &[("pool.go", pool), (entry, pool)]);
        refused(&grade(&home, "worker-pool", &archive, &[]), "pool.go");
    }
    let archive = home.path().join("link.zip");
    let mut writer = ZipWriter::new(File::create(&archive).expect("a file"));
    writer.add_symlink("pool.go", "/etc/passwd", SimpleFileOptions::default()).expect("an entry");
    writer.finish().expect("an archive");
    refused(&grade(&home, "worker-pool", &archive, &[]), "link");
    assert!(!home.path().join("pool.go").exists() && !home.path().parent().expect("above").join("pool.go").exists());
}

#[test]
fn a_link_in_a_directory_is_not_followed() {
    let home = Home::new();
    let directory = home.path().join("submission");
    fs::create_dir(&directory).expect("a directory");
    symlink(solution("accepted/channels").join("pool.go"), directory.join("pool.go")).expect("a link");
    refused(&grade(&home, "worker-pool", &directory, &[]), "link");
}

#[test]
fn a_missing_engine_or_image_is_exit_code_3() {
    let home = Home::new();
    let mut command = home.gauntlet(&["grade", "--challenge", "worker-pool", "--format", "json", "--submission"]);
    let output = command.arg(solution(FORBIDDEN)).env("DOCKER_HOST", "unix:///nonexistent/docker.sock").output();
    infrastructure(&output.expect("the program runs"), "expected a Docker Engine at unix:///nonexistent/docker.sock");

    let missing = ["--build-image", "gauntlet-no-such-image:none"];
    infrastructure(&grade(&home, "worker-pool", &solution(FORBIDDEN), &missing), "gauntlet-no-such-image:none");
}

#[test]
fn challenges_are_listed_one_to_a_line() {
    let home = Home::new();
    let output = home.run(&["challenge", "list"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let listed = text(&output.stdout);
    let published = fs::read_dir(places::challenges()).expect("a directory").flatten();
    let mut count = 0;
    for entry in published.filter(|e| e.path().join("challenge.toml").is_file()) {
        let slug = entry.file_name().into_string().expect("UTF-8");
        assert!(listed.lines().any(|line| line.split_whitespace().next() == Some(slug.as_str())), "{slug} in {listed}");
        count += 1;
    }
    assert_eq!(listed.lines().count(), count);

    let output = home.run(&["challenge", "list", "--challenges", "/nonexistent"]);
    refused(&output, "/nonexistent");
}

fn grade(home: &Home, challenge: &str, submission: &Path, more: &[&str]) -> Output {
    let path = submission.to_str().expect("a path in UTF-8");
    let mut arguments = vec!["grade", "--challenge", challenge, "--submission", path];
    arguments.extend(more);
    home.run(&arguments)
}

fn solution(name: &str) -> PathBuf {
    places::challenges().join("worker-pool/submissions").join(name)
}

fn zipped(path: &Path, files: &[(&str, &str)]) {
    let mut writer = ZipWriter::new(File::create(path).expect("a file"));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        writer.write_all(content.as_bytes()).expect("an entry");
    }
    writer.finish().expect("an archive");
}

fn refused(output: &Output, named: &str) {
    fails(output, 2, named);
}

fn infrastructure(output: &Output, named: &str) {
    fails(output, 3, named);
}

/// One sentence on standard error that names the thing, nothing on standard output.
fn fails(output: &Output, code: i32, named: &str) {
    let said = text(&output.stderr);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(code), String::new()), "{said}");
    assert!(said.starts_with("gauntlet: ") && said.lines().count() == 1, "expected one sentence, got: {said}");
    assert!(said.contains(named), "expected '{named}' in: {said}");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}
