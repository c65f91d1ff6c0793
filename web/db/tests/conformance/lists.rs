//! The list of submissions.

use std::collections::BTreeSet;

use gauntlet_db::{Cursor, Filter, FinishedReport, NewSubmission, Status};

use crate::support::{TestDb, at, report, submission};

pub(crate) async fn pages_stay_stable_while_submissions_arrive(db: TestDb) {
    let mut expected = Vec::new();
    for second in 0..7 {
        expected.push(db.submit(second).await.submission_id);
    }
    expected.reverse();
    let (mut seen, mut before, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = db.store.list_submissions(&Filter::default(), before, 3).await.unwrap();
        seen.extend(page.items.iter().map(|item| item.id));
        pages += 1;
        db.submit(1_000 + pages).await; // arrives on top, and must not push anything into the next page
        // The cursor travels through an address.
        let Some(next) = page.next else { break };
        before = Some(next.to_string().parse::<Cursor>().unwrap());
    }
    assert_eq!((seen, pages), (expected, 3));
}

pub(crate) async fn submissions_of_one_moment_are_all_listed_once(db: TestDb) {
    let mut expected = BTreeSet::new();
    for _ in 0..9 {
        expected.insert(db.submit(5).await.submission_id);
    }
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = db.store.list_submissions(&Filter::default(), before, 2).await.unwrap();
        seen.extend(page.items.iter().map(|item| item.id));
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 9);
    assert_eq!(seen.iter().copied().collect::<BTreeSet<_>>(), expected);
    assert!(seen.iter().rev().is_sorted(), "ties are broken by id, the same way on both databases");
}

pub(crate) async fn filters_combine(db: TestDb) {
    let other = NewSubmission { challenge_slug: "rate-limiter".to_owned(), ..submission() };
    let accepted = db.submit(0).await.submission_id;
    let racy = db.submit(1).await.submission_id;
    let limiter = db.store.create_submission(&other, at(2)).await.unwrap().submission_id;
    let queued = db.submit(3).await.submission_id;
    for verdict in ["accepted", "data_race", "accepted"] {
        let job = db.claim("w1", 10).await;
        let report = FinishedReport { verdict: verdict.to_owned(), ..report() };
        assert!(db.store.finish(job.job_id, job.fence, &report, at(11)).await.unwrap());
    }
    let list = |challenge: Option<&str>, verdict: Option<&str>, status: Option<Status>| {
        let filter = Filter {
            challenge: challenge.map(str::to_owned),
            verdict: verdict.map(str::to_owned),
            status,
            unasked: false,
        };
        let store = db.store.clone();
        async move {
            let page = store.list_submissions(&filter, None, 50).await.unwrap();
            page.items.into_iter().map(|item| item.id).collect::<Vec<_>>()
        }
    };
    assert_eq!(list(None, None, None).await, [queued, limiter, racy, accepted]);
    assert_eq!(list(Some("worker-pool"), None, None).await, [queued, racy, accepted]);
    assert_eq!(list(None, Some("accepted"), None).await, [limiter, accepted]);
    assert_eq!(list(None, None, Some(Status::Queued)).await, [queued]);
    assert_eq!(list(Some("worker-pool"), Some("data_race"), Some(Status::Finished)).await, [racy]);
    assert!(list(Some("' OR 1=1 --"), None, None).await.is_empty());

    let page = db.store.list_submissions(&Filter::default(), None, 50).await.unwrap();
    let item = page.items.last().unwrap();
    assert_eq!((item.verdict.as_deref(), item.status), (Some("accepted"), Status::Finished));
    assert_eq!((item.score_earned, item.finished_at), (Some(report().score_earned), Some(at(11))));
}

pub(crate) async fn limits_are_bounded(db: TestDb) {
    for second in 0..3 {
        db.submit(second).await;
    }
    let page = db.store.list_submissions(&Filter::default(), None, 0).await.unwrap();
    assert_eq!((page.items.len(), page.next.is_some()), (1, true), "zero counts as one");
    let page = db.store.list_submissions(&Filter::default(), None, u32::MAX).await.unwrap();
    assert_eq!((page.items.len(), page.next), (3, None));
    let page = db.store.list_submissions(&Filter::default(), None, 3).await.unwrap();
    assert_eq!((page.items.len(), page.next), (3, None), "a full last page has no next one");
}
