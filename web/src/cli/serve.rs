//! `gauntlet serve`: pages, API and workers in one process.

use std::{fs::File, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use anyhow::{Context, bail};
use clap::Args;
use gauntlet_db::{Micros, Store};
use gauntlet_grader::catalog::Catalog;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    hub::Hub,
    serve::serve,
    state::{AppState, HttpSettings},
    work::run_clock,
};

use super::{
    Failure,
    crew::Crew,
    git::GitOptions,
    shared::{DatabaseOptions, GraderOptions, log_to_stderr, stop_signal},
};

/// Event streams that are open at once: fewer than connections, so that pages can be had beside them.
const MAX_STREAMS: usize = 768;
/// Open files that are asked for: connections, the database's, and pipes to git.
const OPEN_FILES: u64 = 8_192;

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Address to listen on.
    #[arg(long, env = "GAUNTLET_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    #[command(flatten)]
    database: DatabaseOptions,
    /// Submissions that are graded at once; 0 leaves grading to other processes.
    #[arg(long, env = "GAUNTLET_WORKERS", default_value_t = 1, value_name = "N")]
    workers: usize,
    /// Host names, beside loopback, that requests may be addressed to.
    #[arg(long, env = "GAUNTLET_ALLOWED_HOSTS", value_delimiter = ',', value_name = "NAMES")]
    allowed_hosts: Vec<String>,
    /// Origins, beside the server's own, whose pages may send forms here.
    #[arg(long, env = "GAUNTLET_TRUSTED_ORIGINS", value_delimiter = ',', value_name = "ORIGINS")]
    trusted_origins: Vec<String>,
    /// Let people without an invitation see challenges, hand in, and see what was handed in so.
    #[arg(long, env = "GAUNTLET_OPEN", default_value_t = true, action = clap::ArgAction::Set, value_name = "BOOL")]
    open: bool,
    /// What people type to get here: links of invitations begin with it. By default the address listened on, or localhost
    /// where that is every address of this machine.
    #[arg(long, env = "GAUNTLET_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    /// Believe the X-Forwarded-For of a proxy.
    #[arg(long, env = "GAUNTLET_TRUST_FORWARDED_FOR")]
    trust_forwarded_for: bool,
    #[command(flatten)]
    git: GitOptions,
    #[command(flatten)]
    grader: GraderOptions,
}

pub(super) async fn run(arguments: ServeArguments) -> Result<ExitCode, Failure> {
    log_to_stderr();
    serve_all(arguments).await.map(|()| ExitCode::SUCCESS).map_err(Failure::Infrastructure)
}

async fn serve_all(arguments: ServeArguments) -> anyhow::Result<()> {
    raise_open_files();
    let catalog = Arc::new(Catalog::load(&arguments.grader.challenges).context("load the challenges")?);
    let store = Store::open(&arguments.database.database_url).await.context("open the database")?;
    // Held until the end: nobody else grades from this file meanwhile.
    let _owner = own_embedded_database(&arguments.database.database_url, &store).await?;
    let listener =
        TcpListener::bind(arguments.listen).await.with_context(|| format!("listen on {}", arguments.listen))?;
    let hub = Hub::new(MAX_STREAMS);
    let stop = CancellationToken::new();
    let workers = TaskTracker::new();
    if arguments.workers > 0 {
        let crew =
            Crew { store: store.clone(), catalog: Arc::clone(&catalog), hub: hub.clone(), size: arguments.workers };
        crew.start(&arguments.grader, &stop, &workers)?;
    }
    workers.spawn(run_clock(store.clone(), hub.clone(), stop.clone()));
    workers.close();

    let address = listener.local_addr().context("ask for the address")?;
    let url = arguments.public_url.clone().unwrap_or_else(|| url_of(address));
    if arguments.public_url.is_none() && !address.ip().is_loopback() {
        tracing::warn!(%url, "links of invitations will begin with this; set GAUNTLET_PUBLIC_URL to what people type to get here");
    }
    let settings = HttpSettings {
        allowed_hosts: arguments.allowed_hosts.clone(),
        trusted_origins: arguments.trusted_origins.clone(),
        trust_forwarded_for: arguments.trust_forwarded_for,
        open: arguments.open,
        public_url: url.clone(),
        ..HttpSettings::default()
    };
    tracing::info!(%address, %url, challenges = catalog.len(), workers = arguments.workers, "serving");
    let asked_to_stop = {
        let stop = stop.clone();
        async move {
            stop_signal().await;
            stop.cancel();
        }
    };
    let git = arguments.git.open(&arguments.database.database_url)?;
    serve(listener, AppState::new(store, catalog, hub, settings).with_git(git), asked_to_stop)
        .await
        .context("serve")?;
    stop.cancel();
    workers.wait().await;
    tracing::info!("stopped");
    Ok(())
}

/// An address that can be opened: nobody can open the one that stands for every address of a machine.
fn url_of(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

/// Raises the limit of open files as far as this process may: many a shell leaves it at 1,024, which connections alone can
/// take up.
fn raise_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let wanted = limit.maximum.map_or(OPEN_FILES, |most| most.min(OPEN_FILES));
    if limit.current.is_some_and(|current| current < wanted)
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), ..limit })
    {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
}

/// An address that links can begin with.
fn public_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_graphic() && !"@?#\"'<>\\".contains(c);
    if host.is_empty() || host.starts_with('/') || !host.chars().all(is_plain) {
        return Err(format!("expected an address such as https://gauntlet.example, got '{}'", text.escape_default()));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Takes the embedded database for this process alone, and re-queues what a killed process was grading: nobody else
/// can hold those jobs. A database server is shared; there, leases have to lapse.
async fn own_embedded_database(url: &str, store: &Store) -> anyhow::Result<Option<File>> {
    let Some(path) = url.strip_prefix("sqlite:") else { return Ok(None) };
    let path = PathBuf::from(format!("{}.lock", path.trim_start_matches("//").split('?').next().unwrap_or_default()));
    let lock = File::create(&path).with_context(|| format!("make {}", path.display()))?;
    if lock.try_lock().is_err() {
        bail!(
            "another gauntlet serves from this database ({} is locked); stop it, or give this one a database of its own",
            path.display()
        );
    }
    let requeued = store.release_all_running(Micros::now()).await.context("re-queue what was being graded")?;
    if requeued > 0 {
        tracing::info!(requeued, "submissions that were being graded are queued again");
    }
    Ok(Some(lock))
}

#[cfg(test)]
mod tests {
    use super::{public_url, url_of};

    #[test]
    fn what_is_printed_can_be_opened() {
        let url = |text: &str| url_of(text.parse().unwrap());
        assert_eq!(url("0.0.0.0:8080"), "http://localhost:8080");
        assert_eq!(url("[::]:8080"), "http://localhost:8080");
        assert_eq!(url("10.0.0.7:80"), "http://10.0.0.7:80");
        assert_eq!(url("[::1]:80"), "http://[::1]:80");
    }

    #[test]
    fn links_can_begin_with_addresses_alone() {
        assert_eq!(public_url("https://gauntlet.example/").unwrap(), "https://gauntlet.example");
        assert_eq!(public_url("http://10.0.0.1:8080/take").unwrap(), "http://10.0.0.1:8080/take");
        for bad in
            ["", "gauntlet.example", "ftp://x", "https://", "https:///x", "https://a b", "https://u@h", "http://x?y"]
        {
            assert!(public_url(bad).is_err(), "{bad}");
        }
    }
}
