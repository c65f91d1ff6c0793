//! What a candidate downloads: statement, starter and visible tests as one archive.
//!
//! The same challenge gives the same bytes, so that a download can be checked and cached. Hidden files have no way in:
//! only the challenge's statement and starter are read here.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, Write},
};

use flate2::{Compression, GzBuilder};
use gauntlet_grader::model::{Challenge, FileSet, RelPath};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

const README: &str = "README.md";

/// The files that a candidate works on, as they are at the beginning: those of the starter that may be handed in, and
/// those that must be; no tests.
#[must_use]
pub fn editable(challenge: &Challenge) -> FileSet {
    let rules = &challenge.manifest.package;
    let starter = challenge.starter.iter().filter(|(path, _)| {
        let path = path.as_str();
        !path.ends_with("_test.go") && rules.editable.iter().any(|glob| matches(glob, path))
    });
    let required = rules.required.iter().filter(|path| !challenge.starter.contains(path));
    let empty = required.filter_map(|path| Some((RelPath::parse(path).ok()?, String::new())));
    starter.map(|(path, text)| (path.clone(), text.to_owned())).chain(empty).collect()
}

/// Whether a glob of [`gauntlet_grader::model::PackageRules::editable`] covers a path: `*` stays within a directory.
fn matches(glob: &str, path: &str) -> bool {
    match glob.split_once('*') {
        None => glob == path,
        Some((before, after)) => path.strip_prefix(before).is_some_and(|rest| {
            let within = rest.find('/').unwrap_or(rest.len());
            (0..=within).filter(|i| rest.is_char_boundary(*i)).any(|i| matches(after, &rest[i..]))
        }),
    }
}

/// Paths below the archive's top directory, in order. `saved` takes the place of the starter's files of the same names.
fn entries<'a>(challenge: &'a Challenge, saved: &'a FileSet) -> Vec<(String, &'a str)> {
    let top = challenge.manifest.slug.as_str();
    let starter = challenge.starter.iter().map(|(path, content)| (path.as_str(), content));
    let saved = saved.iter().map(|(path, content)| (path.as_str(), content));
    let statement = std::iter::once((README, challenge.statement.as_str()));
    let entries: BTreeMap<_, _> = statement.chain(starter).chain(saved).collect();
    entries.into_iter().map(|(path, content)| (format!("{top}/{path}"), content)).collect()
}

/// `starter.zip` with what a candidate saved in it, if anything, and a top directory named after the challenge.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn zip(challenge: &Challenge, saved: &FileSet) -> io::Result<Vec<u8>> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in entries(challenge, saved) {
        archive.start_file(path, options)?;
        archive.write_all(content.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// `starter.tar.gz`, with the same content.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn tar_gz(challenge: &Challenge, saved: &FileSet) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(GzBuilder::new().mtime(0).write(Vec::new(), Compression::default()));
    for (path, content) in entries(challenge, saved) {
        let mut header = tar::Header::new_ustar();
        header.set_mode(0o644);
        header.set_size(content.len() as u64);
        archive.append_data(&mut header, path, content.as_bytes())?;
    }
    archive.into_inner()?.finish()
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn globs_stay_within_their_directory() {
        for (glob, path) in
            [("*.go", "pool.go"), ("pool.go", "pool.go"), ("internal/*.go", "internal/q.go"), ("a*b*c", "axxbyc")]
        {
            assert!(matches(glob, path), "{glob} {path}");
        }
        for (glob, path) in
            [("*.go", "a/pool.go"), ("*.go", "go.mod"), ("pool.go", "pool.go2"), ("internal/*.go", "internal/x/q.go")]
        {
            assert!(!matches(glob, path), "{glob} {path}");
        }
    }
}
