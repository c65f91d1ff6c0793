//! Submissions: handing in, looking at them, and what was done with them.

use std::collections::BTreeMap;

use super::{Store, dispatch};
use crate::{
    AuditRow, Created, Cursor, Filter, Micros, NewSubmission, Page, StatusCounts, StoreResult, SubmissionId,
    SubmissionRow,
};

impl Store {
    /// Stores a submission and queues its job, in one transaction. A known idempotency key with the same content
    /// stores nothing and returns the earlier submission as a replay.
    ///
    /// # Errors
    /// [`crate::StoreError::Invalid`] if a field cannot be stored, [`crate::StoreError::Conflict`] if the idempotency key stands for
    /// other content.
    pub async fn create_submission(&self, new: &NewSubmission, now: Micros) -> StoreResult<Created> {
        dispatch!(self.create_submission(new, now))
    }

    /// A submission at a glance, with its job and its place in the queue; without files and report.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn submission(&self, id: SubmissionId) -> StoreResult<SubmissionRow> {
        dispatch!(self.submission(id))
    }

    /// Its files, content by path.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn submission_files(&self, id: SubmissionId) -> StoreResult<BTreeMap<String, String>> {
        dispatch!(self.submission_files(id))
    }

    /// Its report as JSON; `None` before it is finished.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`].
    pub async fn submission_report(&self, id: SubmissionId) -> StoreResult<Option<String>> {
        dispatch!(self.submission_report(id))
    }

    /// A page of at most `limit` (1 to 500) submissions below `before`, newest first.
    ///
    /// # Errors
    /// [`crate::StoreError::Invalid`] if the filter holds NUL.
    pub async fn list_submissions(&self, filter: &Filter, before: Option<Cursor>, limit: u32) -> StoreResult<Page> {
        dispatch!(self.list_submissions(filter, before, limit))
    }

    /// How many submissions have each status.
    ///
    /// # Errors
    /// None of its own.
    pub async fn counts_by_status(&self) -> StoreResult<StatusCounts> {
        dispatch!(self.counts_by_status())
    }

    /// The audit log's lines about a submission, an account, an assessment or an invitation, by its id, oldest first; none
    /// for an unknown one.
    ///
    /// # Errors
    /// None of its own.
    pub async fn audit_of(&self, subject: impl std::fmt::Display) -> StoreResult<Vec<AuditRow>> {
        let subject = subject.to_string();
        dispatch!(self.audit_of(&subject))
    }
}
