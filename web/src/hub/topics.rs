//! Values that are watched by key: the latest one only, and only while somebody watches.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_util::sync::CancellationToken;

type Senders<K, V> = Mutex<HashMap<K, watch::Sender<V>>>;

/// A channel for each watched key. It holds the latest value only, so that a slow reader costs no memory.
pub(super) struct Topics<K, V> {
    senders: Arc<Senders<K, V>>,
    places: Arc<Semaphore>,
    closing: CancellationToken,
}

impl<K: Copy + Eq + Hash, V: Clone + Default> Topics<K, V> {
    /// `places` are shared by all topics of a hub, and `closing` ends their listeners.
    pub(super) fn new(places: Arc<Semaphore>, closing: CancellationToken) -> Self {
        Self { senders: Arc::default(), places, closing }
    }

    pub(super) fn change(&self, key: &K, change: impl FnOnce(&mut V)) {
        if let Some(sender) = lock(&self.senders).get(key) {
            sender.send_modify(change);
        }
    }

    pub(super) fn subscribe(&self, key: K) -> Option<Subscription<K, V>> {
        if self.closing.is_cancelled() {
            return None;
        }
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let receiver = lock(&self.senders).entry(key).or_insert_with(|| watch::Sender::new(V::default())).subscribe();
        let (senders, closing) = (Arc::clone(&self.senders), self.closing.clone());
        Some(Subscription { senders, closing, key, receiver, _place: place })
    }

    pub(super) fn watched(&self) -> usize {
        lock(&self.senders).len()
    }
}

/// One listener. Dropping it gives its place back and forgets the key after its last listener.
pub struct Subscription<K: Eq + Hash, V> {
    senders: Arc<Senders<K, V>>,
    closing: CancellationToken,
    key: K,
    receiver: watch::Receiver<V>,
    _place: OwnedSemaphorePermit,
}

impl<K: Eq + Hash, V: Clone> Subscription<K, V> {
    /// Waits for the next announcement, `false` when the hub closes first.
    pub async fn changed(&mut self) -> bool {
        tokio::select! {
            changed = self.receiver.changed() => changed.is_ok(),
            () = self.closing.cancelled() => false,
        }
    }

    /// The latest value that was announced while listening.
    #[must_use]
    pub fn latest(&mut self) -> V {
        self.receiver.borrow_and_update().clone()
    }
}

impl<K: Eq + Hash, V> Drop for Subscription<K, V> {
    fn drop(&mut self) {
        let mut senders = lock(&self.senders);
        // This receiver still counts: one means that it is the last.
        if senders.get(&self.key).is_some_and(|sender| sender.receiver_count() <= 1) {
            senders.remove(&self.key);
        }
    }
}

/// A poisoned lock is taken all the same: a channel map is consistent after every single operation on it.
fn lock<K, V>(senders: &Senders<K, V>) -> MutexGuard<'_, HashMap<K, watch::Sender<V>>> {
    senders.lock().unwrap_or_else(PoisonError::into_inner)
}
