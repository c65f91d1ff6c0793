//! What is particular to SQLite: the driver, how a transaction begins, opening, and backups.

use std::{path::Path, time::Duration};

use gauntlet_db_types::StoreResult;
use sqlx::{
    AssertSqlSafe,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Backend, files};

pub(crate) type Db = sqlx::Sqlite;

/// Takes the write lock at once: a transaction that begins as a reader and then writes would fail as "busy" whenever
/// another process wrote in between.
pub(crate) const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// How long to wait for another process's transaction, e.g. an administrator's.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a request waits for a connection before the database counts as unavailable.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;

impl Backend {
    /// Opens the file, made with its directory if missing (readable by the owner only), and applies the migrations
    /// that are missing.
    ///
    /// There is one writing connection, because SQLite admits one writer at a time: waiting in our pool is fair and
    /// needs no polling. Readers do not wait for it (WAL). `synchronous=FULL`: a submission whose receipt was answered
    /// survives not only a killed process, for which NORMAL would do under WAL, but a power cut too. It costs one
    /// fsync per commit, of which grading a submission needs a handful.
    ///
    /// # Errors
    /// `Config` if the path cannot hold a database, `Unavailable` if the file cannot be
    /// opened, `Migrate` if the schema is newer than this program or was tampered with.
    pub async fn open(path: &Path) -> StoreResult<Self> {
        files::make_private(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let pool = || SqlitePoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT);
        let writers = pool().max_connections(1).connect_with(options.clone()).await?;
        sqlx::migrate!("./migrations").run(&writers).await?;
        let readers = pool().max_connections(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self { readers, writers })
    }

    /// Writes a consistent copy to a new file, while others read and write.
    ///
    /// # Errors
    /// `Config` if the file exists already or cannot be made.
    pub async fn backup_to(&self, path: &Path) -> StoreResult<()> {
        let target = files::new_private(path)?;
        // VACUUM INTO accepts an existing file if it is empty, which is how the copy gets its permissions. It takes
        // no bound parameter in a prepared statement that sqlx could check; the path is quoted as a literal.
        let statement = format!("VACUUM INTO '{}'", target.replace('\'', "''"));
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&self.writers).await?;
        Ok(())
    }
}
