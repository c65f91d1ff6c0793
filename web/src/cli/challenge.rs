//! `gauntlet challenge`: what is in the catalogue.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Subcommand;
use gauntlet_grader::catalog::Catalog;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum ChallengeCommand {
    /// Check every challenge and list them.
    List {
        /// Directory of challenges.
        #[arg(long, env = "GAUNTLET_CHALLENGES", default_value = "challenges", value_name = "DIR")]
        challenges: PathBuf,
    },
}

#[allow(clippy::print_stdout)]
pub(super) fn run(command: &ChallengeCommand) -> Result<ExitCode, Failure> {
    let ChallengeCommand::List { challenges } = command;
    let catalog = Catalog::load(challenges).context("load the challenges").map_err(Failure::Input)?;
    for challenge in catalog.iter() {
        let m = &challenge.manifest;
        println!(
            "{:<24} v{:<3} {:<7} {:>3} min  {:>2} tests  {}",
            m.slug,
            m.version,
            m.level.as_str(),
            m.minutes,
            m.tests.len(),
            m.title
        );
    }
    Ok(ExitCode::SUCCESS)
}
