//! Accounts, sessions, assessments and invitations.

use gauntlet_db::{
    ChallengeVersion, Email, EndedBy, Filter, InvitationState, NewAccount, NewAssessment, NewInvitation, ResultsRule,
    Role, StoreError, TokenHash,
};

use crate::support::{TestDb, at, people};

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

fn account(address: &str) -> NewAccount {
    NewAccount {
        email: email(address),
        name: "Grace".to_owned(),
        password_hash: "$argon2id$...".to_owned(),
        role: Role::Owner,
    }
}

pub(crate) async fn an_address_has_one_account(db: TestDb) {
    let id = db.store.create_account(&account("grace@example.org"), "shell", at(0)).await.unwrap();
    let error = db.store.create_account(&account(" GRACE@example.org"), "shell", at(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict(_)), "{error}");
    let found = db.store.account_by_email(&email("Grace@Example.org")).await.unwrap().unwrap();
    assert_eq!((found.id, found.role, found.created_at), (id, Role::Owner, at(0)));
    assert_eq!(db.store.count_accounts(Role::Owner).await.unwrap(), 1);
    assert_eq!(db.store.count_accounts(Role::Viewer).await.unwrap(), 0);
    assert!(db.store.account_by_email(&email("ada@example.org")).await.unwrap().is_none());
}

pub(crate) async fn a_session_lasts_until_it_expires_or_ends(db: TestDb) {
    let id = db.store.create_account(&account("grace@example.org"), "shell", at(0)).await.unwrap();
    let (one, two) = (TokenHash::of("one"), TokenHash::of("two"));
    for token in [&one, &two] {
        db.store.begin_session(id, token, at(100), at(1)).await.unwrap();
    }
    assert_eq!(db.store.session(&one, at(99)).await.unwrap().unwrap().id, id);
    assert!(db.store.session(&one, at(100)).await.unwrap().is_none(), "expired");
    assert!(db.store.session(&TokenHash::of("three"), at(2)).await.unwrap().is_none());
    assert!(db.store.end_session(&two, at(3)).await.unwrap());
    assert!(!db.store.end_session(&two, at(4)).await.unwrap(), "it has ended");
    assert!(db.store.session(&two, at(5)).await.unwrap().is_none());
    db.raw("UPDATE accounts SET disabled_at = 1").await.unwrap();
    assert!(db.store.session(&one, at(6)).await.unwrap().is_none(), "the account is disabled");
}

pub(crate) async fn an_assessment_comes_back_as_it_was_made(db: TestDb) {
    let by = db.store.create_account(&account("grace@example.org"), "shell", at(0)).await.unwrap();
    let version = |slug: &str, version| ChallengeVersion { slug: slug.to_owned(), version };
    let new = NewAssessment {
        title: "Senior Go".to_owned(),
        welcome: "Hello.".to_owned(),
        challenges: vec![version("worker-pool", 3), version("graceful-shutdown", 1)],
        work_minutes: 90,
        max_attempts: 2,
        results: ResultsRule::AfterEnd,
    };
    let id = db.store.create_assessment(&new, by, at(1)).await.unwrap();
    let found = db.store.assessment(id).await.unwrap();
    assert_eq!((found.title, found.challenges, found.created_by), (new.title, new.challenges, by));
    assert_eq!((found.work_minutes, found.max_attempts, found.results), (90, 2, ResultsRule::AfterEnd));
    assert_eq!(db.store.list_assessments(10).await.unwrap().len(), 1);
    assert!(db.store.close_assessment(id, by, at(2)).await.unwrap());
    assert!(!db.store.close_assessment(id, by, at(3)).await.unwrap());
    assert_eq!(db.store.assessment(id).await.unwrap().closed_at, Some(at(2)));
}

