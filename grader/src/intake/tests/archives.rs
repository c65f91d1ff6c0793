use proptest::prelude::*;
use rstest::rstest;

use super::make::{TarEntry, ZipEntry, gzipped, tar, tar_gz, zip};
use crate::intake::{Intake, IntakeError, MAX_FILE_BYTES, from_archive};

const GO: &str = "package workerpool\n";

fn read(bytes: &[u8]) -> Result<Intake, IntakeError> {
    from_archive("upload.bin", bytes)
}

/// Both kinds of archive of the same files.
fn both<N: AsRef<[u8]>, C: AsRef<[u8]>>(files: &[(N, C)]) -> [Vec<u8>; 2] {
    let zipped: Vec<_> = files.iter().map(|(n, c)| ZipEntry::new(n.as_ref(), c.as_ref())).collect();
    let tarred: Vec<_> = files.iter().map(|(n, c)| TarEntry::new(n.as_ref(), c.as_ref())).collect();
    [zip(&zipped), tar_gz(&tarred)]
}

fn names(intake: &Intake) -> Vec<&str> {
    intake.files.iter().map(|(path, _)| path.as_str()).collect()
}

#[test]
fn ordinary_archives_are_read_by_their_first_bytes() {
    for archive in
        both(&[("pool.go", GO), ("go.mod", "module x\n"), ("README.md", "# x"), ("a/b.go", GO), ("run.sh", "x")])
    {
        let got = read(&archive).unwrap();
        assert_eq!(names(&got), ["README.md", "a/b.go", "go.mod", "pool.go"]);
        assert_eq!(got.files.get("pool.go"), Some(GO));
        assert_eq!(got.ignored, ["run.sh"]);
    }
}

#[test]
fn one_enclosing_directory_is_taken_off() {
    for archive in both(&[
        ("solution-main/pool.go", GO),
        ("solution-main/in/q.go", GO),
        (".DS_Store", "\0"),
        ("__MACOSX/solution-main/._pool.go", "\0"),
    ]) {
        let got = read(&archive).unwrap();
        assert_eq!(names(&got), ["in/q.go", "pool.go"]);
        assert_eq!(got.ignored, [".DS_Store", "__MACOSX/solution-main/._pool.go"]);
    }
    for archive in both(&[("sub/pool.go", GO), ("other.go", GO)]) {
        assert_eq!(names(&read(&archive).unwrap()), ["other.go", "sub/pool.go"]);
    }
    for archive in both(&[("a/pool.go", GO), ("b/pool.go", GO)]) {
        assert_eq!(names(&read(&archive).unwrap()), ["a/pool.go", "b/pool.go"]);
    }
}

#[test]
fn directories_and_the_root_itself_are_fine() {
    let entries = [
        TarEntry::special("./", b'5', ""),
        TarEntry::special("./in/", b'5', ""),
        TarEntry::new("./in/pool.go", GO),
        TarEntry::new("./x.go", GO),
    ];
    assert_eq!(names(&read(&tar_gz(&entries)).unwrap()), ["in/pool.go", "x.go"]);
    let mut directory = ZipEntry::new("in/", "");
    directory.mode = 0o040_755;
    directory.method = 0;
    assert_eq!(
        names(&read(&zip(&[directory, ZipEntry::new("in/pool.go", GO), ZipEntry::new("x.go", GO)])).unwrap()),
        ["in/pool.go", "x.go"]
    );
}

#[rstest]
#[case::zip_slip("../pool.go")]
#[case::inner_slip("a/../../pool.go")]
#[case::sibling("a/../b/pool.go")]
#[case::absolute("/etc/pool.go")]
#[case::backslashes("..\\pool.go")]
#[case::drive("C:/pool.go")]
#[case::nul("po\0ol.go")]
#[case::control("po\nol.go")]
#[case::double_slash("a//pool.go")]
#[case::too_deep("a/b/c/d/e/f/g/h/i.go")]
#[case::hostile_though_ignored("../../bin/sh")]
fn names_that_lead_elsewhere(#[case] name: &str) {
    let [zipped, tarred] = both(&[("ok.go", GO), (name, GO)]);
    assert!(matches!(read(&zipped), Err(IntakeError::Name(_))), "{:?}", read(&zipped));
    // A tar name ends at its first NUL.
    if !name.contains('\0') {
        assert!(matches!(read(&tarred), Err(IntakeError::Name(_))), "{:?}", read(&tarred));
    }
}

