//! What can go wrong in the store, sorted by what the caller has to do about it.

use std::error::Error as StdError;

/// Result of every operation of the store.
pub type StoreResult<T> = Result<T, StoreError>;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No such row: a 404.
    #[error("{what} {id} does not exist")]
    NotFound {
        /// What was looked for, e.g. "submission".
        what: &'static str,
        /// The id that was asked for.
        id: String,
    },
    /// The request contradicts what is stored: a 409.
    #[error("{0}")]
    Conflict(String),
    /// The value cannot be stored: a 422, and storing it again cannot help.
    #[error("{field} {reason}")]
    Invalid {
        /// The field, by its name in the request.
        field: &'static str,
        /// What was expected of it.
        reason: String,
    },
    /// The database cannot be reached or is overloaded: a 503, and worth another try later.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] Box<dyn StdError + Send + Sync>),
    /// What is stored breaks the store's own rules: a 500, and a person has to look.
    #[error("stored data is corrupt: {0}")]
    Corrupt(String),
    /// The configuration does not describe a database that can be opened.
    #[error("{0}")]
    Config(String),
    /// This database cannot do that; the text says what to use instead.
    #[error("{0}")]
    Unsupported(&'static str),
    /// The migrations could not be applied.
    #[error("migrating the database failed: {0}")]
    Migrate(#[source] Box<dyn StdError + Send + Sync>),
    /// The database refused a query for a reason that no caller can mend.
    #[error("the database refused a query: {0}")]
    Query(#[source] Box<dyn StdError + Send + Sync>),
}

impl StoreError {
    /// Whether the same call may well succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(db) if db.code().is_some_and(|code| is_transient_code(&code)) => {
                Self::Unavailable(Box::new(error))
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Self::Unavailable(Box::new(error)),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Corrupt(error.to_string()),
            _ => Self::Query(Box::new(error)),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migrate(Box::new(error))
    }
}

/// Whether a database's error code names a state that passes. SQLite's codes are numbers (extended ones carry the
/// primary code in their low byte; <https://sqlite.org/rescode.html>), those of Postgres have five characters and a
/// class in the first two (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn is_transient_code(code: &str) -> bool {
    if code.len() == 5 {
        // 08 connection, 40 rollback of a transaction, 53 out of resources, 57P0x shutdown and start-up, 55P03 lock.
        return matches!(code.get(..2), Some("08" | "40" | "53")) || code.starts_with("57P0") || code == "55P03";
    }
    // 5 busy, 6 locked, 8 read-only (a full or remounted disk), 10 input/output, 13 full, 14 cannot open.
    code.parse::<u32>().is_ok_and(|n| matches!(n & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

#[cfg(test)]
mod tests {
    use super::{StoreError, is_transient_code};

    #[test]
    fn codes_that_pass_are_told_from_those_that_stay() {
        for code in ["5", "517", "6", "13", "08006", "40001", "40P01", "53300", "57P01", "57P03", "55P03"] {
            assert!(is_transient_code(code), "{code} passes");
        }
        for code in ["1", "19", "2067", "23505", "42P01", "22021", "57014", "", "aüaa"] {
            assert!(!is_transient_code(code), "{code} stays");
        }
    }

    #[test]
    fn an_exhausted_pool_is_worth_another_try() {
        assert!(StoreError::from(sqlx::Error::PoolTimedOut).is_transient());
        assert!(!StoreError::from(sqlx::Error::RowNotFound).is_transient());
    }
}
