//! How jobs end, and that whoever lost a job cannot end it.

use gauntlet_db::{Fence, FinishedReport, JobId, NewSubmission, Status};

use crate::support::{TestDb, at, report, submission};

/// Everything a worker can say about a job, with the answers.
async fn say_everything(db: &TestDb, job: JobId, fence: Fence) -> [bool; 6] {
    let other = FinishedReport { verdict: "data_race".to_owned(), ..report() };
    [
        db.store.finish(job, fence, &other, at(900)).await.unwrap(),
        db.store.fail(job, fence, "late", Some(at(901)), at(900)).await.unwrap(),
        db.store.fail(job, fence, "late", None, at(900)).await.unwrap(),
        db.store.release(job, fence, at(900)).await.unwrap(),
        db.store.renew(job, fence, at(9_999)).await.unwrap(),
        db.store.record_progress(job, fence, r#"{"late":true}"#).await.unwrap(),
    ]
}

pub(crate) async fn late_words_change_nothing(db: TestDb) {
    let id = db.submit(0).await.submission_id;
    let lost = db.claim("slow", 0).await;
    let holder = db.claim("quick", 100).await;
    let before = (db.store.submission(id).await.unwrap(), db.actions(id).await);
    assert_eq!(say_everything(&db, lost.job_id, lost.fence).await, [false; 6]);
    assert_eq!((db.store.submission(id).await.unwrap(), db.actions(id).await), before);
    assert!(db.store.finish(holder.job_id, holder.fence, &report(), at(101)).await.unwrap());
    let before = (db.store.submission(id).await.unwrap(), db.actions(id).await);
    assert_eq!(say_everything(&db, lost.job_id, lost.fence).await, [false; 6]);
    assert_eq!((db.store.submission(id).await.unwrap(), db.actions(id).await), before);
    assert_eq!(say_everything(&db, JobId::new(at(0)), lost.fence).await, [false; 6], "nor about an unknown job");
}

pub(crate) async fn a_second_finish_changes_nothing(db: TestDb) {
    let id = db.submit(0).await.submission_id;
    let job = db.claim("w1", 1).await;
    assert!(db.store.finish(job.job_id, job.fence, &report(), at(2)).await.unwrap());
    assert_eq!(say_everything(&db, job.job_id, job.fence).await, [false; 6]);
    let row = db.store.submission(id).await.unwrap();
    assert_eq!(
        (row.status, row.finished_at, row.verdict.as_deref()),
        (Status::Finished, Some(at(2)), Some("accepted"))
    );
    assert_eq!(db.store.submission_report(id).await.unwrap(), Some(report().report_json));
}

pub(crate) async fn a_failure_is_retried_after_its_delay(db: TestDb) {
    let retried = db.submit(0).await;
    let job = db.claim("w1", 1).await;
    assert!(db.store.fail(job.job_id, job.fence, "the daemon is gone", Some(at(60)), at(2)).await.unwrap());
    let row = db.store.submission(retried.submission_id).await.unwrap();
    assert_eq!((row.status, row.failure, row.job.attempt), (Status::Queued, None, 1));
    assert_eq!(row.job.last_error.as_deref(), Some("the daemon is gone"));
    assert_eq!((row.job.available_at, row.job.started_at), (at(60), None));

    let later = db.submit(50).await;
    assert_eq!(db.store.submission(retried.submission_id).await.unwrap().job.ahead, Some(1));
    assert_eq!(db.claim("w1", 59).await.job_id, later.job_id, "the delayed one does not block the queue");
    assert!(db.try_claim("w1", 59).await.is_none());
    let again = db.claim("w1", 60).await;
    assert_eq!((again.job_id, again.attempt), (job.job_id, 2));
    assert!(again.fence > job.fence);
}

pub(crate) async fn the_last_failure_is_final(db: TestDb) {
    let id = db.submit(0).await.submission_id;
    for attempt in 1..=3 {
        let job = db.claim("w1", attempt * 10).await;
        assert_eq!(i64::from(job.attempt), attempt);
        let retry_at = Some(at(attempt * 10 + 5));
        assert!(db.store.fail(job.job_id, job.fence, "disk full", retry_at, at(attempt * 10 + 1)).await.unwrap());
    }
    let row = db.store.submission(id).await.unwrap();
    assert_eq!((row.status, row.finished_at, row.verdict), (Status::Failed, Some(at(31)), None));
    assert_eq!(row.failure.as_deref(), Some("grading failed on attempt 3 of 3: disk full"));
    assert!(db.try_claim("w1", 10_000).await.is_none());
}

pub(crate) async fn a_failure_without_retry_is_final_at_once(db: TestDb) {
    let id = db.submit(0).await.submission_id;
    let job = db.claim("w1", 1).await;
    assert!(db.store.fail(job.job_id, job.fence, "no such challenge", None, at(2)).await.unwrap());
    let row = db.store.submission(id).await.unwrap();
    assert_eq!(row.status, Status::Failed);
    assert_eq!(row.failure.as_deref(), Some("grading failed on attempt 1 of 3: no such challenge"));
    assert_eq!(say_everything(&db, job.job_id, job.fence).await, [false; 6]);
}

pub(crate) async fn a_job_that_lapses_too_often_fails(db: TestDb) {
    let twice = NewSubmission { max_attempts: 2, ..submission() };
    let id = db.store.create_submission(&twice, at(0)).await.unwrap().submission_id;
    db.claim("crashes", 0).await;
    assert_eq!(db.store.reap(at(100)).await.unwrap(), 0, "one attempt is left: claiming takes care of it");
    let last = db.claim("crashes", 100).await;
    assert_eq!(db.store.reap(at(110)).await.unwrap(), 0, "its lease still holds");
    assert!(db.try_claim("w1", 200).await.is_none(), "no attempt is left");
    assert_eq!(db.store.reap(at(200)).await.unwrap(), 1);
    let row = db.store.submission(id).await.unwrap();
    assert_eq!((row.status, row.finished_at), (Status::Failed, Some(at(200))));
    let failure = "grading failed on attempt 2 of 2: the worker that was grading went silent";
    assert_eq!(row.failure.as_deref(), Some(failure));
    assert_eq!(db.store.reap(at(300)).await.unwrap(), 0);
    assert_eq!(say_everything(&db, last.job_id, last.fence).await, [false; 6]);
}
