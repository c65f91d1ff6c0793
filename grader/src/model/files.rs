//! Relative paths that cannot leave their directory, and sets of files under such paths.

use std::{borrow::Borrow, collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A relative, normalised, `/`-separated path: no `..`, no `.`, no empty component, no NUL, no backslash, no drive,
/// no control characters, valid UTF-8, at most [`RelPath::MAX_BYTES`] bytes and [`RelPath::MAX_DEPTH`] components.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelPath(String);

/// Why a string is not a [`RelPath`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// The path as it came, escaped for printing.
    pub path: String,
    /// The rule that it breaks, e.g. "must not contain '..'".
    pub rule: &'static str,
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "file name '{}': {}", self.path, self.rule)
    }
}

impl std::error::Error for PathError {}

impl RelPath {
    /// Longest accepted path, in bytes.
    pub const MAX_BYTES: usize = 200;
    /// Most components of a path.
    pub const MAX_DEPTH: usize = 8;

    /// Checks a path against the rules above.
    ///
    /// # Errors
    /// The first rule that the path breaks.
    pub fn parse(path: &str) -> Result<Self, PathError> {
        let fail =
            |rule| Err(PathError { path: path.chars().take(120).flat_map(char::escape_default).collect(), rule });
        if path.is_empty() {
            return fail("must not be empty");
        }
        if path.len() > Self::MAX_BYTES {
            return fail("must be at most 200 bytes long");
        }
        if path.starts_with('/') {
            return fail("must be relative, without a leading '/'");
        }
        if path.chars().any(|c| c == '\\' || c == ':' || c.is_control()) {
            return fail("must not contain backslashes, colons or control characters");
        }
        let mut depth = 0;
        for part in path.split('/') {
            depth += 1;
            match part {
                "" => return fail("must not contain empty components ('//' or a trailing '/')"),
                "." | ".." => return fail("must not contain '.' or '..' components"),
                _ => {}
            }
        }
        if depth > Self::MAX_DEPTH {
            return fail("must be at most 8 directories deep");
        }
        Ok(Self(path.to_owned()))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Everything before the last component; empty for a file in the root.
    #[must_use]
    pub fn parent(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(dir, _)| dir)
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for RelPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Serialize for RelPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RelPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

/// Text files by path, sorted. Serialises as a JSON object `{path: content}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileSet(BTreeMap<RelPath, String>);

impl FileSet {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file, or replaces the one of that path.
    pub fn insert(&mut self, path: RelPath, content: String) {
        self.0.insert(path, content);
    }

    /// The content of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Whether a file of that path is in the set.
    #[must_use]
    pub fn contains(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Files in path order.
    pub fn iter(&self) -> impl Iterator<Item = (&RelPath, &str)> {
        self.0.iter().map(|(path, content)| (path, content.as_str()))
    }

    /// Number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Bytes of all contents.
    #[must_use]
    pub fn total_bytes(&self) -> usize {
        self.0.values().map(String::len).sum()
    }
}

impl FromIterator<(RelPath, String)> for FileSet {
    fn from_iter<I: IntoIterator<Item = (RelPath, String)>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::RelPath;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case::plain("pool.go")]
    #[case::nested("internal/queue/queue.go")]
    #[case::dots_inside("a..b.go")]
    fn accepts(#[case] path: &str) {
        assert_eq!(RelPath::parse(path).unwrap().as_str(), path);
    }

    #[rstest]
    #[case::empty("")]
    #[case::absolute("/etc/passwd")]
    #[case::parent("../pool.go")]
    #[case::inner_parent("a/../../pool.go")]
    #[case::dot("./pool.go")]
    #[case::double_slash("a//b.go")]
    #[case::trailing("a/")]
    #[case::backslash("a\\b.go")]
    #[case::drive("C:pool.go")]
    #[case::nul("a\0b.go")]
    #[case::escape("a\u{1b}[2J.go")]
    #[case::deep("a/b/c/d/e/f/g/h/i.go")]
    fn refuses(#[case] path: &str) {
        assert!(RelPath::parse(path).is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_stays_below_its_root(path in ".{0,40}|[./a]{0,12}") {
            if let Ok(ok) = RelPath::parse(&path) {
                let joined = std::path::Path::new("/root").join(ok.as_str());
                prop_assert!(joined.starts_with("/root"));
                prop_assert!(joined.components().all(|c| c != std::path::Component::ParentDir));
            }
        }
    }
}
