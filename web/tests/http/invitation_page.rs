//! What an interviewer reads of one candidate: how it went, at a glance, and what there is to do.

use axum::http::{Method, StatusCode, header};
use gauntlet_db::{Micros, Purpose, ResultsRule};
use gauntlet_web::identity::Token;
use serde_json::json;

use crate::{
    app::TestApp,
    fixture,
    invited::{HOUR, Invited, hurried},
    report,
};

const CODE: &str = "package echo\n\nfunc Echo(s string) string { return s }\n";

/// The page, as the owner sees it.
async fn page(invited: &Invited) -> String {
    seen(invited, &format!("/invitations/{}", invited.id), StatusCode::OK).await
}

/// What the owner sees at an address.
async fn seen(invited: &Invited, path: &str, status: StatusCode) -> String {
    let (token, now) = (Token::new().unwrap(), Micros::now());
    invited.app.state.store.begin_session(invited.owner, &token.hash(), now.plus(HOUR), now).await.unwrap();
    let mut request = crate::app::request(Method::GET, path, axum::body::Body::empty());
    request.headers_mut().insert(header::COOKIE, format!("gauntlet_session={}", token.secret()).parse().unwrap());
    let answer = invited.app.send(request).await;
    assert_eq!(answer.status, status, "{}", answer.text());
    answer.text().to_owned()
}

#[tokio::test]
async fn it_says_how_it_went_and_what_is_left_to_do() {
    let invited = Invited::at_work(ResultsRule::Never).await;
    let fresh = page(&invited).await;
    assert!(fresh.contains("At work, with 2 h 14 min left.") && fresh.contains("50 % extra time"), "{fresh}");
    assert!(fresh.contains("None yet.") && !fresh.contains("How it went"));
    let withdraw = fresh.split("<summary>Withdraw the invitation</summary>").nth(1).unwrap();
    assert!(withdraw.contains("The work is under way.") && withdraw.contains("End the work of Ada"), "{withdraw}");

    invited.save(0, CODE).await;
    invited.attempt().await;
    let job = invited.app.claim().await;
    let mut broken = report::racy();
    broken["verdict"] = json!("compile_error");
    broken["score"]["earned"] = json!(0.0);
    invited.app.finish(&job, &broken).await;
    invited.attempt().await;
    invited.grade().await;
    let graded = page(&invited).await;
    let row = graded.split("The best attempt at each challenge").nth(1).unwrap().split("</table>").next().unwrap();
    assert!(row.contains("Data race") && row.contains(">Attempt 2</a> <b>40 of 100</b>"), "{row}");
    assert!(row.contains(r#"<td class="num">1 of 2</td><td class="num">0</td>"#), "{row}");
    let list = graded.split("Runs and attempts").nth(1).unwrap();
    assert_eq!(list.matches("not counted").count(), 1, "{list}");

    invited.send(Method::POST, "/take/end", "").await;
    let over = page(&invited).await;
    assert!(over.contains("Finished early, after less than a minute.") && over.contains("Read the report"), "{over}");
    assert!(!over.contains("Withdraw the invitation"));
}

#[tokio::test]
async fn a_run_shows_only_the_phases_that_it_has() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    invited.save(0, CODE).await;
    let path = format!("/api/v1/take/{}/runs", crate::fixture::SLUG);
    let run = invited.app.send(invited.request(Method::POST, &path, axum::body::Body::empty())).await.json();
    let names = |item: &serde_json::Value| {
        item["phases"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&run), ["check", "build", "test"]);
    assert_eq!(invited.app.claim().await.purpose, Purpose::Run);
    let html = invited.get(run["page"].as_str().unwrap()).await.text().to_owned();
    assert_eq!(html.matches("data-phase=").count(), 3, "{html}");
}

#[tokio::test]
async fn a_rehearsal_is_nobody_elses_business() {
    let app = TestApp::offering(&[fixture::SLUG, "rehearsal"], hurried()).await;
    let invited = Invited::to(app, ResultsRule::AtOnce).await;
    let body = json!({"files": {"echo.go": CODE}});
    let mut pages = Vec::new();
    for kind in ["runs", "attempts"] {
        let path = format!("/api/v1/take/rehearsal/{kind}");
        let made = invited.json(Method::POST, &path, &body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        pages.push(made.json()["id"].as_str().unwrap().to_owned());
    }
    let html = page(&invited).await;
    assert!(html.contains("None yet.") && !html.contains("/submissions/") && !html.contains("ehearsal"), "{html}");
    for id in pages {
        seen(&invited, &format!("/submissions/{id}"), StatusCode::NOT_FOUND).await;
        seen(&invited, &format!("/api/v1/submissions/{id}"), StatusCode::NOT_FOUND).await;
        assert_eq!(invited.get(&format!("/take/results/{id}")).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn the_best_attempt_stands_in_the_table_of_candidates() {
    let invited = Invited::at_work(ResultsRule::Never).await;
    invited.save(0, CODE).await;
    let id = invited.attempt().await;
    let path = format!("/assessments/{}", invited.assessment);
    assert!(!seen(&invited, &path, StatusCode::OK).await.contains("of 100"));
    invited.grade().await;
    invited.attempt().await;
    invited.grade().await;
    let html = seen(&invited, &path, StatusCode::OK).await;
    let best = format!("<a href=\"/submissions/{id}\"><b>40</b> of 100</a>");
    assert!(html.contains(&best) && html.contains("Data race"), "the first of two equal ones: {html}");
    assert!(html.contains(">Echo &#60;pool&#62;</a>") && !html.contains(">echo-pool<"), "{html}");
    let report = seen(&invited, &format!("/submissions/{id}"), StatusCode::OK).await;
    assert!(report.contains(&format!("<a href=\"/invitations/{}\">Ada &#60;b&#62;</a>", invited.id)), "{report}");
}
