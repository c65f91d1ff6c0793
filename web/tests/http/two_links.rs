//! Two links that were opened in one browser: what a page of one of them asks is never done in the other's name.

use axum::{
    body::Body,
    http::{HeaderMap, Method, StatusCode, header},
};
use gauntlet_db::ResultsRule;
use serde_json::json;

use crate::{
    app::{Answer, Form},
    fixture,
    invited::Invited,
};

const CODE: &str = "package echo // of the other\n";
const DRAFT: &str = "/api/v1/take/echo-pool/draft";

/// Whose link was opened last, at work with a draft, and the id of whose page is still open.
async fn two() -> (Invited, String) {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    assert_eq!(invited.save(0, "package echo // own\n").await.status, StatusCode::OK);
    let (other, _) = invited.waiting().await;
    (invited, other.to_string())
}

/// As the page's script of that invitation asks.
async fn asked(invited: &Invited, of: &str, method: Method, path: &str, body: &str) -> Answer {
    let mut request = invited.request(method, path, body.to_owned());
    request.headers_mut().insert("gauntlet-invitation", of.parse().unwrap());
    request.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    invited.app.send(request).await
}

/// The refusal tells what to do, and nothing of whose cookie it is.
fn tells_nothing(invited: &Invited, answer: &Answer) {
    let id = invited.id.to_string();
    for hidden in ["Ada", "Senior Go", "// own", "135", invited.token.secret(), id.as_str()] {
        assert!(!answer.text().contains(hidden), "{hidden} in {}", answer.text());
    }
    assert!(!answer.headers.contains_key("set-cookie"));
}

async fn nothing_changed(invited: &Invited) {
    let store = &invited.app.state.store;
    let draft = store.draft(invited.id, fixture::SLUG).await.unwrap().unwrap();
    assert_eq!((draft.revision, draft.files["echo.go"].as_str()), (1, "package echo // own\n"));
    assert_eq!(store.attempts_used(invited.id, fixture::SLUG).await.unwrap().used, 0);
    let invitation = store.invitation(invited.id).await.unwrap();
    assert!(invitation.ended_at.is_none() && invitation.accommodation.is_none());
    assert_eq!(invited.app.stored().await, 0, "nothing is in the queue");
}

