//! Drafts: what candidates have written so far.

use std::{collections::BTreeMap, slice, time::Duration};

use gauntlet_db_types::{
    DraftRow, DraftVersion, InvitationId, Micros, SaveDraft, Saved, StoreError, StoreResult, hashed_files, parse_files,
};
use sqlx::Transaction;

use super::{
    Backend,
    invitations::{is_open, locked},
    rows::{count, name},
};
use crate::dialect::Db;

/// What nobody asked for, such as a save while somebody types, is kept as history once in so long; all else always.
const HISTORY_EVERY: Duration = Duration::from_secs(60);

/// What `draft_get.sql` returns.
struct RawDraft {
    challenge_slug: String,
    revision: i64,
    files_json: String,
    files_sha256: String,
    origin: String,
    device: String,
    saved_at: i64,
}

impl RawDraft {
    fn into_row(self) -> StoreResult<DraftRow> {
        Ok(DraftRow {
            challenge_slug: self.challenge_slug,
            revision: count("revision", self.revision)?,
            files: parse_files(&self.files_json)?,
            origin: name(&self.origin)?,
            device: self.device,
            saved_at: Micros::from_i64(self.saved_at),
        })
    }
}

impl Backend {
    /// Saves drafts in one transaction, each for itself: one that is refused keeps no other from being stored. Many at
    /// once cost hardly more than one, since what costs is the commit.
    pub async fn save_drafts(&self, drafts: &[SaveDraft], now: Micros) -> StoreResult<Vec<StoreResult<Saved>>> {
        match self.save_together(drafts, now).await {
            Err(error) if !error.is_transient() => {
                // One of them breaks the transaction; alone it breaks nobody else's.
                let mut all = Vec::with_capacity(drafts.len());
                for draft in drafts {
                    match self.save_together(slice::from_ref(draft), now).await {
                        Ok(alone) => all.extend(alone),
                        Err(error) => all.push(Err(error)),
                    }
                }
                Ok(all)
            }
            all => all,
        }
    }

    /// All in one transaction. Any error of the database's is the whole transaction's: after one, Postgres stores nothing of
    /// it, whatever was answered before.
    async fn save_together(&self, drafts: &[SaveDraft], now: Micros) -> StoreResult<Vec<StoreResult<Saved>>> {
        let mut tx = self.begin().await?;
        let mut all = Vec::with_capacity(drafts.len());
        for draft in drafts {
            all.push(match draft.check() {
                Ok(()) => match save(&mut tx, draft, now).await {
                    Err(unknown @ StoreError::NotFound { .. }) => Err(unknown),
                    saved => Ok(saved?),
                },
                Err(invalid) => Err(invalid),
            });
        }
        tx.commit().await?;
        Ok(all)
    }

    /// What was saved last.
    pub async fn draft(&self, invitation: InvitationId, slug: &str) -> StoreResult<Option<DraftRow>> {
        let found = sqlx::query_file_as!(RawDraft, "../sql/draft_get.sql", invitation.to_string(), slug)
            .fetch_optional(&self.readers)
            .await?;
        found.map(RawDraft::into_row).transpose()
    }

    /// The revisions of an invitation's drafts, by challenge.
    pub async fn draft_revisions(&self, invitation: InvitationId) -> StoreResult<BTreeMap<String, u64>> {
        let rows =
            sqlx::query_file!("../sql/draft_revisions.sql", invitation.to_string()).fetch_all(&self.readers).await?;
        rows.into_iter().map(|row| Ok((row.challenge_slug, count("revision", row.revision)?))).collect()
    }

    /// What was saved last, and the newest lines of its history before that; at most `limit` in all.
    pub async fn draft_history(
        &self,
        invitation: InvitationId,
        slug: &str,
        limit: u32,
    ) -> StoreResult<Vec<DraftVersion>> {
        let Some(current) = self.draft(invitation, slug).await? else { return Ok(Vec::new()) };
        let rows = sqlx::query_file!("../sql/draft_history.sql", invitation.to_string(), slug, i64::from(limit))
            .fetch_all(&self.readers)
            .await?;
        let DraftRow { revision, origin, saved_at, .. } = current;
        let mut versions = vec![DraftVersion { revision, origin, saved_at, is_current: true }];
        for row in rows {
            let (revision, saved_at) = (count("revision", row.revision)?, Micros::from_i64(row.saved_at));
            // It may have a line, too; and whatever was saved since it was read is not looked at yet.
            if revision < current.revision {
                versions.push(DraftVersion { revision, origin: name(&row.origin)?, saved_at, is_current: false });
            }
        }
        versions.truncate(limit as usize);
        Ok(versions)
    }

