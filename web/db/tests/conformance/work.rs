//! Drafts and attempts: what candidates write and hand in.

use std::{collections::BTreeMap, time::Duration};

use gauntlet_db::{
    ChallengeVersion, EndedBy, FinishedReport, HandedIn, InvitationId, NewAttempt, Origin, Purpose, SaveDraft, Saved,
    Source, StoreError,
};

use crate::support::{People, TestDb, at, people, report};

pub(crate) const SLUG: &str = "worker-pool";

pub(crate) fn files(text: &str) -> BTreeMap<String, String> {
    [("pool.go".to_owned(), text.to_owned())].into()
}

pub(crate) fn draft(invitation: InvitationId, base: Option<u64>, text: &str) -> SaveDraft {
    SaveDraft {
        invitation,
        challenge_slug: SLUG.to_owned(),
        base,
        is_rehearsal: false,
        files: files(text),
        origin: Origin::Browser,
        device: "tab-1".to_owned(),
        is_autosave: true,
    }
}

pub(crate) fn attempt(invitation: InvitationId, purpose: Purpose, text: &str) -> NewAttempt {
    NewAttempt {
        invitation,
        challenge: ChallengeVersion { slug: SLUG.to_owned(), version: 3 },
        purpose,
        save: None,
        revision: None,
        files: Some(files(text)),
        source: Source::Web,
        is_rehearsal: purpose == Purpose::Rehearsal,
        idempotency_key: None,
        max_gradings: 3,
        run_pause: Duration::from_secs(30),
    }
}

pub(crate) async fn save(db: &TestDb, draft: SaveDraft, seconds: i64) -> Saved {
    db.store.save_drafts(&[draft], at(seconds)).await.unwrap().remove(0).unwrap()
}

/// People of whom one is at work since second 0.
pub(crate) async fn at_work(db: &TestDb) -> People {
    let people = people(db).await;
    db.store.start_work(people.invitation, at(0)).await.unwrap();
    people
}

/// Grades what is first in line.
async fn grade(db: &TestDb, verdict: &str, seconds: i64) {
    let job = db.claim("w1", seconds).await;
    let report = FinishedReport { verdict: verdict.to_owned(), ..report() };
    assert!(db.store.finish(job.job_id, job.fence, &report, at(seconds)).await.unwrap());
}

pub(crate) async fn a_save_from_an_old_revision_is_a_conflict(db: TestDb) {
    let id = at_work(&db).await.invitation;
    let stored = |revision, seconds| Saved::Stored { revision, saved_at: at(seconds) };
    assert_eq!(save(&db, draft(id, Some(0), "a"), 1).await, stored(1, 1));
    assert_eq!(save(&db, draft(id, Some(1), "b"), 2).await, stored(2, 2));
    assert_eq!(save(&db, draft(id, Some(1), "b"), 3).await, stored(2, 2), "the same content is there already");
    let Saved::Conflict { current } = save(&db, draft(id, Some(1), "c"), 4).await else { panic!("a conflict") };
    assert_eq!((current.revision, current.files), (2, files("b")));
    let pushed = SaveDraft { origin: Origin::Git, ..draft(id, None, "d") };
    assert_eq!(save(&db, pushed, 5).await, stored(3, 5), "a push replaces");
    assert_eq!(db.store.draft(id, SLUG).await.unwrap().unwrap().files, files("d"));
    assert!(db.store.draft(id, "other").await.unwrap().is_none());
    assert_eq!(db.store.draft_revisions(id).await.unwrap(), [(SLUG.to_owned(), 3)].into());
}

/// Its lines: revisions, and which one is what there is now.
async fn versions(db: &TestDb, id: InvitationId) -> Vec<(u64, bool)> {
    let history = db.store.draft_history(id, SLUG, 10).await.unwrap();
    history.iter().map(|version| (version.revision, version.is_current)).collect()
}

