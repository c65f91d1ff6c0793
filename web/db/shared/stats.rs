//! What an operator looks at: is the database there, how long is the queue, how did it all end.

use gauntlet_db_types::{Micros, QueueDepth, StatusCounts, StoreResult};

use super::{
    Backend,
    rows::{count, name},
};

impl Backend {
    /// Makes the database answer a question.
    pub async fn ping(&self) -> StoreResult<()> {
        sqlx::query_file_scalar!("../sql/ping.sql").fetch_one(&self.readers).await?;
        Ok(())
    }

    /// How many jobs wait and run.
    pub async fn queue_depth(&self, now: Micros) -> StoreResult<QueueDepth> {
        let row = sqlx::query_file!("../sql/queue_depth.sql", now.as_i64()).fetch_one(&self.readers).await?;
        Ok(QueueDepth {
            ready: count("ready", row.ready)?,
            delayed: count("delayed", row.delayed)?,
            running: count("running", row.running)?,
            lapsed: count("lapsed", row.lapsed)?,
            oldest_ready_at: row.oldest_ready_at.map(Micros::from_i64),
        })
    }

    /// How many submissions have each status.
    pub async fn counts_by_status(&self) -> StoreResult<StatusCounts> {
        let mut counts = StatusCounts::default();
        for row in sqlx::query_file!("../sql/submission_counts.sql").fetch_all(&self.readers).await? {
            counts.set(name(&row.status)?, count("submissions", row.submissions)?);
        }
        Ok(counts)
    }
}
