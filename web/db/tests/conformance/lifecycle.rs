//! From handing in to the report.

use gauntlet_db::{QueueDepth, Source, Status, StatusCounts, StoreError, SubmissionId};

use crate::support::{LEASE, TestDb, at, report, submission};

pub(crate) async fn a_submission_goes_from_queued_to_finished(db: TestDb) {
    let created = db.submit(0).await;
    assert!(!created.replayed);
    let row = db.store.submission(created.submission_id).await.unwrap();
    assert_eq!((row.status, row.source, row.challenge_version), (Status::Queued, Source::Web, 3));
    assert_eq!((row.challenge_slug.as_str(), row.author.as_str()), ("worker-pool", "Ada"));
    assert_eq!((row.created_at, row.job.available_at), (at(0), at(0)));
    assert_eq!((row.job.id, row.job.attempt, row.job.max_attempts, row.job.ahead), (created.job_id, 0, 3, Some(0)));
    assert_eq!((row.job.worker, row.job.lease_until, row.job.started_at), (None, None, None));

    let job = db.claim("w1", 5).await;
    assert_eq!((job.job_id, job.submission_id), (created.job_id, created.submission_id));
    assert_eq!((job.challenge_slug.as_str(), job.challenge_version, job.attempt), ("worker-pool", 3, 1));
    assert_eq!(job.lease_until, at(5).plus(LEASE));
    assert_eq!(job.files().unwrap(), submission().files);
    let row = db.store.submission(created.submission_id).await.unwrap();
    assert_eq!((row.status, row.job.attempt, row.job.ahead), (Status::Running, 1, None));
    assert_eq!((row.job.started_at, row.job.lease_until), (Some(at(5)), Some(job.lease_until)));
    assert_eq!(row.job.worker.as_deref(), Some("w1"));
    assert_eq!(db.store.submission_report(created.submission_id).await.unwrap(), None);

    assert!(db.store.finish(job.job_id, job.fence, &report(), at(9)).await.unwrap());
    let row = db.store.submission(created.submission_id).await.unwrap();
    assert_eq!((row.status, row.finished_at), (Status::Finished, Some(at(9))));
    assert_eq!((row.verdict.as_deref(), row.failure), (Some("accepted"), None));
    assert_eq!((row.score_earned, row.score_max), (Some(report().score_earned), Some(report().score_max)));
    assert_eq!((row.summary, row.job.lease_until), (Some(report().summary), None));
    assert_eq!(db.store.submission_report(created.submission_id).await.unwrap(), Some(report().report_json));
    assert_eq!(db.store.submission_files(created.submission_id).await.unwrap(), submission().files);
    assert!(db.try_claim("w1", 10_000).await.is_none(), "it never comes back");
}

pub(crate) async fn unknown_ids_are_not_found(db: TestDb) {
    let id = SubmissionId::new(at(0));
    assert!(matches!(db.store.submission(id).await, Err(StoreError::NotFound { what: "submission", .. })));
    assert!(matches!(db.store.submission_files(id).await, Err(StoreError::NotFound { .. })));
    let error = db.store.submission_report(id).await.unwrap_err();
    assert_eq!(error.to_string(), format!("submission {id} does not exist"));
    assert!(db.store.audit_of(id).await.unwrap().is_empty());
}

pub(crate) async fn progress_shows_while_it_runs(db: TestDb) {
    let id = db.submit(0).await.submission_id;
    let job = db.claim("w1", 1).await;
    assert!(db.store.record_progress(job.job_id, job.fence, r#"{"phase":"build"}"#).await.unwrap());
    let progress = || async { db.store.submission(id).await.unwrap().job.progress_json };
    assert_eq!(progress().await.as_deref(), Some(r#"{"phase":"build"}"#));
    assert!(db.store.release(job.job_id, job.fence, at(2)).await.unwrap());
    assert_eq!(progress().await, None, "the next attempt starts from nothing");
}

pub(crate) async fn depth_and_counts_follow(db: TestDb) {
    db.store.ping().await.unwrap();
    assert_eq!(db.store.queue_depth(at(0)).await.unwrap(), QueueDepth::default());
    assert_eq!(db.store.counts_by_status().await.unwrap(), StatusCounts::default());
    for second in 0..6 {
        db.submit(second).await;
    }
    let finished = db.claim("w1", 10).await;
    assert!(db.store.finish(finished.job_id, finished.fence, &report(), at(11)).await.unwrap());
    let failed = db.claim("w1", 10).await;
    assert!(db.store.fail(failed.job_id, failed.fence, "no image", None, at(11)).await.unwrap());
    let delayed = db.claim("w1", 10).await;
    assert!(db.store.fail(delayed.job_id, delayed.fence, "no image", Some(at(500)), at(11)).await.unwrap());
    db.claim("lapses", 10).await;
    db.claim("runs", 100).await; // takes over what lapsed, so that this is one job again
    db.claim("w2", 60).await;

    let now = at(95);
    let depth = db.store.queue_depth(now).await.unwrap();
    assert_eq!(depth, QueueDepth { ready: 1, delayed: 1, running: 1, lapsed: 1, oldest_ready_at: Some(at(5)) });
    let counts = db.store.counts_by_status().await.unwrap();
    assert_eq!(counts, StatusCounts { queued: 2, running: 2, finished: 1, failed: 1 });
}
