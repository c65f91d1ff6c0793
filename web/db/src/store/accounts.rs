//! Accounts and their sessions.

use super::{Store, dispatch};
use crate::{AccountId, AccountRow, Email, Micros, NewAccount, Role, StoreResult, TokenHash};

impl Store {
    /// Makes an account. `actor` is who makes it, for the audit log.
    ///
    /// # Errors
    /// [`crate::StoreError::Invalid`], [`crate::StoreError::Conflict`] if the address has an account already.
    pub async fn create_account(&self, new: &NewAccount, actor: &str, now: Micros) -> StoreResult<AccountId> {
        dispatch!(self.create_account(new, actor, now))
    }

    /// The account with that address, disabled or not.
    ///
    /// # Errors
    /// None of its own.
    pub async fn account_by_email(&self, email: &Email) -> StoreResult<Option<AccountRow>> {
        dispatch!(self.account_by_email(email))
    }

    /// How many accounts with that role are not disabled.
    ///
    /// # Errors
    /// None of its own.
    pub async fn count_accounts(&self, role: Role) -> StoreResult<u64> {
        dispatch!(self.count_accounts(role))
    }

    /// Signs an account in: whoever holds the token is it until `expires_at`.
    ///
    /// # Errors
    /// None of its own.
    pub async fn begin_session(
        &self,
        account: AccountId,
        token: &TokenHash,
        expires_at: Micros,
        now: Micros,
    ) -> StoreResult<()> {
        dispatch!(self.begin_session(account, token, expires_at, now))
    }

    /// Who holds that token; nobody if it has expired or the account is disabled.
    ///
    /// # Errors
    /// None of its own.
    pub async fn session(&self, token: &TokenHash, now: Micros) -> StoreResult<Option<AccountRow>> {
        dispatch!(self.session(token, now))
    }

    /// Signs out. False if nobody held that token.
    ///
    /// # Errors
    /// None of its own.
    pub async fn end_session(&self, token: &TokenHash, now: Micros) -> StoreResult<bool> {
        dispatch!(self.end_session(token, now))
    }
}
