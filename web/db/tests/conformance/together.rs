//! What has to happen as one, also when others do something at the same moment.

use std::collections::BTreeMap;

use gauntlet_db::{
    EndedBy, HandedIn, InvitationId, Micros, NewAttempt, NewInvitation, Purpose, SaveDraft, Saved, StoreError,
    TokenHash, work_time,
};

use crate::{
    support::{TestDb, at, people},
    work::{SLUG, at_work, attempt, draft, files, save},
};

/// An attempt that brings its files along, made from revision `base`.
fn with_files(id: InvitationId, base: Option<u64>, text: &str) -> NewAttempt {
    NewAttempt { save: Some(draft(id, base, text)), files: None, ..attempt(id, Purpose::Attempt, "") }
}

async fn submitted(db: &TestDb, outcome: HandedIn) -> BTreeMap<String, String> {
    let HandedIn::Taken { created, .. } = outcome else { panic!("taken, got {outcome:?}") };
    db.store.submission_files(created.submission_id).await.unwrap()
}

pub(crate) async fn what_comes_with_an_attempt_is_saved_and_handed_in_or_neither(db: TestDb) {
    let id = at_work(&db).await.invitation;
    let last = NewAttempt { files: None, ..attempt(id, Purpose::Attempt, "") };
    assert_eq!(db.store.hand_in(&last, at(1)).await.unwrap(), HandedIn::NothingSaved);
    let first = db.store.hand_in(&with_files(id, Some(0), "mine"), at(2)).await.unwrap();
    assert!(matches!(first, HandedIn::Taken { revision: Some(1), .. }), "{first:?}");
    assert_eq!(submitted(&db, first).await, files("mine"));

    save(&db, draft(id, Some(1), "typed since"), 3).await;
    let stale = db.store.hand_in(&with_files(id, Some(1), "pushed"), at(4)).await.unwrap();
    let HandedIn::Conflict { current } = stale else { panic!("a conflict, got {stale:?}") };
    assert_eq!((current.revision, current.files), (2, files("typed since")));
    assert_eq!(db.store.attempts_used(id, SLUG).await.unwrap().used, 1, "not handed in either");

    let earlier = NewAttempt { files: Some(files("tagged")), ..with_files(id, Some(2), "main") };
    assert_eq!(submitted(&db, db.store.hand_in(&earlier, at(5)).await.unwrap()).await, files("tagged"));
    let refused = db.store.hand_in(&with_files(id, None, "too many"), at(6)).await.unwrap();
    assert_eq!(refused, HandedIn::NoAttemptsLeft { of: 2 });
    let draft = db.store.draft(id, SLUG).await.unwrap().unwrap();
    assert_eq!((draft.revision, draft.files), (3, files("main")), "not saved either");
}

pub(crate) async fn a_version_that_was_looked_at_is_handed_in_or_none(db: TestDb) {
    let id = at_work(&db).await.invitation;
    save(&db, draft(id, Some(0), "looked at"), 1).await;
    save(&db, draft(id, Some(1), "of another device"), 2).await;
    let of = |revision| NewAttempt { files: None, revision: Some(revision), ..attempt(id, Purpose::Attempt, "") };
    let stale = db.store.hand_in(&of(1), at(3)).await.unwrap();
    let HandedIn::Conflict { current } = stale else { panic!("a conflict, got {stale:?}") };
    assert_eq!((current.revision, current.files), (2, files("of another device")));
    assert_eq!(db.store.attempts_used(id, SLUG).await.unwrap().used, 0);
    assert_eq!(submitted(&db, db.store.hand_in(&of(2), at(4)).await.unwrap()).await, files("of another device"));
}

pub(crate) async fn an_attempt_holds_what_came_with_it_whatever_others_save(db: TestDb) {
    let id = at_work(&db).await.invitation;
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let others: Vec<_> = (0..4)
        .map(|tab| {
            let (store, stop) = (db.store.clone(), stop.clone());
            tokio::spawn(async move {
                let mut n = 0;
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    n += 1;
                    store.save_drafts(&[draft(id, None, &format!("{tab} {n}"))], at(1)).await.unwrap();
                }
            })
        })
        .collect();
    for n in 0..10 {
        let text = format!("run {n}");
        let run = NewAttempt { purpose: Purpose::Run, ..with_files(id, None, &text) };
        assert_eq!(submitted(&db, db.store.hand_in(&run, at(n * 60)).await.unwrap()).await, files(&text));
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    for other in others {
        other.await.unwrap();
    }
}