pub(crate) async fn typing_is_kept_once_a_minute_and_what_is_there_now_is_listed(db: TestDb) {
    let id = at_work(&db).await.invitation;
    assert_eq!(versions(&db, id).await, []);
    for seconds in [1, 3, 5, 70, 72] {
        save(&db, draft(id, None, &format!("typed at {seconds}")), seconds).await;
    }
    assert_eq!(versions(&db, id).await, [(5, true), (4, false), (1, false)]);
    assert_eq!(db.store.draft_version(id, SLUG, 5).await.unwrap(), files("typed at 72"));
    assert_eq!(db.store.draft_version(id, SLUG, 4).await.unwrap(), files("typed at 70"));
    assert!(matches!(db.store.draft_version(id, SLUG, 2).await, Err(StoreError::NotFound { .. })));
    assert_eq!(db.store.draft_history(id, SLUG, 2).await.unwrap().len(), 2, "what is there now is one of them");
    save(&db, SaveDraft { device: "tab-2".to_owned(), ..draft(id, Some(5), "typed elsewhere") }, 73).await;
    assert_eq!(db.store.draft_version(id, SLUG, 5).await.unwrap(), files("typed at 72"), "another device replaced it");
    assert_eq!(db.store.draft_history(id, "other", 10).await.unwrap(), []);
}

pub(crate) async fn what_somebody_asked_for_is_kept_and_so_is_what_it_replaced(db: TestDb) {
    let id = at_work(&db).await.invitation;
    let asked = |text: &str| SaveDraft { is_autosave: false, ..draft(id, None, text) };
    for (text, seconds) in [("a", 1), ("b", 2), ("c", 3)] {
        save(&db, asked(text), seconds).await;
    }
    save(&db, draft(id, None, "d typed"), 4).await;
    save(&db, draft(id, None, "e typed"), 5).await;
    save(&db, asked("f"), 6).await;
    // 4 was typed, and typed over within the minute; 5 was there when somebody pressed the button.
    let all = [(6, true), (5, false), (3, false), (2, false), (1, false)];
    assert_eq!(versions(&db, id).await, all);
    for (revision, text) in [(1, "a"), (2, "b"), (3, "c"), (5, "e typed"), (6, "f")] {
        assert_eq!(db.store.draft_version(id, SLUG, revision).await.unwrap(), files(text));
    }
    // The same again is no other version, whoever sends it.
    assert_eq!(save(&db, asked("f"), 7).await, Saved::Stored { revision: 6, saved_at: at(6) });
    assert_eq!(versions(&db, id).await, all);
}

pub(crate) async fn what_was_saved_by_itself_is_kept_once_it_is_asked_for(db: TestDb) {
    let id = at_work(&db).await.invitation;
    save(&db, draft(id, None, "a"), 1).await;
    save(&db, draft(id, None, "b"), 2).await;
    let pressed = SaveDraft { is_autosave: false, ..draft(id, Some(2), "b") };
    assert_eq!(save(&db, pressed, 3).await, Saved::Stored { revision: 2, saved_at: at(2) });
    save(&db, draft(id, None, "c"), 4).await;
    let run = NewAttempt { files: None, revision: Some(3), ..attempt(id, Purpose::Run, "") };
    assert!(matches!(db.store.hand_in(&run, at(5)).await.unwrap(), HandedIn::Taken { .. }));
    for seconds in [6, 7] {
        save(&db, draft(id, None, &format!("typed at {seconds}")), seconds).await;
    }
    assert_eq!(versions(&db, id).await, [(5, true), (3, false), (2, false), (1, false)]);
    assert_eq!(db.store.draft_version(id, SLUG, 3).await.unwrap(), files("c"), "it was run");
}

