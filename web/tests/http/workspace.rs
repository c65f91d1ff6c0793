//! The workspace as a form, without scripts.

use axum::http::{Method, StatusCode};
use gauntlet_db::{Origin, Purpose, ResultsRule};
use serde_json::json;

use crate::{
    app::{Form, TestApp},
    fixture,
    invited::{Invited, hurried},
};

const CODE: &str = "package echo\n\nfunc Echo(s string) string { return s }\n";

fn typed(code: &str) -> Form {
    Form::default().field("file:echo.go", code)
}

#[tokio::test]
async fn statement_and_starter_stand_side_by_side_once_the_work_has_begun() {
    let invited = Invited::new().await;
    let path = format!("/take/{}", fixture::SLUG);
    assert_eq!(invited.get(&path).await.header("location"), "/take", "not begun");
    assert_eq!(invited.get("/take/other").await.status, StatusCode::NOT_FOUND);
    invited.send(Method::POST, "/take/start", "").await;
    let page = invited.get(&path).await;
    for words in [
        "Write <code>Echo</code>",
        "// Echo is yours to write.",
        "data-deadline=\"",
        "2 h 14 min left",
        "Nothing saved yet",
        "Submit (2 attempts left)",
        "echo_test.go",
        "Echo &#60;pool&#62;",
        "/api/v1/take/events",
    ] {
        assert!(page.text().contains(words), "{words}\n{}", page.text());
    }
    assert!(!page.text().contains(fixture::CANARY));
    for archive in ["files.zip", "files.tar.gz"] {
        assert_eq!(invited.get(&format!("{path}/{archive}")).await.status, StatusCode::OK, "{archive}");
    }
}

#[tokio::test]
async fn what_is_saved_is_there_again_and_an_old_base_is_a_conflict() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let saved = invited.press("save", 0, typed(CODE)).await;
    assert_eq!(
        (saved.status, saved.header("location")),
        (StatusCode::SEE_OTHER, "/take/echo-pool"),
        "{}",
        saved.text()
    );
    let page = invited.get("/take/echo-pool").await;
    assert!(page.text().contains("return s }") && page.text().contains("Saved as version 1"));

    let late = invited.press("save", 0, typed("package echo // <mine>\n")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("package echo // &#60;mine&#62;"), "what was typed is not lost");
    assert!(late.text().contains("name=\"base\" value=\"1\"") && late.text().contains("Version 1 was saved meanwhile"));
    let again = invited.press("save", 1, typed("package echo // <mine>\n")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "knowingly");
    let versions = invited.get("/take/echo-pool/history").await;
    assert!(versions.text().contains("Version 1"), "{}", versions.text());
}

