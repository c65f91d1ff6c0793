//! Announcements within this process: the worker tells how far a submission is, open event streams listen.
//!
//! The hub is a shortcut, never the truth. Nothing is kept for what nobody watches, and a listener that misses an
//! announcement finds the same state in the database a moment later, also when the worker is elsewhere.

mod seats;
mod topics;

use std::{collections::BTreeMap, sync::Arc};

use gauntlet_db::{ClaimedJob, InvitationId, SubmissionId};
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::progress::ProgressView;
use seats::Seats;
use topics::Topics;

pub use seats::{Seat, Watcher};

/// Listens to one submission.
pub type Subscription = topics::Subscription<SubmissionId, Option<ProgressView>>;
/// Listens to one candidate's work.
pub type WorkSubscription = topics::Subscription<InvitationId, WorkNews>;

/// Shared by the worker and the event streams of one process. Cloning shares.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    submissions: Topics<SubmissionId, Option<ProgressView>>,
    work: Topics<InvitationId, WorkNews>,
    seats: Seats,
    worker: Notify,
    closing: CancellationToken,
}

/// What has happened to one candidate's work while somebody listened.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkNews {
    /// Rises with every change that has to be read from the database.
    pub changes: u64,
    /// The newest revision of drafts that were saved, by challenge.
    pub revisions: BTreeMap<String, u64>,
    /// How far submissions are that are being graded.
    pub running: BTreeMap<SubmissionId, ProgressView>,
}

/// What an announcement is about: a submission, and whose it is if it is a candidate's.
#[derive(Debug, Clone, Copy)]
pub struct Subject {
    /// The submission.
    pub submission: SubmissionId,
    /// Whose it is.
    pub invitation: Option<InvitationId>,
}

impl From<&ClaimedJob> for Subject {
    fn from(job: &ClaimedJob) -> Self {
        Self { submission: job.submission_id, invitation: job.invitation_id }
    }
}

impl Hub {
    /// A hub that allows `max_streams` listeners at once.
    #[must_use]
    pub fn new(max_streams: usize) -> Self {
        let (places, closing) = (Arc::new(Semaphore::new(max_streams)), CancellationToken::new());
        Self(Arc::new(Inner {
            submissions: Topics::new(Arc::clone(&places), closing.clone()),
            work: Topics::new(places, closing.clone()),
            seats: Seats::default(),
            worker: Notify::new(),
            closing,
        }))
    }

    /// Tells listeners how far a submission's grading is.
    pub fn publish(&self, subject: Subject, progress: ProgressView) {
        if let Some(invitation) = subject.invitation {
            self.0.work.change(&invitation, |news| drop(news.running.insert(subject.submission, progress.clone())));
        }
        self.0.submissions.change(&subject.submission, |value| *value = Some(progress));
    }

    /// Tells listeners that a submission's row changed (claimed, given back, finished, failed) and must be read again.
    /// Forgets its progress: what comes next belongs to another attempt, or is a result.
    pub fn announce(&self, subject: Subject) {
        if let Some(invitation) = subject.invitation {
            self.0.work.change(&invitation, |news| {
                news.running.remove(&subject.submission);
                news.changes += 1;
            });
        }
        self.0.submissions.change(&subject.submission, |value| *value = None);
    }

    /// Tells a candidate's listeners that something about their work changed and must be read again.
    pub fn announce_work(&self, invitation: InvitationId) {
        self.0.work.change(&invitation, |news| news.changes += 1);
    }

    /// Tells a candidate's listeners of a save.
    pub fn announce_save(&self, invitation: InvitationId, slug: &str, revision: u64) {
        self.0.work.change(&invitation, |news| {
            let newest = news.revisions.entry(slug.to_owned()).or_default();
            *newest = revision.max(*newest);
        });
    }

    /// Tells the worker of this process that a job was queued.
    pub fn wake_worker(&self) {
        self.0.worker.notify_one();
    }

    /// Waits for [`Hub::wake_worker`]; returns at once when it was called since the last wait. One waiter is woken
    /// for each call.
    pub async fn worker_notified(&self) {
        self.0.worker.notified().await;
    }

    /// Ends all event streams, now and from now on: the server is shutting down.
    pub fn close(&self) {
        self.0.closing.cancel();
    }

    /// Listens to one submission; `None` when as many streams are open as the hub allows, or when it is closing.
    #[must_use]
    pub fn subscribe(&self, id: SubmissionId) -> Option<Subscription> {
        self.0.submissions.subscribe(id)
    }

    /// Listens to one candidate's work; `None` as for [`Hub::subscribe`].
    #[must_use]
    pub fn subscribe_work(&self, id: InvitationId) -> Option<WorkSubscription> {
        self.0.work.subscribe(id)
    }

    /// A place among the streams that one watcher may have open; `None` when all of them are taken.
    #[must_use]
    pub fn seat(&self, watcher: Watcher) -> Option<Seat> {
        self.0.seats.take(watcher)
    }

    /// How many submissions are being watched.
    #[must_use]
    pub fn watched_submissions(&self) -> usize {
        self.0.submissions.watched()
    }
}

#[cfg(test)]
mod tests {
    use super::{Hub, Subject, WorkNews};
    use crate::progress::ProgressView;
    use gauntlet_db::{InvitationId, Micros, SubmissionId};

    fn subject() -> Subject {
        Subject { submission: SubmissionId::new(Micros::now()), invitation: None }
    }

    #[tokio::test]
    async fn listeners_get_the_latest_value_and_leave_nothing_behind() {
        let (hub, subject) = (Hub::new(2), subject());
        hub.publish(subject, ProgressView::default());
        assert_eq!(hub.watched_submissions(), 0, "nobody listens: nothing is kept");

        let mut listener = hub.subscribe(subject.submission).unwrap();
        hub.publish(subject, ProgressView::default());
        assert!(listener.changed().await);
        assert_eq!(listener.latest(), Some(ProgressView::default()));

        let second = hub.subscribe(subject.submission).unwrap();
        assert!(hub.subscribe(subject.submission).is_none(), "two places, both taken");
        drop(second);
        assert_eq!(hub.watched_submissions(), 1);
        drop(listener);
        assert_eq!(hub.watched_submissions(), 0);
    }

    #[tokio::test]
    async fn a_candidates_listener_hears_of_saves_and_gradings() {
        let (hub, invitation) = (Hub::new(1), InvitationId::new(Micros::now()));
        let theirs = Subject { invitation: Some(invitation), ..subject() };
        let mut listener = hub.subscribe_work(invitation).unwrap();
        hub.announce_save(invitation, "pool", 7);
        hub.announce_save(invitation, "pool", 6);
        hub.publish(theirs, ProgressView::default());
        assert!(listener.changed().await);
        let WorkNews { changes, revisions, running } = listener.latest();
        assert_eq!((changes, revisions["pool"], running.len()), (0, 7, 1), "revisions only rise");
        hub.announce(theirs);
        hub.announce_work(invitation);
        let WorkNews { changes, running, .. } = listener.latest();
        assert_eq!((changes, running.len()), (2, 0));
    }

    #[tokio::test]
    async fn closing_ends_listeners_and_refuses_new_ones() {
        let (hub, subject) = (Hub::new(2), subject());
        let mut listener = hub.subscribe(subject.submission).unwrap();
        hub.close();
        assert!(!listener.changed().await);
        assert!(hub.subscribe(subject.submission).is_none());
    }

    #[tokio::test]
    async fn a_wake_before_the_wait_is_not_lost() {
        let hub = Hub::new(1);
        hub.wake_worker();
        hub.worker_notified().await;
    }
}