#[tokio::test]
async fn what_scripts_of_another_page_ask_is_refused_and_nothing_stored() {
    let (invited, other) = two().await;
    let save = json!({"base": 1, "device": "tab", "files": {"echo.go": CODE}}).to_string();
    let files = json!({"files": {"echo.go": CODE}}).to_string();
    for (method, path, body) in [
        (Method::PUT, DRAFT, save.as_str()),
        (Method::POST, "/api/v1/take/echo-pool/runs", r#"{"revision": 1}"#),
        (Method::POST, "/api/v1/take/echo-pool/runs", files.as_str()),
        (Method::POST, "/api/v1/take/echo-pool/attempts", r#"{"revision": 1}"#),
        (Method::GET, DRAFT, ""),
        (Method::GET, "/api/v1/take", ""),
        (Method::GET, "/api/v1/take/submissions/0198f0a2-0000-7000-8000-000000000001", ""),
    ] {
        let answer = asked(&invited, &other, method, path, body).await;
        assert!(answer.problem(409, "other-invitation").contains("open your link again"), "{path}");
        tells_nothing(&invited, &answer);
    }
    nothing_changed(&invited).await;
    let own = asked(&invited, &invited.id.to_string(), Method::PUT, DRAFT, &save).await;
    assert_eq!((own.status, &own.json()["revision"]), (StatusCode::OK, &json!(2)), "{}", own.text());
}

#[tokio::test]
async fn forms_and_links_of_another_page_get_a_page_in_words() {
    let (invited, other) = two().await;
    let form = Form::default().field("file:echo.go", CODE).field("base", "1").field("action", "run").finish();
    let mut act = invited.request(Method::POST, &format!("/take/echo-pool?invitation={other}"), form);
    act.headers_mut().insert(header::CONTENT_TYPE, Form::content_type().parse().unwrap());
    let mut answers = vec![invited.app.send(act).await];
    let back = answers[0].text();
    assert!(back.contains(CODE) && back.contains("name=\"file:echo.go\""), "what was typed is not lost: {back}");
    assert!(back.contains(&format!("action=\"/take/echo-pool?invitation={other}\"")), "{back}");
    for (method, path) in [
        (Method::POST, "/take/start"),
        (Method::POST, "/take/accommodation"),
        (Method::POST, "/take/end"),
        (Method::POST, "/take/echo-pool/submit"),
        (Method::POST, "/take/echo-pool/history/1"),
        (Method::GET, "/take/echo-pool"),
        (Method::GET, "/take/echo-pool/submit"),
        (Method::GET, "/take/echo-pool/history"),
        (Method::GET, "/take/echo-pool/history/1"),
        (Method::GET, "/take/echo-pool/files.zip"),
        (Method::GET, "/take/echo-pool/files.tar.gz"),
    ] {
        answers.push(invited.send(method, &format!("{path}?invitation={other}"), "key=k&revision=1&words=w").await);
    }
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert!(answer.text().contains("This page belongs to another link"), "{}", answer.text());
        assert!(answer.text().contains("What you wrote is still in this tab"), "{}", answer.text());
        tells_nothing(&invited, answer);
    }
    nothing_changed(&invited).await;
}

#[tokio::test]
async fn a_page_of_another_link_starts_nobodys_clock() {
    let invited = Invited::new().await;
    let (other, _) = invited.waiting().await;
    let refused = invited.send(Method::POST, &format!("/take/start?invitation={other}"), "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    for id in [invited.id, other] {
        assert!(invited.app.state.store.invitation(id).await.unwrap().started_at.is_none());
    }
    let own = invited.send(Method::POST, &format!("/take/start?invitation={}", invited.id), "").await;
    assert_eq!(own.header("location"), "/take/echo-pool");
}

#[tokio::test]
async fn a_stream_of_another_invitation_is_not_opened() {
    let (invited, other) = two().await;
    let refused = invited.get(&format!("/api/v1/take/events?invitation={other}")).await;
    refused.problem(409, "other-invitation");
    tells_nothing(&invited, &refused);
    let request =
        invited.request(Method::GET, &format!("/api/v1/take/events?invitation={}", invited.id), Body::empty());
    let mut own = crate::stream::Events::of(&invited.app, request).await;
    assert_eq!(own.next().await.unwrap().data["challenges"][0]["revision"], 1);
}

#[tokio::test]
async fn every_form_and_stream_of_a_page_says_whose_it_is() {
    let invited = Invited::new().await;
    let own = format!("?invitation={}\"", invited.id);
    let mut pages = vec![invited.get("/take").await];
    invited.send(Method::POST, "/take/start", "").await;
    invited.save(0, CODE).await;
    invited.save(1, "package echo\n").await;
    for path in ["", "/submit", "/history", "/history/1"] {
        pages.push(invited.get(&format!("/take/echo-pool{path}")).await);
    }
    for page in &pages {
        let text = page.text();
        assert_eq!(page.status, StatusCode::OK, "{text}");
        assert!(!text.contains(invited.token.secret()), "the token is in no page");
        for address in text.split("action=\"").skip(1).chain(text.split("data-events=\"").skip(1)) {
            let address = &address[..=address.find('"').unwrap()];
            assert!(address.ends_with(&own) || address == "/theme\"", "{address}");
        }
    }
    assert!(pages[1].text().contains(&format!("data-invitation=\"{}\"", invited.id)));
}

#[tokio::test]
async fn a_token_that_is_sent_needs_no_page() {
    let (invited, other) = two().await;
    let mut headers = HeaderMap::new();
    headers.insert(header::AUTHORIZATION, format!("Bearer {}", invited.token.secret()).parse().unwrap());
    headers.insert("gauntlet-invitation", other.parse().unwrap());
    let mut request = crate::app::request(Method::GET, "/api/v1/take", Body::empty());
    request.headers_mut().extend(headers);
    assert_eq!(invited.app.send(request).await.status, StatusCode::OK, "it says itself whose work is meant");
}
