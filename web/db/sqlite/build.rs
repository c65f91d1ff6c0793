//! Rebuilds this crate when what its query macros read changes: they cannot tell cargo so themselves.

fn main() {
    println!("cargo:rerun-if-changed=.sqlx");
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=sqlx.toml");
    println!("cargo:rerun-if-env-changed=GAUNTLET_SQLX_SQLITE_URL");
    println!("cargo:rerun-if-env-changed=SQLX_OFFLINE_DIR");
}
