//! A candidate's way in: the link, the landing page, the start.

use axum::http::{Method, StatusCode};
use gauntlet_db::{Micros, ResultsRule};
use gauntlet_web::identity::Token;

use crate::{
    fixture,
    invited::{HOUR, Invited},
};

#[tokio::test]
async fn the_link_becomes_a_cookie_and_the_first_opening_is_kept() {
    let invited = Invited::new().await;
    let answer = invited.app.get(&format!("/i/{}", invited.token.secret())).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/take"));
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with(&format!("gauntlet_invitation={};", invited.token.secret())));
    assert!(cookie.contains("; SameSite=Lax; HttpOnly"), "{cookie}");
    assert!(invited.app.state.store.invitation(invited.id).await.unwrap().opened_at.is_some());
}

#[tokio::test]
async fn a_link_that_opens_nothing_says_what_to_do_and_nothing_else() {
    let invited = Invited::new().await;
    let unknown = invited.app.get(&format!("/i/{}", Token::new().unwrap().secret())).await;
    let cut = invited.app.get(&format!("/i/{}", &invited.token.secret()[..20])).await;
    let none = invited.app.get("/take").await;
    for answer in [&unknown, &cut, &none] {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.text().contains("This link opens nothing") && answer.text().contains("ask whoever invited you"));
        assert!(!answer.text().contains("Senior Go") && !answer.headers.contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn the_landing_page_says_what_how_long_and_how_it_is_graded() {
    let invited = Invited::new().await;
    let page = invited.send(Method::GET, "/take", "").await;
    for words in [
        "Senior Go",
        "For Ada &#60;b&#62;",
        "135 minutes",
        "50 % of extra time included",
        "Hello, <strong>you</strong>.",
        "You have <b>2 counted attempts</b>",
        "Start: 135 minutes from now",
        "What is recorded",
        "on your own machine",
    ] {
        assert!(page.text().contains(words), "{words}\n{}", page.text());
    }
}

#[tokio::test]
async fn starting_runs_the_clock_once() {
    let invited = Invited::new().await;
    let started = invited.send(Method::POST, "/take/start", "").await;
    assert_eq!(started.header("location"), format!("/take/{}", fixture::SLUG));
    let first = invited.app.state.store.invitation(invited.id).await.unwrap();
    assert_eq!(first.deadline_at, first.started_at.map(|at| at.plus(HOUR * 9 / 4)));
    invited.send(Method::POST, "/take/start", "").await;
    assert_eq!(invited.app.state.store.invitation(invited.id).await.unwrap(), first);
    let page = invited.send(Method::GET, "/take", "").await;
    assert!(page.text().contains("Your work is under way") && !page.text().contains("Start: "));
    assert!(page.text().contains("0 of 2 attempts used, nothing saved yet"));
}

#[tokio::test]
async fn a_request_is_kept_and_an_empty_one_refused() {
    let invited = Invited::new().await;
    let sent = invited.send(Method::POST, "/take/accommodation", "words=A+screen+%3Creader%3E").await;
    assert_eq!(sent.header("location"), "/take");
    let page = invited.send(Method::GET, "/take", "").await;
    assert!(page.text().contains("A screen &#60;reader&#62;") && page.text().contains("Sent."));
    let refused = invited.send(Method::POST, "/take/accommodation", "words=+").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("accommodation must have 1 to"));
}

#[tokio::test]
async fn what_was_taken_back_cannot_be_started() {
    let invited = Invited::new().await;
    invited.app.state.store.withdraw(invited.id, invited.owner, Micros::now()).await.unwrap();
    let started = invited.send(Method::POST, "/take/start", "").await;
    assert_eq!(started.status, StatusCode::UNAUTHORIZED);
    let page = invited.send(Method::GET, "/take", "").await;
    assert!(page.text().contains("was taken back") && !page.text().contains("Start: "));
    assert!(invited.app.state.store.invitation(invited.id).await.unwrap().started_at.is_none());
}

#[tokio::test]
async fn a_link_that_was_taken_back_opens_nothing_that_was_done_with_it() {
    let invited = Invited::at_work(ResultsRule::AfterEnd).await;
    invited.save(0, "package echo // secret\n").await;
    let id = invited.attempt().await;
    invited.grade().await;
    let mut events = invited.events().await;
    assert_eq!(events.next().await.unwrap().data["state"], "under_way");
    invited.app.state.store.withdraw(invited.id, invited.owner, Micros::now()).await.unwrap();
    invited.app.state.hub.announce_work(invited.id);
    assert!(events.next().await.is_none(), "a stream that was open ends");
    let landing = invited.get("/take").await;
    assert!(landing.text().contains("was taken back") && !landing.text().contains(&id), "{}", landing.text());
    for path in ["/api/v1/take", "/api/v1/take/echo-pool/draft", &format!("/api/v1/take/submissions/{id}")] {
        invited.get(path).await.problem(401, "no-invitation");
    }
    let workspace = invited.get("/take/echo-pool").await;
    assert_eq!(workspace.status, StatusCode::UNAUTHORIZED);
    assert!(workspace.text().contains("This invitation was taken back"), "{}", workspace.text());
    assert!(!workspace.text().contains("cut off") && !workspace.text().contains("secret"));
    let put = invited
        .json(Method::PUT, "/api/v1/take/echo-pool/draft", &serde_json::json!({"files": {"echo.go": "x"}}))
        .await;
    put.problem(401, "no-invitation");
}

#[tokio::test]
async fn a_request_for_a_change_is_seen_to_be_sent() {
    let invited = Invited::new().await;
    let fresh = invited.get("/take").await;
    assert!(!fresh.text().contains("Your request was sent") && fresh.text().contains("id=\"needs\"><summary>"));
    assert_eq!(
        invited.send(Method::POST, "/take/accommodation", "words=More+time").await.status,
        StatusCode::SEE_OTHER
    );
    let sent = invited.get("/take").await;
    let notice = sent.text().split("role=\"status\"").nth(1).expect("a notice").split("</section>").next().unwrap();
    assert!(notice.contains("Your request was sent on <time") && notice.contains("href=\"#needs\""), "{notice}");
    assert!(sent.text().contains("id=\"needs\" open><summary>") && sent.text().contains(">More time</textarea>"));
    assert!(sent.text().contains("What you ask to have changed. Nothing else."));
}

#[tokio::test]
async fn a_result_says_which_attempt_it_is_and_what_is_left() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    invited.save(0, "package echo\n").await;
    let page = async |id: &str| invited.get(&format!("/take/results/{id}")).await.text().to_owned();
    let first = invited.attempt().await;
    assert!(
        page(&first)
            .await
            .contains("Attempt 1. It counts, unless it does not compile or we fail to grade it. 1 attempt is left.")
    );
    let job = invited.app.claim().await;
    let mut broken = crate::report::racy();
    broken["verdict"] = serde_json::json!("compile_error");
    invited.app.finish(&job, &broken).await;
    let html = page(&first).await;
    assert!(html.contains("Attempt 1. It did not count: it does not compile. 2 attempts are left."), "{html}");
    let second = invited.attempt().await;
    invited.grade().await;
    assert!(page(&second).await.contains("<p>Attempt 2. It counts. 1 attempt is left.</p>"));
    invited.send(Method::POST, "/take/end", "").await;
    assert!(page(&second).await.contains("<p>Attempt 2. It counts.</p>"), "nothing is left to be done");
}
