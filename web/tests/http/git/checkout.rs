//! A server with repositories, and clones of them.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use gauntlet_db::{DraftRow, ResultsRule};
use gauntlet_web::{app, git::Git, identity::Token, serve::serve};
use tempfile::TempDir;
use tokio::{net::TcpListener, process::Command, time::timeout};

use crate::{fixture, invited::Invited};

/// How long git may take: the machine may be fully loaded.
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody at work, and a server that listens.
pub(super) struct Served {
    pub(super) invited: Invited,
    pub(super) address: SocketAddr,
    directory: TempDir,
}

/// How git ended, and what it printed.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) is_good: bool,
    pub(super) out: String,
    pub(super) text: String,
}

impl Said {
    /// Asserts that it succeeded and printed these words.
    #[track_caller]
    pub(super) fn good(&self, words: &str) -> &Self {
        assert!(self.is_good && self.text.contains(words), "expected success and {words:?}: {self:?}");
        self
    }

    /// Asserts that it failed and printed these words.
    #[track_caller]
    pub(super) fn bad(&self, words: &str) -> &Self {
        assert!(!self.is_good && self.text.contains(words), "expected failure and {words:?}: {self:?}");
        self
    }
}

impl Served {
    pub(super) async fn at_work() -> Self {
        Self::of(Invited::at_work(ResultsRule::AtOnce).await).await
    }

    pub(super) async fn of(mut invited: Invited) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let git = Git::open(&directory.path().join("git"), Path::new(env!("CARGO_BIN_EXE_gauntlet"))).unwrap();
        invited.app.state.git = git;
        invited.app.router = app::router(invited.app.state.clone()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, invited.app.state.clone(), std::future::pending()));
        Self::at(invited, address, directory)
    }

    /// A server that is there already, whose repositories lie in `git` below the directory.
    pub(super) fn at(invited: Invited, address: SocketAddr, directory: TempDir) -> Self {
        Self { invited, address, directory }
    }

    pub(super) fn url(&self, token: &Token) -> String {
        format!("http://me:{}@{}/git/{}.git", token.secret(), self.address, fixture::SLUG)
    }

    /// Clones with the candidate's token.
    pub(super) async fn checkout(&self, name: &str) -> Checkout {
        let (checkout, said) = self.try_clone(name, &self.invited.token).await;
        said.good("");
        checkout
    }

    pub(super) async fn try_clone(&self, name: &str, token: &Token) -> (Checkout, Said) {
        let checkout = Checkout { path: self.directory.path().join(name), home: self.directory.path().to_owned() };
        let said = run(&checkout.home, &checkout.home, &["clone", "-q", &self.url(token), name]).await;
        (checkout, said)
    }

    /// The repository as it lies on the server.
    pub(super) fn stored(&self) -> PathBuf {
        let id = self.invited.id.to_string();
        self.directory.path().join("git/repositories").join(id).join(format!("{}.git", fixture::SLUG))
    }

    /// Asks git about that.
    pub(super) async fn ask_stored(&self, arguments: &[&str]) -> String {
        run(self.directory.path(), &self.stored(), arguments).await.good("").out.trim().to_owned()
    }

    pub(super) async fn draft(&self) -> Option<DraftRow> {
        self.invited.app.state.store.draft(self.invited.id, fixture::SLUG).await.unwrap()
    }

    /// The revision of the draft; 0 if there is none.
    pub(super) async fn revision(&self) -> u64 {
        self.draft().await.map_or(0, |draft| draft.revision)
    }

    /// How many attempts were made.
    pub(super) async fn attempts(&self) -> u32 {
        self.invited.app.state.store.attempts_used(self.invited.id, fixture::SLUG).await.unwrap().used
    }
}

/// A clone with its working tree.
pub(super) struct Checkout {
    path: PathBuf,
    home: PathBuf,
}

impl Checkout {
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    pub(super) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path.join(name)).unwrap()
    }

    pub(super) async fn git(&self, arguments: &[&str]) -> Said {
        run(&self.home, &self.path, arguments).await
    }

    /// Commits everything.
    pub(super) async fn commit(&self, message: &str) {
        self.git(&["add", "-A"]).await.good("");
        self.git(&["commit", "-q", "--allow-empty", "-m", message]).await.good("");
    }

    /// Writes a function of its own, and commits it.
    pub(super) async fn work(&self, code: &str) {
        self.write("echo.go", code);
        self.commit(&format!("Write {code}")).await;
    }

    /// The commit that a name stands for.
    pub(super) async fn oid(&self, name: &str) -> String {
        self.git(&["rev-parse", name]).await.good("").out.trim().to_owned()
    }
}

/// git without anybody's configuration.
async fn run(home: &Path, directory: &Path, arguments: &[&str]) -> Said {
    let output = Command::new("git")
        .args(["-c", "advice.detachedHead=false", "-c", "pull.rebase=true", "-c", "gc.auto=0"])
        .args(arguments)
        .current_dir(directory)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", home)
        .env("LC_ALL", "C")
        .env("NO_PROXY", "*")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Ada")))
        .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "ada@example.org")))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = timeout(PATIENCE, output).await.expect("git ends").unwrap();
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let text = format!("{out}{}", String::from_utf8_lossy(&output.stderr));
    Said { is_good: output.status.success(), out, text }
}
