//! What survives: calls that are dropped half-way, and opening again.

use std::{
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll},
};

use gauntlet_db::{Filter, NewSubmission, Status, Store, StoreError};

use crate::support::{TestDb, at, report, submission};

/// Drives a future for at most `polls` polls, then gives up on it.
struct Polls<'a, F> {
    future: Pin<&'a mut F>,
    polls: usize,
}

impl<F: Future> Future for Polls<'_, F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        match self.future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            // Without a poll left, nobody would be woken for giving up.
            Poll::Pending if self.polls == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

/// A request whose client goes away is dropped wherever it stands: for each such place, either the submission, its job
/// and its line in the audit log are all there, or none is.
pub(crate) async fn a_dropped_call_leaves_all_or_nothing(db: TestDb) {
    // How many polls a call takes depends on how busy the machine is, hence rounds until both ends were seen often.
    let (mut dropped, mut stored, mut round) = (0, 0, 0);
    while dropped < 20 || stored < 3 {
        round += 1;
        assert!(round < 2_000, "{dropped} calls were dropped and {stored} came to their end");
        let polls = 1 + round % 40;
        let key = format!("k{round}");
        let new = NewSubmission { challenge_slug: key.clone(), idempotency_key: Some(key), ..submission() };
        let done = {
            let call = pin!(db.store.create_submission(&new, at(0)));
            Polls { future: call, polls }.await.is_some()
        };
        let filter = Filter { challenge: Some(new.challenge_slug.clone()), ..Filter::default() };
        // Asking again waits for whatever the dropped call left to the database, and finds or makes the submission.
        let again = db.store.create_submission(&new, at(1)).await.unwrap();
        let items = db.store.list_submissions(&filter, None, 5).await.unwrap().items;
        assert_eq!(items.len(), 1, "after {polls} polls");
        assert_eq!(items[0].id, again.submission_id);
        assert_eq!(db.store.submission(again.submission_id).await.unwrap().job.id, again.job_id);
        assert_eq!(db.actions(again.submission_id).await, ["submission.created"]);
        if done {
            assert!(again.replayed);
            stored += 1;
        } else {
            dropped += 1;
        }
    }
}

pub(crate) async fn opening_again_finds_everything(db: TestDb) {
    let finished = db.submit(0).await.submission_id;
    let job = db.claim("w1", 1).await;
    assert!(db.store.finish(job.job_id, job.fence, &report(), at(2)).await.unwrap());
    let running = db.submit(3).await.submission_id;
    let old = db.claim("w1", 4).await;
    let queued = db.submit(5).await.submission_id;
    db.store.close().await;

    let store = Store::open(&db.url).await.unwrap();
    assert_eq!(store.submission_report(finished).await.unwrap(), Some(report().report_json));
    assert_eq!(store.submission(running).await.unwrap().status, Status::Running);
    assert_eq!(store.submission(queued).await.unwrap().status, Status::Queued);
    assert_eq!(store.release_all_running(at(6)).await.unwrap(), 1);
    let again = TestDb { store, ..db };
    let job = again.claim("w1", 7).await;
    assert_eq!((job.submission_id, job.attempt), (running, 2));
    assert!(job.fence > old.fence);
}

pub(crate) async fn a_schema_from_the_future_is_refused(db: TestDb) {
    db.raw(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'from the future', TRUE, '', 0)",
    )
    .await
    .unwrap();
    let error = Store::open(&db.url).await.unwrap_err();
    assert!(matches!(error, StoreError::Migrate(_)), "{error}");
    assert!(error.to_string().contains("9999"), "{error}");
}

pub(crate) async fn a_closed_store_is_unavailable(db: TestDb) {
    db.store.close().await;
    let error = db.store.create_submission(&submission(), at(0)).await.unwrap_err();
    assert!(error.is_transient(), "{error}");
    assert!(db.store.ping().await.unwrap_err().is_transient());
}
