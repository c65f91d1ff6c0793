//! Who gets in, and where.

use axum::{
    body::Body,
    http::{HeaderValue, Method, StatusCode, header},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use gauntlet_web::{identity::Token, state::HttpSettings};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::checkout::Served;
use crate::{
    app::{Answer, TestApp, request},
    fixture,
    invited::Invited,
};

const GOOD: &str = "package echo\n\n// Good.\nfunc Echo(s string) string { return s }\n";

fn basic(token: &str) -> HeaderValue {
    format!("Basic {}", BASE64_STANDARD.encode(format!("git:{token}"))).parse().unwrap()
}

async fn get(app: &TestApp, path: &str, token: &str) -> Answer {
    let mut request = request(Method::GET, path, Body::empty());
    request.headers_mut().insert(header::AUTHORIZATION, basic(token));
    app.send(request).await
}

#[tokio::test]
async fn only_the_right_token_opens() {
    let served = Served::at_work().await;
    let path = format!("/git/{}.git/info/refs?service=git-upload-pack", fixture::SLUG);
    let app = &served.invited.app;
    let without = app.get(&path).await;
    let wrong = get(app, &path, Token::new().unwrap().secret()).await;
    let with_cookie = served.invited.get(&path).await;
    for answer in [&without, &wrong, &with_cookie] {
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.header("www-authenticate"), "Basic realm=\"Gauntlet\"");
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        assert!(answer.text().starts_with("The password is the last part of the link"));
    }
    let right = get(app, &path, served.invited.token.secret()).await;
    assert_eq!(right.header("content-type"), "application/x-git-upload-pack-advertisement");
    assert!(!right.headers.contains_key("content-encoding"));
    let (_, said) = served.try_clone("wrong", &Token::new().unwrap()).await;
    said.bad("Authentication failed");
}

#[tokio::test]
async fn wrong_passwords_run_out_and_right_ones_do_not() {
    let settings =
        HttpSettings { sign_ins_per_minute: 1, loopback_submissions_per_minute: 1, ..HttpSettings::default() };
    let invited = Invited::to(TestApp::with(settings).await, gauntlet_db::ResultsRule::AtOnce).await;
    let served = Served::of(invited).await;
    let path = format!("/git/{}.git/info/refs?service=git-upload-pack", fixture::SLUG);
    let (app, wrong) = (&served.invited.app, Token::new().unwrap());
    assert_eq!(app.get(&path).await.status, StatusCode::UNAUTHORIZED, "asking without one is no try");
    assert_eq!(get(app, &path, wrong.secret()).await.status, StatusCode::UNAUTHORIZED);
    let refused = get(app, &path, wrong.secret()).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers.contains_key("retry-after"));
    let waiting = get(app, &path, served.invited.token.secret()).await;
    assert_eq!(waiting.status, StatusCode::FORBIDDEN, "in, but before the start there is nothing to see");
    assert!(waiting.text().starts_with("Your work has not begun."));
    assert!(!served.stored().exists());
}

#[tokio::test]
async fn nothing_else_is_there() {
    let served = Served::at_work().await;
    let (app, token) = (&served.invited.app, served.invited.token.secret());
    let slug = fixture::SLUG;
    served.checkout("a").await;
    for path in [
        "/git/..%2f..%2fetc.git/info/refs?service=git-upload-pack".to_owned(),
        "/git/%2e%2e.git/info/refs?service=git-upload-pack".to_owned(),
        "/git/%ff.git/info/refs?service=git-upload-pack".to_owned(),
        "/git/worker-pool.git/info/refs?service=git-upload-pack".to_owned(),
        format!("/git/{slug}/info/refs?service=git-upload-pack"),
        format!("/git/{slug}.git/info/refs"),
        format!("/git/{slug}.git/info/refs?service=git-upload-archive"),
        format!("/git/{slug}.git/HEAD"),
        format!("/git/{slug}.git/config"),
        format!("/git/{slug}.git/objects/info/packs"),
    ] {
        assert_eq!(get(app, &path, token).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn each_token_has_a_repository_of_its_own() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.work(GOOD).await;
    checkout.git(&["push", "-q"]).await.good("");
    let (other, said) = served.try_clone("other", &served.invited.another().await).await;
    said.good("");
    assert_eq!(other.read("echo.go"), fixture::STARTER);
}

#[tokio::test]
async fn without_git_there_is_a_sentence() {
    let invited = Invited::new().await;
    let path = format!("/git/{}.git/info/refs?service=git-upload-pack", fixture::SLUG);
    let answer = get(&invited.app, &path, invited.token.secret()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.text(), "Git is switched off on this server. Save and hand in in the browser.\n");
}

#[tokio::test]
async fn what_is_not_gits_is_not_passed_on() {
    let served = Served::at_work().await;
    let path = format!("/git/{}.git/git-receive-pack", fixture::SLUG);
    for (content_type, encoding) in [
        ("text/plain", None),
        ("application/x-git-upload-pack-request", None),
        ("application/x-git-receive-pack-request", Some("br")),
    ] {
        let mut request = request(Method::POST, &path, Body::from("0000"));
        request.headers_mut().insert(header::AUTHORIZATION, basic(served.invited.token.secret()));
        request.headers_mut().insert(header::CONTENT_TYPE, content_type.parse().unwrap());
        if let Some(encoding) = encoding {
            request.headers_mut().insert(header::CONTENT_ENCODING, encoding.parse().unwrap());
        }
        assert_eq!(served.invited.app.send(request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}

#[tokio::test]
async fn whoever_goes_away_in_the_middle_leaves_nothing() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    let head = format!(
        "POST /git/{}.git/git-receive-pack HTTP/1.1\r\nhost: localhost\r\nauthorization: {}\r\n\
         content-type: application/x-git-receive-pack-request\r\ncontent-length: 100000\r\n\r\n",
        fixture::SLUG,
        basic(served.invited.token.secret()).to_str().unwrap(),
    );
    let main = checkout.oid("HEAD").await;
    let command = format!("{main} {} refs/heads/main\0report-status", "1".repeat(40));
    let body = format!("{:04x}{command}0000PACK\0\0\0\x02\0\0\0\x01", command.len() + 4);
    let mut socket = TcpStream::connect(served.address).await.unwrap();
    socket.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
    socket.shutdown().await.unwrap();
    let mut rest = Vec::new();
    let _ = socket.read_to_end(&mut rest).await; // the server closes once it has noticed
    checkout.work(GOOD).await;
    checkout.git(&["push", "-q"]).await.good("remote: Saved as version 1.");
    let objects = std::fs::read_dir(served.stored().join("objects")).unwrap();
    let left: Vec<_> =
        objects.map(|e| e.unwrap().file_name()).filter(|n| n.to_string_lossy().contains("tmp")).collect();
    assert!(left.is_empty(), "{left:?}");
}
