//! The router in process over a fresh database, and requests to it.

use std::{path::Path, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use gauntlet_db::{ClaimedJob, FinishedReport, Hundredths, Micros, Store, SubmissionId, WorkerName};
use gauntlet_grader::catalog::Catalog;
use gauntlet_web::{
    app,
    hub::Hub,
    state::{AppState, HttpSettings},
};
use http_body_util::BodyExt;
use tempfile::TempDir;
use tower::ServiceExt;

use crate::fixture;

/// The boundary of every form that the tests send.
const BOUNDARY: &str = "----tests";

/// One server's worth of state; the directory goes with it.
pub(crate) struct TestApp {
    pub(crate) state: AppState,
    pub(crate) router: Router,
    pub(crate) directory: TempDir,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no header {name}")).to_str().unwrap()
    }

    /// Asserts a problem of the API, and gives its detail.
    pub(crate) fn problem(&self, status: u16, key: &str) -> String {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], format!("urn:gauntlet:problem:{key}"));
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], self.header("x-request-id"));
        problem["detail"].as_str().unwrap().to_owned()
    }
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Self::with(HttpSettings::default()).await
    }

    pub(crate) async fn with(settings: HttpSettings) -> Self {
        Self::offering(&[fixture::SLUG], settings).await
    }

    /// With the fixture's challenge under several names.
    pub(crate) async fn offering(slugs: &[&str], settings: HttpSettings) -> Self {
        let directory = tempfile::tempdir().unwrap();
        for slug in slugs {
            fixture::write_as(&directory.path().join("challenges"), slug);
        }
        let catalog = Arc::new(Catalog::load(&directory.path().join("challenges")).unwrap());
        let store = Store::open(&url(directory.path())).await.unwrap();
        let state = AppState::new(store, catalog, Hub::new(8), settings);
        Self { router: app::router(state.clone()).unwrap(), state, directory }
    }

    /// Another server over the same database, as after a restart or on another machine.
    pub(crate) async fn second(&self, settings: HttpSettings) -> AppState {
        let store = Store::open(&url(self.directory.path())).await.unwrap();
        AppState::new(store, Arc::clone(&self.state.catalog), Hub::new(8), settings)
    }

    /// Sends a request to the loopback name and reads the answer to its end.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        request.headers_mut().entry(header::HOST).or_insert("localhost:8080".parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let read = tokio::time::timeout(Duration::from_secs(20), body.collect()).await.expect("an answer that ends");
        Answer { status: parts.status, headers: parts.headers, bytes: read.unwrap().to_bytes().to_vec() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path, Body::empty())).await
    }

    pub(crate) async fn post(&self, path: &str, content_type: &str, body: impl Into<Body>) -> Answer {
        let mut request = request(Method::POST, path, body.into());
        request.headers_mut().insert(header::CONTENT_TYPE, content_type.parse().unwrap());
        self.send(request).await
    }

    /// Sends the page's form.
    pub(crate) async fn submit_form(&self, form: Form) -> Answer {
        self.post(&format!("/challenges/{}/submissions", fixture::SLUG), &Form::content_type(), form.finish()).await
    }

    /// Hands in a good submission through the API.
    pub(crate) async fn hand_in(&self, author: &str) -> SubmissionId {
        let body =
            serde_json::json!({"challenge": fixture::SLUG, "files": {"echo.go": "package echo\n"}, "author": author});
        let answer = self.post("/api/v1/submissions", "application/json", body.to_string()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().parse().unwrap()
    }

    /// Submissions in the database.
    pub(crate) async fn stored(&self) -> u64 {
        let counts = self.state.store.counts_by_status().await.unwrap();
        counts.queued + counts.running + counts.finished + counts.failed
    }

    /// Claims the next job, as a worker does.
    pub(crate) async fn claim(&self) -> ClaimedJob {
        let worker = WorkerName::new("tests").unwrap();
        self.state.store.claim(&worker, Duration::from_secs(60), Micros::now()).await.unwrap().expect("a queued job")
    }

    /// Stores a report, as a worker does.
    pub(crate) async fn finish(&self, job: &ClaimedJob, report: &serde_json::Value) {
        let finished = FinishedReport {
            verdict: report["verdict"].as_str().unwrap().to_owned(),
            score_earned: Hundredths::from_points(report["score"]["earned"].as_f64().unwrap()),
            score_max: Hundredths::from_points(100.0),
            summary: report["summary"].as_str().unwrap().to_owned(),
            report_json: report.to_string(),
        };
        assert!(self.state.store.finish(job.job_id, job.fence, &finished, Micros::now()).await.unwrap());
    }
}

pub(crate) fn url(directory: &Path) -> String {
    format!("sqlite:{}", directory.join("gauntlet.db").display())
}

pub(crate) fn request(method: Method, path: &str, body: Body) -> Request<Body> {
    Request::builder().method(method).uri(path).body(body).unwrap()
}

/// A multipart form, built field by field.
#[derive(Default)]
pub(crate) struct Form(Vec<u8>);

impl Form {
    pub(crate) fn content_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    pub(crate) fn field(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.part(&format!("name=\"{name}\""), content.as_ref())
    }

    pub(crate) fn upload(self, file_name: &str, content: impl AsRef<[u8]>) -> Self {
        let disposition =
            format!("name=\"upload\"; filename=\"{file_name}\"\r\ncontent-type: application/octet-stream");
        self.part(&disposition, content.as_ref())
    }

    fn part(mut self, disposition: &str, content: &[u8]) -> Self {
        self.0.extend(format!("--{BOUNDARY}\r\ncontent-disposition: form-data; {disposition}\r\n\r\n").bytes());
        self.0.extend(content);
        self.0.extend(b"\r\n");
        self
    }

    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.0.extend(format!("--{BOUNDARY}--\r\n").bytes());
        self.0
    }
}
