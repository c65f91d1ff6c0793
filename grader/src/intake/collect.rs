//! The rules that hold wherever files come from: names, numbers, sizes, contents.

use std::{
    collections::{HashMap, hash_map::Entry},
    io::Read,
};

use unicode_normalization::UnicodeNormalization;

use super::{
    Intake, MAX_ENTRIES, MAX_FILE_BYTES, MAX_TOTAL_BYTES,
    error::{IntakeError, damaged, shown},
};
use crate::model::{FileSet, RelPath};

/// Gathers files one by one and stops at the first broken rule.
#[derive(Default)]
pub(super) struct Collector {
    entries: usize,
    /// Every file and directory so far, by its name folded to one case and normal form.
    names: HashMap<String, (String, Kind)>,
    kept: Vec<(String, String)>,
    ignored: Vec<String>,
    total_bytes: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Directory,
}

impl Collector {
    /// Takes note of a directory.
    pub(super) fn directory(&mut self, name: &str) -> Result<(), IntakeError> {
        self.count()?;
        let name = plain(name);
        if name.is_empty() || name == "." {
            return Ok(()); // the root itself, as `tar -C dir .` writes it
        }
        let path = RelPath::parse(name)?;
        self.claim(&path, Kind::Directory)
    }

    /// Takes note of a file, and says whether its content is wanted.
    pub(super) fn file(&mut self, name: &str) -> Result<bool, IntakeError> {
        self.count()?;
        let path = RelPath::parse(plain(name))?;
        self.claim(&path, Kind::File)?;
        let wanted = is_wanted(path.as_str());
        if !wanted {
            self.ignored.push(path.as_str().to_owned());
        }
        Ok(wanted)
    }

    /// Takes note of something that is skipped without a look, such as a hidden directory.
    pub(super) fn skip(&mut self, name: &str) -> Result<(), IntakeError> {
        self.count()?;
        self.ignored.push(shown(name));
        Ok(())
    }

    /// Reads the content of a wanted file, and gives its length in bytes. No more is read than may be kept.
    pub(super) fn content(&mut self, name: &str, from: impl Read) -> Result<u64, IntakeError> {
        let mut bytes = Vec::new();
        from.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(damaged)?;
        let length = bytes.len() as u64;
        if length > MAX_FILE_BYTES {
            return Err(IntakeError::FileTooLarge { path: shown(name) });
        }
        self.total_bytes += length;
        if self.total_bytes > MAX_TOTAL_BYTES {
            return Err(IntakeError::TooLarge);
        }
        if let Some(at) = bytes.iter().position(|&b| b == 0) {
            return Err(IntakeError::Nul { path: shown(name), at });
        }
        let text = String::from_utf8(bytes)
            .map_err(|e| IntakeError::NotUtf8 { path: shown(name), at: e.utf8_error().valid_up_to() })?;
        self.kept.push((plain(name).to_owned(), text));
        Ok(length)
    }

    /// The files, under their names as they came.
    pub(super) fn finish(self) -> Result<Intake, IntakeError> {
        if self.kept.is_empty() {
            return Err(IntakeError::Empty);
        }
        let files: Result<FileSet, _> =
            self.kept.into_iter().map(|(name, text)| Ok((RelPath::parse(&name)?, text))).collect();
        files.map(|files| Intake { files, ignored: self.ignored }).map_err(IntakeError::Name)
    }

    /// The files, without the one directory that all of them lie in, if there is such a one: archives are often made of
    /// a directory instead of its contents.
    pub(super) fn finish_unwrapped(mut self) -> Result<Intake, IntakeError> {
        let top = self.kept.first().and_then(|(name, _)| name.find('/').map(|slash| name[..=slash].to_owned()));
        if let Some(top) = top.filter(|top| self.kept.iter().all(|(name, _)| name.starts_with(top.as_str()))) {
            for (name, _) in &mut self.kept {
                name.drain(..top.len());
            }
        }
        self.finish()
    }

    fn count(&mut self) -> Result<(), IntakeError> {
        self.entries += 1;
        if self.entries > MAX_ENTRIES { Err(IntakeError::TooManyEntries) } else { Ok(()) }
    }

    /// Registers a path and the directories above it. Names that some file system would take for one are refused, so
    /// that a submission means the same everywhere.
    fn claim(&mut self, path: &RelPath, kind: Kind) -> Result<(), IntakeError> {
        let name = path.as_str();
        let parents = name.match_indices('/').map(|(slash, _)| (&name[..slash], Kind::Directory));
        for (part, kind) in parents.chain([(name, kind)]) {
            match self.names.entry(folded(part)) {
                Entry::Vacant(free) => {
                    free.insert((part.to_owned(), kind));
                }
                Entry::Occupied(taken) => {
                    let (other, other_kind) = taken.get();
                    match (other == part, *other_kind, kind) {
                        (true, Kind::Directory, Kind::Directory) => {}
                        (true, Kind::File, Kind::File) => return Err(IntakeError::Duplicate { path: shown(part) }),
                        (true, ..) => return Err(IntakeError::FileAndDirectory { path: shown(part) }),
                        (false, ..) => return Err(IntakeError::Clash { path: shown(part), other: shown(other) }),
                    }
                }
            }
        }
        Ok(())
    }
}

/// One case, one normal form. By way of the upper case, for some letters have two lower ones (`s` and `ſ`) that the go
/// command takes for one. Composing again after the change of case catches letters that it composes anew.
fn folded(name: &str) -> String {
    name.nfd().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

/// The name without what archivers put around it: `./` before, `/` after a directory.
fn plain(name: &str) -> &str {
    let name = name.strip_prefix("./").unwrap_or(name);
    name.strip_suffix('/').unwrap_or(name)
}

/// The last component of an uploaded file's name, whichever system it comes from.
pub(super) fn base_name(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// Whether a file is kept: Go sources, module files and texts that are not hidden.
fn is_wanted(path: &str) -> bool {
    let name = base_name(path);
    let hidden = path.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
    let kind = matches!(name, "go.mod" | "go.sum") || [".go", ".md", ".txt"].iter().any(|end| name.ends_with(end));
    kind && !hidden
}
