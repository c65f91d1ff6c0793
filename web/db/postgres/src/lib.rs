//! The Postgres side of the store: connecting, and the shared operations compiled and checked against Postgres.
//!
//! Must not be used directly: `gauntlet-db` chooses between this and SQLite.

mod dialect;
#[path = "../../shared/mod.rs"]
mod shared;

pub use shared::Backend;
