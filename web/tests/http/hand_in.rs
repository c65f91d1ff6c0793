//! The page's form: what it stores, what it refuses, and that nothing typed is lost over it.

use axum::http::StatusCode;
use gauntlet_db::Source;
use gauntlet_web::state::HttpSettings;

use crate::app::{Form, TestApp};

const GOOD: &str = "package echo\n\nfunc Echo(s string) string { return s }\n";

#[tokio::test]
async fn typed_files_are_stored_and_the_page_shows_them() {
    let app = TestApp::new().await;
    let form = Form::default().field("file:echo.go", GOOD.replace('\n', "\r\n")).field("author", "  Zoë <b> ");
    let answer = app.submit_form(form.upload("", "")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = app.get(answer.header("location")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("Zoë <b>"), "the label is escaped");

    let job = app.claim().await;
    assert_eq!(job.files().unwrap()["echo.go"], GOOD, "line breaks are those that were typed");
    let row = app.state.store.submission(job.submission_id).await.unwrap();
    assert_eq!((row.author.as_str(), row.source, row.challenge_version), ("Zoë <b>", Source::Web, 3));
}

#[tokio::test]
async fn the_worker_is_woken() {
    let app = TestApp::new().await;
    app.hand_in("").await;
    app.state.hub.worker_notified().await;
}

#[tokio::test]
async fn uploads_replace_the_text() {
    let app = TestApp::new().await;
    let form = Form::default()
        .field("file:echo.go", "package starter")
        .upload("C:\\work\\echo.go", GOOD)
        .upload("more.go", "package echo\n");
    assert_eq!(app.submit_form(form).await.status, StatusCode::SEE_OTHER);
    let files = app.claim().await.files().unwrap();
    assert_eq!(files.keys().collect::<Vec<_>>(), ["echo.go", "more.go"]);
    assert_eq!(files["echo.go"], GOOD);
}

#[tokio::test]
async fn refused_input_comes_back_with_the_reason_and_the_text() {
    let app = TestApp::new().await;
    let typed = "package echo // </textarea><script>typed</script>";
    let with = |name: &str, content: &[u8]| Form::default().field("file:echo.go", typed).field(name, content);
    let long = "x".repeat(81);
    let refused: [(Form, &str); 9] = [
        (with("file:../evil.go", b"package evil"), "../evil.go"),
        (with("file:sub/x.go", b"package sub"), "sub/x.go"),
        (with("file:echo.go", b"package echo"), "echo.go"),
        (with("file:Echo.go", b"package echo"), "Echo.go"),
        (with("file:nul.go", b"package a\0"), "nul.go"),
        (with("file:latin.go", b"package a // \xe9"), "file:latin.go"),
        (with("author", b"a\x1b[2Jb"), "author"),
        (with("author", long.as_bytes()), "80 characters"),
        (with("colour", b"red"), "colour"),
    ];
    for (form, named) in refused {
        let answer = app.submit_form(form).await;
        assert!(answer.status.is_client_error(), "{named}: {}", answer.status);
        assert!(answer.text().contains(named), "{named} is not on the page");
        assert!(answer.text().contains("typed"), "{named}: the text is kept");
        assert!(!answer.text().contains("<script>typed"), "{named}: the text is escaped");
    }
    assert_eq!(app.stored().await, 0);
}

#[tokio::test]
async fn nothing_to_grade_is_refused() {
    let app = TestApp::new().await;
    let forms = [
        Form::default(),
        Form::default().field("file:echo.go", " \r\n"),
        Form::default().upload("notes.pdf", "%PDF"),
        Form::default().upload("other.go", "package echo\n"),
    ];
    for form in forms {
        let answer = app.submit_form(form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        assert!(answer.text().contains("expected"), "says what to do");
    }
    assert_eq!(app.stored().await, 0);
}

#[tokio::test]
async fn malformed_forms_are_bad_requests() {
    let app = TestApp::new().await;
    let path = "/challenges/echo-pool/submissions";
    let whole = Form::default().field("file:echo.go", GOOD).finish();
    let cut = app.post(path, &Form::content_type(), whole[..whole.len() - 20].to_vec()).await;
    assert_eq!(cut.status, StatusCode::BAD_REQUEST);
    for content_type in ["multipart/form-data", "application/x-www-form-urlencoded", "text/plain"] {
        let answer = app.post(path, content_type, whole.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{content_type}");
    }
    assert_eq!(
        app.post("/challenges/nope/submissions", &Form::content_type(), whole).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(app.stored().await, 0);
}

#[tokio::test]
async fn too_much_is_refused_with_words() {
    let app = TestApp::with(HttpSettings { body_limit_bytes: 4096, ..HttpSettings::default() }).await;
    let answer = app.submit_form(Form::default().field("file:echo.go", "x".repeat(5000))).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.text().contains("at most 4096 bytes"));
    let announced = Form::default().field("file:echo.go", "x".repeat(5000)).finish();
    let mut request =
        crate::app::request(axum::http::Method::POST, "/challenges/echo-pool/submissions", announced.into());
    request.headers_mut().insert("content-type", Form::content_type().parse().unwrap());
    request.headers_mut().insert("content-length", "5200".parse().unwrap());
    assert_eq!(app.send(request).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let many = (0..201).fold(Form::default(), |form, i| form.field(&format!("file:f{i}.go"), ""));
    assert_eq!(TestApp::new().await.submit_form(many).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(app.stored().await, 0);
}

#[tokio::test]
async fn too_often_is_refused_and_the_text_is_kept() {
    let app = TestApp::with(HttpSettings { submissions_per_minute: 1, ..HttpSettings::default() }).await;
    let form = || Form::default().field("file:echo.go", GOOD);
    assert_eq!(app.submit_form(form()).await.status, StatusCode::SEE_OTHER);
    let answer = app.submit_form(form()).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(answer.header("retry-after").parse::<u64>().unwrap() <= 60);
    assert!(answer.text().contains("func Echo(s string) string { return s }"));
    assert_eq!(app.stored().await, 1);
}

#[tokio::test]
async fn without_storage_nothing_is_lost() {
    let app = TestApp::new().await;
    app.state.store.close().await;
    let answer = app.submit_form(Form::default().field("file:echo.go", GOOD)).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "5");
    assert!(answer.text().contains("Nothing was stored"));
    assert!(answer.text().contains("func Echo(s string) string { return s }"), "what was typed is still there");
    assert!(!answer.text().contains("closed"), "the cause is for the log");
}