#[test]
fn names_that_are_not_utf8() {
    for archive in both(&[(&b"po\xffol.go"[..], GO)]) {
        assert_eq!(read(&archive), Err(IntakeError::NameNotUtf8 { path: "po\\xffol.go".into() }));
    }
}

#[rstest]
#[case::case("pool.go", "Pool.go")]
#[case::normal_form("caf\u{e9}.go", "cafe\u{301}.go")]
#[case::both("CAF\u{c9}.go", "cafe\u{301}.go")]
#[case::two_lower_cases("s.go", "\u{17f}.go")]
#[case::final_letter("\u{3c2}.go", "\u{3a3}.go")]
#[case::directories("a/x.go", "A/y.go")]
#[case::ignored_too("x.bin", "X.bin")]
fn names_that_some_file_system_takes_for_one(#[case] one: &str, #[case] other: &str) {
    for archive in both(&[(one, GO), (other, GO)]) {
        assert!(matches!(read(&archive), Err(IntakeError::Clash { .. })), "{:?}", read(&archive));
    }
}

#[test]
fn a_name_that_comes_twice() {
    let [zipped, tarred] = both(&[("pool.go", GO), ("pool.go", "package other\n")]);
    assert_eq!(read(&tarred), Err(IntakeError::Duplicate { path: "pool.go".into() }));
    assert_eq!(read(&zipped), Err(IntakeError::Damaged { reason: "a name comes twice".into() }));
}

#[test]
fn a_file_that_is_also_a_directory() {
    for files in [[("a.go", GO), ("a.go/b.go", GO)], [("a.go/b.go", GO), ("a.go", GO)]] {
        for archive in both(&files) {
            assert_eq!(read(&archive), Err(IntakeError::FileAndDirectory { path: "a.go".into() }));
        }
    }
}

#[rstest]
#[case::symbolic_link(b'2', "a symbolic link")]
#[case::hard_link(b'1', "a hard link")]
#[case::character_device(b'3', "a device")]
#[case::block_device(b'4', "a device")]
#[case::pipe(b'6', "a named pipe")]
#[case::sparse(b'S', "a sparse file")]
#[case::contiguous(b'7', "of an unknown kind")]
#[case::unknown(b'Z', "of an unknown kind")]
fn special_files_in_a_tar(#[case] kind: u8, #[case] expected: &str) {
    let archive = tar_gz(&[TarEntry::new("ok.go", GO), TarEntry::special("pool.go", kind, "/etc/passwd")]);
    match read(&archive) {
        Err(IntakeError::SpecialFile { path, what }) => assert_eq!((path.as_str(), what), ("pool.go", expected)),
        // The library wants more of a sparse entry than this one has.
        other => assert!(kind == b'S' && matches!(other, Err(IntakeError::Damaged { .. })), "{other:?}"),
    }
}

#[rstest]
#[case::symbolic_link(0o120_777)]
#[case::device(0o020_666)]
#[case::pipe(0o010_666)]
#[case::socket(0o140_666)]
fn special_files_in_a_zip(#[case] mode: u32) {
    let special = ZipEntry { mode, ..ZipEntry::new("pool.go", "/etc/passwd") };
    assert!(matches!(read(&zip(&[special])), Err(IntakeError::SpecialFile { .. })));
}

#[test]
fn contents_that_are_no_text() {
    for archive in both(&[("pool.go", &b"package x\xff"[..])]) {
        assert_eq!(read(&archive), Err(IntakeError::NotUtf8 { path: "pool.go".into(), at: 9 }));
    }
    for archive in both(&[("pool.go", "package\0x")]) {
        assert_eq!(read(&archive), Err(IntakeError::Nul { path: "pool.go".into(), at: 7 }));
    }
}

