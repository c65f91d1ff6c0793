//! Secrets that people hold, as far as the database knows them.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::StoreError;

/// SHA-256 of a token, in hexadecimal. Tokens are 256 random bits, so that nothing slower is needed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenHash(String);

impl TokenHash {
    /// Of what a person holds.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// As it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Not even the hash is for logs.
impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(..)")
    }
}

/// An e-mail address as it is compared: without space around it and in lower case.
///
/// Whether somebody reads it can only be found out by writing to it. What is refused here cannot be one, or could break a
/// header.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Longest address, in bytes (RFC 5321).
    pub const MAX_BYTES: usize = 254;

    /// Takes what somebody typed.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] if it is no address.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let address = text.trim().to_lowercase();
        let invalid = |reason: String| StoreError::Invalid { field: "email", reason };
        if address.len() > Self::MAX_BYTES {
            return Err(invalid(format!("must have at most {} bytes, got {}", Self::MAX_BYTES, address.len())));
        }
        let is_plain = |c: char| !c.is_control() && !c.is_whitespace() && !"<>,;\"()".contains(c);
        match address.split_once('@') {
            Some((local, domain)) if !local.is_empty() && !domain.is_empty() && !domain.contains('@') => {
                if address.chars().all(is_plain) { Ok(Self(address)) } else { Err(invalid(shape(text))) }
            }
            _ => Err(invalid(shape(text))),
        }
    }

    /// The address that a row holds.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn shape(got: &str) -> String {
    let got: String = got.chars().take(80).flat_map(char::escape_default).collect();
    format!("must look like ada@example.org, got '{got}'")
}

#[cfg(test)]
mod tests {
    use super::{Email, TokenHash};

    #[test]
    fn a_hash_tells_nothing_in_a_log() {
        let hash = TokenHash::of("abc");
        assert_eq!(hash.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(format!("{hash:?}"), "TokenHash(..)");
    }

    #[test]
    fn addresses_are_compared_in_lower_case() {
        assert_eq!(Email::parse("  Ada@Example.ORG ").unwrap().as_str(), "ada@example.org");
        for bad in ["", "ada", "@example.org", "ada@", "a@b@c", "a b@c.d", "a@b.c\nBcc: x@y.z", "<a@b.c>", "a,b@c.d"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
        assert!(Email::parse(&format!("{}@example.org", "x".repeat(250))).is_err());
    }
}