pub(crate) async fn a_repeated_request_is_answered_whatever_happened_since(db: TestDb) {
    let id = at_work(&db).await.invitation;
    let keyed = |new: NewAttempt| NewAttempt { idempotency_key: Some("k".to_owned()), ..new };
    let made = keyed(with_files(id, None, "mine"));
    let HandedIn::Taken { created, .. } = db.store.hand_in(&made, at(1)).await.unwrap() else { panic!("taken") };
    save(&db, draft(id, None, "typed since"), 2).await;
    let again = async |new: &NewAttempt, seconds| db.store.hand_in(new, at(seconds)).await;
    let HandedIn::Taken { created: second, revision } = again(&made, 3).await.unwrap() else { panic!("taken") };
    assert_eq!((second.submission_id, second.replayed, revision), (created.submission_id, true, None));
    assert_eq!(db.store.draft(id, SLUG).await.unwrap().unwrap().files, files("typed since"), "nothing is overwritten");
    let bare = keyed(NewAttempt { files: None, ..attempt(id, Purpose::Attempt, "") });
    let HandedIn::Taken { created: third, .. } = again(&bare, 4).await.unwrap() else { panic!("taken") };
    assert_eq!(third.submission_id, created.submission_id, "without files it is the same request");

    let run = keyed(NewAttempt { files: None, ..attempt(id, Purpose::Run, "") });
    assert!(matches!(again(&run, 5).await, Err(StoreError::Conflict(_))), "a run is no attempt");
    db.store.end_work(id, EndedBy::Candidate, at(6)).await.unwrap();
    let HandedIn::Taken { created: late, .. } = again(&made, 7).await.unwrap() else { panic!("taken") };
    assert!(late.replayed, "it was taken in time");
    assert_eq!(again(&with_files(id, None, "late"), 8).await.unwrap(), HandedIn::Closed);
}

/// On Postgres a statement that fails takes its whole transaction with it.
pub(crate) async fn a_draft_that_the_database_refuses_takes_no_other_with_it(db: TestDb) {
    let people = at_work(&db).await;
    db.store.start_work(people.late, at(0)).await.unwrap();
    let trigger = if db.url.starts_with("sqlite:") {
        "CREATE TRIGGER odd BEFORE INSERT ON drafts WHEN NEW.device = 'odd' BEGIN SELECT RAISE(ABORT, 'no'); END"
    } else {
        "CREATE FUNCTION odd() RETURNS trigger AS $$ BEGIN RAISE 'no'; END $$ LANGUAGE plpgsql; \
         CREATE TRIGGER odd BEFORE INSERT ON drafts FOR EACH ROW WHEN (NEW.device = 'odd') EXECUTE FUNCTION odd()"
    };
    db.raw(trigger).await.unwrap();
    let odd = SaveDraft { device: "odd".to_owned(), ..draft(people.late, None, "odd") };
    let saved = db.store.save_drafts(&[draft(people.invitation, None, "good"), odd], at(1)).await.unwrap();
    assert_eq!(saved[0].as_ref().unwrap(), &Saved::Stored { revision: 1, saved_at: at(1) });
    assert!(matches!(saved[1], Err(StoreError::Query(_))), "{:?}", saved[1]);
    let kept = db.store.draft(people.invitation, SLUG).await.unwrap();
    assert_eq!(kept.expect("what was answered is stored").files, files("good"));
    assert!(db.store.draft(people.late, SLUG).await.unwrap().is_none());
}

pub(crate) async fn extra_time_counts_whenever_it_is_given(db: TestDb) {
    let people = people(&db).await;
    let new = |n: u32| NewInvitation {
        id: None,
        token: TokenHash::of(&n.to_string()),
        name: format!("candidate {n}"),
        email: gauntlet_db::Email::parse("c@example.org").unwrap(),
        extra_percent: 0,
        expires_at: at(1_000),
    };
    let invited: Vec<_> = (0..24).map(new).collect();
    for id in db.store.create_invitations(people.assessment, &invited, people.owner, at(0)).await.unwrap() {
        let [start, extra] = [db.store.clone(), db.store.clone()];
        let start = tokio::spawn(async move { start.start_work(id, at(1)).await });
        let extra = tokio::spawn(async move { extra.give_extra_time(id, 50, people.owner, at(1)).await });
        assert!(start.await.unwrap().is_ok() && extra.await.unwrap().is_ok());
        let found = db.store.invitation(id).await.unwrap();
        assert_eq!(found.deadline_at, Some(at(1).plus(work_time(90, 50))));
    }
}

pub(crate) async fn work_that_cannot_be_ended_keeps_no_other_from_it(db: TestDb) {
    let people = at_work(&db).await;
    db.store.start_work(people.late, at(1)).await.unwrap();
    save(&db, draft(people.invitation, None, "mine"), 2).await;
    db.raw("UPDATE drafts SET files_json = '{'").await.unwrap();
    let end: Micros = at(2 * 90 * 60);
    assert_eq!(db.store.whose_time_is_up(10, end).await.unwrap(), [people.invitation, people.late]);
    assert!(matches!(db.store.end_work(people.invitation, EndedBy::Clock, end).await, Err(StoreError::Corrupt(_))));
    assert!(db.store.end_work(people.late, EndedBy::Clock, end).await.unwrap().is_some());
    assert_eq!(db.store.whose_time_is_up(10, end).await.unwrap(), [people.invitation]);
}

pub(crate) async fn the_clock_may_be_set_back(db: TestDb) {
    let id = at_work(&db).await.invitation;
    save(&db, draft(id, None, "at noon"), 3_000).await;
    for seconds in [1_000, 1_010, 1_070] {
        save(&db, draft(id, None, &format!("typed at {seconds}")), seconds).await;
    }
    let history = db.store.draft_history(id, SLUG, 10).await.unwrap();
    assert_eq!(history.iter().map(|v| v.revision).collect::<Vec<_>>(), [4, 2, 1]);
}