#[test]
fn an_archive_within_an_archive_is_no_source() {
    for inner in both(&[("pool.go", GO)]) {
        for outer in both(&[("inner.zip", inner.as_slice()), ("inner.tar.gz", inner.as_slice())]) {
            assert_eq!(read(&outer), Err(IntakeError::Empty));
        }
        for disguised in both(&[("pool.go", inner.as_slice())]) {
            assert!(matches!(read(&disguised), Err(IntakeError::Nul { .. } | IntakeError::NotUtf8 { .. })));
        }
    }
}

#[test]
fn bombs_by_ratio() {
    let zeros = vec![b' '; 64 << 20];
    let [zipped, tarred] = both(&[("pool.go", zeros.as_slice())]);
    assert!(zipped.len() < 100_000 && tarred.len() < 100_000);
    assert_eq!(read(&zipped), Err(IntakeError::FileTooLarge { path: "pool.go".into() }));
    assert_eq!(read(&tarred), Err(IntakeError::ExpandsTooFar));
}

#[test]
fn headers_that_lie_about_sizes() {
    for claimed in [0, 10, u32::MAX] {
        let liar = ZipEntry { claimed: Some(claimed), ..ZipEntry::new("pool.go", vec![b' '; 8 << 20]) };
        let got = read(&zip(&[liar]));
        assert!(
            matches!(got, Err(IntakeError::FileTooLarge { .. } | IntakeError::Damaged { .. })),
            "{claimed}: {got:?}"
        );
    }
    let mut cut = tar(&[TarEntry::new("pool.go", vec![b' '; 2000])]);
    cut.truncate(512 + 700);
    assert!(matches!(read(&gzipped(&cut)), Err(IntakeError::Damaged { .. })), "{:?}", read(&gzipped(&cut)));
}

#[test]
fn sizes_up_to_the_limit_and_beyond() {
    let limit = MAX_FILE_BYTES as usize;
    for archive in both(&[("a.go", vec![b' '; limit])]) {
        assert_eq!(read(&archive).unwrap().files.total_bytes(), limit);
    }
    for archive in both(&[("a.go", vec![b' '; limit + 1])]) {
        assert_eq!(read(&archive), Err(IntakeError::FileTooLarge { path: "a.go".into() }));
    }
    let many: Vec<_> = (0..5).map(|i| (format!("{i}.go"), vec![b' '; limit])).collect();
    for archive in both(&many) {
        assert_eq!(read(&archive), Err(IntakeError::TooLarge));
    }
    assert_eq!(read(&vec![0; (4 << 20) + 1]), Err(IntakeError::ArchiveTooLarge));
}

#[test]
fn many_entries() {
    let files = |n: usize| (0..n).map(|i| (format!("f{i}.go"), GO)).collect::<Vec<_>>();
    for archive in both(&files(200)) {
        assert_eq!(read(&archive).unwrap().files.len(), 200);
    }
    for n in [201, 10_000] {
        for archive in both(&files(n)) {
            assert_eq!(read(&archive), Err(IntakeError::TooManyEntries));
        }
    }
}

#[test]
fn entries_that_share_their_bytes() {
    let overlapping = ZipEntry { overlap: true, ..ZipEntry::new("b.go", GO) };
    assert!(matches!(read(&zip(&[ZipEntry::new("a.go", GO), overlapping])), Err(IntakeError::Damaged { .. })));
}

#[test]
fn headers_that_disagree_about_a_name() {
    let two_faced = ZipEntry { local_name: Some(b"evil.go".to_vec()), ..ZipEntry::new("pool.go", GO) };
    assert!(matches!(read(&zip(&[two_faced])), Err(IntakeError::Damaged { .. })));
}

#[test]
fn an_archive_that_begins_as_an_empty_one() {
    let got = read(&[b"PK\x05\x06".as_slice(), &zip(&[ZipEntry::new("pool.go", GO)])].concat());
    assert_eq!(got, Err(IntakeError::Damaged { reason: "something lies before its first entry".into() }));
}

#[test]
fn a_file_that_the_directory_does_not_name() {
    let other = zip(&[ZipEntry::new("other.go", GO)]);
    let end = other.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    let got = read(&[&other[..end], &zip(&[ZipEntry::new("pool.go", GO)])].concat());
    assert!(matches!(got, Err(IntakeError::Damaged { .. })), "{got:?}");
}

