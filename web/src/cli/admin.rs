//! `gauntlet admin`: what whoever runs the server does at its machine.

use std::{
    io::{self, IsTerminal, Read},
    process::ExitCode,
};

use anyhow::{Context, anyhow, ensure};
use clap::{Args, Subcommand};
use gauntlet_db::{Email, Micros, NewAccount, Role, Store, StoreError};

use super::{Failure, shared::DatabaseOptions};
use crate::identity::{PasswordError, Passwords};

/// Longest password that is read from a pipe, in bytes; what is longer is refused below.
const MOST_READ: u64 = 64 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum AdminCommand {
    /// Make an account that may do everything. Its password is asked for, or read from standard input.
    CreateOwner(CreateOwner),
}

#[derive(Debug, Args)]
pub(super) struct CreateOwner {
    /// What the owner signs in with.
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// The owner's name, for other people.
    #[arg(long)]
    name: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(command: AdminCommand) -> Result<ExitCode, Failure> {
    match command {
        AdminCommand::CreateOwner(arguments) => create_owner(arguments).await,
    }
}

#[allow(clippy::print_stdout)]
async fn create_owner(arguments: CreateOwner) -> Result<ExitCode, Failure> {
    let email = Email::parse(&arguments.email).map_err(|e| Failure::Input(e.into()))?;
    let password = ask_password().map_err(Failure::Input)?;
    let password_hash = Passwords::default().hash(password).await.map_err(|error| match error {
        PasswordError::Length(_) => Failure::Input(error.into()),
        PasswordError::Hashing(_) => Failure::Infrastructure(error.into()),
    })?;
    let infrastructure = |e: anyhow::Error| Failure::Infrastructure(e);
    let store = Store::open(&arguments.database.database_url).await.context("open the database");
    let store = store.map_err(infrastructure)?;
    let new = NewAccount { email, name: arguments.name, password_hash, role: Role::Owner };
    let made = store.create_account(&new, "shell", Micros::now()).await;
    store.close().await;
    match made {
        Ok(_) => {
            println!("{} may sign in now.", new.email);
            Ok(ExitCode::SUCCESS)
        }
        Err(error @ (StoreError::Conflict(_) | StoreError::Invalid { .. })) => Err(Failure::Input(error.into())),
        Err(error) => Err(infrastructure(anyhow!(error).context("store the account"))),
    }
}

/// Twice at a terminal, without showing it; once from a pipe, without the line break at its end.
fn ask_password() -> anyhow::Result<String> {
    if io::stdin().is_terminal() {
        let password = rpassword::prompt_password("Password: ").context("read the password")?;
        let again = rpassword::prompt_password("Again: ").context("read the password")?;
        ensure!(password == again, "expected the same password twice");
        return Ok(password);
    }
    let mut text = String::new();
    io::stdin().take(MOST_READ).read_to_string(&mut text).context("read the password from standard input")?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
