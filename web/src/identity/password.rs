//! Passwords, hashed with Argon2id.

use std::sync::Arc;

use argon2::{
    Argon2, PasswordHash, PasswordHasher, PasswordVerifier,
    password_hash::{SaltString, rand_core::OsRng},
};
use tokio::sync::Semaphore;

/// Passwords that are hashed at once: each takes 19 MiB and a processor for some tens of milliseconds.
const AT_ONCE: usize = 2;
/// Shortest password, in characters (NIST SP 800-63B).
const SHORTEST: usize = 12;
/// Longest, in bytes: nobody types more, and hashing takes time for each.
const LONGEST: usize = 1024;

/// Hashes and checks passwords, a few at a time and on threads that serve nobody else.
#[derive(Debug, Clone)]
pub struct Passwords {
    places: Arc<Semaphore>,
}

/// Why a password was not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PasswordError {
    /// Too short or too long.
    #[error("a password must have at least {SHORTEST} characters and at most {LONGEST} bytes, got {0} characters")]
    Length(usize),
    /// Our machinery.
    #[error("the password could not be hashed: {0}")]
    Hashing(String),
}

impl Default for Passwords {
    fn default() -> Self {
        Self { places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// The hash of a new password in the PHC string format, with a salt of its own.
    ///
    /// # Errors
    /// See [`PasswordError`].
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let characters = password.chars().count();
        if characters < SHORTEST || password.len() > LONGEST {
            return Err(PasswordError::Length(characters));
        }
        self.apart(move || {
            let salt = SaltString::generate(&mut OsRng);
            Argon2::default()
                .hash_password(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .map_err(|e| PasswordError::Hashing(e.to_string()))
        })
        .await?
    }

    /// Whether a password belongs to a hash. Without one, as long is computed and the answer is no: how long an answer
    /// takes must not tell which accounts exist.
    ///
    /// # Errors
    /// [`PasswordError::Hashing`] if the stored hash cannot be read.
    pub async fn check(&self, password: String, hash: Option<String>) -> Result<bool, PasswordError> {
        if password.len() > LONGEST {
            return Ok(false);
        }
        self.apart(move || {
            let Some(hash) = hash else {
                let salt = SaltString::generate(&mut OsRng);
                let _ = Argon2::default().hash_password(password.as_bytes(), &salt);
                return Ok(false);
            };
            let hash = PasswordHash::new(&hash).map_err(|e| PasswordError::Hashing(e.to_string()))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await?
    }

    async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, PasswordError> {
        let failed = |e: &dyn std::fmt::Display| PasswordError::Hashing(e.to_string());
        let _place = self.places.acquire().await.map_err(|e| failed(&e))?;
        tokio::task::spawn_blocking(work).await.map_err(|e| failed(&e))
    }
}

#[cfg(test)]
mod tests {
    use super::{PasswordError, Passwords};

    const GOOD: &str = "correct horse battery";

    #[tokio::test]
    async fn only_the_right_password_opens() {
        let passwords = Passwords::default();
        let hash = passwords.hash(GOOD.to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let check = |text: &str, hash: Option<&str>| passwords.check(text.to_owned(), hash.map(str::to_owned));
        assert!(check(GOOD, Some(&hash)).await.unwrap());
        assert!(!check("correct horse batter", Some(&hash)).await.unwrap());
        assert!(!check(GOOD, None).await.unwrap(), "nobody's");
        assert!(!check(&"x".repeat(2_000), Some(&hash)).await.unwrap());
        assert!(check(GOOD, Some("none")).await.is_err());
        assert_ne!(passwords.hash(GOOD.to_owned()).await.unwrap(), hash, "a salt of its own");
    }

    #[tokio::test]
    async fn short_passwords_are_refused() {
        let short = Passwords::default().hash("elevenchars".to_owned()).await.unwrap_err();
        assert_eq!(short, PasswordError::Length(11));
        assert!(Passwords::default().hash("é".repeat(12)).await.is_ok());
    }
}
