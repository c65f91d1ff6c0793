//! Accounts and their sessions.

use gauntlet_db_types::{AccountId, AccountRow, Email, Micros, NewAccount, Role, StoreError, StoreResult, TokenHash};
use serde_json::json;

use super::{Backend, audit, rows::name};

/// What the queries about accounts return.
struct RawAccount {
    id: String,
    email: String,
    name: String,
    password_hash: String,
    role: String,
    created_at: i64,
    disabled_at: Option<i64>,
}

impl RawAccount {
    fn into_row(self) -> StoreResult<AccountRow> {
        Ok(AccountRow {
            id: AccountId::from_stored(&self.id)?,
            email: Email::from_stored(self.email),
            name: self.name,
            password_hash: self.password_hash,
            role: name(&self.role)?,
            created_at: Micros::from_i64(self.created_at),
            disabled_at: self.disabled_at.map(Micros::from_i64),
        })
    }
}

impl Backend {
    /// Makes an account. `actor` is who makes it, for the audit log.
    pub async fn create_account(&self, new: &NewAccount, actor: &str, now: Micros) -> StoreResult<AccountId> {
        new.check()?;
        let id = AccountId::new(now);
        let mut tx = self.begin().await?;
        let inserted = sqlx::query_file!(
            "../sql/account_insert.sql",
            id.to_string(),
            new.email.as_str(),
            new.name,
            new.password_hash,
            new.role.as_str(),
            now.as_i64(),
        )
        .execute(&mut *tx)
        .await?
        .rows_affected();
        if inserted == 0 {
            return Err(StoreError::Conflict(format!("{} has an account already", new.email)));
        }
        let detail = json!({ "email": new.email, "role": new.role });
        audit::record(&mut tx, now, actor, "account.created", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The account with that address, disabled or not.
    pub async fn account_by_email(&self, email: &Email) -> StoreResult<Option<AccountRow>> {
        let found = sqlx::query_file_as!(RawAccount, "../sql/account_by_email.sql", email.as_str())
            .fetch_optional(&self.readers)
            .await?;
        found.map(RawAccount::into_row).transpose()
    }

    /// How many accounts with that role are not disabled.
    pub async fn count_accounts(&self, role: Role) -> StoreResult<u64> {
        let row = sqlx::query_file!("../sql/account_count.sql", role.as_str()).fetch_one(&self.readers).await?;
        super::rows::count("count", row.count)
    }

    /// Signs an account in: whoever holds the token is it until `expires_at`. Clears away what has expired.
    pub async fn begin_session(
        &self,
        id: AccountId,
        token: &TokenHash,
        expires_at: Micros,
        now: Micros,
    ) -> StoreResult<()> {
        let mut tx = self.begin().await?;
        sqlx::query_file!("../sql/sessions_delete_expired.sql", now.as_i64()).execute(&mut *tx).await?;
        let account = id.to_string();
        sqlx::query_file!("../sql/session_insert.sql", token.as_str(), account, now.as_i64(), expires_at.as_i64())
            .execute(&mut *tx)
            .await?;
        audit::record(&mut tx, now, &audit::account_actor(id), "session.begun", &account, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Who holds that token; nobody if it has expired or the account is disabled.
    pub async fn session(&self, token: &TokenHash, now: Micros) -> StoreResult<Option<AccountRow>> {
        let found = sqlx::query_file_as!(RawAccount, "../sql/account_by_session.sql", token.as_str(), now.as_i64())
            .fetch_optional(&self.readers)
            .await?;
        found.map(RawAccount::into_row).transpose()
    }

    /// Signs out. False if nobody held that token.
    pub async fn end_session(&self, token: &TokenHash, now: Micros) -> StoreResult<bool> {
        let mut tx = self.begin().await?;
        let ended = sqlx::query_file!("../sql/session_delete.sql", token.as_str()).fetch_optional(&mut *tx).await?;
        let Some(ended) = ended else { return Ok(false) };
        let actor = format!("account {}", ended.account_id);
        audit::record(&mut tx, now, &actor, "session.ended", &ended.account_id, json!({})).await?;
        tx.commit().await?;
        Ok(true)
    }
}
