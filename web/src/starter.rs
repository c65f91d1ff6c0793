//! What a candidate downloads: statement, starter and visible tests as one archive.
//!
//! The same challenge gives the same bytes, so that a download can be checked and cached. Hidden files have no way in:
//! only the challenge's statement and starter are read here.

use std::io::{self, Cursor, Write};

use flate2::{Compression, GzBuilder};
use gauntlet_grader::model::Challenge;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

const README: &str = "README.md";

/// Paths below the archive's top directory, in order.
fn entries(challenge: &Challenge) -> Vec<(String, &str)> {
    let top = challenge.manifest.slug.as_str();
    let statement = (!challenge.starter.contains(README)).then_some((README, challenge.statement.as_str()));
    let starter = challenge.starter.iter().map(|(path, content)| (path.as_str(), content));
    let mut entries: Vec<_> =
        statement.into_iter().chain(starter).map(|(path, content)| (format!("{top}/{path}"), content)).collect();
    entries.sort();
    entries
}

/// `starter.zip`, with a top directory named after the challenge.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn zip(challenge: &Challenge) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in entries(challenge) {
        archive.start_file(path, options)?;
        archive.write_all(content.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// `starter.tar.gz`, with the same content.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn tar_gz(challenge: &Challenge) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(GzBuilder::new().mtime(0).write(Vec::new(), Compression::default()));
    for (path, content) in entries(challenge) {
        let mut header = tar::Header::new_ustar();
        header.set_mode(0o644);
        header.set_size(content.len() as u64);
        archive.append_data(&mut header, path, content.as_bytes())?;
    }
    archive.into_inner()?.finish()
}
