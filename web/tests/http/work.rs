//! A candidate's work over the JSON interface: saving, handing in, watching, and what nobody else may see.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use gauntlet_db::{Micros, Purpose, ResultsRule, Status};
use gauntlet_grader::progress::{Progress, Stage};
use gauntlet_web::{hub::Subject, identity::Token, progress::ProgressView, work::run_clock};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{app::request, fixture, invited::Invited};

const CODE: &str = "package echo\n";
const DRAFT: &str = "/api/v1/take/echo-pool/draft";

#[tokio::test]
async fn a_draft_is_saved_and_read_and_never_overwritten_unknowingly() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let starter = invited.get(DRAFT).await.json();
    assert_eq!((&starter["revision"], &starter["files"]["echo.go"]), (&json!(0), &json!(fixture::STARTER)));
    assert_eq!(invited.save(0, CODE).await.json()["revision"], 1);
    assert_eq!(invited.save(1, "package echo // 2").await.json()["revision"], 2);
    let late = invited.save(1, "package echo // other").await;
    assert!(late.problem(409, "draft-conflict").contains("Version 2 was saved meanwhile"));
    assert_eq!(late.json()["current"]["files"]["echo.go"], "package echo // 2");
    let draft = invited.get(DRAFT).await.json();
    assert_eq!((&draft["revision"], &draft["origin"], &draft["device"]), (&json!(2), &json!("browser"), &json!("tab")));
}

#[tokio::test]
async fn many_saves_at_once_are_all_stored() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let others = [invited.another().await, invited.another().await, invited.another().await];
    let save = |token: &Token| {
        let mut request = request(Method::PUT, DRAFT, Body::from(json!({"files": {"echo.go": CODE}}).to_string()));
        let bearer = format!("Bearer {}", token.secret());
        request.headers_mut().insert(header::AUTHORIZATION, bearer.parse().unwrap());
        invited.app.send(request)
    };
    let answers = tokio::join!(save(&others[0]), save(&others[1]), save(&others[2]), save(&invited.token));
    for answer in [answers.0, answers.1, answers.2, answers.3] {
        assert_eq!((answer.status, &answer.json()["revision"]), (StatusCode::OK, &json!(1)), "{}", answer.text());
    }
    let stored = invited.app.state.store.draft(invited.id, fixture::SLUG).await.unwrap().unwrap();
    assert_eq!(stored.origin.as_str(), "api", "a bearer is a program");
}

#[tokio::test]
async fn what_no_draft_can_be_is_refused_and_nothing_lost() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    invited.save(0, CODE).await;
    let put = async |body: serde_json::Value| invited.json(Method::PUT, DRAFT, &body).await;
    for name in ["../echo.go", "/etc/passwd.go", "a\u{0}.go", "a\\b.go", "deep/er.go", "con\n.go"] {
        put(json!({"files": {"echo.go": CODE, name: ""}})).await.problem(422, "refused");
    }
    put(json!({"files": {}})).await.problem(422, "refused");
    put(json!({"files": {"other.go": CODE}})).await.problem(422, "refused");
    put(json!({"files": {"echo.go": CODE}, "device": "x".repeat(101)})).await.problem(422, "refused");
    put(json!({"files": {"echo.go": 7}})).await.problem(422, "refused");
    put(json!({"files": {"echo.go": "x".repeat(2_000_000)}})).await.problem(413, "too-large");
    let mut invalid = invited.request(Method::PUT, DRAFT, b"{\"files\": {\"echo.go\": \"\xff\"}}".to_vec());
    invalid.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    invited.app.send(invalid).await.problem(400, "bad-request");
    let bomb = invited.request(Method::PUT, DRAFT, vec![b'['; 9 * 1024 * 1024]);
    invited.app.send(bomb).await.problem(413, "too-large");
    let draft = invited.get(DRAFT).await.json();
    assert_eq!((&draft["revision"], &draft["files"]["echo.go"]), (&json!(1), &json!(CODE)));
}

#[tokio::test]
async fn without_an_invitation_there_is_nothing() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    for path in ["/api/v1/take", DRAFT, "/api/v1/take/events"] {
        invited.app.get(path).await.problem(401, "no-invitation");
    }
    let mut foreign = request(Method::GET, "/api/v1/take", Body::empty());
    let bearer = format!("Bearer {}", Token::new().unwrap().secret());
    foreign.headers_mut().insert(header::AUTHORIZATION, bearer.parse().unwrap());
    invited.app.send(foreign).await.problem(401, "no-invitation");
    let mut crossing = invited.request(Method::POST, "/api/v1/take/echo-pool/attempts", Body::empty());
    crossing.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    invited.app.send(crossing).await.problem(403, "cross-site");
}

