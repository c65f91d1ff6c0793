//! People who sign in: owners, interviewers, authors, viewers. Candidates have invitations and no account.

use crate::{AccountId, Email, Micros, Role, StoreError, refuse_nul};

/// Longest name of a person, in characters.
pub const MAX_PERSON_NAME: usize = 200;

/// Whom an account is made for.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// What they sign in with.
    pub email: Email,
    /// For other people.
    pub name: String,
    /// A password's hash with its parameters, in the PHC string format.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
}

impl NewAccount {
    /// Checks what the databases cannot store alike, and what no person is called.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] that names the field.
    pub fn check(&self) -> Result<(), StoreError> {
        refuse_nul("password", &self.password_hash)?;
        person_name(&self.name)
    }
}

/// An account as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Its id.
    pub id: AccountId,
    /// What they sign in with.
    pub email: Email,
    /// For other people.
    pub name: String,
    /// A password's hash with its parameters, in the PHC string format.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// When it was made.
    pub created_at: Micros,
    /// Since when it opens nothing any more.
    pub disabled_at: Option<Micros>,
}

/// Without the hash: accounts are logged now and then.
impl std::fmt::Debug for AccountRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountRow").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

/// Refuses a name that is empty, longer than [`MAX_PERSON_NAME`], or would break a line.
pub(crate) fn person_name(name: &str) -> Result<(), StoreError> {
    let length = name.chars().count();
    if name.trim().is_empty() || length > MAX_PERSON_NAME || name.chars().any(char::is_control) {
        let reason = format!("must have 1 to {MAX_PERSON_NAME} characters on one line, got {length}");
        return Err(StoreError::Invalid { field: "name", reason });
    }
    Ok(())
}
