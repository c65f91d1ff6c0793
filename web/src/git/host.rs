//! The directory that the repositories lie in, and git as it is started there: with our configuration, and without
//! anything of this process's environment but the path where programs are found.

use std::{
    collections::HashMap,
    ffi::OsString,
    fs::{self, DirBuilder, File, Permissions},
    hash::Hash,
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use gauntlet_db::InvitationId;
use gauntlet_grader::model::Slug;
use tokio::{
    sync::{Mutex as AsyncMutex, OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::hook::HOOK;
use crate::error::{AppError, AppResult};

/// Requests that are git's turn at once; further ones wait.
const PLACES: usize = 8;
/// How many of them one candidate's may be: who sends their bodies slowly keeps nobody else waiting.
const PLACES_EACH: usize = 2;
/// How long they wait.
const PATIENCE: Duration = Duration::from_secs(20);
/// Beyond this many gates or candidates, those whom nobody waits for are forgotten.
const SWEEP_AT: usize = 1_000;
/// The first git that takes its whole configuration from where we say (`GIT_CONFIG_GLOBAL`).
const OLDEST: (u32, u32) = (2, 32);
/// Largest single piece of memory that a git process takes: what an object of a few bytes claims to unfold to ends
/// there.
const ALLOCATION: &str = "16m";

/// Why no repositories can be served.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is no git, or one that cannot serve.
    #[error("expected git with its http-backend on the PATH, {0}")]
    NoGit(String),
    /// Somebody else serves from there.
    #[error("another gauntlet serves repositories from {0}; give this one a directory of its own")]
    InUse(PathBuf),
    /// The directory cannot be used.
    #[error("cannot use {path} for repositories: {reason}")]
    Directory {
        /// The directory, or what lies in it.
        path: PathBuf,
        /// The system's word.
        reason: io::Error,
    },
}

/// Where repositories lie, and who is at which.
pub(super) struct Host {
    directory: PathBuf,
    search_path: OsString,
    places: Arc<Semaphore>,
    gates: Mutex<HashMap<PathBuf, Weak<AsyncMutex<()>>>>,
    own_places: Mutex<HashMap<InvitationId, Weak<Semaphore>>>,
    /// Held open, so that sockets can be bound below it however long its path is.
    sockets: File,
    /// Nobody else serves from the directory meanwhile.
    _owner: File,
}

impl Host {
    pub(super) fn open(directory: &Path, hook: &Path) -> Result<Self, OpenError> {
        let search_path = std::env::var_os("PATH").unwrap_or_default();
        check_git(&search_path)?;
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |reason| OpenError::Directory { path, reason }
        };
        let make = |path: &Path| DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(failed(path));
        make(directory)?;
        let directory = fs::canonicalize(directory).map_err(failed(directory))?;
        fs::set_permissions(&directory, Permissions::from_mode(0o700)).map_err(failed(&directory))?;
        let lock = directory.join("lock");
        let owner = File::create(&lock).map_err(failed(&lock))?;
        if owner.try_lock().is_err() {
            return Err(OpenError::InUse(directory));
        }
        let sockets = directory.join("sockets");
        // What a killed process left there.
        match fs::remove_dir_all(&sockets) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&sockets)(error)),
            _ => make(&sockets)?,
        }
        make(&directory.join("repositories"))?;
        let hooks = directory.join("hooks");
        make(&hooks)?;
        place_hook(&hooks.join(HOOK), hook).map_err(failed(&hooks))?;
        let config = directory.join("gitconfig");
        fs::write(&config, configuration(&hooks)).map_err(failed(&config))?;
        Ok(Self {
            sockets: File::open(&sockets).map_err(failed(&sockets))?,
            directory,
            search_path,
            places: Arc::new(Semaphore::new(PLACES)),
            gates: Mutex::default(),
            own_places: Mutex::default(),
            _owner: owner,
        })
    }

    /// Where one invitation's work on one challenge lies.
    pub(super) fn path_of(&self, invitation: InvitationId, slug: &Slug) -> PathBuf {
        self.directory.join("repositories").join(invitation.to_string()).join(format!("{slug}.git"))
    }

    /// The directory of sockets, as a path and as an open directory.
    pub(super) fn sockets(&self) -> (PathBuf, &File) {
        (self.directory.join("sockets"), &self.sockets)
    }

    /// Whoever changes a repository passes its gate; one at a time.
    pub(super) fn gate(&self, repository: &Path) -> Arc<AsyncMutex<()>> {
        shared(&self.gates, repository.to_owned(), Arc::default)
    }

    /// A place for a request's git processes. Taken after the gate, never before it: who waits at a gate holds no place; and
    /// first of the candidate's own, so that who waits for one of those holds none of everybody's.
    pub(super) async fn place(&self, invitation: InvitationId) -> AppResult<Place> {
        let own = shared(&self.own_places, invitation, || Arc::new(Semaphore::new(PLACES_EACH)));
        let both = async {
            let own = own.acquire_owned().await.map_err(AppError::internal)?;
            let place = Arc::clone(&self.places).acquire_owned().await.map_err(AppError::internal)?;
            Ok(Place { _own: own, _place: place })
        };
        match timeout(PATIENCE, both).await {
            Ok(place) => place,
            Err(_) => Err(AppError::unavailable("every place for git was taken for too long")),
        }
    }

    /// git, without arguments. Neither the system's nor anybody's own configuration is read.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new("git");
        command
            .env_clear()
            .env("PATH", &self.search_path)
            .env("HOME", &self.directory)
            .env("XDG_CONFIG_HOME", &self.directory)
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.directory.join("gitconfig"))
            .env("GIT_ATTR_NOSYSTEM", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ALLOC_LIMIT", ALLOCATION)
            .current_dir(&self.directory);
        command
    }
}

