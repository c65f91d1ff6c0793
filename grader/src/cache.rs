//! What need not be built twice: the answers of build containers, by the content that they were made of.
//!
//! A key covers the sources, the request and the image, so that equal keys mean equal binaries. A verdict is never
//! kept: whoever hands in the same files again is tested again.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::GradeError;

/// Bytes that a cache may take unless it is told otherwise: some hundred builds.
const CAP_BYTES: u64 = 1 << 30;

/// A directory of build answers by content key. The ones that were not used for longest go first.
#[derive(Debug, Clone)]
pub struct BuildCache {
    directory: PathBuf,
    cap_bytes: u64,
}

/// The content that an answer was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheKey(String);

impl CacheKey {
    /// The key of everything that goes into a build: the request with its files, and the image's digest.
    #[must_use]
    pub fn new(packed_request: &[u8], image_digest: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(image_digest.as_bytes());
        hash.update([0]);
        hash.update(packed_request);
        Self(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl BuildCache {
    /// A cache in `directory`, which is made when it is first needed.
    #[must_use]
    pub fn new(directory: PathBuf) -> Self {
        Self { directory, cap_bytes: CAP_BYTES }
    }

    /// The answer of that key, if it is there.
    #[must_use]
    pub fn get(&self, key: &CacheKey) -> Option<Vec<u8>> {
        let path = self.directory.join(&key.0);
        let answer = fs::read(&path).ok()?;
        // Its date is its last use. Where that cannot be set it is only thrown away sooner.
        let _ = File::options().append(true).open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        Some(answer)
    }

    /// Keeps an answer. Readers see the whole file or none.
    ///
    /// # Errors
    /// The directory cannot be written to.
    pub fn put(&self, key: &CacheKey, answer: &[u8]) -> Result<(), GradeError> {
        let failed =
            |source| GradeError::Io { what: format!("write to the cache {}", self.directory.display()), source };
        fs::create_dir_all(&self.directory).map_err(failed)?;
        let mut file = NamedTempFile::new_in(&self.directory).map_err(failed)?;
        file.write_all(answer).map_err(failed)?;
        file.persist(self.directory.join(&key.0)).map_err(|e| failed(e.error))?;
        self.make_room().map_err(failed)
    }

    fn make_room(&self) -> io::Result<()> {
        let mut kept = entries(&self.directory)?;
        let mut total: u64 = kept.iter().map(|(_, bytes, _)| bytes).sum();
        kept.sort();
        for (_, bytes, path) in kept {
            if total <= self.cap_bytes {
                break;
            }
            match fs::remove_file(path) {
                // Somebody else made room, too.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                removed => removed?,
            }
            total -= bytes;
        }
        Ok(())
    }
}

/// Last use, size and path of every answer. Files on their way into the cache are somebody else's.
fn entries(directory: &Path) -> io::Result<Vec<(SystemTime, u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let unfinished = entry.file_name().to_string_lossy().starts_with('.');
        if let (Ok(metadata), false) = (entry.metadata(), unfinished) {
            found.push((metadata.modified()?, metadata.len(), entry.path()));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::{
        fs::File,
        time::{Duration, SystemTime},
    };

    use super::{BuildCache, CacheKey};

    #[test]
    fn gives_back_what_was_kept_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let cache = BuildCache::new(home.path().join("deep/cache"));
        let (a, b) = (CacheKey::new(b"request", "sha256:1"), CacheKey::new(b"request", "sha256:2"));
        assert_eq!(cache.get(&a), None);
        cache.put(&a, b"binary").unwrap();
        assert_eq!(cache.get(&a).as_deref(), Some(b"binary".as_slice()));
        assert_eq!(cache.get(&b), None);
    }

    #[test]
    fn the_longest_unused_makes_room() {
        let home = tempfile::tempdir().unwrap();
        let cache = BuildCache { cap_bytes: 20, ..BuildCache::new(home.path().to_owned()) };
        let key = |n: u8| CacheKey::new(&[n], "sha256:1");
        let used = |n: u8, seconds: u64| {
            let file = File::options().append(true).open(home.path().join(&key(n).0)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
        };
        cache.put(&key(1), &[1; 8]).unwrap();
        cache.put(&key(2), &[2; 8]).unwrap();
        used(1, 10);
        used(2, 20);
        assert!(cache.get(&key(1)).is_some(), "now the one that was used last");
        cache.put(&key(3), &[3; 8]).unwrap();
        let left: Vec<_> = (1..=3).filter(|n| cache.get(&key(*n)).is_some()).collect();
        assert_eq!(left, [1, 3]);
    }
}
