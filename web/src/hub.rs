//! Announcements within this process: the worker tells how far a submission is, open event streams listen.
//!
//! The hub is a shortcut, never the truth. Nothing is kept for submissions that nobody watches, and a listener that
//! misses an announcement finds the same state in the database a moment later, also when the worker is elsewhere.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use gauntlet_db::SubmissionId;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::progress::ProgressView;

/// Shared by the worker and the event streams of one process. Cloning shares.
#[derive(Clone)]
pub struct Hub(Arc<Inner>);

struct Inner {
    /// A channel for each watched submission. It holds the latest value only, so that a slow reader costs no memory.
    watched: Mutex<HashMap<SubmissionId, watch::Sender<Option<ProgressView>>>>,
    worker: Notify,
    closing: CancellationToken,
    streams: Arc<Semaphore>,
}

impl Hub {
    /// A hub that allows `max_streams` listeners at once.
    #[must_use]
    pub fn new(max_streams: usize) -> Self {
        Self(Arc::new(Inner {
            watched: Mutex::default(),
            worker: Notify::new(),
            closing: CancellationToken::new(),
            streams: Arc::new(Semaphore::new(max_streams)),
        }))
    }

    /// Tells listeners how far a submission's grading is.
    pub fn publish(&self, id: SubmissionId, progress: ProgressView) {
        self.send(&id, |value| *value = Some(progress));
    }

    /// Tells listeners that a submission's row changed (claimed, given back, finished, failed) and must be read again.
    /// Forgets its progress: what comes next belongs to another attempt, or is a result.
    pub fn announce(&self, id: SubmissionId) {
        self.send(&id, |value| *value = None);
    }

    fn send(&self, id: &SubmissionId, change: impl FnOnce(&mut Option<ProgressView>)) {
        if let Some(sender) = self.watched().get(id) {
            sender.send_modify(change);
        }
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

    /// Waits until [`Hub::close`] was called.
    pub async fn closed(&self) {
        self.0.closing.cancelled().await;
    }

    /// Listens to one submission; `None` when as many streams are open as the hub allows, or when it is closing.
    #[must_use]
    pub fn subscribe(&self, id: SubmissionId) -> Option<Subscription> {
        if self.0.closing.is_cancelled() {
            return None;
        }
        let permit = Arc::clone(&self.0.streams).try_acquire_owned().ok()?;
        let receiver = self.watched().entry(id).or_insert_with(|| watch::Sender::new(None)).subscribe();
        Some(Subscription { hub: self.clone(), id, receiver, _permit: permit })
    }

    /// How many submissions are being watched.
    #[must_use]
    pub fn watched_submissions(&self) -> usize {
        self.watched().len()
    }

    /// A poisoned lock is taken all the same: a channel map is consistent after every single operation on it.
    fn watched(&self) -> std::sync::MutexGuard<'_, HashMap<SubmissionId, watch::Sender<Option<ProgressView>>>> {
        self.0.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One listener. Dropping it gives its place back and forgets the submission after its last listener.
pub struct Subscription {
    hub: Hub,
    id: SubmissionId,
    receiver: watch::Receiver<Option<ProgressView>>,
    _permit: OwnedSemaphorePermit,
}

impl Subscription {
    /// Waits for the next announcement, `false` when the hub closes first.
    pub async fn changed(&mut self) -> bool {
        tokio::select! {
            changed = self.receiver.changed() => changed.is_ok(),
            () = self.hub.closed() => false,
        }
    }

    /// The latest progress that was announced while listening.
    #[must_use]
    pub fn latest(&mut self) -> Option<ProgressView> {
        self.receiver.borrow_and_update().clone()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut watched = self.hub.watched();
        // This receiver still counts: one means that it is the last.
        if watched.get(&self.id).is_some_and(|sender| sender.receiver_count() <= 1) {
            watched.remove(&self.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Hub;
    use crate::progress::ProgressView;
    use gauntlet_db::{Micros, SubmissionId};

    #[tokio::test]
    async fn listeners_get_the_latest_value_and_leave_nothing_behind() {
        let (hub, id) = (Hub::new(2), SubmissionId::new(Micros::now()));
        hub.publish(id, ProgressView::default());
        assert_eq!(hub.watched_submissions(), 0, "nobody listens: nothing is kept");

        let mut listener = hub.subscribe(id).unwrap();
        hub.publish(id, ProgressView::default());
        assert!(listener.changed().await);
        assert_eq!(listener.latest(), Some(ProgressView::default()));

        let second = hub.subscribe(id).unwrap();
        assert!(hub.subscribe(id).is_none(), "two places, both taken");
        drop(second);
        assert_eq!(hub.watched_submissions(), 1);
        drop(listener);
        assert_eq!(hub.watched_submissions(), 0);
    }

    #[tokio::test]
    async fn closing_ends_listeners_and_refuses_new_ones() {
        let (hub, id) = (Hub::new(2), SubmissionId::new(Micros::now()));
        let mut listener = hub.subscribe(id).unwrap();
        hub.close();
        assert!(!listener.changed().await);
        assert!(hub.subscribe(id).is_none());
    }

    #[tokio::test]
    async fn a_wake_before_the_wait_is_not_lost() {
        let hub = Hub::new(1);
        hub.wake_worker();
        hub.worker_notified().await;
    }
}
