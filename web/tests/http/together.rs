//! What comes at the same moment, or in a form that could mean two things.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use gauntlet_db::{Micros, ResultsRule};
use gauntlet_grader::progress::{Progress, Stage};
use gauntlet_web::{hub::Subject, progress::ProgressView, state::HttpSettings};
use serde_json::json;

use crate::{
    app::{Form, TestApp, request},
    invited::{Invited, hurried},
    stream::Events,
};

const CODE: &str = "package echo\n";

/// Work that goes on as fast as the server takes it.
async fn unlimited() -> Invited {
    let settings = HttpSettings { changes_per_minute: 1_000_000, submissions_per_minute: 1_000_000, ..hurried() };
    let invited = Invited::to(TestApp::with(settings).await, ResultsRule::AtOnce).await;
    invited.send(Method::POST, "/take/start", "").await;
    invited
}

#[tokio::test]
async fn what_is_handed_in_is_what_came_with_it_whatever_other_tabs_save() {
    let invited = unlimited().await;
    let stop = Arc::new(AtomicBool::new(false));
    let tabs: Vec<_> = (0..12)
        .map(|tab| {
            let (router, stop) = (invited.app.router.clone(), Arc::clone(&stop));
            let token = invited.token.secret().to_owned();
            tokio::spawn(async move {
                let mut n = 0;
                while !stop.load(Ordering::Relaxed) {
                    n += 1;
                    let code = format!("package echo // tab {tab}, {n}\n");
                    let body = json!({"device": format!("tab {tab}"), "files": {"echo.go": code}});
                    let mut put = request(Method::PUT, "/api/v1/take/echo-pool/draft", Body::from(body.to_string()));
                    let cookie = format!("gauntlet_invitation={token}");
                    put.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
                    put.headers_mut().insert(header::HOST, "localhost".parse().unwrap());
                    let saved = tower::ServiceExt::oneshot(router.clone(), put).await.unwrap();
                    assert_eq!(saved.status(), StatusCode::OK);
                }
            })
        })
        .collect();
    for n in 0..12 {
        let code = format!("package echo // run {n}\n");
        let body = json!({"files": {"echo.go": code}});
        let run = invited.json(Method::POST, "/api/v1/take/echo-pool/runs", &body).await;
        assert_eq!(run.status, StatusCode::CREATED, "{}", run.text());
        let id = run.json()["id"].as_str().unwrap().parse().unwrap();
        let files = invited.app.state.store.submission_files(id).await.unwrap();
        assert_eq!(files["echo.go"], code);
    }
    stop.store(true, Ordering::Relaxed);
    for tab in tabs {
        tab.await.unwrap();
    }
}

