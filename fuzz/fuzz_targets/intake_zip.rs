//! A zip archive as it is uploaded. Who reads it from its start, without the directory at its end, finds the same files.
#![no_main]

use std::io::Read;

use gauntlet_fuzz::handed_in::assert_answer;
use gauntlet_grader::intake::{MAX_FILE_BYTES, from_archive};
use libfuzzer_sys::fuzz_target;
use zip::read::read_zipfile_from_stream;

fuzz_target!(|data: &[u8]| {
    let answer = from_archive("upload.zip", data);
    assert_answer(&answer);
    let (Ok(intake), Some(streamed)) = (answer, streamed(data)) else { return };
    for (path, text) in intake.files.iter() {
        // The directory that all files lie in may have been taken off.
        let same = |(name, content): &(Vec<u8>, Vec<u8>)| {
            name.ends_with(path.as_str().as_bytes()) && content == text.as_bytes()
        };
        assert!(streamed.iter().any(same), "{path} is another file to who reads from the start");
    }
});

/// Names and contents from the start on; none where that cannot be told, as in an archive that was written to a pipe.
fn streamed(mut data: &[u8]) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
    let mut files = Vec::new();
    while let Some(mut file) = read_zipfile_from_stream(&mut data).ok()? {
        let mut content = Vec::new();
        file.by_ref().take(MAX_FILE_BYTES + 1).read_to_end(&mut content).ok()?;
        files.push((file.name_raw().to_vec(), content));
    }
    Some(files)
}
