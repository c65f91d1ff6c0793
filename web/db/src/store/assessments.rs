//! Assessments and invitations, up to the start of the work.

use std::collections::BTreeSet;

use super::{Store, dispatch};
use crate::{
    AccountId, AssessmentId, AssessmentRow, InvitationId, InvitationRow, Micros, NewAssessment, NewInvitation,
    ScoredAttempt, StoreResult, TokenHash,
};

impl Store {
    /// Makes an assessment with its challenges, in one transaction.
    ///
    /// # Errors
    /// [`crate::StoreError::Invalid`].
    pub async fn create_assessment(
        &self,
        new: &NewAssessment,
        by: AccountId,
        now: Micros,
    ) -> StoreResult<AssessmentId> {
        dispatch!(self.create_assessment(new, by, now))
    }

    /// An assessment with its challenges.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn assessment(&self, id: AssessmentId) -> StoreResult<AssessmentRow> {
        dispatch!(self.assessment(id))
    }

    /// The newest assessments, at most `limit`.
    ///
    /// # Errors
    /// None of its own.
    pub async fn list_assessments(&self, limit: u32) -> StoreResult<Vec<AssessmentRow>> {
        dispatch!(self.list_assessments(limit))
    }

    /// Slugs of the challenges that an assessment asks: of one that is not closed, or is worked on still.
    ///
    /// # Errors
    /// None of its own.
    pub async fn challenges_in_use(&self) -> StoreResult<BTreeSet<String>> {
        dispatch!(self.challenges_in_use())
    }

    /// The attempts of everybody who was invited to it that have a score, in the order in which they were handed in.
    ///
    /// # Errors
    /// None of its own.
    pub async fn scored_attempts_of(&self, id: AssessmentId) -> StoreResult<Vec<ScoredAttempt>> {
        dispatch!(self.scored_attempts_of(id))
    }

    /// Lets nobody be invited to it or start it any more. False if it was closed already, or is not there.
    ///
    /// # Errors
    /// None of its own.
    pub async fn close_assessment(&self, id: AssessmentId, by: AccountId, now: Micros) -> StoreResult<bool> {
        dispatch!(self.close_assessment(id, by, now))
    }

    /// Invites candidates, all or none, in one transaction.
    ///
    /// # Errors
    /// [`crate::StoreError::Invalid`], [`crate::StoreError::NotFound`], [`crate::StoreError::Conflict`] if the assessment is closed.
    pub async fn create_invitations(
        &self,
        assessment: AssessmentId,
        new: &[NewInvitation],
        by: AccountId,
        now: Micros,
    ) -> StoreResult<Vec<InvitationId>> {
        dispatch!(self.create_invitations(assessment, new, by, now))
    }

    /// The invitation that a token opens.
    ///
    /// # Errors
    /// None of its own.
    pub async fn invitation_by_token(&self, token: &TokenHash) -> StoreResult<Option<InvitationRow>> {
        dispatch!(self.invitation_by_token(token))
    }

    /// One invitation.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn invitation(&self, id: InvitationId) -> StoreResult<InvitationRow> {
        dispatch!(self.invitation(id))
    }

    /// Everybody who was invited to an assessment, newest first.
    ///
    /// # Errors
    /// None of its own.
    pub async fn invitations_of(&self, assessment: AssessmentId) -> StoreResult<Vec<InvitationRow>> {
        dispatch!(self.invitations_of(assessment))
    }

    /// Takes note of the first time that the link was opened.
    ///
    /// # Errors
    /// None of its own.
    pub async fn note_opened(&self, id: InvitationId, now: Micros) -> StoreResult<()> {
        dispatch!(self.note_opened(id, now))
    }

    /// Starts the work clock. Starting again changes nothing; an invitation that cannot be started stays as it is. The
    /// answer says where it stands.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`], [`crate::StoreError::Conflict`] if the assessment was closed before.
    pub async fn start_work(&self, id: InvitationId, now: Micros) -> StoreResult<InvitationRow> {
        dispatch!(self.start_work(id, now))
    }

    /// Gives another extra time, and moves the deadline of work that is under way.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`], [`crate::StoreError::Invalid`], [`crate::StoreError::Conflict`] if the work is over.
    pub async fn give_extra_time(
        &self,
        id: InvitationId,
        percent: u32,
        by: AccountId,
        now: Micros,
    ) -> StoreResult<InvitationRow> {
        dispatch!(self.give_extra_time(id, percent, by, now))
    }

    /// Keeps what a candidate asks for; a later request replaces an earlier one. False if the work is over.
    ///
    /// # Errors
    /// [`crate::StoreError::Invalid`] if there are no words, or too many.
    pub async fn ask_accommodation(&self, id: InvitationId, words: &str, now: Micros) -> StoreResult<bool> {
        dispatch!(self.ask_accommodation(id, words, now))
    }
}
