//! Signing in and out: what opens a session, what does not, and what can be told from outside.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use gauntlet_db::{Email, Micros, NewAccount, Role};
use gauntlet_web::state::HttpSettings;

use crate::app::{Answer, TestApp, request};

const FORM: &str = "application/x-www-form-urlencoded";
const PASSWORD: &str = "correct horse battery";

async fn with_owner(settings: HttpSettings) -> TestApp {
    let app = TestApp::with(settings).await;
    let password_hash = app.state.passwords.hash(PASSWORD.to_owned()).await.unwrap();
    let email = Email::parse("grace@example.org").unwrap();
    let new = NewAccount { email, name: "Grace".to_owned(), password_hash, role: Role::Owner };
    app.state.store.create_account(&new, "tests", Micros::now()).await.unwrap();
    app
}

async fn sign_in(app: &TestApp, email: &str, password: &str, next: &str) -> Answer {
    let body = serde_urlencoded::to_string([("email", email), ("password", password), ("next", next)]).unwrap();
    app.post("/sign-in", FORM, body).await
}

fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

async fn post_with(app: &TestApp, path: &str, cookie: &str) -> Answer {
    let mut request = request(Method::POST, path, Body::empty());
    request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
    app.send(request).await
}

#[tokio::test]
async fn the_right_password_opens_a_session_that_ends() {
    let app = with_owner(HttpSettings::default()).await;
    let answer = sign_in(&app, " Grace@Example.org", PASSWORD, "/submissions?status=failed").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/submissions?status=failed"));
    let set = answer.header("set-cookie");
    assert!(set.contains("; Path=/; ") && set.contains("; SameSite=Lax; HttpOnly") && !set.contains("Secure"), "{set}");
    let signed_out = post_with(&app, "/sign-out", &cookie(&answer)).await;
    assert_eq!(signed_out.header("location"), "/");
    assert!(signed_out.header("set-cookie").starts_with("gauntlet_session=; Path=/; Max-Age=0;"));
}

#[tokio::test]
async fn cookies_are_bound_to_https_where_the_server_is_reached_by_it() {
    let settings = HttpSettings { public_url: "https://gauntlet.example".to_owned(), ..HttpSettings::default() };
    let answer = sign_in(&with_owner(settings).await, "grace@example.org", PASSWORD, "").await;
    assert!(answer.header("set-cookie").ends_with("; Secure"));
    assert_eq!(answer.header("location"), "/assessments");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_alike() {
    let app = with_owner(HttpSettings::default()).await;
    let wrong = sign_in(&app, "grace@example.org", "correct horse batter", "").await;
    let unknown = sign_in(&app, "nobody@example.org", PASSWORD, "").await;
    let nonsense = sign_in(&app, "<script>", PASSWORD, "").await;
    for answer in [&wrong, &unknown, &nonsense] {
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("do not belong together") && !answer.headers.contains_key("set-cookie"));
        assert!(!answer.text().contains(PASSWORD) && !answer.text().contains("<script>"));
    }
    assert_eq!(wrong.text().replace("grace@", ""), unknown.text().replace("nobody@", ""), "but for what was typed");
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    let app = with_owner(HttpSettings::default()).await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", ""] {
        assert_eq!(
            sign_in(&app, "grace@example.org", PASSWORD, next).await.header("location"),
            "/assessments",
            "{next}"
        );
    }
}

#[tokio::test]
async fn passwords_cannot_be_tried_without_end() {
    let settings =
        HttpSettings { sign_ins_per_minute: 2, loopback_submissions_per_minute: 2, ..HttpSettings::default() };
    let app = with_owner(settings).await;
    for _ in 0..2 {
        let answer = sign_in(&app, "grace@example.org", "not the right one", "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = sign_in(&app, "grace@example.org", PASSWORD, "").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "the right one has to wait, too");
    assert!(!answer.header("retry-after").is_empty());
}

#[tokio::test]
async fn a_closed_server_shows_nothing_to_those_without_an_account() {
    let settings = HttpSettings { open: false, ..HttpSettings::default() };
    let app = TestApp::with(settings).await;
    for path in ["/", "/challenges/echo-pool", "/challenges/echo-pool/starter.zip", "/submissions"] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert!(answer.header("location").starts_with("/sign-in?next="), "{path}");
    }
    for path in ["/api/v1/challenges", "/api/v1/challenges/echo-pool", "/api/v1/submissions"] {
        app.get(path).await.problem(401, "sign-in");
    }
    let refused = app.post("/api/v1/submissions", "application/json", "{}").await;
    refused.problem(401, "sign-in");
    assert_eq!(app.get("/help").await.status, StatusCode::OK);
    assert_eq!(app.get("/healthz").await.status, StatusCode::OK);
}