pub(crate) async fn drafts_are_saved_while_work_is_under_way_each_for_itself(db: TestDb) {
    let people = at_work(&db).await;
    let odd = SaveDraft { device: "x".repeat(101), ..draft(people.invitation, None, "b") };
    let batch = [draft(people.late, None, "a"), odd, draft(people.invitation, None, "c")];
    let saved = db.store.save_drafts(&batch, at(1)).await.unwrap();
    assert_eq!(saved[0].as_ref().unwrap(), &Saved::Closed, "not begun");
    assert!(matches!(saved[1], Err(StoreError::Invalid { field: "device", .. })));
    assert_eq!(saved[2].as_ref().unwrap(), &Saved::Stored { revision: 1, saved_at: at(1) });
    assert_eq!(save(&db, draft(people.invitation, None, "d"), 90 * 60).await, Saved::Closed, "the deadline has passed");
    assert_eq!(db.store.draft(people.invitation, SLUG).await.unwrap().unwrap().files, files("c"));
}

pub(crate) async fn attempts_are_counted_but_for_what_cost_none(db: TestDb) {
    let id = at_work(&db).await.invitation;
    let hand_in = async |text: &str, seconds| db.store.hand_in(&attempt(id, Purpose::Attempt, text), at(seconds)).await;
    assert!(matches!(hand_in("a", 1).await.unwrap(), HandedIn::Taken { .. }));
    grade(&db, "compile_error", 2).await;
    assert_eq!(db.store.attempts_used(id, SLUG).await.unwrap().used, 0, "it did not compile");
    for seconds in [3, 4] {
        assert!(matches!(hand_in("b", seconds).await.unwrap(), HandedIn::Taken { .. }));
    }
    assert_eq!(hand_in("c", 5).await.unwrap(), HandedIn::NoAttemptsLeft { of: 2 }, "those under way count");
    grade(&db, "accepted", 6).await;
    let job = db.claim("w1", 7).await;
    assert!(db.store.fail(job.job_id, job.fence, "the engine is gone", None, at(8)).await.unwrap());
    assert!(matches!(hand_in("c", 9).await.unwrap(), HandedIn::Taken { .. }), "our fault costs none");
    let rows = db.store.handed_in_by(id, Some(SLUG), 10).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.attempt_number).collect::<Vec<_>>(), [Some(4), Some(3), Some(2), Some(1)]);
    assert_eq!(db.store.handed_in_by(id, Some("other"), 10).await.unwrap(), []);
    // However many runs came since.
    for seconds in [100, 200, 300] {
        let run = db.store.hand_in(&attempt(id, Purpose::Run, "d"), at(seconds)).await.unwrap();
        assert!(matches!(run, HandedIn::Taken { .. }), "{run:?}");
    }
    let rows = db.store.handed_in_by(id, Some(SLUG), 2).await.unwrap();
    let numbers: Vec<_> = rows.iter().map(|row| row.attempt_number).collect();
    assert_eq!(numbers, [None, None, Some(4), Some(3), Some(2), Some(1)]);
    assert_eq!(db.store.handed_in_by(id, None, 2).await.unwrap(), rows);
}

pub(crate) async fn attempts_at_once_are_counted_one_after_the_other(db: TestDb) {
    let id = at_work(&db).await.invitation;
    // More than a pool has connections: nobody may hold one and wait for another.
    let requests: Vec<_> = (0..24)
        .map(|i| {
            let store = db.store.clone();
            tokio::spawn(
                async move { store.hand_in(&attempt(id, Purpose::Attempt, &format!("{i}")), at(1)).await.unwrap() },
            )
        })
        .collect();
    let mut taken = 0;
    for request in requests {
        taken += u32::from(matches!(request.await.unwrap(), HandedIn::Taken { .. }));
    }
    assert_eq!(taken, 2);
}

