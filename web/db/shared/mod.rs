//! The operations of the store, written once and compiled twice: the SQLite and the Postgres crate each include this
//! directory by `#[path]`, so that the macros check every query against that crate's own database.
//!
//! Owns all transactions. What differs between the databases it takes from `crate::dialect`: the driver's type, how a
//! writing transaction begins, and (by their path, `sql/` instead of `../sql/`) the few queries of their own.
//! It must not read a clock: `now` is an argument everywhere.

mod accounts;
mod assessments;
mod attempts;
mod audit;
mod drafts;
mod endings;
mod invitations;
mod queue;
mod rows;
mod stats;
mod submissions;

use gauntlet_db_types::StoreResult;
use sqlx::{Pool, Transaction};

use crate::dialect::{BEGIN_WRITE, Db};

/// One database with its schema applied. Cheap to clone; clones share connections.
#[derive(Debug, Clone)]
pub struct Backend {
    pub(crate) readers: Pool<Db>,
    pub(crate) writers: Pool<Db>,
}

impl Backend {
    /// Begins a transaction that may write. Dropped without a commit, it leaves nothing.
    async fn begin(&self) -> StoreResult<Transaction<'static, Db>> {
        Ok(self.writers.begin_with(BEGIN_WRITE).await?)
    }

    /// Closes all connections, after what they are doing. The store answers "unavailable" from then on.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}
