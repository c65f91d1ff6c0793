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
};

use super::{
    Failure,
    crew::Crew,
    shared::{DatabaseOptions, GraderOptions, log_to_stderr, stop_signal},
};

/// Event streams that are open at once.
const MAX_STREAMS: usize = 1_024;

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
    /// Believe the X-Forwarded-For of a proxy.
    #[arg(long, env = "GAUNTLET_TRUST_FORWARDED_FOR")]
    trust_forwarded_for: bool,
    #[command(flatten)]
    grader: GraderOptions,
}

pub(super) async fn run(arguments: ServeArguments) -> Result<ExitCode, Failure> {
    log_to_stderr();
    serve_all(arguments).await.map(|()| ExitCode::SUCCESS).map_err(Failure::Infrastructure)
}

async fn serve_all(arguments: ServeArguments) -> anyhow::Result<()> {
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
    workers.close();

    let settings = HttpSettings {
        allowed_hosts: arguments.allowed_hosts.clone(),
        trusted_origins: arguments.trusted_origins.clone(),
        trust_forwarded_for: arguments.trust_forwarded_for,
        ..HttpSettings::default()
    };
    tracing::info!(address = %listener.local_addr()?, challenges = catalog.len(), workers = arguments.workers, "serving");
    let asked_to_stop = {
        let stop = stop.clone();
        async move {
            stop_signal().await;
            stop.cancel();
        }
    };
    serve(listener, AppState::new(store, catalog, hub, settings), asked_to_stop).await.context("serve")?;
    stop.cancel();
    workers.wait().await;
    tracing::info!("stopped");
    Ok(())
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
