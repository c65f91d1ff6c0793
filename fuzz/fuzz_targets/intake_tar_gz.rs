//! A gzipped tar archive as it is uploaded. What is not compressed is taken as the tar inside, and its
//! headers are summed up anew: no mutation passes check sums. Whatever is accepted of it stands there, behind the header of a regular file.
#![no_main]

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use gauntlet_fuzz::handed_in::assert_answer;
use gauntlet_grader::intake::{MAX_ARCHIVE_BYTES, from_archive};
use libfuzzer_sys::fuzz_target;

const BLOCK: usize = 512;
/// Where a header tells the kind of its file.
const KIND: usize = 156;

fuzz_target!(|data: &[u8]| {
    if data.starts_with(b"\x1f\x8b") {
        assert_answer(&from_archive("upload.tar.gz", data));
        return;
    }
    let mut tar = data.to_vec();
    sum_up(&mut tar);
    let answer = from_archive("upload.tar.gz", &gzipped(&tar));
    assert_answer(&answer);
    let Ok(intake) = answer else { return };
    for (path, text) in intake.files.iter() {
        assert!(is_regular_file_in(&tar, text.as_bytes()), "{path} is no regular file of the archive");
    }
});

fn is_regular_file_in(tar: &[u8], content: &[u8]) -> bool {
    (BLOCK..=tar.len()).step_by(BLOCK).any(|start| {
        let kind = tar[start - BLOCK + KIND];
        matches!(kind, b'0' | 0) && tar[start..].starts_with(content)
    })
}

/// Corrects the check sum of every header.
fn sum_up(tar: &mut [u8]) {
    let mut at = 0;
    while let Some(block) = tar.get_mut(at..at + BLOCK).filter(|block| block.iter().any(|&byte| byte != 0)) {
        let mut header = tar::Header::from_byte_slice(block).clone();
        header.set_cksum();
        block.copy_from_slice(header.as_bytes());
        let size = header.entry_size().unwrap_or(0).min(MAX_ARCHIVE_BYTES) as usize;
        at += BLOCK + size.next_multiple_of(BLOCK);
    }
}

fn gzipped(tar: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::none());
    encoder.write_all(tar).expect("writing to memory");
    encoder.finish().expect("writing to memory")
}
