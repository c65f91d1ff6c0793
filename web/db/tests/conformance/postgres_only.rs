//! What only a server can be: somewhere else, and asked to make a copy that it cannot make.

use gauntlet_db::{Store, StoreError};

use crate::support::TestDb;

#[tokio::test]
async fn a_backup_points_to_the_right_tool() {
    let db = TestDb::postgres().await;
    let error = db.store.backup_to(&db.dir.path().join("copy.db")).await.unwrap_err();
    assert!(matches!(error, StoreError::Unsupported(_)));
    assert!(error.to_string().contains("pg_dump"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    let dir = tempfile::tempdir().unwrap();
    let error = Store::open(&format!("postgres://nobody@localhost/none?host={}", dir.path().display())).await;
    assert!(error.unwrap_err().is_transient());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_processes_may_open_an_empty_database_at_once() {
    let db = TestDb::postgres().await;
    db.raw("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await.unwrap();
    let opening: Vec<_> = (0..6)
        .map(|_| {
            let url = db.url.clone();
            tokio::spawn(async move { Store::open(&url).await })
        })
        .collect();
    for open in opening {
        open.await.unwrap().unwrap().ping().await.unwrap();
    }
}
