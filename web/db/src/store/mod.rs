//! `Store`: one of the two databases, chosen by URL. Every operation is passed on as it is; what each is about has a
//! file of its own.

mod accounts;
mod assessments;
mod queue;
mod submissions;
mod work;

use std::path::Path;

use gauntlet_db_postgres::Backend as Postgres;
use gauntlet_db_sqlite::Backend as Sqlite;

use crate::{StoreError, StoreResult};

/// An open database with its schema applied. Cheap to clone; clones share connections.
///
/// Any operation can fail with [`StoreError::Unavailable`] (worth another try), [`StoreError::Query`] and
/// [`StoreError::Corrupt`] (a person has to look); "Errors" below names only what comes on top. An operation whose
/// future is dropped half-way has happened wholly or not at all.
#[derive(Debug, Clone)]
pub enum Store {
    /// A file on this machine.
    Sqlite(Sqlite),
    /// A server.
    Postgres(Postgres),
}

/// Passes an operation on to whichever database it is.
macro_rules! dispatch {
    ($self:ident.$operation:ident($($argument:expr),*)) => {
        match $self {
            Store::Sqlite(db) => db.$operation($($argument),*).await,
            Store::Postgres(db) => db.$operation($($argument),*).await,
        }
    };
}
use dispatch;

impl Store {
    /// Opens `sqlite:<path>` (made if missing, e.g. `sqlite:./data/gauntlet.db`) or `postgres://...`, and applies the
    /// migrations that are missing.
    ///
    /// # Errors
    /// [`StoreError::Config`] if the URL is neither or the file cannot be made, [`StoreError::Migrate`] if the schema
    /// is newer than this program.
    pub async fn open(url: &str) -> StoreResult<Self> {
        match parse_url(url)? {
            Location::File(path) => Ok(Self::Sqlite(Sqlite::open(Path::new(path)).await?)),
            Location::Server => Ok(Self::Postgres(Postgres::open(url).await?)),
        }
    }

    /// Which database it is, for logs and health pages: "sqlite" or "postgres".
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Makes the database answer a question: for health checks.
    ///
    /// # Errors
    /// None of its own.
    pub async fn ping(&self) -> StoreResult<()> {
        dispatch!(self.ping())
    }

    /// Writes a consistent copy of a SQLite database to a new file, while others read and write.
    ///
    /// # Errors
    /// [`StoreError::Config`] if the file exists or cannot be made, [`StoreError::Unsupported`] on Postgres.
    pub async fn backup_to(&self, path: &Path) -> StoreResult<()> {
        match self {
            Self::Sqlite(db) => db.backup_to(path).await,
            Self::Postgres(_) => Err(StoreError::Unsupported("a Postgres database is backed up by pg_dump")),
        }
    }

    /// Closes all connections, after what they are doing. Operations answer "unavailable" from then on.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(db) => db.close().await,
            Self::Postgres(db) => db.close().await,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Location<'a> {
    File(&'a str),
    Server,
}

fn parse_url(url: &str) -> StoreResult<Location<'_>> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(Location::Server);
    }
    let path = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    match path {
        // The store needs several connections to one file, which an in-memory database cannot have.
        Some(path) if !path.is_empty() && !path.starts_with(':') && !path.contains(['?', '\0']) => {
            Ok(Location::File(path))
        }
        _ => {
            // The scheme alone: the rest may hold a password.
            let scheme = url.split(':').next().unwrap_or_default();
            Err(StoreError::Config(format!(
                "expected a database URL like sqlite:./data/gauntlet.db or postgres://user@host/database, got one that \
                 begins with {scheme:?}"
            )))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Location, parse_url};

    #[test]
    fn urls_choose_the_database() {
        assert_eq!(parse_url("sqlite:./data/gauntlet.db").unwrap(), Location::File("./data/gauntlet.db"));
        assert_eq!(parse_url("sqlite:///var/lib/gauntlet.db").unwrap(), Location::File("/var/lib/gauntlet.db"));
        assert_eq!(parse_url("postgres://u:p@h/db").unwrap(), Location::Server);
        assert_eq!(parse_url("postgresql://h/db").unwrap(), Location::Server);
    }

    #[test]
    fn other_urls_are_refused_without_repeating_secrets() {
        for url in ["", "sqlite:", "sqlite::memory:", "sqlite:a.db?mode=ro", "gauntlet.db", "mysql://u:secret@h/db"] {
            let error = parse_url(url).unwrap_err().to_string();
            assert!(error.starts_with("expected a database URL like"), "{url}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
