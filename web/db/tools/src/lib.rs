//! Tools for working on the store: a Postgres server of one's own, and the scratch databases that queries are checked
//! against. Must not depend on the crates that hold queries: those do not compile until their queries were checked.

mod postgres;

pub use postgres::PrivatePostgres;