/// A place for a request's git processes, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    _own: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

/// What is kept under a key for as long as somebody holds it.
fn shared<K: Eq + Hash, V>(all: &Mutex<HashMap<K, Weak<V>>>, key: K, new: impl FnOnce() -> Arc<V>) -> Arc<V> {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= SWEEP_AT {
        all.retain(|_, kept| kept.strong_count() > 0);
    }
    if let Some(kept) = all.get(&key).and_then(Weak::upgrade) {
        return kept;
    }
    let kept = new();
    all.insert(key, Arc::downgrade(&kept));
    kept
}

/// The hook is a link to our own program and not a script, so that no shell is needed.
fn place_hook(link: &Path, program: &Path) -> io::Result<()> {
    match fs::remove_file(link) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => symlink(program, link),
    }
}

/// What git is told, once for all repositories: a change holds for those that exist, too.
///
/// `unpackLimit = 1` keeps a push as the pack that it came as. Objects in it may unfold to a thousand times their size,
/// and would do so on the disk if each became a file of its own.
fn configuration(hooks: &Path) -> String {
    let hooks = quoted(&hooks.to_string_lossy());
    format!(
        "# Written by gauntlet at each start.\n\
         [core]\n\thooksPath = {hooks}\n\tbigFileThreshold = 1m\n\tdeltaBaseCacheLimit = 16m\n\
         [safe]\n\tdirectory = *\n\
         [http]\n\tgetanyfile = false\n\tuploadpack = true\n\treceivepack = true\n\
         [receive]\n\tfsckObjects = true\n\tmaxInputSize = 10m\n\tunpackLimit = 1\n\tdenyNonFastForwards = true\n\
         \tdenyDeletes = true\n\tautogc = false\n\
         [gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[pack]\n\tthreads = 1\n\twindowMemory = 32m\n"
    )
}

/// As git reads text between quotes, in its configuration, in lists of paths and in streams of commits.
pub(super) fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("\"{escaped}\"")
}

fn check_git(search_path: &OsString) -> Result<(), OpenError> {
    let say = |arguments: &[&str]| {
        let output = Command::new("git").env_clear().env("PATH", search_path).args(arguments).output();
        let output = output.map_err(|error| OpenError::NoGit(format!("found none ({error})")))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let version = say(&["version"])?;
    if version_of(&version).is_none_or(|found| found < OLDEST) {
        return Err(OpenError::NoGit(format!("{}.{} or newer; got '{version}'", OLDEST.0, OLDEST.1)));
    }
    let backend = Path::new(&say(&["--exec-path"])?).join("git-http-backend");
    if backend.is_file() { Ok(()) } else { Err(OpenError::NoGit(format!("found no {}", backend.display()))) }
}

/// Major and minor of `git version 2.39.5`.
fn version_of(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.strip_prefix("git version ")?.split(['.', ' ']).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::{Host, OpenError, PLACES_EACH, quoted, version_of};
    use futures_util::FutureExt;
    use gauntlet_db::{InvitationId, Micros};
    use std::path::Path;

    #[test]
    fn versions_are_read_as_every_git_says_them() {
        assert_eq!(version_of("git version 2.39.5"), Some((2, 39)));
        assert_eq!(version_of("git version 2.50.1 (Apple Git-155)"), Some((2, 50)));
        assert_eq!(version_of("git version 3.0-rc1"), None);
        assert_eq!(version_of(""), None);
    }

    #[test]
    fn a_directory_has_one_owner() {
        let root = tempfile::tempdir().unwrap();
        let open = || Host::open(&root.path().join("git"), Path::new("/bin/true"));
        let first = open().unwrap();
        assert!(matches!(open(), Err(OpenError::InUse(_))));
        drop(first);
        assert!(open().is_ok(), "what the first one left is no obstacle");
    }

    #[tokio::test]
    async fn one_candidate_cannot_take_the_others_places() {
        let root = tempfile::tempdir().unwrap();
        let host = Host::open(&root.path().join("git"), Path::new("/bin/true")).unwrap();
        let [one, other] = [1, 2].map(|at| InvitationId::new(Micros::from_i64(at)));
        let mut taken = Vec::new();
        for _ in 0..PLACES_EACH {
            taken.push(host.place(one).await.unwrap());
        }
        assert!(host.place(one).now_or_never().is_none(), "it waits");
        assert!(host.place(other).now_or_never().is_some_and(|place| place.is_ok()));
        taken.pop();
        assert!(host.place(one).now_or_never().is_some_and(|place| place.is_ok()));
    }

    #[test]
    fn quotes_and_backslashes_stay_themselves() {
        assert_eq!(quoted(r#"a "b" \c"#), r#""a \"b\" \\c""#);
    }
}
