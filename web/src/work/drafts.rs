//! Saves of many candidates, committed together: what costs is the commit, and everybody types at once.

use gauntlet_db::{Micros, SaveDraft, Saved, Store, StoreError, StoreResult};
use tokio::sync::{mpsc, oneshot};

use crate::error::{AppError, AppResult};

/// Saves that wait at once; more wait outside, which slows their senders down.
const WAITING: usize = 4_096;
/// Saves of one commit.
const TOGETHER: usize = 256;

/// A draft that is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedDraft {
    /// Its revision.
    pub revision: u64,
    /// When it was stored first.
    pub saved_at: Micros,
}

struct Waiting {
    draft: SaveDraft,
    answer: oneshot::Sender<StoreResult<Saved>>,
}

/// Where drafts are saved. Cloning shares. Its task ends with its last clone, after what waits.
#[derive(Debug, Clone)]
pub struct Drafts(mpsc::Sender<Waiting>);

impl Drafts {
    /// Starts the task that commits; to be called within a runtime.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(commit_together(store, receiver));
        Self(sender)
    }

    /// Stores a draft; answers after the commit.
    ///
    /// # Errors
    /// [`AppError::DraftConflict`], [`AppError::WorkClosed`], and the store's own.
    pub async fn save(&self, draft: SaveDraft) -> AppResult<SavedDraft> {
        let (answer, saved) = oneshot::channel();
        let gone = |_| AppError::unavailable("the task that saves drafts has ended");
        self.0.send(Waiting { draft, answer }).await.map_err(|_| gone(()))?;
        match saved.await.map_err(|_| gone(()))?? {
            Saved::Stored { revision, saved_at } => Ok(SavedDraft { revision, saved_at }),
            Saved::Conflict { current } => Err(AppError::DraftConflict(current)),
            Saved::Closed => Err(AppError::WorkClosed),
        }
    }
}

async fn commit_together(store: Store, mut receiver: mpsc::Receiver<Waiting>) {
    let mut waiting = Vec::new();
    // While one commit is under way the next one's drafts gather.
    while receiver.recv_many(&mut waiting, TOGETHER).await > 0 {
        let (drafts, answers): (Vec<_>, Vec<_>) = waiting.drain(..).map(|w| (w.draft, w.answer)).unzip();
        match store.save_drafts(&drafts, Micros::now()).await {
            Ok(all) => {
                for (saved, answer) in all.into_iter().zip(answers) {
                    // Whoever does not wait any more finds it stored.
                    drop(answer.send(saved));
                }
            }
            Err(error) => {
                let text = error.to_string();
                for answer in answers {
                    drop(answer.send(Err(StoreError::Unavailable(text.clone().into()))));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Drafts;
    use crate::error::AppError;
    use gauntlet_db::{InvitationId, Micros, Origin, SaveDraft, Store};

    #[tokio::test]
    async fn each_gets_its_own_answer_and_a_closed_store_is_worth_another_try() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", directory.path().join("x.db").display())).await.unwrap();
        let drafts = Drafts::new(store.clone());
        let draft = |device: &str| SaveDraft {
            invitation: InvitationId::new(Micros::now()),
            challenge_slug: "pool".to_owned(),
            base: None,
            is_rehearsal: false,
            files: [("pool.go".to_owned(), "package pool".to_owned())].into(),
            origin: Origin::Browser,
            device: device.to_owned(),
            is_autosave: true,
        };
        let long = "x".repeat(SaveDraft::MAX_DEVICE + 1);
        let (unknown, invalid) = tokio::join!(drafts.save(draft("tab")), drafts.save(draft(&long)));
        assert!(matches!(unknown, Err(AppError::NotFound(_))), "{unknown:?}");
        assert!(matches!(invalid, Err(AppError::Refused(_))), "{invalid:?}");
        store.close().await;
        assert!(matches!(drafts.save(draft("tab")).await, Err(AppError::Unavailable(_))));
    }
}
