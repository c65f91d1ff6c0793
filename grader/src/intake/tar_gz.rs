//! Gzipped tar archives.

use std::io::Read;

use flate2::read::GzDecoder;
use tar::{Archive, EntryType};

use super::{
    Intake,
    collect::Collector,
    error::{IntakeError, damaged, shown_bytes},
};

/// Most bytes that the gzip stream may expand to: the files that are kept, and room for headers and for files that
/// are ignored.
const MAX_STREAM: u64 = 16 << 20;

/// Reads an archive. It is inflated whole before its first header is looked at, so that its check sum has been seen.
pub(super) fn read(bytes: &[u8]) -> Result<Intake, IntakeError> {
    let mut stream = Vec::new();
    GzDecoder::new(bytes).take(MAX_STREAM + 1).read_to_end(&mut stream).map_err(damaged)?;
    if stream.len() as u64 > MAX_STREAM {
        return Err(IntakeError::ExpandsTooFar);
    }
    let mut archive = Archive::new(stream.as_slice());
    let mut collector = Collector::default();
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = entry.path_bytes().into_owned();
        let Ok(name) = String::from_utf8(name) else {
            return Err(IntakeError::NameNotUtf8 { path: shown_bytes(&entry.path_bytes()) });
        };
        let what = match entry.header().entry_type() {
            EntryType::Regular if !name.ends_with('/') => {
                if collector.file(&name)? {
                    let promised = entry.size();
                    if collector.content(&name, &mut entry)? != promised {
                        return Err(damaged(format!("'{name}' is cut off")));
                    }
                }
                continue;
            }
            EntryType::Directory | EntryType::Regular => {
                collector.directory(&name)?;
                continue;
            }
            EntryType::XGlobalHeader => continue, // `git archive` puts the commit there
            EntryType::Symlink => "a symbolic link",
            EntryType::Link => "a hard link",
            EntryType::Char | EntryType::Block => "a device",
            EntryType::Fifo => "a named pipe",
            EntryType::GNUSparse => "a sparse file",
            _ => "of an unknown kind",
        };
        return Err(IntakeError::SpecialFile { path: super::error::shown(&name), what });
    }
    collector.finish_unwrapped()
}
