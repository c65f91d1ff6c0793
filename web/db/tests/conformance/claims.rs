//! Claiming, keeping and giving back.

use std::collections::BTreeSet;

use gauntlet_db::{NewSubmission, Status};

use crate::support::{LEASE, TestDb, at, submission};

pub(crate) async fn the_oldest_comes_first(db: TestDb) {
    assert!(db.try_claim("w1", 100).await.is_none(), "an empty queue has nothing");
    let late = db.submit(20).await;
    let early = db.submit(10).await;
    let latest = db.submit(30).await;
    for (created, ahead) in [(early, 0), (late, 1), (latest, 2)] {
        assert_eq!(db.store.submission(created.submission_id).await.unwrap().job.ahead, Some(ahead));
    }
    assert!(db.try_claim("w1", 9).await.is_none(), "none is available yet");
    for expected in [early, late, latest] {
        assert_eq!(db.claim("w1", 40).await.job_id, expected.job_id);
    }
    assert!(db.try_claim("w1", 40).await.is_none());
}

pub(crate) async fn racing_workers_never_get_the_same_job(db: TestDb) {
    const JOBS: usize = 40;
    let mut expected = BTreeSet::new();
    for second in 0..JOBS {
        expected.insert(db.submit(i64::try_from(second).unwrap()).await.job_id);
    }
    let workers: Vec<_> = (0..8)
        .map(|n| {
            let store = db.store.clone();
            let worker = gauntlet_db::WorkerName::new(format!("w{n}")).unwrap();
            tokio::spawn(async move {
                let mut mine = Vec::new();
                // On Postgres a claim may skip a row that another worker has locked and not taken in the end, so that
                // "none" means "none for you now"; what matters is that all are handed out, each once.
                while let Some(job) = store.claim(&worker, LEASE, at(1_000)).await.unwrap() {
                    mine.push((job.job_id, job.fence.as_i64(), job.attempt));
                }
                mine
            })
        })
        .collect();
    let mut claimed = Vec::new();
    for worker in workers {
        claimed.extend(worker.await.unwrap());
    }
    assert_eq!(claimed.len(), JOBS, "each job exactly once");
    assert_eq!(claimed.iter().map(|c| c.0).collect::<BTreeSet<_>>(), expected);
    assert!(claimed.iter().all(|&(_, fence, attempt)| (fence, attempt) == (1, 1)));
}

pub(crate) async fn a_lapsed_job_is_claimed_again_under_a_higher_fence(db: TestDb) {
    let created = db.submit(0).await;
    let first = db.claim("w1", 0).await;
    let end = i64::try_from(LEASE.as_secs()).unwrap();
    assert!(db.try_claim("w2", end).await.is_none(), "the lease holds to its last moment");
    let second = db.claim("w2", end + 1).await;
    assert_eq!(second.job_id, first.job_id);
    assert!(second.fence > first.fence);
    assert_eq!((first.attempt, second.attempt), (1, 2));
    let row = db.store.submission(created.submission_id).await.unwrap();
    assert_eq!((row.status, row.job.worker.as_deref()), (Status::Running, Some("w2")));
}

pub(crate) async fn renewing_keeps_the_job(db: TestDb) {
    db.submit(0).await;
    let job = db.claim("w1", 0).await;
    assert!(db.store.renew(job.job_id, job.fence, at(500)).await.unwrap());
    assert!(db.try_claim("w2", 499).await.is_none());
    assert_eq!(db.claim("w2", 501).await.job_id, job.job_id);
}

pub(crate) async fn release_keeps_place_and_attempts(db: TestDb) {
    let first = db.submit(0).await;
    let second = db.submit(1).await;
    let job = db.claim("w1", 2).await;
    assert!(db.store.release(job.job_id, job.fence, at(3)).await.unwrap());
    let row = db.store.submission(first.submission_id).await.unwrap();
    assert_eq!((row.status, row.job.attempt, row.job.ahead), (Status::Queued, 0, Some(0)));
    assert_eq!(db.store.submission(second.submission_id).await.unwrap().job.ahead, Some(1));
    let again = db.claim("w2", 4).await;
    assert_eq!((again.job_id, again.attempt), (job.job_id, 1));
    assert!(again.fence > job.fence, "the fence never goes back");
    assert!(!db.store.release(job.job_id, job.fence, at(5)).await.unwrap());
}

pub(crate) async fn a_stopped_server_takes_its_jobs_back(db: TestDb) {
    let again = db.submit(0).await;
    let once = NewSubmission { max_attempts: 1, ..submission() };
    let exhausted = db.store.create_submission(&once, at(1)).await.unwrap();
    let waiting = db.submit(2).await;
    let old = db.claim("gone", 3).await;
    assert_eq!(db.claim("gone", 3).await.job_id, exhausted.job_id);

    assert_eq!(db.store.release_all_running(at(4)).await.unwrap(), 1);
    let row = db.store.submission(again.submission_id).await.unwrap();
    assert_eq!((row.status, row.job.attempt, row.job.ahead), (Status::Queued, 1, Some(0)));
    assert_eq!(row.job.last_error.as_deref(), Some("the server stopped while it was grading"));
    let row = db.store.submission(exhausted.submission_id).await.unwrap();
    assert_eq!((row.status, row.finished_at), (Status::Failed, Some(at(4))));
    let failure = row.failure.unwrap();
    assert_eq!(failure, "grading failed on attempt 1 of 1: the server stopped while it was grading");
    assert_eq!(db.store.submission(waiting.submission_id).await.unwrap().status, Status::Queued);

    let job = db.claim("new", 5).await;
    assert_eq!((job.job_id, job.attempt), (again.job_id, 2));
    assert!(job.fence > old.fence);
    assert_eq!(db.store.release_all_running(at(6)).await.unwrap(), 1);
    assert_eq!(db.store.release_all_running(at(7)).await.unwrap(), 0, "nothing runs any more");
}
