//! Submissions: handing in and looking at them.

use std::collections::BTreeMap;

use gauntlet_db_types::{
    Created, Cursor, Filter, JobId, Micros, NewSubmission, Page, Status, StoreError, StoreResult, SubmissionId,
    SubmissionRow, hashed_files, parse_files, refuse_nul,
};
use serde_json::json;

use super::{
    Backend, audit,
    rows::{RawListItem, RawSubmission},
};

impl Backend {
    /// Stores a submission and queues its job, in one transaction.
    ///
    /// A known idempotency key stores nothing. With the content that it stands for, the earlier submission is
    /// returned as a replay; with another challenge or other files it is a conflict, because answering with the
    /// earlier one would silently lose what was handed in now.
    pub async fn create_submission(&self, new: &NewSubmission, now: Micros) -> StoreResult<Created> {
        new.check()?;
        let (files_json, files_sha256) = hashed_files(&new.files);
        let (submission_id, job_id) = (SubmissionId::new(now), JobId::new(now));
        let mut tx = self.begin().await?;
        let inserted = sqlx::query_file!(
            "../sql/submission_insert.sql",
            submission_id.to_string(),
            new.challenge_slug,
            i64::from(new.challenge_version),
            new.author,
            new.source.as_str(),
            files_json,
            files_sha256,
            now.as_i64(),
            new.idempotency_key,
        )
        .execute(&mut *tx)
        .await?
        .rows_affected();
        if inserted == 0 {
            let earlier =
                sqlx::query_file!("../sql/submission_by_key.sql", new.idempotency_key).fetch_one(&mut *tx).await?;
            if earlier.challenge_slug != new.challenge_slug || earlier.files_sha256 != files_sha256 {
                return Err(StoreError::Conflict(format!(
                    "the idempotency key stands for submission {}, whose content is different: use a new key",
                    earlier.id
                )));
            }
            return Ok(Created {
                submission_id: SubmissionId::from_stored(&earlier.id)?,
                job_id: JobId::from_stored(&earlier.job_id)?,
                replayed: true,
            });
        }
        sqlx::query_file!(
            "../sql/job_insert.sql",
            job_id.to_string(),
            submission_id.to_string(),
            i64::from(new.max_attempts),
            now.as_i64(),
        )
        .execute(&mut *tx)
        .await?;
        let detail = json!({
            "job": job_id, "challenge": new.challenge_slug, "version": new.challenge_version,
            "author": new.author, "files_sha256": files_sha256,
        });
        let actor = new.source.as_str();
        audit::record(&mut tx, now, actor, "submission.created", &submission_id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(Created { submission_id, job_id, replayed: false })
    }

    /// A submission at a glance, with its job.
    pub async fn submission(&self, id: SubmissionId) -> StoreResult<SubmissionRow> {
        sqlx::query_file_as!(RawSubmission, "../sql/submission_get.sql", id.to_string())
            .fetch_optional(&self.readers)
            .await?
            .ok_or_else(|| not_found(id))?
            .into_row()
    }

    /// Its files, content by path.
    pub async fn submission_files(&self, id: SubmissionId) -> StoreResult<BTreeMap<String, String>> {
        let json = sqlx::query_file_scalar!("../sql/submission_files.sql", id.to_string())
            .fetch_optional(&self.readers)
            .await?
            .ok_or_else(|| not_found(id))?;
        parse_files(&json)
    }

    /// Its report as JSON; `None` before it is finished.
    pub async fn submission_report(&self, id: SubmissionId) -> StoreResult<Option<String>> {
        sqlx::query_file_scalar!("../sql/submission_report.sql", id.to_string())
            .fetch_optional(&self.readers)
            .await?
            .ok_or_else(|| not_found(id))
    }

    /// A page of at most `limit` (1 to 500) submissions below `before`, newest first.
    pub async fn list_submissions(&self, filter: &Filter, before: Option<Cursor>, limit: u32) -> StoreResult<Page> {
        refuse_nul("challenge", filter.challenge.as_deref().unwrap_or_default())?;
        refuse_nul("verdict", filter.verdict.as_deref().unwrap_or_default())?;
        let limit = limit.clamp(1, 500);
        let rows = sqlx::query_file_as!(
            RawListItem,
            "../sql/submission_list.sql",
            filter.challenge,
            filter.verdict,
            filter.status.map(Status::as_str),
            before.map(|cursor| cursor.created_at.as_i64()),
            before.map(|cursor| cursor.id.to_string()),
            i64::from(limit) + 1, // one more tells whether there is a next page
            i64::from(filter.unasked),
        )
        .fetch_all(&self.readers)
        .await?;
        let more = rows.len() > limit as usize;
        let items =
            rows.into_iter().take(limit as usize).map(RawListItem::into_item).collect::<StoreResult<Vec<_>>>()?;
        let next = items.last().filter(|_| more).map(|last| Cursor { created_at: last.created_at, id: last.id });
        Ok(Page { items, next })
    }
}

fn not_found(id: SubmissionId) -> StoreError {
    StoreError::NotFound { what: "submission", id: id.to_string() }
}
