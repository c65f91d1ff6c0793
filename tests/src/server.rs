//! A real `gauntlet serve` process, and a client for its interface.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    process::{Child, Command, ExitStatus},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{command::Home, http};

/// How long anything may take: the machine may be fully loaded.
const PATIENCE: Duration = Duration::from_secs(240);

/// A server on a port of its own; killed when dropped.
pub struct Server {
    process: Child,
    /// Where it listens.
    pub address: SocketAddr,
    log: std::path::PathBuf,
}

impl Server {
    /// Starts a server whose database lies in `home`, and waits until it answers.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    pub fn start(home: &Home, workers: usize) -> Self {
        // Given back at once; whoever takes it before the server does makes this fail, loudly.
        let address = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
        let log = home.path().join(format!("serve-{}.log", address.port()));
        let process = home
            .gauntlet(&["serve"])
            .env("GAUNTLET_LISTEN", address.to_string())
            .env("GAUNTLET_DATABASE_URL", database_url(home))
            .env("GAUNTLET_WORKERS", workers.to_string())
            .stderr(File::create(&log).expect("a log file"))
            .spawn()
            .expect("the server starts");
        let mut server = Self { process, address, log };
        wait_for("the server to answer", || {
            let ended = server.process.try_wait().expect("a state");
            assert!(ended.is_none(), "the server ended with {ended:?}: {}", server.log());
            http::request(server.address, "GET", "/healthz", None).ok().filter(|a| a.status == 200)
        });
        server
    }

    /// What it has logged.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Hands in a worker pool and returns the submission's id.
    ///
    /// # Panics
    /// When it is not taken.
    #[must_use]
    pub fn hand_in(&self, author: &str, pool_go: &str) -> String {
        let body = json!({ "challenge": "worker-pool", "author": author, "files": { "pool.go": pool_go } });
        let answer = http::request(self.address, "POST", "/api/v1/submissions", Some(&body)).expect("an answer");
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    /// A submission as it stands.
    ///
    /// # Panics
    /// When the server does not answer.
    #[must_use]
    pub fn submission(&self, id: &str) -> Value {
        let answer = http::request(self.address, "GET", &format!("/api/v1/submissions/{id}"), None).expect("an answer");
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()
    }

    /// Waits until a submission is as asked, and returns it.
    ///
    /// # Panics
    /// When that takes too long, or it ends as failed.
    #[must_use]
    pub fn wait_until(&self, id: &str, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        wait_for(what, || {
            let submission = self.submission(id);
            assert_ne!(submission["status"], "failed", "{submission}; {}", self.log());
            Some(submission).filter(|s| is(s))
        })
    }

    /// Ends it as the kernel would: no chance to clean up.
    ///
    /// # Panics
    /// When it has ended by itself.
    pub fn kill(&mut self) {
        self.process.kill().expect("a signal");
        self.process.wait().expect("an end");
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Panics
    /// When it does not.
    pub fn terminate(&mut self) -> ExitStatus {
        let sent = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status().expect("a signal");
        assert!(sent.success(), "{sent}");
        wait_for("the server to stop", || self.process.try_wait().expect("a state"))
    }

    /// The process's id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Where a server in `home` keeps everything, for commands beside it.
#[must_use]
pub fn database_url(home: &Home) -> String {
    format!("sqlite:{}", home.path().join("data/gauntlet.db").display())
}

/// Whether a submission's tests are running.
#[must_use]
pub fn in_test_phase(submission: &Value) -> bool {
    let phases = submission["phases"].as_array().map(Vec::as_slice).unwrap_or_default();
    submission["status"] == "running" && phases.iter().any(|p| p["name"] == "test" && p["state"] == "running")
}

/// Whether a submission is graded.
#[must_use]
pub fn is_finished(submission: &Value) -> bool {
    submission["status"] == "finished"
}

/// Looks again and again until there is something.
///
/// # Panics
/// When there is nothing for four minutes.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "waited {PATIENCE:?} for {what}");
        thread::sleep(Duration::from_millis(50)); // between two looks, not in the hope of something
    }
}
