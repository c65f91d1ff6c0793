//! Options that several subcommands share, and what is built from them.

use std::{io::IsTerminal, path::PathBuf};

use anyhow::Context;
use clap::Args;
use gauntlet_grader::{
    cache::BuildCache,
    cores::Cores,
    pipeline::Grader,
    sandbox::{DockerSandbox, Images},
};

/// Where the grader's parts are.
#[derive(Debug, Clone, Args)]
pub(super) struct GraderOptions {
    /// Directory of challenges.
    #[arg(long, env = "GAUNTLET_CHALLENGES", default_value = "challenges", value_name = "DIR")]
    pub(super) challenges: PathBuf,
    /// Directory of binaries that need not be built twice.
    #[arg(long, env = "GAUNTLET_CACHE", default_value = "data/cache", value_name = "DIR")]
    pub(super) cache: PathBuf,
    #[command(flatten)]
    pub(super) images: ImageOptions,
}

/// Where the ledger is.
#[derive(Debug, Clone, Args)]
pub(super) struct DatabaseOptions {
    /// Where everything is kept: sqlite:PATH or postgres://...
    #[arg(
        long,
        env = "GAUNTLET_DATABASE_URL",
        default_value = "sqlite:./data/gauntlet.db",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(super) database_url: String,
}

/// Which images containers are made of.
#[derive(Debug, Clone, Args)]
pub(super) struct ImageOptions {
    /// Image that compiles.
    #[arg(long, env = "GAUNTLET_BUILD_IMAGE", default_value = "gauntlet-build:latest", value_name = "IMAGE")]
    build_image: String,
    /// Image that runs what was compiled.
    #[arg(long, env = "GAUNTLET_RUN_IMAGE", default_value = "gauntlet-run:latest", value_name = "IMAGE")]
    run_image: String,
}

impl ImageOptions {
    pub(super) fn images(&self) -> Images {
        Images { build: self.build_image.clone(), run: self.run_image.clone() }
    }
}

impl GraderOptions {
    pub(super) fn grader(&self, sandbox: DockerSandbox) -> anyhow::Result<Grader<DockerSandbox>> {
        let cores = Cores::of_this_process().context("find out which cores this process may use")?;
        Ok(Grader::new(sandbox, self.images.images(), BuildCache::new(self.cache.clone()), cores))
    }
}

/// Logs to standard error, as `GAUNTLET_LOG` filters.
pub(super) fn log_to_stderr() {
    let filter =
        tracing_subscriber::EnvFilter::try_from_env("GAUNTLET_LOG").unwrap_or_else(|_| "info,sqlx=warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}

/// Waits for SIGINT or SIGTERM.
pub(super) async fn stop_signal() {
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
