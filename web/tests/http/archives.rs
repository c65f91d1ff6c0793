//! Hostile archives: each ends as a 4xx that names the file and the rule, and leaves nothing behind.

use std::io::{Cursor, Write};

use axum::http::StatusCode;
use flate2::{Compression, write::GzEncoder};
use gauntlet_web::state::HttpSettings;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::app::{Form, TestApp};

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A tar entry with whatever name and kind: the library refuses to write the bad ones itself.
fn tar_gz_of(name: &str, kind: tar::EntryType, link: &str) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.as_old_mut().linkname[..link.len()].copy_from_slice(link.as_bytes());
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(0);
    header.set_cksum();
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
    tar.append(&header, std::io::empty()).unwrap();
    tar.into_inner().unwrap().finish().unwrap()
}

#[tokio::test]
async fn each_attack_is_named_and_stores_nothing() {
    let app = TestApp::with(HttpSettings { submissions_per_minute: 1_000, ..HttpSettings::default() }).await;
    let source: &[u8] = b"package echo\n";
    let mut truncated = zip_of(&[("echo.go", source)]);
    truncated.truncate(truncated.len() / 2);
    let many: Vec<(String, &[u8])> = (0..10_000).map(|i| (format!("f{i}.go"), source)).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), *content)).collect();
    let bomb = vec![b' '; 64 * 1024 * 1024];
    let attacks: [(&str, Vec<u8>, &str); 14] = [
        ("slip", zip_of(&[("../echo.go", source)]), "../echo.go"),
        ("sibling", zip_of(&[("a/../../echo.go", source)]), "'..'"),
        ("absolute", zip_of(&[("/etc/echo.go", source)]), "/etc/echo.go"),
        ("backslash", zip_of(&[("a\\echo.go", source)]), "backslash"),
        ("case", zip_of(&[("echo.go", source), ("Echo.go", source)]), "Echo.go"),
        ("symlink", tar_gz_of("echo.go", tar::EntryType::Symlink, "/etc/passwd"), "echo.go"),
        ("hard link", tar_gz_of("echo.go", tar::EntryType::Link, "/etc/passwd"), "echo.go"),
        ("device", tar_gz_of("echo.go", tar::EntryType::Block, ""), "echo.go"),
        ("pipe", tar_gz_of("echo.go", tar::EntryType::Fifo, ""), "echo.go"),
        ("tar slip", tar_gz_of("../echo.go", tar::EntryType::Regular, ""), "../echo.go"),
        ("bomb", zip_of(&[("echo.go", &bomb)]), "MiB"),
        ("count", zip_of(&many), "200"),
        ("truncated", truncated, "damaged"),
        ("empty", zip_of(&[]), "no file"),
    ];
    for (attack, archive, named) in attacks {
        let form = app.submit_form(Form::default().upload("solution.zip", &archive)).await;
        assert!(form.status.is_client_error(), "{attack}: {}", form.status);
        assert!(form.text().contains("This was not handed in"), "{attack}: the page says so");

        let answer = app.post("/api/v1/submissions?challenge=echo-pool", "application/zip", archive).await;
        assert!(
            matches!(answer.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::PAYLOAD_TOO_LARGE),
            "{attack}: {}",
            answer.status
        );
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(named), "{attack}: {detail}");
    }
    assert_eq!(app.stored().await, 0);
}

#[tokio::test]
async fn good_archives_are_taken() {
    let app = TestApp::new().await;
    let zip = zip_of(&[("solution/echo.go", b"package echo\n"), ("solution/.git/HEAD", b"ref")]);
    assert_eq!(
        app.submit_form(Form::default().field("file:echo.go", "old").upload("s.zip", &zip)).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(app.claim().await.files().unwrap().keys().collect::<Vec<_>>(), ["echo.go"]);
}

#[tokio::test]
async fn an_archive_stands_alone() {
    let app = TestApp::new().await;
    let zip = zip_of(&[("echo.go", b"package echo\n")]);
    let answer = app.submit_form(Form::default().upload("s.zip", &zip).upload("more.go", "package echo\n")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("one archive"));
    assert_eq!(app.stored().await, 0);
}
