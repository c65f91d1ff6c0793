use std::fs;

use tempfile::tempdir;

use super::make::{ZipEntry, zip};
use crate::intake::{IntakeError, from_archive, from_parts, from_path};

const GO: &str = "package workerpool\n";

fn part(name: &str, content: &str) -> (String, Vec<u8>) {
    (name.to_owned(), content.as_bytes().to_vec())
}

#[test]
fn a_directory() {
    let root = tempdir().unwrap();
    fs::create_dir_all(root.path().join("in/deep")).unwrap();
    fs::create_dir_all(root.path().join(".git/objects")).unwrap();
    for (name, content) in [("pool.go", GO), ("in/deep/q.go", GO), ("notes.pdf", "x"), (".git/objects/x.go", GO)] {
        fs::write(root.path().join(name), content).unwrap();
    }
    let got = from_path(root.path()).unwrap();
    let names: Vec<&str> = got.files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(names, ["in/deep/q.go", "pool.go"]);
    assert_eq!(got.ignored, [".git", "notes.pdf"]);
}

#[test]
fn a_directory_is_not_unwrapped() {
    let root = tempdir().unwrap();
    fs::create_dir(root.path().join("in")).unwrap();
    fs::write(root.path().join("in/q.go"), GO).unwrap();
    assert!(from_path(root.path()).unwrap().files.contains("in/q.go"));
}

#[test]
fn links_in_a_directory_are_refused() {
    for (target, name) in [("/etc/passwd", "pool.go"), ("/etc", "in"), ("nowhere", "x.bin")] {
        let root = tempdir().unwrap();
        fs::write(root.path().join("ok.go"), GO).unwrap();
        std::os::unix::fs::symlink(target, root.path().join(name)).unwrap();
        let want = IntakeError::SpecialFile { path: name.to_owned(), what: "a symbolic link" };
        assert_eq!(from_path(root.path()), Err(want));
    }
}

#[test]
fn sockets_in_a_directory_are_refused() {
    let root = tempdir().unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(root.path().join("s.go")).unwrap();
    let want = IntakeError::SpecialFile { path: "s.go".into(), what: "a special file" };
    assert_eq!(from_path(root.path()), Err(want));
}

#[test]
fn directories_have_the_same_limits() {
    let root = tempdir().unwrap();
    fs::write(root.path().join("big.go"), vec![b' '; (1 << 20) + 1]).unwrap();
    assert_eq!(from_path(root.path()), Err(IntakeError::FileTooLarge { path: "big.go".into() }));
    fs::remove_file(root.path().join("big.go")).unwrap();
    for i in 0..201 {
        fs::write(root.path().join(format!("{i}.txt")), "x").unwrap();
    }
    assert_eq!(from_path(root.path()), Err(IntakeError::TooManyEntries));
    let empty = tempdir().unwrap();
    assert_eq!(from_path(empty.path()), Err(IntakeError::Empty));
}

#[test]
fn a_name_on_disk_that_is_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let root = tempdir().unwrap();
    fs::write(root.path().join(std::ffi::OsStr::from_bytes(b"a\xff.go")), GO).unwrap();
    assert_eq!(from_path(root.path()), Err(IntakeError::NameNotUtf8 { path: "a\\xff.go".into() }));
}

#[test]
fn files_by_path() {
    let root = tempdir().unwrap();
    let path = root.path().join("pool.go");
    fs::write(&path, GO).unwrap();
    assert_eq!(from_path(&path).unwrap().files.get("pool.go"), Some(GO));
    let path = root.path().join("anything");
    fs::write(&path, zip(&[ZipEntry::new("x/a.go", GO)])).unwrap();
    assert_eq!(from_path(&path).unwrap().files.get("a.go"), Some(GO));
    let missing = from_path(&root.path().join("none.go"));
    assert!(matches!(missing, Err(IntakeError::Unreadable { .. })), "{missing:?}");
    assert!(matches!(from_path("/dev/null".as_ref()), Err(IntakeError::SpecialFile { .. })));
}

#[test]
fn a_single_go_file_keeps_its_last_name_only() {
    for name in ["pool.go", "C:\\work\\pool.go", "/home/x/pool.go", "../../pool.go"] {
        let got = from_archive(name, GO.as_bytes()).unwrap();
        assert_eq!(got.files.get("pool.go"), Some(GO), "{name}");
    }
    assert!(matches!(from_archive("pool.txt", GO.as_bytes()), Err(IntakeError::UnknownFormat { .. })));
}

#[test]
fn forms() {
    let got =
        from_parts(vec![part("dir/pool.go", GO), part("dir/go.mod", "module x\n"), part("dir/a.out", "x")]).unwrap();
    assert_eq!(
        (got.files.len(), got.files.get("pool.go"), got.ignored.as_slice()),
        (2, Some(GO), &["dir/a.out".to_owned()][..])
    );
    assert_eq!(from_parts(vec![]), Err(IntakeError::Empty));
    assert!(matches!(from_parts(vec![part("../x.go", GO)]), Err(IntakeError::Name(_))));
    assert_eq!(
        from_parts(vec![part("a.go", GO), part("a.go", GO)]),
        Err(IntakeError::Duplicate { path: "a.go".into() })
    );
}

#[test]
fn refusals_name_the_file_the_rule_and_the_way_out() {
    let said = |parts: Vec<(String, Vec<u8>)>| from_parts(parts).unwrap_err().to_string();
    assert_eq!(
        said(vec![part("../x.go", GO)]),
        "file name '../x.go': must not contain '.' or '..' components; rename it and hand it in again"
    );
    assert_eq!(
        said(vec![part("a.go", GO), part("A.go", GO)]),
        "'A.go' and 'a.go' differ only in case or in Unicode normalisation; rename one of them"
    );
    assert_eq!(said(vec![part("a.go", "\0")]), "'a.go' holds a NUL byte (byte 0); only text files are accepted");
    let long = said(vec![part(&"é\u{1b}".repeat(5000), GO)]);
    assert!(long.len() < 1000 && !long.contains('\u{1b}'), "{long}");
}
