//! Text that databases like to treat differently.

use gauntlet_db::{Filter, FinishedReport, NewSubmission, Status, StoreError};

use crate::support::{TestDb, at, report, submission};

const ODD: &str =
    "'; DROP TABLE jobs; -- \\ \" % _ $1 \r\n\t\u{1}\u{7f}\u{feff}\u{2028}\u{202e}e\u{301} é 🦀 \u{10ffff}";

pub(crate) async fn odd_text_comes_back_exactly(db: TestDb) {
    let new = NewSubmission {
        author: ODD.to_owned(),
        challenge_slug: ODD.to_owned(),
        idempotency_key: Some(ODD.to_owned()),
        files: [(ODD.to_owned(), format!("{ODD}\0{ODD}")), ("empty.go".to_owned(), String::new())].into(),
        ..submission()
    };
    let created = db.store.create_submission(&new, at(0)).await.unwrap();
    assert!(db.store.create_submission(&new, at(1)).await.unwrap().replayed);
    assert_eq!(db.store.submission_files(created.submission_id).await.unwrap(), new.files, "NUL in files is kept");
    let job = db.claim(ODD, 2).await;
    assert_eq!((job.files().unwrap(), job.challenge_slug.as_str()), (new.files, ODD));
    let odd = FinishedReport { summary: ODD.to_owned(), report_json: format!("{ODD:?}"), ..report() };
    assert!(db.store.finish(job.job_id, job.fence, &odd, at(3)).await.unwrap());
    let row = db.store.submission(created.submission_id).await.unwrap();
    assert_eq!((row.author.as_str(), row.summary.as_deref(), row.job.worker.as_deref()), (ODD, Some(ODD), Some(ODD)));
    let filter = Filter { challenge: Some(ODD.to_owned()), ..Filter::default() };
    assert_eq!(db.store.list_submissions(&filter, None, 5).await.unwrap().items.len(), 1);
}

pub(crate) async fn large_submissions_come_back_exactly(db: TestDb) {
    let large = "// ü\n".repeat(700_000); // some 4 MB
    let new = NewSubmission { files: [("large.go".to_owned(), large.clone())].into(), ..submission() };
    let id = db.store.create_submission(&new, at(0)).await.unwrap().submission_id;
    let job = db.claim("w1", 1).await;
    let huge = FinishedReport { report_json: format!("{large:?}"), ..report() };
    assert!(db.store.finish(job.job_id, job.fence, &huge, at(2)).await.unwrap());
    assert_eq!(db.store.submission_files(id).await.unwrap(), new.files);
    assert!(db.store.submission_report(id).await.unwrap() == Some(huge.report_json), "the report differs");
}

pub(crate) async fn nul_is_refused_where_it_would_change_the_data(db: TestDb) {
    let nul = || "a\0b".to_owned();
    let bad = [
        ("author", NewSubmission { author: nul(), ..submission() }),
        ("challenge", NewSubmission { challenge_slug: nul(), ..submission() }),
        ("idempotency_key", NewSubmission { idempotency_key: Some(nul()), ..submission() }),
        ("files", NewSubmission { files: [(nul(), String::new())].into(), ..submission() }),
    ];
    for (field, new) in bad {
        let error = db.store.create_submission(&new, at(0)).await.unwrap_err();
        assert!(matches!(error, StoreError::Invalid { .. }), "{error}");
        assert_eq!(error.to_string(), format!("{field} must not contain NUL, found one at byte 1"));
    }
    let filter = Filter { challenge: Some(nul()), ..Filter::default() };
    assert!(matches!(db.store.list_submissions(&filter, None, 5).await, Err(StoreError::Invalid { .. })));

    let id = db.submit(0).await.submission_id;
    let job = db.claim("w1", 1).await;
    let progress = db.store.record_progress(job.job_id, job.fence, "\0").await;
    assert!(matches!(progress, Err(StoreError::Invalid { field: "progress_json", .. })));
    let raw = FinishedReport { report_json: nul(), ..report() };
    let finished = db.store.finish(job.job_id, job.fence, &raw, at(2)).await;
    assert!(matches!(finished, Err(StoreError::Invalid { field: "report_json", .. })));
    assert_eq!(db.store.submission(id).await.unwrap().status, Status::Running, "and nothing was changed");
}

pub(crate) async fn nul_in_text_for_people_becomes_a_replacement_character(db: TestDb) {
    let id = db.submit(0).await.submission_id;
    let job = db.claim("w1", 1).await;
    assert!(db.store.fail(job.job_id, job.fence, "said: \0", Some(at(2)), at(2)).await.unwrap());
    assert_eq!(db.store.submission(id).await.unwrap().job.last_error.as_deref(), Some("said: \u{fffd}"));
    let job = db.claim("w1", 3).await;
    let odd = FinishedReport { summary: "panic: \0".to_owned(), ..report() };
    assert!(db.store.finish(job.job_id, job.fence, &odd, at(4)).await.unwrap());
    assert_eq!(db.store.submission(id).await.unwrap().summary.as_deref(), Some("panic: \u{fffd}"));

    let other = db.submit(5).await.submission_id;
    let job = db.claim("w1", 6).await;
    assert!(db.store.fail(job.job_id, job.fence, "\0", None, at(7)).await.unwrap());
    let failure = db.store.submission(other).await.unwrap().failure.unwrap();
    assert_eq!(failure, "grading failed on attempt 1 of 3: \u{fffd}");
}