#[tokio::test]
async fn an_upload_takes_the_place_of_the_text() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let saved = invited.press("save", 0, typed("package echo\n").upload("echo.go", CODE)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let draft = invited.app.state.store.draft(invited.id, fixture::SLUG).await.unwrap().unwrap();
    assert_eq!((draft.files["echo.go"].as_str(), draft.origin), (CODE, Origin::Upload));
    let refused = invited.press("save", 1, typed(CODE).upload("../../etc/passwd.zip", "PK\u{3}\u{4}")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert!(refused.text().contains("return s }"), "what was typed is not lost");
}

#[tokio::test]
async fn runs_have_a_pause_and_keep_what_was_typed() {
    let settings = gauntlet_web::state::HttpSettings { run_pause: crate::invited::HOUR, ..hurried() };
    let invited = Invited::to(TestApp::with(settings).await, ResultsRule::AtOnce).await;
    invited.send(Method::POST, "/take/start", "").await;
    let run = invited.press("run", 0, typed(CODE)).await;
    assert!(run.header("location").starts_with("/take/results/"), "{}", run.text());
    let job = invited.app.claim().await;
    assert_eq!((job.purpose, job.invitation_id), (Purpose::Run, Some(invited.id)));
    let live = invited.get(run.header("location")).await;
    assert!(live.text().contains("In the sandbox now") && live.text().contains("/events\""));
    let soon = invited.press("run", 1, typed("package echo // later\n")).await;
    assert_eq!(soon.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(soon.text().contains("package echo // later") && soon.header("retry-after").parse::<u64>().unwrap() > 3000);
    assert!(soon.text().contains("Not run yet") && !soon.text().contains("This was not saved"), "{}", soon.text());
    let draft = invited.app.state.store.draft(invited.id, fixture::SLUG).await.unwrap().unwrap();
    assert_eq!(draft.revision, 2, "it was saved all the same");
    assert!(
        soon.text().contains("name=\"base\" value=\"2\""),
        "and who goes on from this page meets no conflict with it"
    );
    let uploaded = invited.press("run", 2, typed("package echo\n").upload("echo.go", CODE)).await;
    assert!(
        uploaded.status == StatusCode::TOO_MANY_REQUESTS && uploaded.text().contains("return s }"),
        "what was uploaded"
    );
}

#[tokio::test]
async fn an_attempt_is_asked_for_and_made_once() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let asked = invited.press("submit", 0, typed(CODE)).await;
    assert_eq!(asked.header("location"), "/take/echo-pool/submit");
    let question = invited.get("/take/echo-pool/submit").await;
    assert!(question.text().contains("2 attempts are left, this one included"), "{}", question.text());
    let (_, key) = question.text().split_once("name=\"key\" value=\"").unwrap();
    let form = format!("key={}", &key[..43]);
    let first = invited.send(Method::POST, "/take/echo-pool/submit", &form).await;
    let replayed = invited.send(Method::POST, "/take/echo-pool/submit", &form).await;
    assert!(first.header("location").starts_with("/take/results/"));
    assert_eq!(first.header("location"), replayed.header("location"));
    assert_eq!(invited.app.stored().await, 1);

    invited.grade().await;
    let result = invited.get(first.header("location")).await;
    assert!(result.text().contains("Data race") && result.text().contains("40"), "{}", result.text());
    assert!(result.text().contains("report.json") && !result.text().contains(fixture::CANARY));
    invited.attempt().await;
    let page = invited.get("/take/echo-pool").await;
    assert!(page.text().contains("Every counted attempt is made.") && page.text().contains("Attempt 2"));
    assert!(!page.text().contains("Submit ("), "nothing offers one");
    let question = invited.get("/take/echo-pool/submit").await;
    assert!(question.text().contains("<h1>No attempt is left</h1>"), "{}", question.text());
    let third = invited.send(Method::POST, "/take/echo-pool/submit", "key=other").await;
    assert_eq!(third.status, StatusCode::CONFLICT);
    assert!(third.text().contains("You have made all 2 counted attempts"));
}

#[tokio::test]
async fn old_versions_are_looked_at_and_brought_back() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    invited.press("save", 0, typed("package echo // first\n").upload("echo.go", CODE)).await;
    invited.press("save", 1, typed("package echo // second\n")).await;
    let first = invited.get("/take/echo-pool/history/1").await;
    assert!(first.text().contains("Bring it back"), "{}", first.text());
    let back = invited.send(Method::POST, "/take/echo-pool/history/1", "").await;
    assert_eq!(back.header("location"), "/take/echo-pool");
    let draft = invited.app.state.store.draft(invited.id, fixture::SLUG).await.unwrap().unwrap();
    assert_eq!((draft.revision, draft.files["echo.go"].as_str()), (3, CODE));
    for missing in ["/take/echo-pool/history/99", "/take/echo-pool/history/x"] {
        assert_eq!(invited.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn every_version_that_was_asked_for_is_listed_and_the_current_one_is_marked() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    for (base, text) in ["a", "b", "c"].into_iter().enumerate() {
        invited.press("save", u64::try_from(base).unwrap(), typed(&format!("package echo // {text}\n"))).await;
    }
    let autosave = async |base: u64, text: &str| {
        let draft = json!({"base": base, "device": "tab", "autosave": true, "files": {"echo.go": text}});
        assert_eq!(invited.json(Method::PUT, "/api/v1/take/echo-pool/draft", &draft).await.status, StatusCode::OK);
    };
    for base in [3, 4] {
        autosave(base, &format!("package echo // typed after {base}\n")).await;
    }
    let page = invited.get("/take/echo-pool/history").await;
    let rows: Vec<&str> = page.text().split("<tr><th scope=\"row\">").skip(1).collect();
    let numbers: Vec<_> =
        rows.iter().map(|row| row.split_once("Version ").unwrap().1.split_once('<').unwrap().0).collect();
    assert_eq!(numbers, ["5", "3", "2", "1"], "what was typed over within the minute is gone: {}", page.text());
    let marked: Vec<_> = rows.iter().map(|row| row.contains("what you have now")).collect();
    assert_eq!(marked, [true, false, false, false]);
    let current = invited.get("/take/echo-pool/history/5").await;
    assert!(current.text().contains("typed after 4"), "{}", current.text());
    // A program that says nothing asks for it.
    invited.save(5, "package echo // asked\n").await;
    autosave(6, "package echo // typed\n").await;
    assert!(invited.get("/take/echo-pool/history").await.text().contains("Version 6"));
}

#[tokio::test]
async fn one_may_rehearse_before_the_start_and_nothing_of_it_counts() {
    let app = TestApp::offering(&[fixture::SLUG, "rehearsal"], hurried()).await;
    let invited = Invited::to(app, ResultsRule::Never).await;
    assert!(invited.get("/take").await.text().contains("href=\"/take/rehearsal?invitation="));
    let page = invited.get("/take/rehearsal").await;
    assert!(page.text().contains("nothing counts") && page.text().contains("Submit the rehearsal"));
    let mut request = invited.request(Method::POST, "/take/rehearsal", typed(CODE).field("action", "save").finish());
    request.headers_mut().insert("content-type", Form::content_type().parse().unwrap());
    assert_eq!(invited.app.send(request).await.header("location"), "/take/rehearsal");
    let submitted = invited.send(Method::POST, "/take/rehearsal/submit", "key=k").await;
    let job = invited.grade().await;
    assert_eq!(job.purpose, Purpose::Rehearsal);
    assert!(invited.get(submitted.header("location")).await.text().contains("Data race"), "whatever the rule");
    assert!(invited.app.state.store.invitation(invited.id).await.unwrap().started_at.is_none());
    let used = invited.app.state.store.attempts_used(invited.id, "rehearsal").await.unwrap();
    assert_eq!(used.used, 0);
}

#[tokio::test]
async fn work_that_was_ended_is_over() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    invited.press("save", 0, typed(CODE)).await;
    assert_eq!(invited.send(Method::POST, "/take/end", "").await.header("location"), "/take");
    let job = invited.app.claim().await;
    assert_eq!((job.purpose, job.files().unwrap()["echo.go"].as_str()), (Purpose::Attempt, CODE));
    assert_eq!(invited.press("save", 1, typed("late")).await.header("location"), "/take");
    assert!(invited.get("/take").await.text().contains("You have ended your work"));
    assert!(invited.get("/take/echo-pool/history").await.text().contains("Version 1"), "saves can still be read");
    invited.save(1, "package echo").await.problem(409, "work-closed");
}
