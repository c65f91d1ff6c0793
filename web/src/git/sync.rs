//! A repository is made when it is asked for first, and main catches up with what was saved elsewhere, so that nothing is
//! lost between browser and git. For those who passed the repository's gate.

use std::{collections::BTreeMap, fs, io, path::Path};

use gauntlet_db::{DraftRow, Micros, Origin};
use gauntlet_grader::{
    model::{Challenge, FileSet, RelPath},
    submission::Submission,
};

use super::{
    commit::Commit,
    repository::{QUARANTINE, Repository, SHORT},
    tree::Tree,
};
use crate::error::{AppError, AppResult};

const README: &str = "README.md";

/// What a candidate gets to begin with: starter, visible tests and the statement.
pub(super) fn given(challenge: &Challenge) -> FileSet {
    let mut files = challenge.starter.clone();
    if let (false, Ok(path)) = (files.contains(README), RelPath::parse(README)) {
        files.insert(path, challenge.statement.clone());
    }
    files
}

/// The files that are built; others are kept and set aside.
fn built(challenge: &Challenge, files: &FileSet) -> FileSet {
    Submission::new(challenge, files).map(|submission| submission.files).unwrap_or_default()
}

/// What of a commit's files is worth saving: all but those that were given and are set aside, and are as they were.
pub(super) fn own(challenge: &Challenge, files: &FileSet) -> FileSet {
    let (given, built) = (given(challenge), built(challenge, files));
    let is_own = |path: &str, content: &str| built.contains(path) || given.get(path) != Some(content);
    let own = files.iter().filter(|(path, content)| is_own(path.as_str(), content));
    own.map(|(path, content)| (path.clone(), content.to_owned())).collect()
}

/// What main lacks of a save.
#[derive(Debug, Default, PartialEq, Eq)]
struct Changes<'a> {
    delete: Vec<&'a str>,
    write: Vec<(&'a str, &'a str)>,
}

impl<'a> Changes<'a> {
    /// A save holds every file that is built, so that another one is gone. It need not hold what is set aside.
    fn between(challenge: &Challenge, there: &'a FileSet, saved: &'a BTreeMap<String, String>) -> Self {
        let built = built(challenge, there);
        let is_gone = |path: &str| built.contains(path) && !saved.contains_key(path);
        let delete = there.iter().map(|(path, _)| path.as_str()).filter(|path| is_gone(path)).collect();
        let is_new = |path: &str, content: &str| there.get(path) != Some(content);
        let write = saved.iter().map(|(path, content)| (path.as_str(), content.as_str()));
        Self { delete, write: write.filter(|(path, content)| is_new(path, content)).collect() }
    }

    fn are_none(&self) -> bool {
        self.delete.is_empty() && self.write.is_empty()
    }
}

/// Makes the repository if it is not there, with the starter as its first commit.
///
/// # Errors
/// [`AppError::Internal`]: the disk, or git.
pub(super) async fn make(repository: &Repository, challenge: &Challenge, at: Micros) -> AppResult<()> {
    if repository.path().join("HEAD").is_file() {
        return sweep(repository.path()).map_err(AppError::internal);
    }
    // Under another name until it is whole: a process that is killed leaves nothing half made.
    let unfinished = repository.path().with_extension("new");
    absent(fs::remove_dir_all(&unfinished)).map_err(AppError::internal)?;
    fs::create_dir_all(&unfinished).map_err(AppError::internal)?;
    let new = Repository::new(repository.host.clone(), unfinished.clone());
    let init = ["init", "--quiet", "--bare", "--initial-branch=main", "--object-format=sha1", "--template="];
    new.run(&init, b"", SHORT).await?.output()?;
    let files = given(challenge);
    let write = files.iter().map(|(path, content)| (path.as_str(), content)).collect();
    let message = format!("{}, version {}\n", challenge.manifest.title, challenge.manifest.version);
    Commit { parent: None, message: &message, at, delete: Vec::new(), write }.make(&new).await?;
    fs::rename(&unfinished, repository.path()).map_err(AppError::internal)
}

/// Brings main up to what was saved last, and gives the revision that it then shows; 0 if nothing was saved.
///
/// # Errors
/// [`AppError::Internal`].
pub(super) async fn catch_up(
    repository: &Repository,
    challenge: &Challenge,
    draft: Option<&DraftRow>,
) -> AppResult<u64> {
    let Some(draft) = draft else { return Ok(0) };
    let refs = repository.refs().await?;
    let main = refs.main.as_ref().ok_or_else(|| AppError::internal("expected a branch main"))?;
    let there = Tree::read(repository, main).await.map_err(ours)?;
    let changes = Changes::between(challenge, &there.files, &draft.files);
    if changes.are_none() {
        return Ok(draft.revision);
    }
    // A commit that was handed in by its tag alone: main follows.
    if let Some(submitted) = refs.submitted()
        && repository.is_ancestor(main, submitted).await?
    {
        let tagged = Tree::read(repository, submitted).await.map_err(ours)?;
        if Changes::between(challenge, &tagged.files, &draft.files).are_none() {
            repository.move_main(submitted, main).await?;
            return Ok(draft.revision);
        }
    }
    let message = format!("{}, version {}\n", how(draft.origin), draft.revision);
    let Changes { delete, write } = changes;
    Commit { parent: Some(main), message: &message, at: draft.saved_at, delete, write }.make(repository).await?;
    Ok(draft.revision)
}

/// A save in a few words.
fn how(origin: Origin) -> &'static str {
    match origin {
        Origin::Browser => "Saved in the browser",
        Origin::Upload => "Uploaded",
        Origin::Api => "Saved over the API",
        Origin::Git => "Saved by git",
    }
}

/// What lies in the repository was looked at when it came: that it cannot be read now is our fault.
fn ours(error: AppError) -> AppError {
    match error {
        error @ (AppError::Internal(_) | AppError::Unavailable(_)) => error,
        refused => AppError::internal(refused.detail()),
    }
}

/// Removes what a killed git left: locks, which would keep everybody out, and what a push brought that was never taken.
fn sweep(repository: &Path) -> io::Result<()> {
    for lock in ["HEAD.lock", "packed-refs.lock", "refs/heads/main.lock", "refs/tags/submit.lock"] {
        absent(fs::remove_file(repository.join(lock)))?;
    }
    for entry in fs::read_dir(repository.join("objects"))? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(QUARANTINE) {
            absent(fs::remove_dir_all(entry.path()))?;
        }
    }
    Ok(())
}

/// That there was nothing to remove is no failure.
fn absent(removed: io::Result<()>) -> io::Result<()> {
    removed.or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
}
