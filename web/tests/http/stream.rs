//! Event streams under test.

use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream},
    http::{Method, Request, StatusCode},
};
use futures_util::StreamExt;
use gauntlet_db::SubmissionId;
use serde_json::Value;
use tower::ServiceExt;

use crate::app::{TestApp, request};

/// A stream under test: what came and is not read yet.
pub(crate) struct Events {
    body: BodyDataStream,
    text: String,
}

#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    /// 0 if it has none.
    pub(crate) id: u64,
    pub(crate) data: Value,
}

impl Events {
    pub(crate) async fn open(app: &TestApp, id: SubmissionId, last: Option<u64>) -> Self {
        let mut request = request(Method::GET, &format!("/submissions/{id}/events"), Body::empty());
        if let Some(last) = last {
            request.headers_mut().insert("last-event-id", last.into());
        }
        Self::of(app, request).await
    }

    pub(crate) async fn of(app: &TestApp, mut request: Request<Body>) -> Self {
        request.headers_mut().insert("host", "localhost".parse().unwrap());
        request.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
        let response = app.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["x-accel-buffering"], "no");
        assert!(!response.headers().contains_key("content-encoding"), "a compressor would hold events back");
        Self { body: response.into_body().into_data_stream(), text: String::new() }
    }

    /// The next piece between blank lines; `None` at the end of the stream.
    pub(crate) async fn piece(&mut self) -> Option<String> {
        loop {
            if let Some((piece, rest)) = self.text.split_once("\n\n") {
                let (piece, rest) = (piece.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(piece);
            }
            let bytes =
                tokio::time::timeout(Duration::from_secs(20), self.body.next()).await.expect("an event or the end")?;
            self.text.push_str(std::str::from_utf8(&bytes.unwrap()).unwrap());
        }
    }

    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            let piece = self.piece().await?;
            let field = |name: &str| piece.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            if let (Some(event), Some(data)) = (field("event"), field("data")) {
                return Some(Event {
                    name: event.to_owned(),
                    id: field("id").map_or(0, |id| id.parse().unwrap()),
                    data: serde_json::from_str(data).unwrap(),
                });
            }
        }
    }
}
