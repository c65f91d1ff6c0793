//! Assessments and invitations: what an interviewer makes, and who may not.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use gauntlet_db::{Email, Micros, NewAccount, Role};
use gauntlet_web::identity::Token;

use crate::{
    app::{Answer, TestApp, request},
    fixture,
};

const HOUR: std::time::Duration = std::time::Duration::from_secs(3600);

/// Somebody who signed in: the app with them, and their cookie.
async fn signed_in(role: Role) -> (TestApp, String) {
    let app = TestApp::new().await;
    let email = Email::parse("grace@example.org").unwrap();
    let new = NewAccount { email, name: "Grace".to_owned(), password_hash: "none".to_owned(), role };
    let now = Micros::now();
    let id = app.state.store.create_account(&new, "tests", now).await.unwrap();
    let token = Token::new().unwrap();
    app.state.store.begin_session(id, &token.hash(), now.plus(HOUR), now).await.unwrap();
    (app, format!("gauntlet_session={}", token.secret()))
}

async fn send(app: &TestApp, method: Method, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let mut request = request(method, path, Body::from(serde_urlencoded::to_string(fields).unwrap()));
    request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    request.headers_mut().insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse().unwrap());
    app.send(request).await
}

const ASSESSMENT: [(&str, &str); 6] = [
    ("title", "Senior <Go>"),
    ("challenge", fixture::SLUG),
    ("work_minutes", "90"),
    ("max_attempts", "3"),
    ("results", "after_end"),
    ("welcome", "Hello, **you**."),
];

/// The address of a new assessment.
async fn made(app: &TestApp, cookie: &str) -> String {
    let answer = send(app, Method::POST, "/assessments", cookie, &ASSESSMENT).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.header("location").to_owned()
}

#[tokio::test]
async fn an_assessment_is_made_and_a_candidate_invited() {
    let (app, cookie) = signed_in(Role::Interviewer).await;
    let path = made(&app, &cookie).await;
    let shown = send(&app, Method::GET, &path, &cookie, &[]).await;
    assert!(shown.text().contains("<h1>Senior &#60;Go&#62;</h1>"), "{}", shown.text());
    assert!(shown.text().contains("Hello, <strong>you</strong>."));

    let candidate = [("name", "Ada"), ("email", "Ada@Example.org"), ("extra_percent", "25")];
    let invited = send(&app, Method::POST, &format!("{path}/invitations"), &cookie, &candidate).await;
    assert_eq!(invited.status, StatusCode::OK);
    let (_, link) = invited.text().split_once("http://localhost:8080/i/").expect("a link");
    let token = Token::parse(&link[..43]).expect("a token");
    let found = app.state.store.invitation_by_token(&token.hash()).await.unwrap().expect("an invitation");
    assert_eq!((found.name.as_str(), found.email.as_str(), found.extra_percent), ("Ada", "ada@example.org", 25));
    let again = send(&app, Method::GET, &path, &cookie, &[]).await;
    assert!(again.text().contains("ada@example.org") && !again.text().contains(token.secret()), "it is shown once");
    assert!(send(&app, Method::GET, "/assessments", &cookie, &[]).await.text().contains(&path));
}

#[tokio::test]
async fn what_was_typed_comes_back_with_the_reason() {
    let (app, cookie) = signed_in(Role::Owner).await;
    let mut fields = ASSESSMENT;
    fields[2] = ("work_minutes", "an <hour>");
    let refused = send(&app, Method::POST, "/assessments", &cookie, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(
        text.contains("work_minutes must be a whole number") && text.contains("value=\"an &#60;hour&#62;\""),
        "{text}"
    );
    assert!(text.contains("value=\"Senior &#60;Go&#62;\"") && text.contains(" checked"));
    assert!(app.state.store.list_assessments(10).await.unwrap().is_empty());

    let path = made(&app, &cookie).await;
    let odd = [("name", "Ada"), ("email", "ada"), ("extra_percent", "25")];
    let refused = send(&app, Method::POST, &format!("{path}/invitations"), &cookie, &odd).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("email must look like ada@example.org") && !refused.text().contains("/i/"));
}

#[tokio::test]
async fn others_are_sent_away() {
    let (app, cookie) = signed_in(Role::Viewer).await;
    for path in ["/assessments", "/assessments/019aa3c1-7d2e-7c40-9a51-3f2b8c6d7e10"] {
        let stranger = app.get(path).await;
        assert_eq!(stranger.status, StatusCode::SEE_OTHER);
        assert!(stranger.header("location").starts_with("/sign-in?next=%2Fassessments"), "{path}");
        assert_eq!(send(&app, Method::GET, path, &cookie, &[]).await.status, StatusCode::FORBIDDEN);
    }
    let posted = send(&app, Method::POST, "/assessments", "gauntlet_session=nonsense", &ASSESSMENT).await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER);
    assert_eq!(send(&app, Method::POST, "/assessments", &cookie, &ASSESSMENT).await.status, StatusCode::FORBIDDEN);
    assert!(app.state.store.list_assessments(10).await.unwrap().is_empty());
}
