//! What every handler can reach, and the settings of the HTTP side.

use std::{sync::Arc, time::Duration};

use gauntlet_db::Store;
use gauntlet_grader::catalog::Catalog;
use tokio::sync::Semaphore;

use crate::{
    git::Git,
    hub::Hub,
    identity::Passwords,
    security::{LinkLimiter, RateLimiter},
    work::Drafts,
};

/// Submissions that are taken in at once; further ones wait for a few milliseconds.
const INTAKES: usize = 4;

/// Shared by all requests. Cloning shares.
#[derive(Clone)]
pub struct AppState {
    /// The ledger.
    pub store: Store,
    /// The challenges.
    pub catalog: Arc<Catalog>,
    /// Announcements of the worker.
    pub hub: Hub,
    /// See [`HttpSettings`].
    pub settings: Arc<HttpSettings>,
    /// Counts submissions by address.
    pub limiter: Arc<RateLimiter>,
    /// Counts changes by invitation.
    pub links: Arc<LinkLimiter>,
    /// Counts tries to sign in by address.
    pub sign_ins: Arc<RateLimiter>,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// Saves of candidates.
    pub drafts: Drafts,
    /// Repositories of candidates.
    pub git: Git,
    /// Places for expanding what was handed in: each may take a processor and some tens of megabytes for a moment.
    pub intakes: Arc<Semaphore>,
}

impl AppState {
    /// Puts the parts together, within a runtime.
    #[must_use]
    pub fn new(store: Store, catalog: Arc<Catalog>, hub: Hub, settings: HttpSettings) -> Self {
        let limiter = RateLimiter::new(settings.submissions_per_minute, settings.loopback_submissions_per_minute);
        let sign_ins = RateLimiter::new(settings.sign_ins_per_minute, settings.loopback_submissions_per_minute);
        let links = LinkLimiter::new(settings.changes_per_minute);
        let intakes = Semaphore::new(INTAKES);
        let drafts = Drafts::new(store.clone());
        Self {
            store,
            catalog,
            hub,
            settings: Arc::new(settings),
            limiter: Arc::new(limiter),
            links: Arc::new(links),
            sign_ins: Arc::new(sign_ins),
            passwords: Passwords::default(),
            drafts,
            git: Git::default(),
            intakes: Arc::new(intakes),
        }
    }

    /// With repositories for candidates.
    #[must_use]
    pub fn with_git(self, git: Git) -> Self {
        Self { git, ..self }
    }
}

/// What an operator can set about HTTP. The defaults suit a server on the loopback address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// Host names, without port, that this server answers for, beside the loopback names, which always work.
    /// `*` stands for any: only behind a proxy that checks the name, since otherwise a page of any site can have its
    /// name resolve to this server and read what it answers (DNS rebinding).
    pub allowed_hosts: Vec<String>,
    /// Origins (`https://host[:port]`) beside the server's own whose pages may send forms here.
    pub trusted_origins: Vec<String>,
    /// Largest body that is taken, in bytes.
    pub body_limit_bytes: usize,
    /// Longest time that a body may take to arrive.
    pub body_timeout: Duration,
    /// Longest time that the head of a request may take to arrive.
    pub head_timeout: Duration,
    /// Connections that are served at once; further ones wait.
    pub max_connections: usize,
    /// Submissions from one address, on average; as many may come at once.
    pub submissions_per_minute: u32,
    /// The same for the loopback addresses: scripts of the machine's owner.
    pub loopback_submissions_per_minute: u32,
    /// Tries to sign in from one address, on average; as many may come at once.
    pub sign_ins_per_minute: u32,
    /// Saves and hand-ins of one invitation, on average; as many may come at once.
    pub changes_per_minute: u32,
    /// What people type to get here, such as `https://gauntlet.example`: links that are sent begin with it, and cookies
    /// are bound to HTTPS if it is.
    pub public_url: String,
    /// Whether people without an invitation may see challenges, hand in, and see what was handed in so.
    pub open: bool,
    /// Whether the last entry of `X-Forwarded-For` is the client: only behind a proxy that writes it.
    pub trust_forwarded_for: bool,
    /// How often an event stream reads the database when nothing is announced.
    pub stream_poll: Duration,
    /// How often a silent event stream proves that it lives.
    pub stream_heartbeat: Duration,
    /// Least time between two runs of a candidate at one challenge.
    pub run_pause: Duration,
    /// How often grading a submission may be started before our machinery gives up.
    pub max_attempts: u32,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            allowed_hosts: Vec::new(),
            trusted_origins: Vec::new(),
            body_limit_bytes: 8 * 1024 * 1024,
            body_timeout: Duration::from_secs(60),
            head_timeout: Duration::from_secs(10),
            max_connections: 1024,
            submissions_per_minute: 20,
            loopback_submissions_per_minute: 1_200,
            sign_ins_per_minute: 10,
            changes_per_minute: 240,
            public_url: "http://localhost:8080".to_owned(),
            open: true,
            trust_forwarded_for: false,
            stream_poll: Duration::from_secs(1),
            stream_heartbeat: Duration::from_secs(15),
            run_pause: Duration::from_secs(30),
            max_attempts: 3,
        }
    }
}

impl HttpSettings {
    /// A cookie that no script reads and no other site's form sends, for `path` and what lies below it. No time left
    /// takes it away.
    #[must_use]
    pub fn cookie(&self, name: &str, value: &str, path: &str, lasts: Duration) -> String {
        let secure = if self.public_url.starts_with("https://") { "; Secure" } else { "" };
        format!("{name}={value}; Path={path}; Max-Age={}; SameSite=Lax; HttpOnly{secure}", lasts.as_secs())
    }
}
