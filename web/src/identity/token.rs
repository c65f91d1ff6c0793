//! Tokens: 256 random bits that whoever holds them proves to be somebody with.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use gauntlet_db::TokenHash;
use rand::{TryRngCore, rngs::OsRng};

/// Bytes of a token.
const BYTES: usize = 32;
/// Letters of its text.
const LETTERS: usize = 43;

/// A token as a link or a cookie carries it: 43 letters of base64url.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A fresh one.
    ///
    /// # Errors
    /// The operating system has no random numbers.
    pub fn new() -> anyhow::Result<Self> {
        let mut bytes = [0; BYTES];
        OsRng.try_fill_bytes(&mut bytes)?;
        Ok(Self(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What came with a request, if it has the form of one. Whether it opens anything is the store's to say.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_letter = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (text.len() == LETTERS && text.bytes().all(is_letter)).then(|| Self(text.to_owned()))
    }

    /// Its text, for its holder alone.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// What the store knows it by.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(&self.0)
    }
}

/// Tokens are not for logs.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::Token;

    #[test]
    fn tokens_differ_and_come_back() {
        let (one, two) = (Token::new().unwrap(), Token::new().unwrap());
        assert_ne!(one, two);
        assert_eq!(Token::parse(one.secret()).unwrap().hash(), one.hash());
        assert_eq!(format!("{one:?}"), "Token(..)");
    }

    #[test]
    fn what_has_another_form_is_none() {
        let good = "a".repeat(43);
        assert!(Token::parse(&good).is_some());
        for bad in ["", &good[1..], &format!("{good}a"), &format!("{}=", &good[1..]), &format!("{}é", &good[2..])] {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
    }
}
