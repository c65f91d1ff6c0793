//! Zip archives.

use std::io::Cursor;

use zip::{CompressionMethod, ZipArchive};

use super::{
    Intake, MAX_ENTRIES,
    collect::Collector,
    error::{IntakeError, damaged, shown, shown_bytes},
};

/// The bits of a Unix mode that tell the kind of a file, and the two kinds that are accepted.
const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const DIRECTORY: u32 = 0o040_000;

/// Reads an archive. Its central directory and its local headers must tell the same, no entry may overlap another, and
/// none may begin later than the archive: readers that disagree about an archive are how one thing is checked and
/// another is used.
pub(super) fn read(bytes: &[u8]) -> Result<Intake, IntakeError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if archive.len() > MAX_ENTRIES {
        return Err(IntakeError::TooManyEntries);
    }
    if archive.has_duplicate_names() {
        return Err(damaged("a name comes twice"));
    }
    archive.validate_header_consistency().map_err(damaged)?;
    let begins = (0..archive.len()).filter_map(|index| Some(archive.by_index_data(index).ok()?.header_start())).min();
    if begins.is_some_and(|at| at > 0) {
        return Err(damaged("something lies before its first entry"));
    }
    let mut collector = Collector::default();
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(damaged)?;
        let name = std::str::from_utf8(entry.name_raw())
            .map_err(|_| IntakeError::NameNotUtf8 { path: shown_bytes(entry.name_raw()) })?
            .to_owned();
        let kind = entry.unix_mode().unwrap_or(0) & KIND;
        if entry.is_symlink() || !matches!(kind, 0 | REGULAR | DIRECTORY) {
            let what = if entry.is_symlink() { "a symbolic link" } else { "a special file" };
            return Err(IntakeError::SpecialFile { path: shown(&name), what });
        }
        if entry.encrypted() {
            return Err(IntakeError::Encrypted { path: shown(&name) });
        }
        if name.ends_with('/') || kind == DIRECTORY {
            collector.directory(&name)?;
        } else if collector.file(&name)? {
            if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
                return Err(IntakeError::Compression { path: shown(&name) });
            }
            collector.content(&name, archive.by_index(index).map_err(damaged)?)?;
        }
    }
    collector.finish_unwrapped()
}
