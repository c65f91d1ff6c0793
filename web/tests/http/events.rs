//! Server-sent events: from the database first, then as announced, complete in themselves, and ended in time.

use std::time::Duration;

use axum::http::StatusCode;
use gauntlet_db::SubmissionId;
use gauntlet_grader::progress::{Progress, Stage};
use gauntlet_web::{hub::Subject, progress::ProgressView, state::HttpSettings};

use crate::{app::TestApp, report, stream::Events};

fn open(submission: SubmissionId) -> Subject {
    Subject { submission, invitation: None }
}

/// A poll that never comes within a test: what arrives was announced.
fn announced_only() -> HttpSettings {
    HttpSettings { stream_poll: Duration::from_secs(3600), ..HttpSettings::default() }
}

/// What this process's hub does not tell has to be found in the database.
fn database_only() -> HttpSettings {
    HttpSettings { stream_poll: Duration::from_millis(5), ..HttpSettings::default() }
}

fn testing(done: u32) -> ProgressView {
    let mut view = ProgressView::default();
    view.apply(Progress::Started { stage: Stage::Test });
    view.apply(Progress::Advanced { stage: Stage::Test, done, total: 60 });
    view
}

#[tokio::test]
async fn announcements_arrive_until_it_is_finished() {
    let app = TestApp::with(announced_only()).await;
    let id = app.hand_in("").await;
    let mut events = Events::open(&app, id, None).await;
    let first = events.next().await.unwrap();
    assert_eq!((first.name.as_str(), first.id), ("progress", 1));
    assert_eq!((&first.data["status"], &first.data["queue_position"]), (&"queued".into(), &1.into()));

    let job = app.claim().await;
    app.state.hub.announce(open(id));
    let claimed = events.next().await.unwrap();
    assert_eq!((claimed.data["status"].as_str(), claimed.data["attempt"].as_u64()), (Some("running"), Some(1)));
    assert!(claimed.data["queue_position"].is_null());

    app.state.hub.publish(open(id), testing(7));
    let advanced = events.next().await.unwrap();
    let test = &advanced.data["phases"][2];
    assert_eq!(
        (&test["name"], &test["state"], &test["done"], &test["total"]),
        (&"test".into(), &"running".into(), &7.into(), &60.into())
    );
    assert!(test["wall_ms"].is_u64() && test.get("started_at_ms").is_none());
    assert!(first.id < claimed.id && claimed.id < advanced.id);

    app.finish(&job, &report::racy()).await;
    app.state.hub.announce(open(id));
    let finished = events.next().await.unwrap();
    assert_eq!(finished.name, "finished");
    assert_eq!((&finished.data["status"], &finished.data["verdict"]), (&"finished".into(), &"data_race".into()));
    assert_eq!(finished.data["location"], format!("/submissions/{id}"));
    assert!(events.next().await.is_none(), "the stream ends");
    drop(events);
    assert_eq!(app.state.hub.watched_submissions(), 0, "and leaves nothing behind");
}

#[tokio::test]
async fn a_worker_elsewhere_is_followed_through_the_database() {
    let app = TestApp::with(database_only()).await;
    let id = app.hand_in("").await;
    let mut events = Events::open(&app, id, None).await;
    assert_eq!(events.next().await.unwrap().data["status"], "queued");
    let job = app.claim().await;
    assert_eq!(events.next().await.unwrap().data["status"], "running");
    let json = serde_json::to_string(&testing(9)).unwrap();
    assert!(app.state.store.record_progress(job.job_id, job.fence, &json).await.unwrap());
    assert_eq!(events.next().await.unwrap().data["phases"][2]["done"], 9);
    app.finish(&job, &report::racy()).await;
    assert_eq!(events.next().await.unwrap().name, "finished");
}

#[tokio::test]
async fn a_reader_who_comes_back_gets_the_whole_state_and_higher_ids() {
    let app = TestApp::with(announced_only()).await;
    let id = app.hand_in("").await;
    let job = app.claim().await;
    let json = serde_json::to_string(&testing(11)).unwrap();
    assert!(app.state.store.record_progress(job.job_id, job.fence, &json).await.unwrap());
    let again = Events::open(&app, id, Some(41)).await.next().await.unwrap();
    assert_eq!((again.id, again.data["phases"][2]["done"].as_u64()), (42, Some(11)));

    app.finish(&job, &report::racy()).await;
    let mut late = Events::open(&app, id, Some(42)).await;
    let finished = late.next().await.unwrap();
    assert_eq!((finished.name.as_str(), finished.id), ("finished", 43));
    assert!(late.next().await.is_none());
}

#[tokio::test]
async fn a_job_given_back_shows_no_old_progress() {
    let app = TestApp::with(announced_only()).await;
    let id = app.hand_in("").await;
    let job = app.claim().await;
    let mut events = Events::open(&app, id, None).await;
    assert_eq!(events.next().await.unwrap().data["status"], "running");
    app.state.hub.publish(open(id), testing(30));
    assert_eq!(events.next().await.unwrap().data["phases"][2]["done"], 30);
    assert!(app.state.store.release(job.job_id, job.fence, gauntlet_db::Micros::now()).await.unwrap());
    app.state.hub.announce(open(id));
    let back = events.next().await.unwrap();
    assert_eq!(back.data["status"], "queued");
    assert!(back.data["phases"][2]["done"].is_null());
}

#[tokio::test]
async fn silence_is_filled_with_comments() {
    let settings = HttpSettings { stream_heartbeat: Duration::from_millis(5), ..announced_only() };
    let app = TestApp::with(settings).await;
    let id = app.hand_in("").await;
    let mut events = Events::open(&app, id, None).await;
    assert_eq!(events.next().await.unwrap().name, "progress");
    assert!(events.piece().await.unwrap().starts_with(':'), "a comment, which readers skip");
}

#[tokio::test]
async fn streams_are_bounded_and_end_with_the_server() {
    let app = TestApp::with(announced_only()).await;
    let id = app.hand_in("").await;
    let mut open = Vec::new();
    for _ in 0..8 {
        open.push(Events::open(&app, id, None).await);
    }
    let refused = app.get(&format!("/submissions/{id}/events")).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.header("retry-after"), "5");
    app.state.hub.close();
    for mut events in open {
        assert_eq!(events.next().await.unwrap().name, "progress", "what was to be told is told");
        assert!(events.next().await.is_none());
    }
}
