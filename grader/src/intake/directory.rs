//! A directory on disk, read without following a link.

use std::{
    fs::{self, File, Metadata},
    io::{self, Read},
    path::Path,
};

use super::{
    Intake, MAX_ARCHIVE_BYTES,
    collect::Collector,
    error::{IntakeError, shown_bytes},
};

/// Reads the files below `root`. Hidden files and directories are not entered.
pub(super) fn read(root: &Path) -> Result<Intake, IntakeError> {
    let mut collector = Collector::default();
    // Names relative to the root; the stack is bounded by the number of entries that the collector accepts.
    let mut open = vec![String::new()];
    while let Some(directory) = open.pop() {
        for (name, file_name) in entries(root, &directory)? {
            let path = root.join(&name);
            let about = fs::symlink_metadata(&path).map_err(|e| unreadable(&name, &e))?;
            if file_name.starts_with('.') {
                collector.skip(&name)?;
            } else if about.is_dir() {
                collector.directory(&name)?;
                open.push(name);
            } else if !about.is_file() {
                let what = if about.is_symlink() { "a symbolic link" } else { "a special file" };
                return Err(IntakeError::SpecialFile { path: name, what });
            } else if collector.file(&name)? {
                collector.content(&name, open_same(&path, &about).map_err(|e| unreadable(&name, &e))?)?;
            }
        }
    }
    collector.finish()
}

/// Reads a single uploaded file whole.
pub(super) fn read_upload(path: &Path) -> Result<Vec<u8>, IntakeError> {
    let failed = |e| unreadable(&path.display().to_string(), &e);
    let about = fs::metadata(path).map_err(failed)?;
    if !about.is_file() {
        return Err(IntakeError::SpecialFile { path: path.display().to_string(), what: "a special file" });
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|f| f.take(MAX_ARCHIVE_BYTES + 1).read_to_end(&mut bytes)).map_err(failed)?;
    Ok(bytes)
}

/// Names in a directory, sorted: relative to the root, and bare.
fn entries(root: &Path, directory: &str) -> Result<Vec<(String, String)>, IntakeError> {
    let failed = |e| unreadable(if directory.is_empty() { "the submission's directory" } else { directory }, &e);
    let mut names = Vec::new();
    for entry in fs::read_dir(root.join(directory)).map_err(failed)?.take(super::MAX_ENTRIES + 1) {
        let file_name = entry.map_err(failed)?.file_name();
        let Some(bare) = file_name.to_str() else {
            return Err(IntakeError::NameNotUtf8 { path: shown_bytes(file_name.as_encoded_bytes()) });
        };
        let name = if directory.is_empty() { bare.to_owned() } else { format!("{directory}/{bare}") };
        names.push((name, bare.to_owned()));
    }
    names.sort();
    Ok(names)
}

/// Opens the file that was looked at, and no other that took its place meanwhile.
fn open_same(path: &Path, about: &Metadata) -> io::Result<File> {
    use std::os::unix::fs::MetadataExt;
    let file = File::open(path)?;
    let opened = file.metadata()?;
    if opened.is_file() && (opened.dev(), opened.ino()) == (about.dev(), about.ino()) {
        Ok(file)
    } else {
        Err(io::Error::other("it was replaced while it was read"))
    }
}

fn unreadable(path: &str, error: &io::Error) -> IntakeError {
    IntakeError::Unreadable { path: path.to_owned(), reason: error.to_string() }
}
