//! Why something that was handed in is refused. Every message names the file, the rule and the way out.

use crate::model::PathError;

/// A rule that what was handed in breaks. All of them are the sender's to mend.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)] // the messages say it; `path` is the name as it came, escaped
pub enum IntakeError {
    #[error("{0}; rename it and hand it in again")]
    Name(#[from] PathError),
    #[error("file name '{path}' is not UTF-8; rename it and hand it in again")]
    NameNotUtf8 { path: String },
    #[error("'{path}' comes twice; leave one of them out")]
    Duplicate { path: String },
    #[error("'{path}' and '{other}' differ only in case or in Unicode normalisation; rename one of them")]
    Clash { path: String, other: String },
    #[error("'{path}' is both a file and a directory; leave one of them out")]
    FileAndDirectory { path: String },
    #[error("'{path}' is {what}; only regular files and directories are accepted, so replace it by a copy")]
    SpecialFile { path: String, what: &'static str },
    #[error("'{path}' is encrypted; make the archive without a password")]
    Encrypted { path: String },
    #[error("'{path}' is compressed by a method other than deflate; make the archive with the usual settings")]
    Compression { path: String },
    #[error("'{path}' is not UTF-8 text (byte {at}); save it as UTF-8")]
    NotUtf8 { path: String, at: usize },
    #[error("'{path}' holds a NUL byte (byte {at}); only text files are accepted")]
    Nul { path: String, at: usize },
    #[error("'{path}' is larger than 1 MiB; leave it out or split it")]
    FileTooLarge { path: String },
    #[error("the files are larger than 4 MiB together; leave out what is not source code")]
    TooLarge,
    #[error("the archive expands to more than 16 MiB; leave out what is not source code")]
    ExpandsTooFar,
    #[error("the upload is larger than 4 MiB; leave out what is not source code")]
    ArchiveTooLarge,
    #[error("there are more than 200 files and directories; leave out what is not source code, such as .git")]
    TooManyEntries,
    #[error("the archive is damaged ({reason}); make it again")]
    Damaged { reason: String },
    #[error("'{name}' is none of the accepted kinds; expected .go files, a .zip or a .tar.gz")]
    UnknownFormat { name: String },
    #[error("there is no file to grade; expected at least one .go file")]
    Empty,
    #[error("cannot read '{path}' ({reason}); check that it exists and that you may read it")]
    Unreadable { path: String, reason: String },
}

/// A name that came from outside, fit for a message.
pub(super) fn shown(name: &str) -> String {
    name.chars().take(120).flat_map(char::escape_debug).collect()
}

/// A name that is not UTF-8, fit for a message.
pub(super) fn shown_bytes(name: &[u8]) -> String {
    name.iter().take(120).flat_map(|&b| std::ascii::escape_default(b)).map(char::from).collect()
}

/// A damaged archive, with the reading library's reason.
pub(super) fn damaged(reason: impl std::fmt::Display) -> IntakeError {
    IntakeError::Damaged { reason: shown(&reason.to_string()) }
}
