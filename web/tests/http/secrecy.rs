//! Hidden tests and the reference never leave the server, by whatever address.

use axum::http::StatusCode;

use crate::{
    app::{Form, TestApp},
    fixture::CANARY,
    report,
};

#[tokio::test]
async fn no_address_gives_hidden_files_away() {
    let app = TestApp::new().await;
    let id = app.hand_in("").await;
    let job = app.claim().await;
    let stored = report::racy();
    assert!(stored.to_string().contains(CANARY), "the stored report is as bad as can be");
    app.finish(&job, &stored).await;

    let mut addresses: Vec<String> = [
        "/",
        "/help",
        "/submissions",
        "/challenges/echo-pool",
        "/challenges/echo-pool/starter.zip",
        "/challenges/echo-pool/starter.tar.gz",
        "/api/v1/openapi.json",
        "/api/v1/challenges",
        "/api/v1/challenges/echo-pool",
        "/api/v1/submissions",
    ]
    .map(str::to_owned)
    .into();
    for rest in ["", "/events", "/benchmarks.txt"] {
        addresses.push(format!("/submissions/{id}{rest}"));
    }
    for rest in ["", "/report", "/benchmarks.txt"] {
        addresses.push(format!("/api/v1/submissions/{id}{rest}"));
    }
    for address in addresses {
        let answer = app.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(!contains(&unpacked(&address, answer.bytes), CANARY.as_bytes()), "{address}");
    }

    for guess in [
        "/challenges/echo-pool/hidden/secret_test.go",
        "/challenges/echo-pool/secret_test.go",
        "/assets/secret_test.go",
        "/challenges/echo-pool/hidden.zip",
        "/challenges/echo-pool/..%2fecho-pool%2fhidden",
        "/api/v1/challenges/echo-pool/hidden",
        "/api/v1/challenges/echo-pool%2fhidden",
        "/challenges/echo-pool/starter.zip/../hidden",
        "/submissions/accepted/plain/echo.go",
    ] {
        let answer = app.get(guess).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{guess}");
        assert!(!contains(&answer.bytes, CANARY.as_bytes()), "{guess}");
    }
    let refused = app.submit_form(Form::default().field("file:secret_test.go", "")).await;
    assert!(!contains(&refused.bytes, CANARY.as_bytes()), "a refused form");
}

#[tokio::test]
async fn of_a_hidden_test_its_outcome_and_hint_are_shown() {
    let app = TestApp::new().await;
    let id = app.hand_in("").await;
    let job = app.claim().await;
    app.finish(&job, &report::racy()).await;
    let report = app.get(&format!("/api/v1/submissions/{id}/report")).await.json();
    let (visible, hidden) = (&report["tests"][0], &report["tests"][1]);
    assert!(visible["message"].as_str().unwrap().contains("want"), "a visible test keeps its words");
    assert_eq!((hidden["message"].as_str(), hidden["outcome"].as_str()), (Some(""), Some("failed")));
    assert_eq!(hidden["hint"], "think of two callers");
}

/// Archives are looked into: compressed, a secret would be overlooked.
fn unpacked(address: &str, bytes: Vec<u8>) -> Vec<u8> {
    use std::io::Read;
    let mut all = Vec::new();
    if address.ends_with(".tar.gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut all).unwrap();
    } else if address.ends_with(".zip") {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        for i in 0..zip.len() {
            zip.by_index(i).unwrap().read_to_end(&mut all).unwrap();
        }
    } else {
        return bytes;
    }
    assert!(!all.is_empty());
    all
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
