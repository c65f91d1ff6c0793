//! Commits that we make, as streams for `git fast-import`: no working tree, no index, one process.

use gauntlet_db::Micros;

use super::{
    host::quoted,
    refs::{MAIN, Oid},
    repository::{Repository, SHORT},
};
use crate::error::AppResult;

/// Who makes them. The candidate's own commits carry the candidate's name.
const COMMITTER: &str = "Gauntlet <gauntlet@localhost>";

/// A commit on main. The same one always has the same name, since nothing in it depends on when it is made.
pub(super) struct Commit<'a> {
    /// What it is based on; nothing for the first.
    pub(super) parent: Option<&'a Oid>,
    pub(super) message: &'a str,
    pub(super) at: Micros,
    /// Paths of files that go.
    pub(super) delete: Vec<&'a str>,
    /// Paths and contents of files that come or change.
    pub(super) write: Vec<(&'a str, &'a str)>,
}

impl Commit<'_> {
    /// Makes it, and moves main there.
    pub(super) async fn make(&self, repository: &Repository) -> AppResult<()> {
        let arguments = ["fast-import", "--quiet", "--done"];
        repository.run(&arguments, &self.stream(), SHORT).await?.output().map(drop)
    }

    /// In the format of `git fast-import`. Deletions come first: a directory may take the place of a file.
    fn stream(&self) -> Vec<u8> {
        let seconds = self.at.as_i64().max(0) / 1_000_000;
        let mut stream = format!("commit {MAIN}\ncommitter {COMMITTER} {seconds} +0000\n");
        let data = |stream: &mut String, text: &str| {
            stream.push_str(&format!("data {}\n{text}\n", text.len()));
        };
        data(&mut stream, self.message);
        if let Some(parent) = self.parent {
            stream.push_str(&format!("from {parent}\n"));
        }
        for path in &self.delete {
            stream.push_str(&format!("D {}\n", quoted(path)));
        }
        for (path, content) in &self.write {
            stream.push_str(&format!("M 100644 inline {}\n", quoted(path)));
            data(&mut stream, content);
        }
        stream.push_str("done\n");
        stream.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::refs::Oid, Commit};
    use gauntlet_db::Micros;

    #[test]
    fn a_stream_says_every_length() {
        let parent = Oid::parse(&"a".repeat(40)).unwrap();
        let commit = Commit {
            parent: Some(&parent),
            message: "Saved, é",
            at: Micros::from_i64(1_700_000_000_999_999),
            delete: vec!["old.go"],
            write: vec![("a \"b\".go", "no line break")],
        };
        let expected = format!(
            "commit refs/heads/main\ncommitter Gauntlet <gauntlet@localhost> 1700000000 +0000\ndata 9\nSaved, é\n\
             from {parent}\nD \"old.go\"\nM 100644 inline \"a \\\"b\\\".go\"\ndata 13\nno line break\ndone\n"
        );
        assert_eq!(String::from_utf8(commit.stream()).unwrap(), expected);
    }
}