pub(crate) async fn a_repeated_attempt_is_taken_once(db: TestDb) {
    let id = at_work(&db).await.invitation;
    let keyed = |text| NewAttempt { idempotency_key: Some("k".to_owned()), ..attempt(id, Purpose::Attempt, text) };
    let HandedIn::Taken { created: first, .. } = db.store.hand_in(&keyed("a"), at(1)).await.unwrap() else {
        panic!("taken")
    };
    let HandedIn::Taken { created: again, .. } = db.store.hand_in(&keyed("a"), at(2)).await.unwrap() else {
        panic!("taken")
    };
    assert!(again.replayed && again.submission_id == first.submission_id);
    assert!(matches!(db.store.hand_in(&keyed("b"), at(3)).await, Err(StoreError::Conflict(_))));
    assert_eq!(db.store.attempts_used(id, SLUG).await.unwrap().used, 1);
}

pub(crate) async fn runs_are_spaced_and_never_counted(db: TestDb) {
    let people = at_work(&db).await;
    let run =
        async |seconds| db.store.hand_in(&attempt(people.invitation, Purpose::Run, "a"), at(seconds)).await.unwrap();
    assert!(matches!(run(1).await, HandedIn::Taken { .. }));
    assert_eq!(run(30).await, HandedIn::TooSoon { again_at: at(31) });
    assert!(matches!(run(31).await, HandedIn::Taken { .. }));
    assert_eq!(db.store.attempts_used(people.invitation, SLUG).await.unwrap().used, 0);
    let early = attempt(people.late, Purpose::Run, "a");
    assert_eq!(db.store.hand_in(&early, at(2)).await.unwrap(), HandedIn::Closed);
    let rehearsal = attempt(people.late, Purpose::Rehearsal, "a");
    assert!(matches!(db.store.hand_in(&rehearsal, at(2)).await.unwrap(), HandedIn::Taken { .. }), "before the start");
    assert_eq!(db.store.hand_in(&rehearsal, at(3)).await.unwrap(), HandedIn::TooSoon { again_at: at(32) });
    let sample = SaveDraft { is_rehearsal: true, ..draft(people.late, None, "a") };
    assert_eq!(save(&db, sample, 2).await, Saved::Stored { revision: 1, saved_at: at(2) });
}

pub(crate) async fn the_clock_hands_in_the_last_save(db: TestDb) {
    let people = at_work(&db).await;
    let (id, end) = (people.invitation, 90 * 60);
    save(&db, draft(id, None, "mine"), 10).await;
    assert_eq!(db.store.whose_time_is_up(10, at(end - 1)).await.unwrap(), []);
    assert_eq!(db.store.end_work(id, EndedBy::Clock, at(end - 1)).await.unwrap(), None, "there was time left");
    assert_eq!(db.store.whose_time_is_up(10, at(end)).await.unwrap(), [id]);
    let ended = db.store.end_work(id, EndedBy::Clock, at(end)).await.unwrap().unwrap();
    assert_eq!((ended.invitation, ended.handed_in.len()), (id, 1));
    assert_eq!(db.store.submission_files(ended.handed_in[0].submission_id).await.unwrap(), files("mine"));
    assert_eq!(db.store.invitation(id).await.unwrap().ended_by, Some(EndedBy::Clock));
    assert_eq!(db.store.whose_time_is_up(10, at(end + 1)).await.unwrap(), [], "once");
    assert_eq!(db.store.hand_in(&attempt(id, Purpose::Attempt, "late"), at(end)).await.unwrap(), HandedIn::Closed);
    assert_eq!(db.actions(ended.handed_in[0].submission_id).await, ["submission.created"]);
}

pub(crate) async fn what_was_handed_in_already_is_not_handed_in_again(db: TestDb) {
    let id = at_work(&db).await.invitation;
    save(&db, draft(id, None, "mine"), 10).await;
    db.store.hand_in(&attempt(id, Purpose::Attempt, "mine"), at(11)).await.unwrap();
    let ended = db.store.end_work(id, EndedBy::Candidate, at(12)).await.unwrap().unwrap();
    assert_eq!(ended.handed_in, []);
    assert_eq!(db.store.end_work(id, EndedBy::Candidate, at(13)).await.unwrap(), None, "it is over");
    assert!(db.store.end_work(id, EndedBy::Owner, at(13)).await.is_err());
}