    /// The files of one line of its history, or of what was saved last.
    pub async fn draft_version(
        &self,
        invitation: InvitationId,
        slug: &str,
        revision: u64,
    ) -> StoreResult<BTreeMap<String, String>> {
        let missing = || StoreError::NotFound { what: "version", id: revision.to_string() };
        let number = i64::try_from(revision).map_err(|_| missing())?;
        // In this order: what is replaced meanwhile is in the history then, if it stays at all.
        let current = self.draft(invitation, slug).await?.filter(|draft| draft.revision == revision);
        if let Some(current) = current {
            return Ok(current.files);
        }
        let json = sqlx::query_file_scalar!("../sql/draft_history_files.sql", invitation.to_string(), slug, number)
            .fetch_optional(&self.readers)
            .await?
            .ok_or_else(missing)?;
        parse_files(&json)
    }
}

/// What is saved, as the transaction sees it, for somebody who hands it in: it stays in the history.
pub(super) async fn asked_for(
    tx: &mut Transaction<'static, Db>,
    invitation: InvitationId,
    slug: &str,
) -> StoreResult<Option<DraftRow>> {
    let Some(current) = current(tx, invitation, slug).await? else { return Ok(None) };
    keep(tx, invitation, &current).await?;
    current.into_row().map(Some)
}

async fn current(
    tx: &mut Transaction<'static, Db>,
    invitation: InvitationId,
    slug: &str,
) -> StoreResult<Option<RawDraft>> {
    let found = sqlx::query_file_as!(RawDraft, "../sql/draft_get.sql", invitation.to_string(), slug)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(found)
}

/// Saves one draft. What it gives is true once the transaction is committed.
pub(super) async fn save(tx: &mut Transaction<'static, Db>, draft: &SaveDraft, now: Micros) -> StoreResult<Saved> {
    let owner = locked(tx, draft.invitation).await?;
    if !is_open(owner.state(now), draft.is_rehearsal) {
        return Ok(Saved::Closed);
    }
    let (files_json, files_sha256) = hashed_files(&draft.files);
    let mut revision = 1;
    if let Some(current) = current(tx, draft.invitation, &draft.challenge_slug).await? {
        let there: u64 = count("revision", current.revision)?;
        if current.files_sha256 == files_sha256 {
            // Whoever sent it, it is there. It may have come by itself, and be asked for only now.
            if !draft.is_autosave {
                keep(tx, draft.invitation, &current).await?;
            }
            return Ok(Saved::Stored { revision: there, saved_at: Micros::from_i64(current.saved_at) });
        }
        if draft.base.is_some_and(|base| base != there) {
            return Ok(Saved::Conflict { current: Box::new(current.into_row()?) });
        }
        revision = there + 1;
        if !draft.is_autosave || current.device != draft.device {
            // Something else takes its place than the next words of whoever types: it may be found in the history.
            keep(tx, draft.invitation, &current).await?;
        }
    }
    let new = RawDraft {
        challenge_slug: draft.challenge_slug.clone(),
        revision: i64::try_from(revision).map_err(|_| StoreError::Corrupt(format!("revision {revision}")))?,
        files_json,
        files_sha256,
        origin: draft.origin.to_string(),
        device: draft.device.clone(),
        saved_at: now.as_i64(),
    };
    put(tx, draft.invitation, &new).await?;
    if !draft.is_autosave || !is_kept_recently(tx, draft, now).await? {
        keep(tx, draft.invitation, &new).await?;
    }
    Ok(Saved::Stored { revision, saved_at: now })
}

async fn put(tx: &mut Transaction<'static, Db>, invitation: InvitationId, new: &RawDraft) -> StoreResult<()> {
    sqlx::query_file!(
        "../sql/draft_put.sql",
        invitation.to_string(),
        new.challenge_slug,
        new.revision,
        new.files_json,
        new.files_sha256,
        new.origin,
        new.device,
        new.saved_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn is_kept_recently(tx: &mut Transaction<'static, Db>, draft: &SaveDraft, now: Micros) -> StoreResult<bool> {
    let id = draft.invitation.to_string();
    let last = sqlx::query_file_scalar!("../sql/draft_history_last.sql", id, draft.challenge_slug)
        .fetch_optional(&mut **tx)
        .await?;
    // A line from the future was written before the clock was set back.
    Ok(last.is_some_and(|at| at <= now.as_i64() && now.since(Micros::from_i64(at)) < HISTORY_EVERY))
}

/// A line of history; one that is there stays as it is.
async fn keep(tx: &mut Transaction<'static, Db>, invitation: InvitationId, line: &RawDraft) -> StoreResult<()> {
    sqlx::query_file!(
        "../sql/draft_history_insert.sql",
        invitation.to_string(),
        line.challenge_slug,
        line.revision,
        line.files_json,
        line.origin,
        line.saved_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
