//! Candidates' work: what they save and hand in, and its end.

use std::collections::BTreeMap;

use super::{Store, dispatch};
use crate::{
    AccountId, AttemptRow, AttemptsUsed, DraftRow, DraftVersion, EndedBy, EndedWork, HandedIn, InvitationId, Micros,
    NewAttempt, SaveDraft, Saved, StoreResult,
};

impl Store {
    /// Saves drafts in one transaction, each for itself: one that is refused keeps no other from being stored. Many at
    /// once cost hardly more than one, since what costs is the commit.
    ///
    /// # Errors
    /// Each draft's own: [`crate::StoreError::Invalid`], [`crate::StoreError::NotFound`].
    pub async fn save_drafts(&self, drafts: &[SaveDraft], now: Micros) -> StoreResult<Vec<StoreResult<Saved>>> {
        dispatch!(self.save_drafts(drafts, now))
    }

    /// What was saved last.
    ///
    /// # Errors
    /// None of its own.
    pub async fn draft(&self, invitation: InvitationId, slug: &str) -> StoreResult<Option<DraftRow>> {
        dispatch!(self.draft(invitation, slug))
    }

    /// The revisions of an invitation's drafts, by challenge.
    ///
    /// # Errors
    /// None of its own.
    pub async fn draft_revisions(&self, invitation: InvitationId) -> StoreResult<BTreeMap<String, u64>> {
        dispatch!(self.draft_revisions(invitation))
    }

    /// The newest lines of its history, at most `limit`.
    ///
    /// # Errors
    /// None of its own.
    pub async fn draft_history(
        &self,
        invitation: InvitationId,
        slug: &str,
        limit: u32,
    ) -> StoreResult<Vec<DraftVersion>> {
        dispatch!(self.draft_history(invitation, slug, limit))
    }

    /// The files of one line of its history.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn draft_version(
        &self,
        invitation: InvitationId,
        slug: &str,
        revision: u64,
    ) -> StoreResult<BTreeMap<String, String>> {
        dispatch!(self.draft_version(invitation, slug, revision))
    }

    /// Takes what a candidate hands in, if their work is under way (a rehearsal: is not over) and their attempts are not
    /// used up, saves what comes with it, and queues its job: all of it or nothing.
    ///
    /// # Errors
    /// [`crate::StoreError::Invalid`], [`crate::StoreError::NotFound`], [`crate::StoreError::Conflict`] if the idempotency key stands for other
    /// content.
    pub async fn hand_in(&self, new: &NewAttempt, now: Micros) -> StoreResult<HandedIn> {
        dispatch!(self.hand_in(new, now))
    }

    /// How many counted attempts an invitation has made at a challenge, of how many.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn attempts_used(&self, id: InvitationId, slug: &str) -> StoreResult<AttemptsUsed> {
        dispatch!(self.attempts_used(id, slug))
    }

    /// The newest submissions of an invitation, at most `limit`, and all its attempts; of one challenge if `slug` is given.
    ///
    /// # Errors
    /// None of its own.
    pub async fn handed_in_by(&self, id: InvitationId, slug: Option<&str>, limit: u32) -> StoreResult<Vec<AttemptRow>> {
        dispatch!(self.handed_in_by(id, slug, limit))
    }

    /// Ends a candidate's work and hands in their last saves, in one transaction. None if it was over already or never
    /// began; nor does the clock end what was given more time a moment ago.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`], [`crate::StoreError::Conflict`] for [`EndedBy::Owner`]: see [`Store::withdraw`].
    pub async fn end_work(&self, id: InvitationId, by: EndedBy, now: Micros) -> StoreResult<Option<EndedWork>> {
        dispatch!(self.end_work(id, by, now))
    }

    /// Those whose time is up and whose work has not been ended, at most `limit` of them: for the process that serves, to be
    /// given to [`Store::end_work`] one by one.
    ///
    /// # Errors
    /// None of its own.
    pub async fn whose_time_is_up(&self, limit: u32, now: Micros) -> StoreResult<Vec<InvitationId>> {
        dispatch!(self.whose_time_is_up(limit, now))
    }

    /// Takes an invitation back: nothing is handed in. False if it was over already.
    ///
    /// # Errors
    /// None of its own.
    pub async fn withdraw(&self, id: InvitationId, by: AccountId, now: Micros) -> StoreResult<bool> {
        dispatch!(self.withdraw(id, by, now))
    }
}
