//! A commit as files, held to the rules of what may be handed in. Sizes and kinds are looked at before anything is read.

use std::collections::BTreeSet;

use gauntlet_grader::{
    intake::{self, Intake, IntakeError, MAX_ENTRIES, MAX_FILE_BYTES, MAX_TOTAL_BYTES},
    model::FileSet,
};

use super::{refs::Oid, repository::Repository};
use crate::error::{AppError, AppResult};

/// Most bytes of the list of a commit's files: each has a path of at most four thousand, hardly any of more than a hundred.
const MAX_LISTING: usize = 256 * 1024;
/// Most bytes around the content of one file, as `git cat-file` prints it.
const HEAD_BYTES: usize = 80;

/// The files of a commit.
#[derive(Debug)]
pub(super) struct Tree {
    /// Those that can be handed in, by their rules of intake alone.
    pub(super) files: FileSet,
    /// Names of others, which were not looked at.
    pub(super) ignored: Vec<String>,
}

/// One line of the list.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    oid: Oid,
    size: u64,
    path: String,
}

impl Tree {
    /// Reads a commit.
    ///
    /// # Errors
    /// [`AppError::Refused`] with the file and the rule that it breaks.
    pub(super) async fn read(repository: &Repository, commit: &Oid) -> AppResult<Self> {
        let arguments = ["ls-tree", "-r", "-z", "--long", "--full-tree", commit.as_str()];
        let ended = repository.run(&arguments, b"", MAX_LISTING).await?;
        if ended.is_cut {
            return Err(refused(IntakeError::TooManyEntries));
        }
        let entries = parse_listing(&ended.output()?)?;
        let wanted: String = entries.iter().map(|entry| format!("{}\n", entry.oid)).collect();
        let most = entries.iter().map(|entry| usize::try_from(entry.size).unwrap_or(usize::MAX)).sum::<usize>();
        let most = most + entries.len() * HEAD_BYTES;
        let contents = repository.run(&["cat-file", "--batch"], wanted.as_bytes(), most).await?.output()?;
        Self::take_in(parse_contents(entries, &contents)?)
    }

    fn take_in(parts: Vec<(String, Vec<u8>)>) -> AppResult<Self> {
        let paths: BTreeSet<String> = parts.iter().map(|(path, _)| path.clone()).collect();
        let Intake { files, ignored } = intake::from_parts(parts).map_err(refused)?;
        // An archive may hold one directory with everything in it. A repository means the paths that it has.
        if files.iter().any(|(path, _)| !paths.contains(path.as_str())) {
            let text = "All files lie in one directory. Move them to the top of the repository, where they were.";
            return Err(AppError::Refused(text.to_owned()));
        }
        Ok(Self { files, ignored })
    }
}

fn refused(error: IntakeError) -> AppError {
    AppError::Refused(error.to_string())
}

/// Reads `git ls-tree -r -z --long`: mode, type, name, size, tab, path, NUL.
fn parse_listing(bytes: &[u8]) -> AppResult<Vec<Entry>> {
    let (mut entries, mut total) = (Vec::new(), 0_u64);
    for line in bytes.split(|&b| b == 0).filter(|line| !line.is_empty()) {
        let strange = || AppError::internal(format!("expected a line of git ls-tree, got {}", line.escape_ascii()));
        let tab = line.iter().position(|&b| b == b'\t').ok_or_else(strange)?;
        let about = std::str::from_utf8(&line[..tab]).map_err(|_| strange())?;
        let about: Vec<_> = about.split_ascii_whitespace().collect();
        let &[mode, _, oid, size] = about.as_slice() else { return Err(strange()) };
        let raw = &line[tab + 1..];
        let shown = || raw.iter().take(120).flat_map(|&b| std::ascii::escape_default(b)).map(char::from).collect();
        let path = std::str::from_utf8(raw).map_err(|_| refused(IntakeError::NameNotUtf8 { path: shown() }))?;
        let what = match mode {
            "120000" => Some("a symbolic link"),
            "160000" => Some("a submodule"),
            _ => None,
        };
        if let Some(what) = what {
            return Err(refused(IntakeError::SpecialFile { path: shown(), what }));
        }
        let size: u64 = size.parse().map_err(|_| strange())?;
        total = total.saturating_add(size);
        if size > MAX_FILE_BYTES {
            return Err(refused(IntakeError::FileTooLarge { path: shown() }));
        }
        entries.push(Entry { oid: Oid::parse(oid).ok_or_else(strange)?, size, path: path.to_owned() });
    }
    if entries.len() > MAX_ENTRIES {
        return Err(refused(IntakeError::TooManyEntries));
    }
    if total > MAX_TOTAL_BYTES {
        return Err(refused(IntakeError::TooLarge));
    }
    Ok(entries)
}

