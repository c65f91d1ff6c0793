//! The OpenAPI document says what the server does.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use gauntlet_db::ResultsRule;
use serde_json::Value;

use crate::{
    app::{TestApp, request},
    invited::Invited,
    report,
};

#[tokio::test]
async fn the_document_lists_every_route() {
    let app = TestApp::new().await;
    let document = app.get("/api/v1/openapi.json").await.json();
    let mut listed = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            listed.insert(format!("{method} {path}"));
        }
    }
    let expected = [
        "get /api/v1/assessments",
        "get /api/v1/assessments/{id}/invitations",
        "get /api/v1/challenges",
        "get /api/v1/challenges/{slug}",
        "get /api/v1/submissions",
        "get /api/v1/submissions/{id}",
        "get /api/v1/submissions/{id}/benchmarks.txt",
        "get /api/v1/submissions/{id}/report",
        "get /api/v1/take",
        "get /api/v1/take/events",
        "get /api/v1/take/submissions/{id}",
        "get /api/v1/take/{slug}/draft",
        "post /api/v1/assessments",
        "post /api/v1/assessments/{id}/invitations",
        "post /api/v1/submissions",
        "post /api/v1/take/{slug}/attempts",
        "post /api/v1/take/{slug}/runs",
        "put /api/v1/take/{slug}/draft",
    ];
    assert_eq!(listed, expected.map(str::to_owned).into());
    for path in document["paths"].as_object().unwrap().keys() {
        let answer = app.send(request(Method::PATCH, path, Body::empty())).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path} is routed");
    }
}

#[tokio::test]
async fn every_operation_names_its_problems() {
    let document = TestApp::new().await.get("/api/v1/openapi.json").await.json();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            for status in ["400", "421", "500", "503"] {
                let content = &responses[status]["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(content, "#/components/schemas/Problem", "{method} {path} {status}");
            }
            if path.contains('{') {
                assert!(responses.contains_key("404"), "{method} {path}");
            }
            if path.starts_with("/api/v1/take") {
                assert!(responses.contains_key("409"), "{method} {path}: a page of another invitation");
                let parameters = operation["parameters"].as_array().unwrap();
                let says = |name, place| parameters.iter().any(|p| p["name"] == name && p["in"] == place);
                assert!(says("Gauntlet-Invitation", "header"), "{method} {path}: {parameters:?}");
                assert_eq!(says("invitation", "query"), path.ends_with("/events"), "{method} {path}");
            }
        }
    }
    let post = &document["paths"]["/api/v1/submissions"]["post"];
    for status in ["200", "201", "403", "404", "408", "409", "413", "415", "422", "429"] {
        assert!(post["responses"][status].is_object(), "{status}");
    }
    for media_type in ["application/json", "multipart/form-data", "application/zip", "application/gzip"] {
        assert!(post["requestBody"]["content"][media_type].is_object(), "{media_type}");
    }
}

#[tokio::test]
async fn the_described_shapes_are_the_sent_ones() {
    let app = TestApp::new().await;
    let document = app.get("/api/v1/openapi.json").await.json();
    let id = app.hand_in("").await;
    let job = app.claim().await;
    app.finish(&job, &report::racy()).await;
    let sent = [
        ("Report", app.get(&format!("/api/v1/submissions/{id}/report")).await.json()),
        ("Submission", app.get(&format!("/api/v1/submissions/{id}")).await.json()),
        ("SubmissionPage", app.get("/api/v1/submissions").await.json()),
        ("ChallengeList", app.get("/api/v1/challenges").await.json()),
        ("Challenge", app.get("/api/v1/challenges/echo-pool").await.json()),
        ("Problem", app.get("/api/v1/nothing").await.json()),
    ];
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let stored = invited.save(0, "package echo").await.json();
    let conflict = invited.save(0, "package echo // other").await.json();
    let attempt = invited.attempt().await;
    invited.grade().await;
    let of_candidates = [
        ("Stored", stored),
        ("DraftConflict", conflict),
        ("Draft", invited.get("/api/v1/take/echo-pool/draft").await.json()),
        ("Work", invited.get("/api/v1/take").await.json()),
        ("ItemWithNotes", invited.get(&format!("/api/v1/take/submissions/{attempt}")).await.json()),
    ];
    for (name, value) in sent.into_iter().chain(of_candidates) {
        compare(&document, &document["components"]["schemas"][name], &value, name);
    }
}

/// Every key that is sent is described, and every required one is sent.
fn compare(document: &Value, schema: &Value, value: &Value, place: &str) {
    let schema = resolve(document, schema);
    match value {
        Value::Object(sent) => {
            let mut described = serde_json::Map::new();
            let mut open = false;
            collect(document, schema, &mut described, &mut open);
            for (key, value) in sent {
                let place = format!("{place}.{key}");
                match described.get(key) {
                    Some(schema) => compare(document, schema, value, &place),
                    None => assert!(open, "{place} is sent and not described"),
                }
            }
            for key in described.keys() {
                assert!(sent.contains_key(key), "{place}.{key} is described and not sent");
            }
        }
        Value::Array(items) => {
            for item in items {
                compare(document, &schema["items"], item, &format!("{place}[]"));
            }
        }
        _ => assert!(!schema.is_null(), "{place} has no schema"),
    }
}

fn collect(document: &Value, schema: &Value, into: &mut serde_json::Map<String, Value>, open: &mut bool) {
    for part in schema["allOf"].as_array().into_iter().flatten() {
        collect(document, resolve(document, part), into, open);
    }
    if let Some(properties) = schema["properties"].as_object() {
        into.extend(properties.clone());
    }
    *open |= schema["additionalProperties"].is_object();
}

/// Follows references, and takes what may be null for what it is otherwise.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document
            .pointer(reference.strip_prefix('#').unwrap())
            .unwrap_or_else(|| panic!("{reference} leads nowhere"));
        return resolve(document, target);
    }
    let choices = schema["oneOf"].as_array().or(schema["anyOf"].as_array());
    match choices.and_then(|all| all.iter().find(|s| s["type"] != "null")) {
        Some(choice) => resolve(document, choice),
        None => schema,
    }
}
