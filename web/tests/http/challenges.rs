//! The list of challenges, their pages and their starters.

use std::io::{Cursor, Read};

use axum::{
    body::Body,
    http::{Method, StatusCode},
};

use crate::{
    app::{TestApp, request},
    fixture::{SLUG, STARTER},
};

#[tokio::test]
async fn the_list_and_the_page_escape_what_the_challenge_says() {
    let app = TestApp::new().await;
    for path in ["/", "/challenges/echo-pool"] {
        let page = app.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.text().contains("Echo &lt;pool&gt;") || page.text().contains("Echo &#60;pool&#62;"), "{path}");
        assert!(!page.text().contains("Echo <pool>"), "{path}");
    }
}

#[tokio::test]
async fn unknown_challenges_are_not_found() {
    let app = TestApp::new().await;
    for path in [
        "/challenges/nope",
        "/challenges/..%2f..%2fetc",
        "/challenges/%ff",
        "/challenges/nope/starter.zip",
        "/challenges/echo-pool/hidden.zip",
    ] {
        let answer = app.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    }
}

#[tokio::test]
async fn both_starters_hold_the_same_files_and_nothing_hidden() {
    let app = TestApp::new().await;
    let expected = ["echo-pool/README.md", "echo-pool/echo.go", "echo-pool/echo_test.go", "echo-pool/go.mod"];

    let answer = app.get("/challenges/echo-pool/starter.zip").await;
    assert_eq!(answer.header("content-type"), "application/zip");
    assert_eq!(answer.header("content-disposition"), format!("attachment; filename=\"{SLUG}.zip\""));
    let mut zip = zip::ZipArchive::new(Cursor::new(answer.bytes)).unwrap();
    assert_eq!(zip.file_names().map(Result::unwrap).collect::<Vec<_>>(), expected);
    let mut echo = String::new();
    zip.by_name("echo-pool/echo.go").unwrap().read_to_string(&mut echo).unwrap();
    assert_eq!(echo, STARTER);

    let answer = app.get("/challenges/echo-pool/starter.tar.gz").await;
    let mut tar = tar::Archive::new(flate2::read::GzDecoder::new(answer.bytes.as_slice()));
    let names: Vec<_> = tar.entries().unwrap().map(|e| e.unwrap().path().unwrap().display().to_string()).collect();
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_starter_is_the_same_bytes_every_time() {
    let (one, other) = (TestApp::new().await, TestApp::new().await);
    for path in ["/challenges/echo-pool/starter.zip", "/challenges/echo-pool/starter.tar.gz"] {
        assert_eq!(one.get(path).await.bytes, other.get(path).await.bytes, "{path}");
    }
}

#[tokio::test]
async fn help_assets_and_strangers() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/help").await.status, StatusCode::OK);
    let style = gauntlet_web::assets::url("gauntlet.css").unwrap();
    let answer = app.get(&style).await;
    assert_eq!(answer.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    for path in ["/assets/gauntlet.css", "/assets/..%2fCargo.toml", "/assets/%ff", "/nothing", "/submissions/x/y"] {
        assert_eq!(app.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let answer = app.send(request(Method::DELETE, "/help", Body::empty())).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.header("allow").contains("GET"));
    assert!(answer.text().contains("<html"));
}

#[tokio::test]
async fn the_challenges_of_this_repository_are_served() {
    let mut app = TestApp::new().await;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../challenges");
    app.state.catalog = std::sync::Arc::new(gauntlet_grader::catalog::Catalog::load(&root).unwrap());
    app.router = gauntlet_web::app::router(app.state.clone()).unwrap();
    assert!(!app.state.catalog.is_empty());
    for challenge in app.state.catalog.iter() {
        let slug = &challenge.manifest.slug;
        for path in [
            format!("/challenges/{slug}"),
            format!("/api/v1/challenges/{slug}"),
            format!("/challenges/{slug}/starter.zip"),
        ] {
            let answer = app.get(&path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            let text = String::from_utf8_lossy(&answer.bytes);
            for (name, hidden) in challenge.hidden.iter().filter(|(name, _)| name.as_str().ends_with("_test.go")) {
                assert!(!text.contains(name.as_str()) && !text.contains(hidden), "{path} gives {name} away");
            }
        }
    }
}