pub(crate) async fn invitations_are_made_all_or_none(db: TestDb) {
    let people = people(&db).await;
    let new = |token: &str, extra_percent| NewInvitation {
        id: None,
        token: TokenHash::of(token),
        name: "Ada".to_owned(),
        email: email("ada@example.org"),
        extra_percent,
        expires_at: at(1_000),
    };
    let bad = [new("a", 0), new("b", 7)];
    assert!(db.store.create_invitations(people.assessment, &bad, people.owner, at(1)).await.is_err());
    let before = db.store.invitations_of(people.assessment).await.unwrap().len();
    assert!(db.store.invitation_by_token(&TokenHash::of("a")).await.unwrap().is_none());
    let named = NewInvitation { id: Some(people.late), ..new("d", 0) };
    let error = db.store.create_invitations(people.assessment, &[named], people.owner, at(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict(_)), "an id is given once: {error}");
    let good = [new("a", 0), new("b", 25)];
    let ids = db.store.create_invitations(people.assessment, &good, people.owner, at(1)).await.unwrap();
    assert_eq!(db.store.invitations_of(people.assessment).await.unwrap().len(), before + 2);
    let found = db.store.invitation_by_token(&TokenHash::of("b")).await.unwrap().unwrap();
    assert_eq!((found.id, found.extra_percent, found.state(at(2))), (ids[1], 25, InvitationState::Waiting));
    db.store.close_assessment(people.assessment, people.owner, at(3)).await.unwrap();
    let error = db.store.create_invitations(people.assessment, &[new("c", 0)], people.owner, at(4)).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict(_)), "{error}");
}

pub(crate) async fn work_starts_once_and_in_time(db: TestDb) {
    let people = people(&db).await;
    let minutes = |n: i64| at(n * 60);
    let started = db.store.start_work(people.invitation, minutes(1)).await.unwrap();
    assert_eq!((started.started_at, started.deadline_at), (Some(minutes(1)), Some(minutes(91))));
    let again = db.store.start_work(people.invitation, minutes(5)).await.unwrap();
    assert_eq!(again, started, "starting again changes nothing");
    let more = db.store.give_extra_time(people.invitation, 100, people.owner, minutes(6)).await.unwrap();
    assert_eq!((more.extra_percent, more.deadline_at), (100, Some(minutes(181))));

    let late = db.store.start_work(people.late, at(1_000_000)).await.unwrap();
    assert_eq!((late.started_at, late.state(at(1_000_000))), (None, InvitationState::Expired));
    assert!(db.store.withdraw(people.late, people.owner, at(7)).await.unwrap());
    assert!(!db.store.withdraw(people.late, people.owner, at(8)).await.unwrap());
    assert_eq!(db.store.invitation(people.late).await.unwrap().ended_by, Some(EndedBy::Owner));
    assert!(db.store.give_extra_time(people.late, 5, people.owner, at(9)).await.is_err(), "it is over");
}

pub(crate) async fn the_first_opening_and_a_request_are_kept(db: TestDb) {
    let people = people(&db).await;
    for seconds in [10, 20] {
        db.store.note_opened(people.invitation, at(seconds)).await.unwrap();
    }
    assert!(db.store.ask_accommodation(people.invitation, " a screen reader ", at(30)).await.unwrap());
    assert!(db.store.ask_accommodation(people.invitation, "\n", at(31)).await.is_err());
    let found = db.store.invitation(people.invitation).await.unwrap();
    assert_eq!((found.opened_at, found.accommodation.as_deref()), (Some(at(10)), Some("a screen reader")));
    db.store.withdraw(people.invitation, people.owner, at(40)).await.unwrap();
    assert!(!db.store.ask_accommodation(people.invitation, "more", at(41)).await.unwrap(), "it is over");
}

pub(crate) async fn a_challenge_is_in_use_until_nobody_can_work_on_it(db: TestDb) {
    db.submit(1).await;
    let listed = async |unasked| {
        let filter = Filter { unasked, ..Filter::default() };
        db.store.list_submissions(&filter, None, 5).await.unwrap().items.len()
    };
    let in_use = async || db.store.challenges_in_use().await.unwrap().into_iter().collect::<Vec<_>>();
    assert_eq!((in_use().await, listed(true).await), (Vec::new(), 1));
    let people = people(&db).await;
    assert_eq!((in_use().await, listed(true).await, listed(false).await), (vec!["worker-pool".to_owned()], 0, 1));
    db.store.start_work(people.invitation, at(2)).await.unwrap();
    db.store.close_assessment(people.assessment, people.owner, at(3)).await.unwrap();
    assert_eq!((in_use().await.len(), listed(true).await), (1, 0), "somebody works on it still");
    assert!(db.store.end_work(people.invitation, EndedBy::Candidate, at(4)).await.unwrap().is_some());
    assert_eq!((in_use().await, listed(true).await), (Vec::new(), 1));
    assert!(db.store.scored_attempts_of(people.assessment).await.unwrap().is_empty());
}
