//! Who somebody is: passwords of accounts, and the tokens that cookies and links carry.
//!
//! It knows no HTTP and stores nothing. Of a token only its hash ever leaves for the store, of a password only its hash with
//! a salt and the cost of computing it.

mod password;
mod token;

pub use password::{PasswordError, Passwords};
pub use token::Token;
