//! What only a file can do: be killed half-way, be copied, and lie about with permissions.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
};

use gauntlet_db::{Store, StoreError, SubmissionId};

use crate::support::{TestDb, at, report, submission};

const URL: &str = "GAUNTLET_TEST_WRITER_URL";

/// Not a test of its own: the process that `what_was_answered_survives_kill_9` kills.
#[tokio::test]
#[ignore = "writes for ever; run by what_was_answered_survives_kill_9"]
async fn writer_for_ever() {
    let store = Store::open(&std::env::var(URL).expect("the URL to write to")).await.unwrap();
    for second in 0.. {
        let created = store.create_submission(&submission(), at(second)).await.unwrap();
        // Past the test harness's capture, at once.
        writeln!(std::io::stdout().lock(), "stored {}", created.submission_id).unwrap();
    }
}

#[tokio::test]
async fn what_was_answered_survives_kill_9() {
    let db = TestDb::sqlite().await;
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "sqlite_only::writer_for_ever", "--nocapture"])
        .env(URL, &db.url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut answered: Vec<SubmissionId> = Vec::new();
    let mut lines = BufReader::new(writer.stdout.take().unwrap()).lines();
    while answered.len() < 25 {
        let line = lines.next().expect("the writer goes on").unwrap();
        // Not at the line's start: the harness may have begun the first line with the test's name.
        answered.extend(line.split_once("stored ").map(|(_, id)| id.parse::<SubmissionId>().unwrap()));
    }
    writer.kill().unwrap(); // SIGKILL, most likely in the middle of a transaction
    writer.wait().unwrap();
    // A torn last line was never answered.
    for line in lines.map_while(Result::ok) {
        answered.extend(line.split_once("stored ").and_then(|(_, id)| id.parse::<SubmissionId>().ok()));
    }

    let store = Store::open(&db.url).await.unwrap();
    for &id in &answered {
        assert_eq!(store.submission(id).await.unwrap().job.attempt, 0);
        assert_eq!(store.audit_of(id).await.unwrap().len(), 1);
    }
    let stored = store.counts_by_status().await.unwrap().queued;
    let answered = answered.len() as u64;
    assert!((answered..=answered + 1).contains(&stored), "{answered} were answered, {stored} are stored");
}

#[tokio::test]
async fn a_backup_is_a_database_of_its_own() {
    let db = TestDb::sqlite().await;
    let id = db.submit(0).await.submission_id;
    let path = db.dir.path().join("copy's.db");
    db.store.backup_to(&path).await.unwrap();
    let job = db.claim("w1", 1).await;
    assert!(db.store.finish(job.job_id, job.fence, &report(), at(2)).await.unwrap());

    let copy = Store::open(&format!("sqlite:{}", path.display())).await.unwrap();
    assert_eq!(copy.submission_files(id).await.unwrap(), submission().files);
    assert_eq!(copy.submission(id).await.unwrap().job.ahead, Some(0), "as it was when the copy was made");
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(matches!(db.store.backup_to(&path).await, Err(StoreError::Config(_))), "it never overwrites");
}

#[tokio::test]
async fn the_files_are_for_the_owner_only() {
    let db = TestDb::sqlite().await;
    db.submit(0).await;
    let mut files = Vec::new();
    for entry in db.dir.path().join("data").read_dir().unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", entry.file_name());
        files.push(entry.file_name().into_string().unwrap());
    }
    assert!(files.contains(&"gauntlet.db-wal".to_owned()), "WAL is on: {files:?}");
}

#[tokio::test]
async fn what_is_not_a_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("notes.txt");
    std::fs::write(&path, "not a database, and longer than a header of one hundred bytes ".repeat(4)).unwrap();
    assert!(Store::open(&format!("sqlite:{}", path.display())).await.is_err());
    let below_a_file = format!("sqlite:{}/gauntlet.db", path.display());
    assert!(matches!(Store::open(&below_a_file).await, Err(StoreError::Config(_))));
}
