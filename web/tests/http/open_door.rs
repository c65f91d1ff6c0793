//! What people without an invitation may see: nothing of what an assessment asks.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use gauntlet_db::{Micros, ResultsRule};
use gauntlet_web::identity::Token;
use serde_json::json;

use crate::{
    app::{Answer, Form, TestApp, request},
    fixture,
    invited::{HOUR, Invited, hurried},
};

const OTHER: &str = "open-pool";
const CODE: &str = "package echo\n\nfunc Echo(s string) string { return s }\n";

/// A server with two challenges, the first of which an assessment asks; with what was handed in at both before.
async fn world() -> (Invited, String, String) {
    let app = TestApp::offering(&[fixture::SLUG, OTHER], hurried()).await;
    let before = app.hand_in("early").await.to_string();
    let other = post(&app, OTHER).await.json()["id"].as_str().unwrap().to_owned();
    (Invited::to(app, ResultsRule::Never).await, before, other)
}

async fn post(app: &TestApp, challenge: &str) -> Answer {
    let body = json!({"challenge": challenge, "files": {"echo.go": CODE}});
    app.post("/api/v1/submissions", "application/json", body.to_string()).await
}

#[tokio::test]
async fn what_an_assessment_asks_is_withheld() {
    let (invited, before, other) = world().await;
    let app = &invited.app;
    let stored = app.stored().await;
    for path in ["", "/starter.zip", "/starter.tar.gz"] {
        let answer = app.get(&format!("/challenges/{}{path}", fixture::SLUG)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.text().contains("it opens by the link of an invitation"), "{}", answer.text());
        assert_eq!(app.get(&format!("/challenges/{OTHER}{path}")).await.status, StatusCode::OK, "{path}");
    }
    let form = app.submit_form(Form::default().field("file:echo.go", CODE)).await;
    assert_eq!(form.status, StatusCode::FORBIDDEN);
    app.get(&format!("/api/v1/challenges/{}", fixture::SLUG)).await.problem(403, "in-assessment");
    post(app, fixture::SLUG).await.problem(403, "in-assessment");
    let form = Form::default().field("challenge", fixture::SLUG).field("file:echo.go", CODE);
    app.post("/api/v1/submissions", &Form::content_type(), form.finish()).await.problem(403, "in-assessment");
    let archive = format!("/api/v1/submissions?challenge={}", fixture::SLUG);
    app.post(&archive, "application/zip", "PK").await.problem(403, "in-assessment");
    assert_eq!(app.stored().await, stored, "nothing was taken in");

    let home = app.get("/").await;
    assert!(home.text().contains("what it asks is not listed here") && !home.text().contains("/challenges/echo-pool"));
    assert!(home.text().contains(&format!("/challenges/{OTHER}")));
    let listed = app.get("/api/v1/challenges").await.json();
    assert_eq!(listed["challenges"].as_array().unwrap().len(), 1, "{listed}");

    // What was handed in earlier has answers and titles of hidden tests, too.
    assert_eq!(app.get(&format!("/submissions/{before}")).await.status, StatusCode::FORBIDDEN);
    app.get(&format!("/api/v1/submissions/{before}")).await.problem(403, "in-assessment");
    for path in ["/submissions", "/api/v1/submissions"] {
        let list = app.get(path).await;
        assert!(list.text().contains(&other) && !list.text().contains(&before), "{}", list.text());
    }
}

#[tokio::test]
async fn whoever_signed_in_sees_all() {
    let (invited, before, _) = world().await;
    let (session, now) = (Token::new().unwrap(), Micros::now());
    invited.app.state.store.begin_session(invited.owner, &session.hash(), now.plus(HOUR), now).await.unwrap();
    for path in [&format!("/challenges/{}", fixture::SLUG), "/api/v1/challenges/echo-pool", "/submissions", "/"] {
        let mut asked = request(Method::GET, path, Body::empty());
        let cookie = format!("gauntlet_session={}", session.secret());
        asked.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        let answer = invited.app.send(asked).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.text().contains(if path == "/submissions" { &before } else { fixture::SLUG }), "{path}");
    }
}

#[tokio::test]
async fn it_opens_when_nobody_is_asked_any_more() {
    let (invited, before, _) = world().await;
    let (app, store) = (&invited.app, &invited.app.state.store);
    invited.send(Method::POST, "/take/start", "").await;
    assert!(store.close_assessment(invited.assessment, invited.owner, Micros::now()).await.unwrap());
    post(app, fixture::SLUG).await.problem(403, "in-assessment");
    invited.send(Method::POST, "/take/end", "").await;
    assert_eq!(post(app, fixture::SLUG).await.status, StatusCode::CREATED);
    assert!(app.get("/submissions").await.text().contains(&before));
}
