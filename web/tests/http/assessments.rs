//! Assessments and invitations: what an interviewer makes, and who may not.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
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
async fn a_form_that_is_sent_twice_invites_once() {
    let (app, cookie) = signed_in(Role::Interviewer).await;
    let path = made(&app, &cookie).await;
    let shown = send(&app, Method::GET, &path, &cookie, &[]).await;
    let key = shown.text().split("name=\"key\" value=\"").nth(1).expect("a key").split('"').next().unwrap().to_owned();
    let invite = async |name, key| {
        let fields = [("name", name), ("email", "ada@example.org"), ("extra_percent", "0"), ("key", key)];
        send(&app, Method::POST, &format!("{path}/invitations"), &cookie, &fields).await
    };
    let (one, two) = tokio::join!(invite("Ada", &key), invite("Ada", &key));
    let links = [&one, &two].map(|answer| answer.text().matches("http://localhost:8080/i/").count());
    assert_eq!((one.status, two.status, links[0] + links[1]), (StatusCode::OK, StatusCode::OK, 1));
    let again = invite("Ada", &key).await;
    let link = format!("<a href=\"/invitations/{key}\">Ada</a>");
    assert!(again.text().contains("This invitation was made already") && again.text().contains(&link));
    assert!(again.text().contains("withdraw that invitation and make another") && !again.text().contains("/i/"));
    let other = invite("Bob", &key).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.text().contains("has invited Ada already") && other.text().contains("value=\"Bob\""));
    assert!(!other.text().contains(&format!("value=\"{key}\"")), "sent once more, it invites");
    let id = path.strip_prefix("/assessments/").unwrap().parse().unwrap();
    assert_eq!(app.state.store.invitations_of(id).await.unwrap().len(), 1);
    assert_eq!(invite("Cem", "no key").await.status, StatusCode::BAD_REQUEST);
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

/// The address of an invitation, and what was stored.
async fn invited(app: &TestApp, cookie: &str) -> (String, gauntlet_db::InvitationRow) {
    let path = made(app, cookie).await;
    let candidate = [("name", "Ada"), ("email", "ada@example.org"), ("extra_percent", "0")];
    send(app, Method::POST, &format!("{path}/invitations"), cookie, &candidate).await;
    let id = path.strip_prefix("/assessments/").unwrap().parse().unwrap();
    let row = app.state.store.invitations_of(id).await.unwrap().remove(0);
    (format!("/invitations/{}", row.id), row)
}

#[tokio::test]
async fn extra_time_is_given_and_an_invitation_taken_back() {
    let (app, cookie) = signed_in(Role::Interviewer).await;
    let (path, row) = invited(&app, &cookie).await;
    app.state.store.ask_accommodation(row.id, "A screen <reader>", Micros::now()).await.unwrap();
    let shown = send(&app, Method::GET, &path, &cookie, &[]).await;
    assert!(
        shown.text().contains("A screen &#60;reader&#62;") && shown.text().contains("None yet."),
        "{}",
        shown.text()
    );
    assert!(shown.text().contains("Invited; the link is not opened yet.") && shown.text().contains("make another"));
    assert!(
        shown.text().contains("action=\"/sign-out\"") && shown.text().contains("aria-current=\"page\">Assessments")
    );
    let give = format!("{path}/extra-time");
    let given = send(&app, Method::POST, &give, &cookie, &[("extra_percent", "25")]).await;
    assert_eq!(given.header("location"), path);
    assert_eq!(app.state.store.invitation(row.id).await.unwrap().extra_percent, 25);
    for odd in ["7", "x", "1000"] {
        let refused = send(&app, Method::POST, &give, &cookie, &[("extra_percent", odd)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{odd}");
        assert!(refused.text().contains("extra_percent must be"), "{odd}");
    }
    send(&app, Method::POST, &format!("{path}/withdraw"), &cookie, &[]).await;
    assert!(send(&app, Method::GET, &path, &cookie, &[]).await.text().contains("withdrawn"));
    let late = send(&app, Method::POST, &give, &cookie, &[("extra_percent", "50")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "it is over");
    for path in [give, format!("{path}/withdraw"), path] {
        let method = if path.ends_with("time") || path.ends_with("draw") { Method::POST } else { Method::GET };
        assert_eq!(send(&app, method, &path, "", &[]).await.status, StatusCode::SEE_OTHER, "{path}: sign in first");
    }
}

#[tokio::test]
async fn a_closed_assessment_invites_nobody() {
    let (app, cookie) = signed_in(Role::Owner).await;
    let path = made(&app, &cookie).await;
    assert_eq!(send(&app, Method::POST, &format!("{path}/close"), &cookie, &[]).await.header("location"), path);
    let shown = send(&app, Method::GET, &path, &cookie, &[]).await;
    assert!(shown.text().contains("It is closed") && !shown.text().contains("Invite somebody"));
    let candidate = [("name", "Ada"), ("email", "ada@example.org"), ("extra_percent", "0")];
    let refused = send(&app, Method::POST, &format!("{path}/invitations"), &cookie, &candidate).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn programs_do_the_same_with_address_and_password() {
    let app = TestApp::new().await;
    let hash = app.state.passwords.hash("correct horse battery".to_owned()).await.unwrap();
    let email = Email::parse("grace@example.org").unwrap();
    let new = NewAccount { email, name: "Grace".to_owned(), password_hash: hash, role: Role::Owner };
    app.state.store.create_account(&new, "tests", Micros::now()).await.unwrap();
    let call = async |password: &str, path: &str, body: serde_json::Value| {
        let mut request = request(Method::POST, path, Body::from(body.to_string()));
        let basic = STANDARD.encode(format!("grace@example.org:{password}"));
        request.headers_mut().insert(header::AUTHORIZATION, format!("Basic {basic}").parse().unwrap());
        app.send(request).await
    };
    let assessment = serde_json::json!({"title": "Senior Go", "challenges": [fixture::SLUG], "work_minutes": 90});
    call("wrong", "/api/v1/assessments", assessment.clone()).await.problem(401, "sign-in");
    let made = call("correct horse battery", "/api/v1/assessments", assessment).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!((&made.json()["max_attempts"], &made.json()["results"]), (&3.into(), &"at_once".into()));
    let path = format!("/api/v1/assessments/{}/invitations", made.json()["id"].as_str().unwrap());
    let people = serde_json::json!([{"name": "Ada", "email": "ada@example.org"}, {"name": "Bob", "email": "bob"}]);
    let refused = call("correct horse battery", &path, people).await.problem(422, "refused");
    assert!(refused.contains("email must look like"), "all or none: {refused}");
    let people = serde_json::json!([{"name": "Ada", "email": "ada@example.org", "extra_percent": 50}]);
    let invited = call("correct horse battery", &path, people).await;
    let link = invited.json()[0]["link"].as_str().unwrap().to_owned();
    assert_eq!(app.get(link.strip_prefix("http://localhost:8080").unwrap()).await.header("location"), "/take");
    let mut list = request(Method::GET, &path, Body::empty());
    let basic = STANDARD.encode("grace@example.org:correct horse battery");
    list.headers_mut().insert(header::AUTHORIZATION, format!("Basic {basic}").parse().unwrap());
    let listed = app.send(list).await;
    assert_eq!((&listed.json()[0]["state"], listed.json().as_array().unwrap().len()), (&"waiting".into(), 1));
    assert!(!listed.text().contains("/i/"), "links are told once");
}
