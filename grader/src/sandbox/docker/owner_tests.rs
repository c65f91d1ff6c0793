use std::{collections::HashMap, fs, os::unix::fs::symlink, path::Path};

use super::{Liveness, Owner};

/// A /proc with the first process, and one of id 42 that started at tick 1234 under an awkward name.
fn fake_proc() -> tempfile::TempDir {
    let proc = tempfile::tempdir().unwrap();
    fs::create_dir_all(proc.path().join("sys/kernel/random")).unwrap();
    fs::write(proc.path().join("sys/kernel/random/boot_id"), "boot-a\n").unwrap();
    fs::create_dir_all(proc.path().join("self/ns")).unwrap();
    symlink("pid:[4026531836]", proc.path().join("self/ns/pid")).unwrap();
    add_process(proc.path(), "1", "init", 1);
    add_process(proc.path(), "42", "a) 7 (b", 1234);
    proc
}

fn add_process(proc: &Path, pid: &str, name: &str, started: u64) {
    fs::create_dir_all(proc.join(pid)).unwrap();
    let fields_3_to_21 = "S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0";
    fs::write(proc.join(pid).join("stat"), format!("{pid} ({name}) {fields_3_to_21} {started} 0 0\n")).unwrap();
}

fn labels(owner: &Owner) -> HashMap<String, String> {
    owner.labels().into_iter().collect()
}

#[test]
fn a_process_judges_itself_alive() {
    let me = Owner::current();
    assert_eq!(me.judge(&labels(&me)), Liveness::Alive);
}

#[test]
fn the_start_tick_is_found_behind_any_name() {
    let proc = fake_proc();
    let owner = Owner::read(proc.path(), 42);
    assert_eq!(labels(&owner)["gauntlet.pid_started"], "1234");
}

#[test]
fn a_process_that_ended_is_gone_and_so_is_one_whose_number_was_reused() {
    let proc = fake_proc();
    let theirs = labels(&Owner::read(proc.path(), 42));
    let me = Owner::read(proc.path(), 1);
    assert_eq!(me.judge(&theirs), Liveness::Alive);
    add_process(proc.path(), "42", "other", 9999);
    assert_eq!(me.judge(&theirs), Liveness::Gone);
    fs::remove_dir_all(proc.path().join("42")).unwrap();
    assert_eq!(me.judge(&theirs), Liveness::Gone);
}

#[test]
fn who_cannot_be_seen_is_not_declared_gone() {
    let proc = fake_proc();
    let me = Owner::read(proc.path(), 1);
    let theirs = labels(&Owner::read(proc.path(), 42));
    for (label, value) in [
        ("gauntlet.boot", "boot-b"),
        ("gauntlet.pid_namespace", "pid:[1]"),
        ("gauntlet.pid", "../42"),
        ("gauntlet.pid_started", ""),
    ] {
        let mut other = theirs.clone();
        other.insert(label.to_owned(), value.to_owned());
        assert_eq!(me.judge(&other), Liveness::Unknown, "{label}={value}");
    }
    assert_eq!(me.judge(&HashMap::new()), Liveness::Unknown);
    fs::remove_dir_all(proc.path().join("1")).unwrap();
    assert_eq!(me.judge(&theirs), Liveness::Unknown, "a /proc that hides processes");
}

#[test]
fn without_proc_there_are_no_labels() {
    let empty = tempfile::tempdir().unwrap();
    assert!(Owner::read(empty.path(), 1).labels().is_empty());
}
