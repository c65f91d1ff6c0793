//! The command line: what each subcommand takes, and the exit codes. Each subcommand is a file.

mod admin;
mod challenge;
mod crew;
mod doctor;
mod git;
mod git_hook;
mod grade;
mod report_text;
mod serve;
mod shared;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Exit code for input that cannot be used: unknown challenge, unreadable submission.
const BAD_INPUT: u8 = 2;
/// Exit code for a failure of our own machinery.
const INFRASTRUCTURE: u8 = 3;

/// A self-hosted sandbox and grader for Go concurrency take-homes.
#[derive(Debug, Parser)]
#[command(name = "gauntlet", version, about, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages and the API, and grade what is handed in.
    Serve(serve::ServeArguments),
    /// Grade what others hand in at a server with the same database.
    Worker(worker::WorkerArguments),
    /// Grade one submission and print its report.
    Grade(grade::GradeArguments),
    /// Look at the challenges of this installation.
    #[command(subcommand)]
    Challenge(challenge::ChallengeCommand),
    /// Make accounts.
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Check that this host can grade, and that its limits hold.
    Doctor(doctor::DoctorArguments),
}

/// How a subcommand failed.
#[derive(Debug)]
enum Failure {
    /// What the user gave cannot be used.
    Input(anyhow::Error),
    /// Our machinery, or the host's.
    Infrastructure(anyhow::Error),
}

/// Runs the subcommand that the arguments name. Exit codes: 0 done, 2 bad input, 3 infrastructure.
#[must_use]
pub fn main() -> ExitCode {
    if git_hook::is_called() {
        return git_hook::run();
    }
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return report(Failure::Infrastructure(error.into())),
    };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Serve(arguments) => serve::run(arguments).await,
            Command::Worker(arguments) => worker::run(arguments).await,
            Command::Grade(arguments) => grade::run(arguments).await,
            Command::Challenge(command) => challenge::run(&command),
            Command::Admin(command) => admin::run(command).await,
            Command::Doctor(arguments) => doctor::run(arguments).await,
        }
    });
    match done {
        Ok(code) => code,
        Err(failure) => report(failure),
    }
}

#[allow(clippy::print_stderr)]
fn report(failure: Failure) -> ExitCode {
    let (error, code) = match failure {
        Failure::Input(error) => (error, BAD_INPUT),
        Failure::Infrastructure(error) => (error, INFRASTRUCTURE),
    };
    eprintln!("gauntlet: {error:#}");
    ExitCode::from(code)
}
