//! Files of the database: submissions are other people's work, so only the owner may read them. Knows no SQL.

use std::{
    fs::{DirBuilder, OpenOptions},
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use gauntlet_db_types::{StoreError, StoreResult};

/// Makes the file with its directory unless it exists. SQLite gives its side files the same permissions.
pub(crate) fn make_private(path: &Path) -> StoreResult<()> {
    if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|error| cannot_make(dir, &error))?;
    }
    match create_new(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(cannot_make(path, &error)),
        _ => Ok(()),
    }
}

/// Makes a file that must not exist yet, and returns its path as text.
pub(crate) fn new_private(path: &Path) -> StoreResult<&str> {
    let text = path.to_str().ok_or_else(|| StoreError::Config(format!("{}: expected UTF-8", path.display())))?;
    create_new(path).map_err(|error| cannot_make(path, &error))?;
    Ok(text)
}

fn create_new(path: &Path) -> std::io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

fn cannot_make(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Config(format!("cannot make {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{make_private, new_private};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn only_the_owner_may_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data/deep/gauntlet.db");
        make_private(&path).unwrap();
        make_private(&path).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(path.parent().unwrap().metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn a_backup_never_overwrites() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("copy.db");
        assert!(new_private(&path).is_ok());
        assert!(new_private(&path).unwrap_err().to_string().starts_with("cannot make "));
        assert!(new_private(&dir.path().join("no/such/dir.db")).is_err());
    }
}
