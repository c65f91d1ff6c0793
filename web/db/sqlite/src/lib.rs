//! The SQLite side of the store: opening the file, backing it up, and the shared operations compiled and checked
//! against SQLite.
//!
//! Must not be used directly: `gauntlet-db` chooses between this and Postgres.

mod dialect;
mod files;
#[path = "../../shared/mod.rs"]
mod shared;

pub use shared::Backend;
