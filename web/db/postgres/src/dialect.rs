//! What is particular to Postgres: the driver, how a transaction begins, and opening.

use std::{str::FromStr, time::Duration};

use gauntlet_db_types::{StoreError, StoreResult};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::Backend;

pub(crate) type Db = sqlx::Postgres;

/// Read committed is enough: every change is one guarded UPDATE, which looks again at rows that it had to wait for.
pub(crate) const BEGIN_WRITE: &str = "BEGIN";

/// How long a request waits for a connection before the database counts as unavailable.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
const MAX_CONNECTIONS: u32 = 10;

impl Backend {
    /// Connects to `postgres://user:password@host:port/database` and applies the migrations that are missing.
    ///
    /// # Errors
    /// [`StoreError::Config`] if the URL makes no sense, [`StoreError::Unavailable`] if nobody answers there,
    /// [`StoreError::Migrate`] if the schema is newer than this program or was tampered with.
    pub async fn open(url: &str) -> StoreResult<Self> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|error| StoreError::Config(format!("expected a Postgres URL in the configuration: {error}")))?
            .application_name("gauntlet");
        let pool = PgPoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options)
            .await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Self { readers: pool.clone(), writers: pool })
    }
}
