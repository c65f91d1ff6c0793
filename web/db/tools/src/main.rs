//! `sqlx-prepare`: checks every query of the store against both databases and records what they answered, so that
//! others build without a database. With `--check` it writes nothing, and fails where the record is not up to date.
//!
//! sqlx's macros write the record themselves when they compile with a live database and `SQLX_OFFLINE_DIR`; this
//! program gives them one, fresh from the migrations, and compares what they wrote with what is committed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, ensure};
use gauntlet_db_tools::PrivatePostgres;
use sqlx::{ConnectOptions, Connection, PgConnection, migrate::Migrator, sqlite::SqliteConnectOptions};

/// A crate whose queries are checked: its package, its directory below `web/db`, and the variable its macros read.
struct Side {
    package: &'static str,
    dir: &'static str,
    url_var: &'static str,
}

const SQLITE: Side = Side { package: "gauntlet-db-sqlite", dir: "sqlite", url_var: "GAUNTLET_SQLX_SQLITE_URL" };
const POSTGRES: Side = Side { package: "gauntlet-db-postgres", dir: "postgres", url_var: "GAUNTLET_SQLX_POSTGRES_URL" };

#[allow(clippy::print_stderr)] // it is a command-line program
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let check = match std::env::args().skip(1).collect::<Vec<_>>().as_slice() {
        [] => false,
        [flag] if flag == "--check" => true,
        other => {
            eprintln!("usage: sqlx-prepare [--check], got {other:?}");
            return ExitCode::from(2);
        }
    };
    match run(check).await {
        Ok(stale) if stale.is_empty() => ExitCode::SUCCESS,
        Ok(stale) => {
            eprintln!("the record of checked queries is stale, run scripts/sqlx-prepare and commit the result:");
            for file in stale {
                eprintln!("  {}", file.display());
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("sqlx-prepare: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Checks both sides. Returns the files that differ from what is committed; none of them if it wrote them.
async fn run(check: bool) -> Result<Vec<PathBuf>> {
    // Asked at run time: a program that cargo finds fresh may have been built for another checkout.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").context("expected to be started by cargo run")?;
    let root = Path::new(&here).parent().context("expected to live below web/db")?;
    let scratch = tempfile::tempdir()?;

    let sqlite = scratch.path().join("scratch.db");
    let mut connection = SqliteConnectOptions::new().filename(&sqlite).create_if_missing(true).connect().await?;
    migrations(root, &SQLITE).await?.run(&mut connection).await.context("migrating SQLite")?;
    connection.close().await?;
    let sqlite_url = format!("sqlite:{}", sqlite.display());

    let server = PrivatePostgres::start()?;
    let postgres_url = server.create_database().await?;
    let mut connection = PgConnection::connect(&postgres_url).await?;
    migrations(root, &POSTGRES).await?.run(&mut connection).await.context("migrating Postgres")?;
    connection.close().await?;

    let mut stale = Vec::new();
    for (side, url) in [(&SQLITE, &sqlite_url), (&POSTGRES, &postgres_url)] {
        let fresh = scratch.path().join(side.dir);
        fs::create_dir(&fresh)?;
        compile(side, url, &fresh)?;
        let committed = root.join(side.dir).join(".sqlx");
        stale.extend(if check { differences(&committed, &fresh)? } else { replace(&committed, &fresh)? });
    }
    Ok(stale)
}

async fn migrations(root: &Path, side: &Side) -> Result<Migrator> {
    let dir = root.join(side.dir).join("migrations");
    Migrator::new(dir.as_path()).await.with_context(|| format!("reading {}", dir.display()))
}

/// Has cargo check a side's crate against a live database. Its build script makes cargo look again at the variables.
fn compile(side: &Side, url: &str, record: &Path) -> Result<()> {
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--quiet", "--package", side.package])
        .env(side.url_var, url)
        .env("SQLX_OFFLINE", "false")
        .env("SQLX_OFFLINE_DIR", record)
        .status()
        .context("running cargo")?;
    ensure!(status.success(), "the queries of {} do not pass against its database", side.package);
    Ok(())
}

/// Names of files that are not the same in both directories.
fn differences(committed: &Path, fresh: &Path) -> Result<Vec<PathBuf>> {
    let (old, new) = (contents(committed)?, contents(fresh)?);
    let names: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let differing = names.into_iter().filter(|name| old.get(*name) != new.get(*name));
    Ok(differing.map(|name| committed.join(name)).collect())
}

/// Makes the committed directory hold what the fresh one does. Unchanged files keep their times.
fn replace(committed: &Path, fresh: &Path) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(committed)?;
    let new = contents(fresh)?;
    ensure!(!new.is_empty(), "the macros recorded nothing in {}", fresh.display());
    for path in differences(committed, fresh)? {
        match path.file_name().and_then(|name| new.get(Path::new(name))) {
            Some(bytes) => fs::write(&path, bytes)?,
            None => fs::remove_file(&path)?,
        }
    }
    Ok(Vec::new())
}

/// The files of a directory, by name; none if it does not exist.
fn contents(dir: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    if dir.exists() {
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            files.insert(entry.file_name().into(), fs::read(entry.path())?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{differences, replace};
    use std::{fs, path::PathBuf};

    #[test]
    fn stale_missing_and_left_over_records_are_found_and_mended() {
        let dir = tempfile::tempdir().unwrap();
        let (committed, fresh) = (dir.path().join("committed"), dir.path().join("fresh"));
        for (dir, files) in [(&committed, ["same", "stale", "left-over"]), (&fresh, ["same", "stale", "missing"])] {
            fs::create_dir(dir).unwrap();
            for file in files {
                let content = if file == "stale" { dir.display().to_string() } else { file.to_owned() };
                fs::write(dir.join(file), content).unwrap();
            }
        }
        let expected: Vec<PathBuf> = ["left-over", "missing", "stale"].map(|f| committed.join(f)).to_vec();
        assert_eq!(differences(&committed, &fresh).unwrap(), expected);
        replace(&committed, &fresh).unwrap();
        assert!(differences(&committed, &fresh).unwrap().is_empty());
    }
}
