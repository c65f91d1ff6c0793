//! What probes see.

use axum::http::StatusCode;

use crate::app::TestApp;

#[tokio::test]
async fn alive_and_ready_are_told_apart() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/healthz").await.status, StatusCode::OK);
    assert_eq!(app.get("/readyz").await.text(), "ready\n");
    app.state.store.close().await;
    assert_eq!(app.get("/healthz").await.status, StatusCode::OK, "a restart would not bring the database back");
    let answer = app.get("/readyz").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("database"));
}
