//! The audit log: who did what to a submission.

use gauntlet_db::{EndedBy, HandedIn, NewSubmission, Purpose, TokenHash};

use crate::{
    support::{TestDb, at, people, report, submission},
    work::{attempt, draft, save},
};

pub(crate) async fn every_change_leaves_a_line(db: TestDb) {
    let created = db.submit(0).await;
    let id = created.submission_id;
    let job = db.claim("w1", 1).await;
    assert!(db.store.release(job.job_id, job.fence, at(2)).await.unwrap());
    let job = db.claim("w2", 3).await;
    assert!(db.store.fail(job.job_id, job.fence, "no \"image\"", Some(at(5)), at(4)).await.unwrap());
    db.claim("w3", 6).await;
    assert_eq!(db.store.release_all_running(at(7)).await.unwrap(), 1);
    let job = db.claim("w4", 8).await;
    assert!(db.store.finish(job.job_id, job.fence, &report(), at(9)).await.unwrap());

    let lines = db.store.audit_of(id).await.unwrap();
    let told: Vec<_> = lines.iter().map(|l| (l.at, l.actor.as_str(), l.action.as_str())).collect();
    let expected = [
        (at(0), "web", "submission.created"),
        (at(1), "worker w1", "job.claimed"),
        (at(2), "worker w1", "job.released"),
        (at(3), "worker w2", "job.claimed"),
        (at(4), "worker w2", "job.requeued"),
        (at(6), "worker w3", "job.claimed"),
        (at(7), "reconciler", "job.requeued"),
        (at(8), "worker w4", "job.claimed"),
        (at(9), "worker w4", "submission.finished"),
    ];
    assert_eq!(told, expected);
    assert!(lines.iter().all(|l| l.subject == id.to_string()));
    assert!(lines.is_sorted_by_key(|l| l.id));
    let details: Vec<serde_json::Value> = lines.iter().map(|l| serde_json::from_str(&l.detail_json).unwrap()).collect();
    assert!(details.iter().all(|detail| detail["job"] == created.job_id.to_string()));
    assert_eq!(details[4]["error"], "no \"image\"");
    assert_eq!((&details[8]["verdict"], &details[8]["score_earned"]), (&"accepted".into(), &9_650.into()));
}

pub(crate) async fn reads_and_refusals_leave_none(db: TestDb) {
    let bad = NewSubmission { author: "\0".to_owned(), ..submission() };
    assert!(db.store.create_submission(&bad, at(0)).await.is_err());
    let once = NewSubmission { max_attempts: 1, ..submission() };
    let id = db.store.create_submission(&once, at(0)).await.unwrap().submission_id;
    let job = db.claim("w1", 1).await;
    db.store.submission(id).await.unwrap();
    assert!(db.store.renew(job.job_id, job.fence, at(50)).await.unwrap(), "renewing is no change of status");
    assert!(db.store.record_progress(job.job_id, job.fence, "{}").await.unwrap());
    assert_eq!(db.store.reap(at(40)).await.unwrap(), 0);
    assert_eq!(db.actions(id).await, ["submission.created", "job.claimed"]);
    assert_eq!(db.store.reap(at(60)).await.unwrap(), 1);
    assert_eq!(db.actions(id).await, ["submission.created", "job.claimed", "submission.failed"]);
}

pub(crate) async fn lines_cannot_be_changed(db: TestDb) {
    let id = db.submit(0).await.submission_id;
    for sql in ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit"] {
        let error = db.raw(sql).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
    assert_eq!(db.store.audit_of(id).await.unwrap()[0].actor, "web");
}

pub(crate) async fn every_step_of_people_leaves_a_line(db: TestDb) {
    let (people, token) = (people(&db).await, TokenHash::of("session"));
    let (id, owner) = (people.invitation, people.owner);
    db.store.begin_session(owner, &token, at(50), at(1)).await.unwrap();
    db.store.note_opened(id, at(2)).await.unwrap();
    assert!(db.store.ask_accommodation(id, "a screen reader", at(3)).await.unwrap());
    db.store.give_extra_time(id, 25, owner, at(4)).await.unwrap();
    db.store.start_work(id, at(5)).await.unwrap();
    let taken = db.store.hand_in(&attempt(id, Purpose::Attempt, "a"), at(6)).await.unwrap();
    save(&db, draft(id, None, "b"), 7).await;
    let ended = db.store.end_work(id, EndedBy::Candidate, at(8)).await.unwrap().unwrap();
    assert!(db.store.withdraw(people.late, owner, at(9)).await.unwrap());
    assert!(db.store.close_assessment(people.assessment, owner, at(10)).await.unwrap());
    assert!(db.store.end_session(&token, at(11)).await.unwrap());

    let lines = async |subject: String| {
        let told = |line: gauntlet_db::AuditRow| format!("{} by {}", line.action, line.actor);
        db.store.audit_of(subject).await.unwrap().into_iter().map(told).collect::<Vec<_>>()
    };
    let (account, candidate) = (format!("account {owner}"), format!("candidate {id}"));
    let by = |who: &str, actions: &[&str]| actions.iter().map(|a| format!("{a} by {who}")).collect::<Vec<_>>();
    let sessions = by(&account, &["session.begun", "session.ended"]);
    assert_eq!(lines(owner.to_string()).await, [by("shell", &["account.created"]), sessions].concat());
    let assessment = by(&account, &["assessment.created", "assessment.closed"]);
    assert_eq!(lines(people.assessment.to_string()).await, assessment);
    let invitation = [
        by(&account, &["invitation.created"]),
        by(&candidate, &["invitation.opened", "invitation.accommodation_asked"]),
        by(&account, &["invitation.extra_time"]),
        by(&candidate, &["invitation.started", "invitation.ended"]),
    ];
    assert_eq!(lines(id.to_string()).await, invitation.concat());
    assert_eq!(lines(people.late.to_string()).await, by(&account, &["invitation.created", "invitation.ended"]));
    let HandedIn::Taken { created, .. } = taken else { panic!("taken") };
    for submission in [created.submission_id, ended.handed_in[0].submission_id] {
        assert_eq!(lines(submission.to_string()).await, by(&candidate, &["submission.created"]));
    }
}

pub(crate) async fn what_changes_nothing_leaves_no_line(db: TestDb) {
    let people = people(&db).await;
    let (id, owner) = (people.invitation, people.owner);
    for seconds in [1, 2] {
        db.store.note_opened(id, at(seconds)).await.unwrap();
        db.store.start_work(id, at(seconds)).await.unwrap();
        db.store.end_work(id, EndedBy::Candidate, at(10 + seconds)).await.unwrap();
        db.store.close_assessment(people.assessment, owner, at(seconds)).await.unwrap();
    }
    assert!(db.store.give_extra_time(id, 25, owner, at(20)).await.is_err(), "it is over");
    assert!(!db.store.ask_accommodation(id, "more", at(21)).await.unwrap());
    assert!(!db.store.withdraw(id, owner, at(22)).await.unwrap());
    assert!(db.store.start_work(people.late, at(23)).await.is_err(), "the assessment is closed");
    let expected = ["invitation.created", "invitation.opened", "invitation.started", "invitation.ended"];
    assert_eq!(db.actions(id).await, expected);
    assert_eq!(db.actions(people.late).await, ["invitation.created"]);
    assert_eq!(db.actions(people.assessment).await, ["assessment.created", "assessment.closed"]);
}