#[tokio::test]
async fn a_revision_is_handed_in_as_it_was_looked_at_or_not_at_all() {
    let invited = unlimited().await;
    let save = async |text: &str| {
        let body = json!({"files": {"echo.go": text}});
        invited.json(Method::PUT, "/api/v1/take/echo-pool/draft", &body).await.json()["revision"].as_u64().unwrap()
    };
    let attempt = async |body| invited.json(Method::POST, "/api/v1/take/echo-pool/attempts", &body).await;
    let first = save(CODE).await;
    let second = save("package echo // another device\n").await;
    let stale = attempt(json!({"revision": first})).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.text());
    assert_eq!(stale.json()["type"], "urn:gauntlet:problem:draft-conflict");
    assert_eq!(stale.json()["current"]["revision"], second);
    for neither in [json!({}), json!({"revision": second, "files": {"echo.go": CODE}}), json!({"revision": -1})] {
        assert_eq!(attempt(neither).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    // So does the page that asks before an attempt: it speaks of a version.
    let confirmed = invited.send(Method::POST, "/take/echo-pool/submit", &format!("key=k&revision={first}")).await;
    assert_eq!(confirmed.status, StatusCode::CONFLICT, "{}", confirmed.text());
    let asked_again = format!("name=\"revision\" value=\"{second}\"");
    assert!(confirmed.text().contains(&asked_again), "{}", confirmed.text());
    let taken = attempt(json!({"revision": second})).await;
    assert_eq!((taken.status, taken.json()["attempt_number"].as_u64()), (StatusCode::CREATED, Some(1)));
}

#[tokio::test]
async fn a_key_is_answered_again_however_much_came_after_it() {
    let invited = unlimited().await;
    let post = |what: &str| {
        let body = json!({"files": {"echo.go": CODE}}).to_string();
        let mut request = invited.request(Method::POST, &format!("/api/v1/take/echo-pool/{what}"), body);
        request.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        request.headers_mut().insert("idempotency-key", "k".parse().unwrap());
        invited.app.send(request)
    };
    let first = post("runs").await;
    for n in 0..60 {
        let body = json!({"files": {"echo.go": format!("package echo // {n}\n")}});
        let run = invited.json(Method::POST, "/api/v1/take/echo-pool/runs", &body).await;
        assert_eq!(run.status, StatusCode::CREATED);
    }
    let again = post("runs").await;
    assert_eq!((again.status, &again.json()["id"]), (StatusCode::OK, &first.json()["id"]), "{}", again.text());
    let draft = invited.get("/api/v1/take/echo-pool/draft").await.json();
    assert_eq!(draft["files"]["echo.go"], "package echo // 59\n", "what was written since is not overwritten");
    post("attempts").await.problem(409, "conflict");
    invited.send(Method::POST, "/take/end", "").await;
    assert_eq!(post("runs").await.json()["id"], first.json()["id"], "it was taken in time");
}

#[tokio::test]
async fn what_could_mean_two_things_is_refused_and_nothing_stored() {
    let invited = unlimited().await;
    for (form, words) in [
        (Form::default().field("file:echo.go", CODE).field("file:echo.go", "package other\n"), "'file:echo.go' once"),
        (Form::default().field("file:echo.go", CODE).field("author", "a").field("author", "b"), "'author' once"),
        (Form::default().field("file:echo.go", CODE).field("base", "0"), "'base' once"),
    ] {
        let refused = invited.press("save", 0, form).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.text());
        assert!(refused.text().contains(&words.replace('\'', "&#39;")), "{words}: {}", refused.text());
    }
    for base in ["-1", "1e3", "18446744073709551616", "none"] {
        let form = Form::default().field("file:echo.go", CODE).field("base", base).field("action", "save");
        let mut request = invited.request(Method::POST, "/take/echo-pool", form.finish());
        request.headers_mut().insert(header::CONTENT_TYPE, Form::content_type().parse().unwrap());
        assert_eq!(invited.app.send(request).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{base}");
    }
    let put = async |body: &str| {
        let mut request = invited.request(Method::PUT, "/api/v1/take/echo-pool/draft", body.to_owned());
        request.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        invited.app.send(request).await
    };
    let files = r#""files": {"echo.go": "package echo"}"#;
    for base in ["-1", "1.5", "18446744073709551616", "1e400", "\"1\""] {
        let status = put(&format!("{{\"base\": {base}, {files}}}")).await.status;
        assert!(status.is_client_error(), "{base}: {status}");
    }
    put(&format!("{{{files}, {files}}}")).await.problem(422, "refused");
    put(r#"{"files": {"echo.go": "a", "echo.go": "b"}}"#).await.problem(422, "refused");
    put(r#"{"files": {"echo.go": "a", "Echo.go": "b"}}"#).await.problem(422, "refused");
    put(&format!("{{{files}, \"more\": {}}}", "[".repeat(100_000))).await.problem(422, "refused");
    put(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))).await.problem(422, "refused");
    put(r#"{"files": {"echo.go": "\ud800"}}"#).await.problem(400, "bad-request");
    let many: std::collections::BTreeMap<_, _> = (0..10_000).map(|n| (format!("f{n}.go"), "x")).collect();
    put(&json!({"files": many}).to_string()).await.problem(413, "too-large");
    assert!(invited.app.state.store.draft(invited.id, "echo-pool").await.unwrap().is_none());
}

#[tokio::test]
async fn an_address_that_is_no_text_is_a_problem_like_any_other() {
    let invited = unlimited().await;
    for (method, path) in [
        (Method::GET, "/api/v1/take/%ff/draft"),
        (Method::PUT, "/api/v1/take/%ff/draft"),
        (Method::POST, "/api/v1/take/%c3%28/runs"),
        (Method::GET, "/api/v1/take/submissions/%ff"),
        (Method::GET, "/api/v1/challenges/%ff"),
    ] {
        let answer = invited.send(method, path, "").await;
        assert!(!answer.problem(404, "not-found").is_empty(), "{path}");
    }
    for path in ["/take/%ff", "/take/%ff/history", "/take/echo-pool/history/%ff", "/take/%ff/files.zip", "/i/%ff"] {
        let answer = invited.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
    }
    assert_eq!(invited.app.get("/sign-in?next=%ff&next=a").await.status, StatusCode::OK);
}

#[tokio::test]
async fn how_far_grading_is_tells_nothing_that_the_rule_hides() {
    let invited = Invited::at_work(ResultsRule::Never).await;
    invited.save(0, CODE).await;
    let id = invited.attempt().await;
    let job = invited.app.claim().await;
    let mut view = ProgressView::default();
    view.apply(Progress::Started { stage: Stage::Benchmark });
    view.apply(Progress::Advanced { stage: Stage::Benchmark, done: 41, total: 97 });
    let stored = serde_json::to_string(&view).unwrap();
    assert!(invited.app.state.store.record_progress(job.job_id, job.fence, &stored).await.unwrap());
    let hides = |text: &str| assert!(!text.contains("41") || !text.contains("97"), "{text}");
    let work = invited.get("/api/v1/take").await;
    assert_eq!(work.json()["submissions"][0]["status"], "running");
    let waiting = |item: &serde_json::Value| {
        item["phases"].as_array().unwrap().iter().all(|phase| phase["state"] == "waiting" && phase["done"].is_null())
    };
    assert!(waiting(&work.json()["submissions"][0]), "{}", work.text());
    hides(invited.get(&format!("/take/results/{id}")).await.text());
    let mut all = invited.events().await;
    let watch = invited.request(Method::GET, &format!("/take/results/{id}/events"), Body::empty());
    let mut one = Events::of(&invited.app, watch).await;
    assert!(waiting(&all.next().await.unwrap().data["submissions"][0]));
    assert!(waiting(&one.next().await.unwrap().data));
    invited.app.state.hub.publish(Subject::from(&job), view);
    invited.app.state.hub.announce_work(invited.id);
    assert!(waiting(&all.next().await.unwrap().data["submissions"][0]), "nor when it is announced");
}

#[tokio::test]
async fn a_request_is_taken_now_and_then_only() {
    let settings = HttpSettings { changes_per_minute: 3, ..HttpSettings::default() };
    let invited = Invited::to(TestApp::with(settings).await, ResultsRule::AtOnce).await;
    let ask = || invited.send(Method::POST, "/take/accommodation", "words=more");
    for _ in 0..3 {
        assert_eq!(ask().await.status, StatusCode::SEE_OTHER);
    }
    for path in ["/take/accommodation", "/take/start", "/take/end"] {
        assert_eq!(invited.send(Method::POST, path, "words=more").await.status, StatusCode::TOO_MANY_REQUESTS);
    }
    let lines = invited.app.state.store.audit_of(invited.id).await.unwrap();
    assert_eq!(lines.iter().filter(|line| line.action == "invitation.accommodation_asked").count(), 3);
    assert!(lines.iter().all(|line| line.at <= Micros::now()));
}
