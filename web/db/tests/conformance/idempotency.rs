//! A request that is sent twice has its effect once.

use gauntlet_db::{Filter, NewSubmission, Status, StoreError};

use crate::support::{TestDb, at, report, submission};

fn keyed(key: &str) -> NewSubmission {
    NewSubmission { idempotency_key: Some(key.to_owned()), ..submission() }
}

pub(crate) async fn the_same_request_again_stores_nothing(db: TestDb) {
    let first = db.store.create_submission(&keyed("k1"), at(0)).await.unwrap();
    let second = db.store.create_submission(&keyed("k1"), at(60)).await.unwrap();
    assert!(!first.replayed && second.replayed);
    assert_eq!((first.submission_id, first.job_id), (second.submission_id, second.job_id));
    assert!(!db.store.create_submission(&keyed("k2"), at(61)).await.unwrap().replayed);
    assert!(!db.store.create_submission(&submission(), at(62)).await.unwrap().replayed, "no key, no replay");
    assert!(!db.store.create_submission(&submission(), at(62)).await.unwrap().replayed);
    assert_eq!(db.store.counts_by_status().await.unwrap().queued, 4);
    assert_eq!(db.actions(first.submission_id).await, ["submission.created"]);
}

pub(crate) async fn a_key_with_other_content_is_a_conflict(db: TestDb) {
    let first = db.store.create_submission(&keyed("k1"), at(0)).await.unwrap();
    let mut edited = keyed("k1");
    edited.files.insert("pool.go".to_owned(), "package workerpool // better\n".to_owned());
    let moved = NewSubmission { challenge_slug: "rate-limiter".to_owned(), ..keyed("k1") };
    for other in [edited, moved] {
        let error = db.store.create_submission(&other, at(1)).await.unwrap_err();
        assert!(matches!(error, StoreError::Conflict(_)), "{error}");
        assert!(error.to_string().contains(&first.submission_id.to_string()), "{error}");
    }
    assert_eq!(db.store.counts_by_status().await.unwrap().queued, 1);
}

pub(crate) async fn a_replay_shows_what_became_of_the_first(db: TestDb) {
    let first = db.store.create_submission(&keyed("k1"), at(0)).await.unwrap();
    let job = db.claim("w1", 1).await;
    assert!(db.store.finish(job.job_id, job.fence, &report(), at(2)).await.unwrap());
    let again = db.store.create_submission(&keyed("k1"), at(3)).await.unwrap();
    assert!(again.replayed);
    assert_eq!(db.store.submission(again.submission_id).await.unwrap().status, Status::Finished);
    assert_eq!(again.submission_id, first.submission_id);
    assert!(db.try_claim("w1", 4).await.is_none(), "a replay queues nothing");
}

pub(crate) async fn requests_at_once_with_one_key_store_one(db: TestDb) {
    let requests: Vec<_> = (0..16)
        .map(|i| {
            let store = db.store.clone();
            tokio::spawn(async move { store.create_submission(&keyed("k1"), at(i)).await.unwrap() })
        })
        .collect();
    let mut created = Vec::new();
    for request in requests {
        created.push(request.await.unwrap());
    }
    assert_eq!(created.iter().filter(|c| !c.replayed).count(), 1);
    assert!(created.iter().all(|c| c.submission_id == created[0].submission_id && c.job_id == created[0].job_id));
    assert_eq!(db.store.list_submissions(&Filter::default(), None, 50).await.unwrap().items.len(), 1);
}
