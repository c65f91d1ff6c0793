//! `gauntlet serve`: pages, API and workers in one process.

use std::{fs::File, net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, bail};
use clap::Args;
use gauntlet_db::{Micros, Store, WorkerName};
use gauntlet_grader::{
    catalog::Catalog,
    doctor::{self, CheckStatus},
    pipeline::Grader,
    sandbox::{DockerSandbox, Images},
};
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    hub::Hub,
    serve::serve,
    state::{AppState, HttpSettings},
    worker::{Worker, WorkerSettings},
};

use super::{Failure, shared::GraderOptions};

/// Event streams that are open at once.
const MAX_STREAMS: usize = 1_024;
/// Pause before a host that must not grade is examined again.
const EXAMINE_AGAIN: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// Address to listen on.
    #[arg(long, env = "GAUNTLET_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where submissions are kept: sqlite:PATH or postgres://...
    #[arg(long, env = "GAUNTLET_DATABASE_URL", default_value = "sqlite:./data/gauntlet.db", value_name = "URL", hide_env_values = true)]
    database_url: String,
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
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("GAUNTLET_LOG").unwrap_or_else(|_| "info,sqlx=warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    serve_all(arguments).await.map(|()| ExitCode::SUCCESS).map_err(Failure::Infrastructure)
}

async fn serve_all(arguments: ServeArguments) -> anyhow::Result<()> {
    let catalog = Arc::new(Catalog::load(&arguments.grader.challenges).context("load the challenges")?);
    let store = Store::open(&arguments.database_url).await.context("open the database")?;
    // Held until the end: nobody else grades from this file meanwhile.
    let _owner = own_embedded_database(&arguments.database_url, &store).await?;
    let listener = TcpListener::bind(arguments.listen).await.with_context(|| format!("listen on {}", arguments.listen))?;
    let hub = Hub::new(MAX_STREAMS);
    let stop = CancellationToken::new();
    let workers = TaskTracker::new();
    if arguments.workers > 0 {
        start_workers(&arguments, &store, &catalog, &hub, &stop, &workers)?;
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

/// Starts the workers once this host has proved that it may grade; until then submissions wait in the queue.
fn start_workers(
    arguments: &ServeArguments,
    store: &Store,
    catalog: &Arc<Catalog>,
    hub: &Hub,
    stop: &CancellationToken,
    workers: &TaskTracker,
) -> anyhow::Result<()> {
    let sandbox = DockerSandbox::connect().context("connect to Docker")?;
    let grader = Arc::new(arguments.grader.grader(sandbox));
    let ready = CancellationToken::new();
    for index in 1..=arguments.workers {
        let worker = Worker {
            store: store.clone(),
            catalog: Arc::clone(catalog),
            grader: Arc::clone(&grader),
            hub: hub.clone(),
            name: WorkerName::new(format!("{}:{index}", std::process::id()))?,
            settings: WorkerSettings::default(),
        };
        let (ready, stop) = (ready.clone(), stop.clone());
        workers.spawn(async move {
            tokio::select! {
                () = ready.cancelled() => worker.run(stop).await,
                () = stop.cancelled() => {}
            }
        });
    }
    let images = arguments.grader.images.images();
    workers.spawn(keep_house(grader, images, Arc::clone(catalog), ready, stop.clone()));
    Ok(())
}

/// Prepares this host for grading, and at the end waits for the last container to be gone.
async fn keep_house(
    grader: Arc<Grader<DockerSandbox>>,
    images: Images,
    catalog: Arc<Catalog>,
    ready: CancellationToken,
    stop: CancellationToken,
) {
    let prepared = prepare(Arc::clone(&grader), images, catalog, ready);
    if stop.clone().run_until_cancelled_owned(prepared).await.is_some() {
        stop.cancelled_owned().await;
    }
    grader.sandbox().close().await;
}

/// Removes what a crashed process left, proves the host's limits, and builds what every submission needs.
async fn prepare(grader: Arc<Grader<DockerSandbox>>, images: Images, catalog: Arc<Catalog>, ready: CancellationToken) {
    match grader.sandbox().sweep().await {
        Ok(swept) => tracing::info!(removed = swept.removed, "swept containers of crashed processes"),
        Err(error) => tracing::warn!(%error, "could not look for containers of crashed processes"),
    }
    while !is_fit_to_grade(images.clone()).await {
        tokio::time::sleep(EXAMINE_AGAIN).await;
    }
    ready.cancel();
    let challenges: Vec<_> = catalog.iter().cloned().collect();
    for challenge in challenges {
        if let Err(error) = grader.prepare(&challenge).await {
            tracing::error!(challenge = %challenge.manifest.slug, %error, "the reference could not be built");
        }
    }
}

async fn is_fit_to_grade(images: Images) -> bool {
    let checks = doctor::examine(&images).await;
    for check in checks.iter().filter(|c| c.status == CheckStatus::Fail) {
        let mend = check.mend.as_deref().unwrap_or_default();
        tracing::error!(check = %check.id, found = %check.found, mend, "this host must not grade; submissions wait");
    }
    doctor::is_fit(&checks)
}

/// Takes the embedded database for this process alone, and re-queues what a killed process was grading: nobody else
/// can hold those jobs. A database server is shared; there, leases have to lapse.
async fn own_embedded_database(url: &str, store: &Store) -> anyhow::Result<Option<File>> {
    let Some(path) = url.strip_prefix("sqlite:") else { return Ok(None) };
    let path = PathBuf::from(format!("{}.lock", path.trim_start_matches("//").split('?').next().unwrap_or_default()));
    let lock = File::create(&path).with_context(|| format!("make {}", path.display()))?;
    if lock.try_lock().is_err() {
        bail!("another gauntlet serves from this database ({} is locked); stop it, or give this one a database of its own", path.display());
    }
    let requeued = store.release_all_running(Micros::now()).await.context("re-queue what was being graded")?;
    if requeued > 0 {
        tracing::info!(requeued, "submissions that were being graded are queued again");
    }
    Ok(Some(lock))
}

async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