#[tokio::test]
async fn a_program_hands_in_files_in_one_request() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let path = "/api/v1/take/echo-pool/runs";
    invited.json(Method::POST, path, &json!({})).await.problem(422, "refused");
    let nothing = invited.request(Method::POST, path, Body::empty());
    assert!(invited.app.send(nothing).await.problem(422, "refused").contains("Nothing was saved yet"));
    let run = invited.json(Method::POST, path, &json!({"files": {"echo.go": CODE}})).await;
    assert_eq!((run.status, &run.json()["purpose"]), (StatusCode::CREATED, &json!("run")), "{}", run.text());
    assert_eq!(run.header("location"), format!("/api/v1/take/submissions/{}", run.json()["id"].as_str().unwrap()));
    let keyed = || {
        let mut request = invited.request(Method::POST, "/api/v1/take/echo-pool/attempts", Body::empty());
        request.headers_mut().insert("idempotency-key", "k".parse().unwrap());
        invited.app.send(request)
    };
    let (first, second) = (keyed().await, keyed().await);
    assert_eq!((first.status, second.status), (StatusCode::CREATED, StatusCode::OK));
    assert_eq!(first.json()["id"], second.json()["id"]);
    invited.attempt().await;
    let last = invited.request(Method::POST, "/api/v1/take/echo-pool/attempts", Body::empty());
    invited.app.send(last).await.problem(409, "no-attempts-left");
    let work = invited.get("/api/v1/take").await.json();
    assert_eq!(work["challenges"][0]["attempts"], json!({"used": 2, "of": 2}));
}

#[tokio::test]
async fn the_same_key_of_two_candidates_is_two_keys() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let other = Invited { token: invited.another().await, ..invited };
    for code in ["package echo // one", "package echo // two"] {
        let mut request = other.request(Method::POST, "/api/v1/take/echo-pool/runs", Body::empty());
        let token = if code.ends_with("one") { other.another().await } else { other.token.clone() };
        let body = json!({"files": {"echo.go": code}}).to_string();
        let cookie = format!("gauntlet_invitation={}", token.secret());
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        request.headers_mut().insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        request.headers_mut().insert("idempotency-key", "same".parse().unwrap());
        *request.body_mut() = Body::from(body);
        assert_eq!(other.app.send(request).await.status, StatusCode::CREATED, "{code}");
    }
}

