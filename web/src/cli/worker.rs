//! `gauntlet worker`: grading alone, from a database that it shares with `gauntlet serve`.

use std::{process::ExitCode, sync::Arc};

use anyhow::{Context, anyhow};
use clap::Args;
use gauntlet_db::Store;
use gauntlet_grader::catalog::Catalog;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::hub::Hub;

use super::{
    Failure,
    crew::Crew,
    shared::{GraderOptions, log_to_stderr, stop_signal},
};

#[derive(Debug, Args)]
pub(super) struct WorkerArguments {
    /// The server's database: postgres://...
    #[arg(long, env = "GAUNTLET_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    database_url: String,
    /// Submissions that are graded at once.
    #[arg(long, env = "GAUNTLET_WORKERS", default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    workers: u16,
    #[command(flatten)]
    grader: GraderOptions,
}

pub(super) async fn run(arguments: WorkerArguments) -> Result<ExitCode, Failure> {
    if arguments.database_url.starts_with("sqlite:") {
        return Err(Failure::Input(anyhow!(
            "expected --database-url postgres://..., got an SQLite file, which belongs to the server alone; \
             let the server grade, or give both a Postgres"
        )));
    }
    log_to_stderr();
    work(arguments).await.map(|()| ExitCode::SUCCESS).map_err(Failure::Infrastructure)
}

async fn work(arguments: WorkerArguments) -> anyhow::Result<()> {
    let catalog = Arc::new(Catalog::load(&arguments.grader.challenges).context("load the challenges")?);
    let store = Store::open(&arguments.database_url).await.context("open the database")?;
    let (stop, workers) = (CancellationToken::new(), TaskTracker::new());
    // Nobody listens in this process: pages follow the progress in the database.
    let crew = Crew { store, catalog, hub: Hub::new(0), size: arguments.workers.into() };
    crew.start(&arguments.grader, &stop, &workers)?;
    workers.close();
    tracing::info!(workers = arguments.workers, "grading");
    stop_signal().await;
    stop.cancel();
    workers.wait().await;
    tracing::info!("stopped");
    Ok(())
}
