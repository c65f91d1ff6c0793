//! The same files as a form, as a zip and as a gzipped tar: whichever way they come, the answer is the same.
//!
//! Names and contents in turn, each ended by the byte 0xff.
#![no_main]

use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder};
use gauntlet_fuzz::handed_in::assert_answer;
use gauntlet_grader::intake::{Intake, IntakeError, from_archive, from_parts};
use libfuzzer_sys::fuzz_target;
use zip::{ZipWriter, write::SimpleFileOptions};

type Files<'a> = [(&'a str, &'a [u8])];

fuzz_target!(|data: &[u8]| {
    let pieces: Vec<&[u8]> = data.split(|&byte| byte == 0xff).collect();
    let files: Vec<(&str, &[u8])> = pieces
        .chunks_exact(2)
        .filter_map(|pair| Some((std::str::from_utf8(pair[0]).ok()?, pair[1])))
        // To archives an ending slash says "directory", and a tar name ends at its first NUL.
        .filter(|(name, _)| !name.ends_with('/') && !name.contains('\0') && name.len() <= 1000)
        .collect();
    let form = from_parts(files.iter().map(|(name, content)| ((*name).to_owned(), content.to_vec())).collect());
    assert_answer(&form);
    assert_same(&form, &from_archive("upload", &tar_gz(&files)));
    if let Some(archive) = zip(&files) {
        assert_same(&form, &from_archive("upload", &archive));
    }
});

/// Equal files, or a refusal each; which rule is broken first differs with what an archive tells first.
fn assert_same(one: &Result<Intake, IntakeError>, other: &Result<Intake, IntakeError>) {
    assert_answer(other);
    assert!(one == other || one.is_err() && other.is_err(), "{one:?} is not {other:?}");
}

/// The library's writer refuses a name that comes twice; then there is no archive.
fn zip(files: &Files<'_>) -> Option<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).ok()?;
        writer.write_all(content).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

/// By hand where the library's writer refuses names that lead elsewhere.
fn tar_gz(files: &Files<'_>) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, content) in files {
        if name.len() > 100 {
            entry(&mut tar, b'L', "././@LongLink", &[name.as_bytes(), b"\0"].concat());
        }
        entry(&mut tar, b'0', name, content);
    }
    tar.resize(tar.len() + 1024, 0);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(&tar).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}

fn entry(tar: &mut Vec<u8>, kind: u8, name: &str, content: &[u8]) {
    let mut header = tar::Header::new_gnu();
    let kept = &name.as_bytes()[..name.len().min(100)];
    header.as_old_mut().name[..kept.len()].copy_from_slice(kept);
    header.set_entry_type(tar::EntryType::new(kind));
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    tar.extend(header.as_bytes());
    tar.extend(content);
    tar.resize(tar.len().next_multiple_of(512), 0);
}