#[tokio::test]
async fn results_tell_lines_and_belong_to_their_candidate() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    invited.save(0, CODE).await;
    let id = invited.attempt().await;
    invited.grade().await;
    let result = invited.get(&format!("/api/v1/take/submissions/{id}")).await.json();
    assert_eq!((&result["verdict"], &result["score"]["earned"]), (&json!("data_race"), &json!(40.0)));
    let notes = result["notes"].as_array().unwrap();
    assert!(notes.iter().any(|n| n["file"] == "echo.go" && n["line"] == 4 && n["severity"] == "error"), "{notes:?}");
    assert!(!result.to_string().contains(fixture::CANARY));

    let stranger = invited.another().await;
    for path in [format!("/take/results/{id}"), format!("/take/results/{id}/report.json")] {
        let mut request = request(Method::GET, &path, Body::empty());
        let cookie = format!("gauntlet_invitation={}", stranger.secret());
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        assert_eq!(invited.app.send(request).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["", "/events", "/benchmarks.txt"] {
        let open = invited.app.get(&format!("/submissions/{id}{path}")).await;
        assert_eq!(open.status, StatusCode::NOT_FOUND, "{path}");
    }
    invited.app.get(&format!("/api/v1/submissions/{id}/report")).await.problem(404, "not-found");
    assert!(!invited.app.get("/submissions").await.text().contains(&id));

    let (session, now) = (Token::new().unwrap(), Micros::now());
    let store = &invited.app.state.store;
    store.begin_session(invited.owner, &session.hash(), now.plus(crate::invited::HOUR), now).await.unwrap();
    let mut owners = request(Method::GET, &format!("/submissions/{id}"), Body::empty());
    owners.headers_mut().insert(header::COOKIE, format!("gauntlet_session={}", session.secret()).parse().unwrap());
    assert_eq!(invited.app.send(owners).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_the_rule_hides_is_in_no_answer() {
    let invited = Invited::at_work(ResultsRule::AfterEnd).await;
    invited.save(0, CODE).await;
    let id = invited.attempt().await;
    invited.grade().await;
    let page = format!("/take/results/{id}");
    for path in ["/api/v1/take".to_owned(), format!("/api/v1/take/submissions/{id}"), page.clone(), "/take".to_owned()]
    {
        let answer = invited.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        for hidden in ["data_race", "Data race", "40 of", "40.0", "without order"] {
            assert!(!answer.text().contains(hidden), "{path}: {hidden} in {}", answer.text());
        }
        assert!(answer.text().contains("You see the result when your work is over"), "{path}");
    }
    for path in ["/report.json", "/benchmarks.txt"] {
        assert_eq!(invited.get(&format!("{page}{path}")).await.status, StatusCode::CONFLICT, "{path}");
    }
    let events = invited.get(&format!("{page}/events")).await;
    assert!(events.text().contains("\"verdict\":null") && events.text().contains(&page), "{}", events.text());
    invited.send(Method::POST, "/take/end", "").await;
    assert!(invited.get(&page).await.text().contains("Data race"));
}

#[tokio::test]
async fn one_stream_tells_everything() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let mut events = invited.events().await;
    let first = events.next().await.unwrap();
    assert_eq!((first.name.as_str(), &first.data["state"]), ("state", &json!("under_way")));
    assert!(first.data["deadline"].is_string() && first.data["now"].is_string());
    invited.save(0, CODE).await;
    assert_eq!(events.next().await.unwrap().data["challenges"][0]["revision"], 1);

    let id = invited.attempt().await;
    let queued = events.next().await.unwrap().data;
    assert_eq!((&queued["submissions"][0]["id"], &queued["submissions"][0]["queue_position"]), (&json!(id), &json!(1)));
    let job = invited.app.claim().await;
    invited.app.state.hub.announce(Subject::from(&job));
    assert_eq!(events.next().await.unwrap().data["submissions"][0]["status"], Status::Running.as_str());
    let mut view = ProgressView::default();
    view.apply(Progress::Started { stage: Stage::Test });
    view.apply(Progress::Advanced { stage: Stage::Test, done: 7, total: 30 });
    invited.app.state.hub.publish(Subject::from(&job), view);
    assert_eq!(events.next().await.unwrap().data["submissions"][0]["phases"][2]["done"], 7);
    invited.app.finish(&job, &crate::report::racy()).await;
    invited.app.state.hub.announce(Subject::from(&job));
    let graded = events.next().await.unwrap().data["submissions"][0].clone();
    assert_eq!((&graded["verdict"], &graded["verdict_title"]), (&json!("data_race"), &json!("Data race")));
    invited.app.state.hub.close();
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn the_clock_ends_work_with_no_browser_open() {
    let invited = Invited::new().await;
    let store = invited.app.state.store.clone();
    // 135 minutes ago, but for a moment in which there is time to save.
    let begun = Micros::from_i64(Micros::now().as_i64() - 135 * 60 * 1_000_000 + 3_000_000);
    store.start_work(invited.id, begun).await.unwrap();
    assert_eq!(invited.save(0, CODE).await.status, StatusCode::OK);
    let stop = CancellationToken::new();
    let mut events = invited.events().await;
    let clock = tokio::spawn(run_clock(store.clone(), invited.app.state.hub.clone(), stop.clone()));
    while events.next().await.unwrap().data["state"] != "ended" {}
    let job = invited.app.claim().await;
    assert_eq!((job.purpose, job.files().unwrap()["echo.go"].as_str()), (Purpose::Attempt, CODE));
    stop.cancel();
    clock.await.unwrap();
}

#[tokio::test]
async fn more_changes_than_a_person_makes_are_slowed_down() {
    let settings = gauntlet_web::state::HttpSettings { changes_per_minute: 3, ..crate::invited::hurried() };
    let invited = Invited::to(crate::app::TestApp::with(settings).await, ResultsRule::AtOnce).await;
    invited.send(Method::POST, "/take/start", "").await;
    assert_eq!(invited.save(0, "package echo // 1").await.status, StatusCode::OK);
    assert_eq!(invited.save(1, "package echo // 2").await.status, StatusCode::OK);
    assert!(invited.save(2, "package echo // 3").await.problem(429, "too-often").contains("try again in 20 s"));
}
