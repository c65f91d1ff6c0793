//! The pages of submissions: the list, and one in each of its states.

use axum::http::StatusCode;
use gauntlet_db::Micros;

use crate::{app::TestApp, report};

#[tokio::test]
async fn unknown_and_misspelt_ids_are_not_found() {
    let app = TestApp::new().await;
    let id = app.hand_in("").await.to_string();
    for id in [
        "x".to_owned(),
        "01890000-0000-7000-8000-000000000000".to_owned(),
        id.to_uppercase(),
        format!("{{{id}}}"),
        "%ff".to_owned(),
    ] {
        for rest in ["", "/events", "/benchmarks.txt"] {
            let path = format!("/submissions/{id}{rest}");
            assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        for rest in ["", "/report", "/benchmarks.txt"] {
            app.get(&format!("/api/v1/submissions/{id}{rest}")).await.problem(404, "not-found");
        }
    }
}

#[tokio::test]
async fn a_submission_is_shown_in_each_state() {
    let app = TestApp::new().await;
    let id = app.hand_in("<script>author</script>").await;
    let path = format!("/submissions/{id}");
    assert_eq!(app.get(&path).await.status, StatusCode::OK);
    let job = app.claim().await;
    assert_eq!(app.get(&path).await.status, StatusCode::OK);
    app.finish(&job, &report::racy()).await;
    let page = app.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    let list = app.get("/submissions").await;
    for text in [page.text(), list.text()] {
        assert!(text.contains("Data race"));
        for hostile in ["<script>author", "<script>alert", "<img src=x>", "unused <i>", "<b>without</b>"] {
            assert!(!text.contains(hostile), "{hostile} is escaped");
        }
    }
}

#[tokio::test]
async fn a_failure_of_ours_is_told_without_its_cause() {
    let app = TestApp::new().await;
    let id = app.hand_in("").await;
    let job = app.claim().await;
    let cause = "connect /run/secret.sock: permission denied";
    assert!(app.state.store.fail(job.job_id, job.fence, cause, None, Micros::now()).await.unwrap());
    let page = app.get(&format!("/submissions/{id}")).await;
    assert!(page.text().contains("our fault"));
    let answer = app.get(&format!("/api/v1/submissions/{id}")).await;
    assert_eq!(answer.json()["status"], "failed");
    assert!(answer.json()["verdict"].is_null());
    let problem = app.get(&format!("/api/v1/submissions/{id}/report")).await.problem(409, "not-finished");
    for text in [page.text(), answer.text(), problem.as_str(), app.get("/submissions").await.text()] {
        assert!(!text.contains("secret.sock"));
    }
}

#[tokio::test]
async fn samples_are_a_file_once_there_are_any() {
    let app = TestApp::new().await;
    let id = app.hand_in("").await;
    let addresses = [format!("/submissions/{id}/benchmarks.txt"), format!("/api/v1/submissions/{id}/benchmarks.txt")];
    assert_eq!(app.get(&addresses[0]).await.status, StatusCode::CONFLICT, "a page says why");
    app.get(&addresses[1]).await.problem(409, "not-finished");

    let job = app.claim().await;
    app.finish(&job, &report::racy()).await;
    for address in &addresses {
        let answer = app.get(address).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/plain; charset=utf-8"));
        assert_eq!(
            answer.header("content-disposition"),
            format!("attachment; filename=\"benchmarks-{id}.txt\""),
            "{address}"
        );
        assert!(answer.text().starts_with("goos: linux\npkg: zz/echo\n"), "{}", answer.text());
        assert!(answer.text().contains("\nside: yours\nBenchmarkEcho-2\t1\t10 ns/op\n"), "{}", answer.text());
    }

    let mut unmeasured = report::racy();
    unmeasured["benchmarks"] = serde_json::json!([]);
    let id = app.hand_in("").await;
    let job = app.claim().await;
    app.finish(&job, &unmeasured).await;
    let why = app.get(&format!("/api/v1/submissions/{id}/benchmarks.txt")).await.problem(404, "not-found");
    assert!(why.contains("Nothing was measured"), "{why}");
    assert!(!app.get(&format!("/submissions/{id}")).await.text().contains("benchmarks.txt"));
}

#[tokio::test]
async fn the_list_filters_and_pages() {
    let app = TestApp::new().await;
    for author in ["author-1", "author-2", "author-3"] {
        app.hand_in(author).await;
    }
    let job = app.claim().await;
    app.finish(&job, &report::racy()).await;

    let races = app.get("/submissions?challenge=&verdict=data_race&status=").await;
    assert!(races.text().contains("author-1") && !races.text().contains("author-2"));
    let none = app.get("/submissions?challenge=other").await;
    assert!(!none.text().contains("author-1"));

    let newest = app.get("/submissions?limit=2").await;
    assert!(
        newest.text().contains("author-3") && newest.text().contains("author-2") && !newest.text().contains("author-1")
    );
    let page = app.get("/api/v1/submissions?limit=2").await.json();
    let rest = app.get(page["next"].as_str().unwrap()).await.json();
    assert_eq!(rest["submissions"].as_array().unwrap().len(), 1);
    assert_eq!(rest["submissions"][0]["author"], "author-1");
    assert!(rest["next"].is_null());
}

#[tokio::test]
async fn bad_filters_are_bad_requests() {
    let app = TestApp::new().await;
    let queries = [
        "verdict=Accepted",
        "status=accepted",
        "before=x",
        "limit=0",
        "limit=101",
        "limit=-1",
        "challenge=..",
        "challenge=a&challenge=b",
        "verdict=%ff",
    ];
    for query in queries {
        assert_eq!(app.get(&format!("/submissions?{query}")).await.status, StatusCode::BAD_REQUEST, "{query}");
        app.get(&format!("/api/v1/submissions?{query}")).await.problem(400, "bad-request");
    }
}