#[test]
fn encrypted_and_oddly_compressed_entries() {
    let encrypted = ZipEntry { flags: 0x801, ..ZipEntry::new("pool.go", GO) };
    assert_eq!(read(&zip(&[encrypted])), Err(IntakeError::Encrypted { path: "pool.go".into() }));
    let odd = ZipEntry { method: 12, ..ZipEntry::new("pool.go", GO) };
    assert_eq!(read(&zip(&[odd])), Err(IntakeError::Compression { path: "pool.go".into() }));
}

#[test]
fn empty_and_foreign_uploads() {
    assert_eq!(read(b""), Err(IntakeError::Empty));
    assert_eq!(read(&zip(&[])), Err(IntakeError::Empty));
    assert_eq!(read(&tar_gz(&[])), Err(IntakeError::Empty));
    for archive in both(&[("x.bin", GO), (".hidden.go", GO)]) {
        assert_eq!(read(&archive), Err(IntakeError::Empty));
    }
    assert_eq!(read(b"7z\xbc\xaf\x27\x1c"), Err(IntakeError::UnknownFormat { name: "upload.bin".into() }));
    assert!(matches!(read(&tar(&[TarEntry::new("pool.go", GO)])), Err(IntakeError::UnknownFormat { .. })));
}

#[test]
fn truncated_anywhere() {
    for archive in both(&[("pool.go", GO.repeat(20)), ("b/c.go", GO.repeat(20))]) {
        for end in 0..archive.len() {
            let got = read(&archive[..end]);
            assert!(got.is_err(), "{end} of {}: {got:?}", archive.len());
        }
    }
}

#[test]
fn a_damaged_content_is_noticed() {
    let stored = ZipEntry { method: 0, ..ZipEntry::new("pool.go", GO) };
    let mut archive = zip(&[stored]);
    let at = archive.windows(7).position(|w| w == b"package").unwrap();
    archive[at] = b'P';
    assert!(matches!(read(&archive), Err(IntakeError::Damaged { .. })));
}

/// What every accepted hand-in is, whatever came.
fn within_limits(got: &Intake) -> bool {
    !got.files.is_empty() && got.files.len() <= 200 && got.files.total_bytes() <= 4 << 20
}

proptest! {
    #[test]
    fn any_bytes(magic in 0..4usize, rest in proptest::collection::vec(any::<u8>(), 0..400)) {
        let bytes = [[&b""[..], b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08\0"][magic], &rest].concat();
        if let Ok(got) = read(&bytes) {
            prop_assert!(within_limits(&got));
        }
    }

    #[test]
    fn mutated_archives(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut archives = both(&[("pool.go", GO), ("a/b.go", GO), ("README.md", "x")]).to_vec();
        let mut inner = tar(&[TarEntry::new("pool.go", GO), TarEntry::special("d", b'5', "")]);
        for (at, byte) in &changes {
            let at = at.index(inner.len());
            inner[at] = *byte;
        }
        archives.push(gzipped(&inner));
        for mut archive in archives {
            for (at, byte) in &changes {
                let at = at.index(archive.len());
                archive[at] = *byte;
            }
            if let Ok(got) = read(&archive) {
                prop_assert!(within_limits(&got));
            }
        }
        if let Ok(got) = read(&gzipped(&inner)) {
            prop_assert!(within_limits(&got));
        }
    }

    #[test]
    fn any_names(list in proptest::collection::vec("[a./é]{1,8}(\\.go)?", 1..6)) {
        let files: Vec<_> = list.iter().map(|name| (name.as_str(), GO)).collect();
        for archive in both(&files) {
            if let Ok(got) = read(&archive) {
                prop_assert!(got.files.iter().all(|(path, _)| !path.as_str().split('/').any(|part| part == "..")));
            }
        }
    }
}

#[test]
fn archives_that_common_tools_make() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/intake");
    let mut seen = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let got = crate::intake::from_path(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(names(&got), ["a.go", "in/b.go"], "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 11, "{seen}");
}
