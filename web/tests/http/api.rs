//! The JSON interface: handing in, idempotency, reading, and its problems.

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use serde_json::json;

use crate::{
    app::{Answer, Form, TestApp, request},
    report,
};

const PATH: &str = "/api/v1/submissions";

fn body(content: &str) -> String {
    json!({"challenge": "echo-pool", "files": {"echo.go": content}, "author": "Zoë"}).to_string()
}

async fn post_with_key(app: &TestApp, key: &str, content: &str) -> Answer {
    let mut request = request(Method::POST, PATH, Body::from(body(content)));
    request.headers_mut().insert("content-type", "application/json; charset=utf-8".parse().unwrap());
    request.headers_mut().insert("idempotency-key", key.parse().unwrap());
    app.send(request).await
}

#[tokio::test]
async fn a_submission_goes_in_and_its_report_comes_out() {
    let app = TestApp::new().await;
    let created = app.post(PATH, "application/json", body("package echo\n")).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let json = created.json();
    assert_eq!(created.header("location"), json["links"]["self"]);
    assert_eq!(
        (&json["status"], &json["queue_position"], &json["source"]),
        (&json!("queued"), &json!(1), &json!("api"))
    );
    assert_eq!(json["phases"].as_array().unwrap().len(), 5);
    let second = app.post(PATH, "application/json", body("package echo // 2\n")).await.json();
    assert_eq!(second["queue_position"], 2);

    let address = created.header("location").to_owned();
    app.get(&format!("{address}/report")).await.problem(409, "not-finished");
    let job = app.claim().await;
    assert_eq!(app.get(&address).await.json()["status"], "running");
    app.finish(&job, &report::racy()).await;

    let finished = app.get(&address).await.json();
    assert_eq!((&finished["status"], &finished["verdict"]), (&json!("finished"), &json!("data_race")));
    assert_eq!(finished["score"], json!({"earned": 40.0, "max": 100.0}));
    let report = app.get(finished["links"]["report"].as_str().unwrap()).await.json();
    assert_eq!((&report["schema"], &report["verdict"]), (&json!(1), &json!("data_race")));
    assert_eq!(app.get(finished["links"]["page"].as_str().unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_kind_of_body_is_read() {
    let app = TestApp::new().await;
    let form = Form::default()
        .field("challenge", "echo-pool")
        .field("author", "A")
        .upload("echo.go", "package echo\n")
        .field("file:more.go", "package echo\n");
    assert_eq!(app.post(PATH, &Form::content_type(), form.finish()).await.status, StatusCode::CREATED);
    let job = app.claim().await;
    assert_eq!(job.files().unwrap().len(), 2, "a program's text and uploads both count");

    let starter = app.get("/challenges/echo-pool/starter.tar.gz").await.bytes;
    let address = format!("{PATH}?challenge=echo-pool&author=B");
    let answer = app.post(&address, "application/gzip", starter).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    assert_eq!(answer.json()["author"], "B");
    let starter = app.get("/challenges/echo-pool/starter.zip").await.bytes;
    assert_eq!(app.post(&address, "application/zip", starter).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_repeated_request_is_harmless() {
    let app = TestApp::new().await;
    let first = post_with_key(&app, "key-1", "package echo\n").await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = post_with_key(&app, "key-1", "package echo\n").await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.json()["id"], first.json()["id"]);
    assert_eq!(again.header("location"), first.header("location"));
    post_with_key(&app, "key-1", "package echo // other\n").await.problem(409, "conflict");
    assert_eq!(app.stored().await, 1);

    let (a, b) =
        tokio::join!(post_with_key(&app, "key-2", "package echo\n"), post_with_key(&app, "key-2", "package echo\n"));
    assert_eq!(a.json()["id"], b.json()["id"], "two at once are one");
    assert_eq!(app.stored().await, 2);
    for key in ["", "a b", &"k".repeat(201)] {
        post_with_key(&app, key, "package echo\n").await.problem(400, "bad-request");
    }
    assert_eq!(app.stored().await, 2);
}

#[tokio::test]
async fn what_cannot_be_taken_is_a_problem() {
    let app = TestApp::new().await;
    let json = "application/json";
    let cases: [(&str, &str, u16, &str); 14] = [
        (json, "{", 400, "bad-request"),
        (json, "\u{0}", 400, "bad-request"),
        (json, "[]", 422, "refused"),
        (json, r#"{"challenge": "echo-pool"}"#, 422, "refused"),
        (json, r#"{"challenge": "echo-pool", "files": {}, "verdict": "accepted"}"#, 422, "refused"),
        (json, r#"{"challenge": "echo-pool", "files": {}}"#, 422, "refused"),
        (json, r#"{"challenge": "nope", "files": {"echo.go": ""}}"#, 404, "not-found"),
        (json, r#"{"challenge": "", "files": {"echo.go": ""}}"#, 422, "refused"),
        (json, r#"{"challenge": "echo-pool", "files": {"a.go": "1", "a.go": "2"}}"#, 422, "refused"),
        (json, r#"{"challenge": "echo-pool", "files": {"../a.go": "1"}}"#, 422, "refused"),
        (json, r#"{"challenge": "echo-pool", "files": {"echo.go": "a\u0000"}}"#, 422, "refused"),
        (
            json,
            r#"{"challenge": "echo-pool", "files": {"echo.go": "package echo"}, "author": "\u202e"}"#,
            422,
            "refused",
        ),
        ("text/plain", "package echo", 415, "unsupported-type"),
        ("application/zip", "PK", 422, "refused"),
    ];
    for (content_type, body, status, key) in cases {
        let detail = app.post(PATH, content_type, body).await.problem(status, key);
        assert!(!detail.is_empty(), "{body}");
    }
    let not_utf8 = app.post(PATH, json, b"{\"challenge\": \"\xff\"}".to_vec()).await;
    not_utf8.problem(400, "bad-request");
    assert_eq!(app.stored().await, 0);
}

#[tokio::test]
async fn strangers_get_problems_below_the_api() {
    let app = TestApp::new().await;
    app.get("/api/v1/nothing").await.problem(404, "not-found");
    app.get("/api/v1/challenges/nope").await.problem(404, "not-found");
    app.send(request(Method::DELETE, "/api/v1/challenges", Body::empty())).await.problem(405, "method-not-allowed");
    app.state.store.close().await;
    let answer = app.get(PATH).await;
    answer.problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "5");
}

#[tokio::test]
async fn the_catalogue_is_complete() {
    let app = TestApp::new().await;
    let list = app.get("/api/v1/challenges").await.json();
    let challenge = app.get(list["challenges"][0]["link"].as_str().unwrap()).await.json();
    assert_eq!((&challenge["slug"], &challenge["version"]), (&json!("echo-pool"), &json!(3)));
    assert_eq!(
        challenge["files"].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["echo.go", "echo_test.go", "go.mod"]
    );
    assert_eq!(
        challenge["tests"][1],
        json!({"name": "TestSecret", "title": "echoes under load", "criterion": "correctness", "visibility": "hidden"})
    );
}
