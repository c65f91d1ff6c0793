//! The audit log: every change of a status leaves a line in the transaction that makes it. Nothing here updates or
//! deletes; triggers in the schema see to it that nobody does.

use gauntlet_db_types::{AccountId, AuditRow, InvitationId, Micros, StoreResult};
use serde_json::Value;
use sqlx::Transaction;

use super::Backend;
use crate::dialect::Db;

/// Who acts when it is the server itself that tidies up.
pub(super) const RECONCILER: &str = "reconciler";

/// How a worker appears as an actor.
pub(super) fn worker_actor(name: Option<&str>) -> String {
    format!("worker {}", name.unwrap_or("unknown"))
}

/// How somebody who signed in appears as an actor.
pub(super) fn account_actor(id: AccountId) -> String {
    format!("account {id}")
}

/// How a candidate appears as an actor.
pub(super) fn candidate_actor(id: InvitationId) -> String {
    format!("candidate {id}")
}

/// Adds a line about a submission, an account, an assessment or an invitation.
pub(super) async fn record(
    tx: &mut Transaction<'static, Db>,
    now: Micros,
    actor: &str,
    action: &str,
    subject: &str,
    detail: Value,
) -> StoreResult<()> {
    sqlx::query_file!("../sql/audit_insert.sql", now.as_i64(), actor, action, subject, detail.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

impl Backend {
    /// The lines about a submission, an account, an assessment or an invitation, oldest first; none for an unknown one.
    pub async fn audit_of(&self, subject: &str) -> StoreResult<Vec<AuditRow>> {
        let rows = sqlx::query_file!("../sql/audit_of.sql", subject).fetch_all(&self.readers).await?;
        Ok(rows
            .into_iter()
            .map(|row| AuditRow {
                id: row.id,
                at: Micros::from_i64(row.at),
                actor: row.actor,
                action: row.action,
                subject: row.subject,
                detail_json: row.detail_json,
            })
            .collect())
    }
}
