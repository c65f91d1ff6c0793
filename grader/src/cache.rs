//! Binaries that need not be built twice: the reference's benchmark binary, by the content that it is made of.
//!
//! Only ever filled with what a build container made of our own files; a verdict is never cached.

use std::{fs, io::Write, path::PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::error::GradeError;

/// A directory of binaries by content key.
#[derive(Debug, Clone)]
pub struct BinaryCache {
    directory: PathBuf,
}

/// The content that a binary is made of.
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

impl BinaryCache {
    /// A cache in `directory`, which is made when it is first needed.
    #[must_use]
    pub fn new(directory: PathBuf) -> Self {
        Self { directory }
    }

    /// The binary of that key, if it is there.
    #[must_use]
    pub fn get(&self, key: &CacheKey) -> Option<Vec<u8>> {
        fs::read(self.directory.join(&key.0)).ok()
    }

    /// Keeps a binary. Readers see the whole file or none.
    ///
    /// # Errors
    /// The directory cannot be written to.
    pub fn put(&self, key: &CacheKey, binary: &[u8]) -> Result<(), GradeError> {
        let failed =
            |source| GradeError::Io { what: format!("write to the cache {}", self.directory.display()), source };
        fs::create_dir_all(&self.directory).map_err(failed)?;
        let mut file = NamedTempFile::new_in(&self.directory).map_err(failed)?;
        file.write_all(binary).map_err(failed)?;
        file.persist(self.directory.join(&key.0)).map_err(|e| failed(e.error))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{BinaryCache, CacheKey};

    #[test]
    fn gives_back_what_was_kept_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let cache = BinaryCache::new(home.path().join("deep/cache"));
        let (a, b) = (CacheKey::new(b"request", "sha256:1"), CacheKey::new(b"request", "sha256:2"));
        assert_eq!(cache.get(&a), None);
        cache.put(&a, b"binary").unwrap();
        assert_eq!(cache.get(&a).as_deref(), Some(b"binary".as_slice()));
        assert_eq!(cache.get(&b), None);
    }
}
