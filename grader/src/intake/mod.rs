//! From what somebody handed in (a directory, a file, an archive, a form) to a set of text files.
//!
//! Everything that arrives here is hostile. Archives are walked in memory and never extracted; sizes are counted while
//! they inflate, for headers lie; names are checked by component. It does not know which files a challenge asks for.

mod collect;
mod directory;
mod error;
mod tar_gz;
mod zipped;

use std::path::Path;

use collect::{Collector, base_name};
pub use error::IntakeError;

use crate::model::FileSet;

/// Most entries of an archive, files of a directory or parts of a form, ignored ones included.
pub const MAX_ENTRIES: usize = 200;
/// Most bytes of one file.
pub const MAX_FILE_BYTES: u64 = 1 << 20;
/// Most bytes of all files together.
pub const MAX_TOTAL_BYTES: u64 = 4 << 20;
/// Most bytes of an archive as it arrives.
pub const MAX_ARCHIVE_BYTES: u64 = 4 << 20;

/// What was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// Go sources, go.mod, go.sum and texts (`.md`, `.txt`), paths relative to the submission's root.
    pub files: FileSet,
    /// Names of everything else (hidden files, `__MACOSX`, other kinds of files), in order. Their contents were not
    /// looked at.
    pub ignored: Vec<String>,
}

/// Reads a directory, a single `.go` file, a zip or a gzipped tar.
///
/// # Errors
/// The first rule that it breaks, with the file; or that it cannot be read.
pub fn from_path(path: &Path) -> Result<Intake, IntakeError> {
    let shown = path.display().to_string();
    let failed = |e: std::io::Error| IntakeError::Unreadable { path: shown.clone(), reason: e.to_string() };
    // The root itself may be a link: whoever runs the command named it. What is below it may not.
    if std::fs::metadata(path).map_err(failed)?.is_dir() {
        return directory::read(path);
    }
    let name = path
        .file_name()
        .and_then(|n| n.to_str())
        .ok_or_else(|| IntakeError::NameNotUtf8 { path: path.to_string_lossy().escape_default().to_string() })?;
    from_archive(name, &directory::read_upload(path)?)
}

/// Reads an uploaded zip, gzipped tar or single Go file. The first bytes say which it is; `name` only names a single
/// Go file, and errors.
///
/// # Errors
/// The first rule that it breaks, with the file.
pub fn from_archive(name: &str, bytes: &[u8]) -> Result<Intake, IntakeError> {
    if bytes.len() as u64 > MAX_ARCHIVE_BYTES {
        return Err(IntakeError::ArchiveTooLarge);
    }
    let name = base_name(name);
    match bytes {
        [] => Err(IntakeError::Empty),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => zipped::read(bytes),
        [0x1f, 0x8b, ..] => tar_gz::read(bytes),
        _ if name.ends_with(".go") => from_parts(vec![(name.to_owned(), bytes.to_vec())]),
        _ => Err(IntakeError::UnknownFormat { name: error::shown(name) }),
    }
}

/// Reads the files of a form, each with its name.
///
/// # Errors
/// The first rule that one breaks, with its name.
pub fn from_parts(parts: Vec<(String, Vec<u8>)>) -> Result<Intake, IntakeError> {
    let mut collector = Collector::default();
    for (name, bytes) in parts {
        if collector.file(&name)? {
            collector.content(&name, &bytes[..])?;
        }
    }
    collector.finish_unwrapped()
}

#[cfg(test)]
mod tests;
