//! Headers, hosts, origins, and the theme's cookie.

use axum::{
    body::Body,
    http::{Method, StatusCode, header},
};
use gauntlet_web::state::HttpSettings;

use crate::app::{Answer, Form, TestApp, request};

#[tokio::test]
async fn every_answer_carries_the_headers() {
    let app = TestApp::new().await;
    let id = app.hand_in("").await;
    let style = gauntlet_web::assets::url("gauntlet.css").unwrap();
    let pages = [
        "/",
        "/help",
        "/submissions",
        "/challenges/echo-pool",
        "/challenges/echo-pool/starter.zip",
        "/nothing",
        "/healthz",
        "/readyz",
        "/api/v1/openapi.json",
        "/api/v1/challenges",
        "/api/v1/nothing",
        &style,
        &format!("/submissions/{id}"),
    ];
    for path in pages {
        let answer = app.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
        let expected = if path == style { "public, max-age=31536000, immutable" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), expected, "{path}");
    }
}

#[tokio::test]
async fn pages_need_nothing_that_the_policy_forbids() {
    let app = TestApp::new().await;
    let id = app.hand_in("").await;
    let job = app.claim().await;
    app.finish(&job, &crate::report::racy()).await;
    for path in ["/", "/help", "/submissions", "/challenges/echo-pool", "/nothing", &format!("/submissions/{id}")] {
        let text = app.get(path).await.text().to_owned();
        for forbidden in ["<style", " style=\"", "javascript:", " onclick=", " onload=", "src=\"http", "<script>"] {
            assert!(!text.contains(forbidden), "{path} has {forbidden}");
        }
    }
}

async fn from(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Answer {
    let form = Form::default().field("challenge", "echo-pool").field("file:echo.go", "package echo\n").finish();
    let mut request = request(Method::POST, path, Body::from(form));
    request.headers_mut().insert(header::CONTENT_TYPE, Form::content_type().parse().unwrap());
    for (name, value) in headers {
        request.headers_mut().insert(header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    app.send(request).await
}

#[tokio::test]
async fn other_sites_cannot_act_in_a_visitors_name() {
    let app = TestApp::with(HttpSettings {
        trusted_origins: vec!["https://ats.example".to_owned()],
        ..HttpSettings::default()
    })
    .await;
    let foreign: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost:8080.evil.example")],
    ];
    for headers in foreign {
        let page = from(&app, "/challenges/echo-pool/submissions", headers).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(page.text().contains("<html"));
        from(&app, "/api/v1/submissions", headers).await.problem(403, "cross-site");
        assert_eq!(from(&app, "/theme", headers).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(app.stored().await, 0);
    let own: [&[(&str, &str)]; 4] = [
        &[("sec-fetch-site", "same-origin")],
        &[("origin", "http://localhost:8080")],
        &[("origin", "https://ats.example"), ("sec-fetch-site", "cross-site")],
        &[],
    ];
    for headers in own {
        assert_eq!(
            from(&app, "/challenges/echo-pool/submissions", headers).await.status,
            StatusCode::SEE_OTHER,
            "{headers:?}"
        );
    }
}

#[tokio::test]
async fn only_our_own_names_are_answered() {
    let app =
        TestApp::with(HttpSettings { allowed_hosts: vec!["gauntlet.example".to_owned()], ..HttpSettings::default() })
            .await;
    let ask = async |path: &str, host: &str| {
        let mut request = request(Method::GET, path, Body::empty());
        request.headers_mut().insert(header::HOST, host.parse().unwrap());
        app.send(request).await
    };
    for host in ["localhost", "127.0.0.1:8080", "[::1]:8080", "gauntlet.example:443", "GAUNTLET.example"] {
        assert_eq!(ask("/", host).await.status, StatusCode::OK, "{host}");
    }
    for host in ["evil.example", "10.0.0.7:8080", "gauntlet.example.evil.example"] {
        let page = ask("/", host).await;
        assert_eq!(page.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        ask("/api/v1/challenges", host).await.problem(421, "foreign-host");
        assert_eq!(ask("/healthz", host).await.status, StatusCode::OK, "probes use bare addresses");
    }
    assert_eq!(ask("/", "").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_origin_that_no_browser_sends_is_refused_at_the_start() {
    let app = TestApp::new().await;
    let settings =
        HttpSettings { trusted_origins: vec!["gauntlet.example/path".to_owned()], ..HttpSettings::default() };
    let error = gauntlet_web::app::router(app.second(settings).await).err().unwrap();
    assert!(error.to_string().contains("gauntlet.example/path"), "{error}");
}

#[tokio::test]
async fn the_theme_is_kept_and_leads_back_to_our_own_pages_only() {
    let app = TestApp::new().await;
    let choose = async |form: &'static str| app.post("/theme", "application/x-www-form-urlencoded", form).await;
    let answer = choose("theme=dark&back=%2Fsubmissions%3Fstatus%3Dfailed").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/submissions?status=failed");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("gauntlet_theme=dark; Path=/;") && cookie.contains("SameSite=Lax"), "{cookie}");

    let mut request = request(Method::GET, "/", Body::empty());
    request.headers_mut().insert(header::COOKIE, "gauntlet_theme=dark".parse().unwrap());
    assert!(app.send(request).await.text().contains("data-theme=\"dark\""));
    for form in [
        "theme=dark&back=https://evil.example",
        "theme=dark&back=//evil.example",
        "theme=dark&back=/%5Cevil.example",
        "theme=dark&back=/%0d%0aset-cookie:x",
        "theme=dark",
    ] {
        assert_eq!(choose(form).await.header("location"), "/", "{form}");
    }
    let injected = choose("theme=x%0d%0aevil").await;
    assert!(injected.header("set-cookie").starts_with("gauntlet_theme=system;"), "an unknown theme is the system's");
    let long = app.post("/theme", "application/x-www-form-urlencoded", "x".repeat(5000)).await;
    assert_eq!(long.status, StatusCode::PAYLOAD_TOO_LARGE);
}