/// Reads `git cat-file --batch`: name, type, size, line break, content, line break; in the order of the entries.
fn parse_contents(entries: Vec<Entry>, mut bytes: &[u8]) -> AppResult<Vec<(String, Vec<u8>)>> {
    let mut parts = Vec::with_capacity(entries.len());
    for Entry { oid, size, path } in entries {
        let head = format!("{oid} blob {size}\n");
        let content = bytes.strip_prefix(head.as_bytes()).zip(usize::try_from(size).ok());
        let content = content.filter(|(rest, size)| rest.get(*size) == Some(&b'\n'));
        let Some((rest, size)) = content else {
            return Err(AppError::internal(format!("expected the content of {oid} from git cat-file")));
        };
        parts.push((path, rest[..size].to_vec()));
        bytes = &rest[size + 1..];
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::{Entry, Tree, parse_contents, parse_listing};
    use crate::{error::AppError, git::refs::Oid};

    const OID: &str = "95d09f2b10159347eece71399a7e2e907ea3df4f";

    fn line(mode: &str, size: &str, path: &str) -> Vec<u8> {
        format!("{mode} blob {OID} {size:>7}\t{path}\0").into_bytes()
    }

    fn why(bytes: &[u8]) -> String {
        parse_listing(bytes).unwrap_err().detail()
    }

    #[test]
    fn a_listing_is_read() {
        let bytes = [line("100644", "11", "pool.go"), line("100755", "0", "a b/ü\n.go")].concat();
        let entries = parse_listing(&bytes).unwrap();
        assert_eq!(entries[0], Entry { oid: Oid::parse(OID).unwrap(), size: 11, path: "pool.go".to_owned() });
        assert_eq!(entries[1].path, "a b/ü\n.go");
        assert!(parse_listing(b"").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_plain_file_is_refused_by_name() {
        assert!(why(&line("120000", "9", "link.go")).contains("'link.go' is a symbolic link"));
        let submodule = format!("160000 commit {OID}       -\tvendor/x\0");
        assert!(why(submodule.as_bytes()).contains("'vendor/x' is a submodule"));
        let mut raw = line("100644", "1", "x");
        raw.splice(raw.len() - 1.., *b"\xff.go\0");
        assert!(why(&raw).contains("'x\\xff.go' is not UTF-8"), "{}", why(&raw));
    }

    #[test]
    fn sizes_are_looked_at_before_anything_is_read() {
        assert!(why(&line("100644", "1048577", "big.go")).contains("'big.go' is larger than 1 MiB"));
        let five = line("100644", "1048576", "a.go").repeat(5);
        assert!(why(&five).contains("larger than 4 MiB together"));
        assert!(why(&line("100644", "1", "a.go").repeat(201)).contains("more than 200 files"));
        assert!(matches!(parse_listing(b"100644 blob\0"), Err(AppError::Internal(_))));
    }

    #[test]
    fn contents_come_in_order_and_whole() {
        let entries = || vec![Entry { oid: Oid::parse(OID).unwrap(), size: 3, path: "a.go".to_owned() }];
        let good = format!("{OID} blob 3\n\n\0x\n");
        assert_eq!(parse_contents(entries(), good.as_bytes()).unwrap(), [("a.go".to_owned(), b"\n\0x".to_vec())]);
        for bad in [format!("{OID} missing\n"), format!("{OID} blob 3\nab"), format!("{OID} blob 3\nabcd\n")] {
            assert!(parse_contents(entries(), bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_directory_around_everything_is_not_taken_off() {
        let part = |path: &str| (path.to_owned(), b"package p\n".to_vec());
        let tree = Tree::take_in(vec![part("a.go"), part("in/b.go"), part(".gitignore")]).unwrap();
        assert_eq!((tree.files.len(), tree.ignored), (2, vec![".gitignore".to_owned()]));
        let error = Tree::take_in(vec![part("in/a.go"), part("in/b.go")]).unwrap_err();
        assert!(error.detail().contains("to the top of the repository"), "{}", error.detail());
    }
}
