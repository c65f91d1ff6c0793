//! What candidates hand in, and the end of their work.

use std::collections::BTreeMap;

use gauntlet_db_types::{
    AccountId, AttemptRow, AttemptsUsed, ChallengeVersion, Created, EndedBy, EndedWork, HandedIn, Hundredths,
    InvitationId, InvitationRow, InvitationState, JobId, Micros, NewAttempt, Purpose, Saved, Source, StoreError,
    StoreResult, SubmissionId, hashed_files, parse_files,
};
use serde_json::json;
use sqlx::Transaction;

use super::{
    Backend, assessments, audit, drafts,
    invitations::{is_open, locked},
    rows::{count, name},
};
use crate::dialect::Db;

/// How often grading of what the clock hands in may be started.
const GRADINGS: u32 = 3;

/// What `submissions_of_invitation.sql` returns.
struct RawAttempt {
    id: String,
    challenge_slug: String,
    purpose: String,
    attempt_number: Option<i64>,
    status: String,
    created_at: i64,
    finished_at: Option<i64>,
    verdict: Option<String>,
    score_earned: Option<i64>,
    score_max: Option<i64>,
    summary: Option<String>,
}

impl RawAttempt {
    fn into_row(self) -> StoreResult<AttemptRow> {
        Ok(AttemptRow {
            id: SubmissionId::from_stored(&self.id)?,
            challenge_slug: self.challenge_slug,
            purpose: name(&self.purpose)?,
            attempt_number: self.attempt_number.map(|n| count("attempt_number", n)).transpose()?,
            status: name(&self.status)?,
            created_at: Micros::from_i64(self.created_at),
            finished_at: self.finished_at.map(Micros::from_i64),
            verdict: self.verdict,
            score_earned: self.score_earned.map(Hundredths::from_i64),
            score_max: self.score_max.map(Hundredths::from_i64),
            summary: self.summary,
        })
    }
}

impl Backend {
    /// Takes what a candidate hands in, if their work is under way (a rehearsal: is not over) and their attempts are not
    /// used up, saves what comes with it, and queues its job; in one transaction, so that two at once are counted one after
    /// the other, and what somebody saves meanwhile is not handed in in its place.
    pub async fn hand_in(&self, new: &NewAttempt, now: Micros) -> StoreResult<HandedIn> {
        new.check()?;
        let mut tx = self.begin().await?;
        let invitation = locked(&mut tx, new.invitation).await?;
        // Whoever repeats a request learns what became of it, also when the work has ended in between.
        if let Some(created) = replayed(&mut tx, new).await? {
            return Ok(HandedIn::Taken { created, revision: None });
        }
        if !is_open(invitation.state(now), new.is_rehearsal) {
            return Ok(HandedIn::Closed);
        }
        let slug = &new.challenge.slug;
        let revision = match &new.save {
            None => None,
            Some(draft) => match drafts::save(&mut tx, draft, now).await? {
                Saved::Stored { revision, .. } => Some(revision),
                Saved::Conflict { current } => return Ok(HandedIn::Conflict { current }),
                Saved::Closed => return Ok(HandedIn::Closed),
            },
        };
        let files = match &new.files {
            Some(files) => files.clone(),
            None => match drafts::asked_for(&mut tx, new.invitation, slug).await? {
                Some(draft) if new.revision.is_some_and(|revision| revision != draft.revision) => {
                    return Ok(HandedIn::Conflict { current: Box::new(draft) });
                }
                Some(draft) => draft.files,
                None => return Ok(HandedIn::NothingSaved),
            },
        };
        let mut number = None;
        match new.purpose {
            Purpose::Attempt => {
                let (used, last) = used(&mut tx, new.invitation, slug).await?;
                let of = assessments::assessment(&mut tx, invitation.assessment_id).await?.max_attempts;
                if used >= of {
                    return Ok(HandedIn::NoAttemptsLeft { of });
                }
                number = Some(last + 1);
            }
            Purpose::Run | Purpose::Rehearsal => {
                let id = new.invitation.to_string();
                let last = sqlx::query_file!("../sql/run_last.sql", id, slug, new.purpose.as_str())
                    .fetch_one(&mut *tx)
                    .await?;
                let again_at = last.created_at.map(|at| Micros::from_i64(at).plus(new.run_pause));
                if let Some(again_at) = again_at.filter(|again_at| *again_at > now) {
                    return Ok(HandedIn::TooSoon { again_at });
                }
            }
            Purpose::Open => {}
        }
        let actor = audit::candidate_actor(new.invitation);
        let created = insert(&mut tx, new, &files, &invitation.name, number, &actor, now).await?;
        tx.commit().await?;
        Ok(HandedIn::Taken { created, revision })
    }

    /// How many counted attempts an invitation has made at a challenge, of how many.
    pub async fn attempts_used(&self, id: InvitationId, slug: &str) -> StoreResult<AttemptsUsed> {
        let assessment = self.assessment(self.invitation(id).await?.assessment_id).await?;
        let row = sqlx::query_file!("../sql/attempts_used.sql", id.to_string(), slug).fetch_one(&self.readers).await?;
        Ok(AttemptsUsed { used: count("used", row.used)?, of: assessment.max_attempts })
    }

    /// The newest submissions of an invitation, at most `limit`, and all its attempts; of one challenge if `slug` is given.
    pub async fn handed_in_by(&self, id: InvitationId, slug: Option<&str>, limit: u32) -> StoreResult<Vec<AttemptRow>> {
        let rows = sqlx::query_file_as!(
            RawAttempt,
            "../sql/submissions_of_invitation.sql",
            id.to_string(),
            slug,
            i64::from(limit)
        )
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(RawAttempt::into_row).collect()
    }

    /// Ends a candidate's work and hands in their last saves, in one transaction. None if it was over already or never
    /// began; nor does the clock end what was given more time a moment ago.
    pub async fn end_work(&self, id: InvitationId, by: EndedBy, now: Micros) -> StoreResult<Option<EndedWork>> {
        let actor = match by {
            EndedBy::Candidate => audit::candidate_actor(id),
            EndedBy::Clock => "clock".to_owned(),
            EndedBy::Owner => return Err(StoreError::Conflict("an invitation is withdrawn by an account".to_owned())),
        };
        let mut tx = self.begin().await?;
        let row = locked(&mut tx, id).await?;
        let is_early = by == EndedBy::Clock && row.state(now) != InvitationState::Ended;
        if row.started_at.is_none() || row.ended_at.is_some() || is_early {
            return Ok(None);
        }
        let handed_in = hand_in_drafts(&mut tx, &row, &actor, now).await?;
        end(&mut tx, id, by, &actor, now).await?;
        tx.commit().await?;
        Ok(Some(EndedWork { invitation: id, handed_in }))
    }

    /// Those whose time is up and whose work has not been ended, at most `limit` of them.
    pub async fn whose_time_is_up(&self, limit: u32, now: Micros) -> StoreResult<Vec<InvitationId>> {
        let due = sqlx::query_file_scalar!("../sql/invitations_due.sql", now.as_i64(), i64::from(limit))
            .fetch_all(&self.readers)
            .await?;
        due.iter().map(|id| InvitationId::from_stored(id)).collect()
    }

    /// Takes an invitation back: nothing is handed in. False if it was over already.
    pub async fn withdraw(&self, id: InvitationId, by: AccountId, now: Micros) -> StoreResult<bool> {
        let mut tx = self.begin().await?;
        let is_first = end(&mut tx, id, EndedBy::Owner, &audit::account_actor(by), now).await?;
        if is_first {
            tx.commit().await?;
        }
        Ok(is_first)
    }
}

async fn hand_in_drafts(
    tx: &mut Transaction<'static, Db>,
    invitation: &InvitationRow,
    actor: &str,
    now: Micros,
) -> StoreResult<Vec<Created>> {
    let assessment = assessments::assessment(tx, invitation.assessment_id).await?;
    let id = invitation.id.to_string();
    let mut handed_in = Vec::new();
    for challenge in &assessment.challenges {
        let draft = sqlx::query_file!("../sql/draft_get.sql", id, challenge.slug).fetch_optional(&mut **tx).await?;
        let Some(draft) = draft else { continue };
        let last = sqlx::query_file_scalar!("../sql/attempt_last_files.sql", id, challenge.slug)
            .fetch_optional(&mut **tx)
            .await?;
        let (used, number) = used(tx, invitation.id, &challenge.slug).await?;
        if last.as_deref() == Some(draft.files_sha256.as_str()) || used >= assessment.max_attempts {
            continue;
        }
        let new = NewAttempt {
            invitation: invitation.id,
            challenge: challenge.clone(),
            purpose: Purpose::Attempt,
            save: None,
            files: None,
            revision: None,
            source: Source::Web,
            is_rehearsal: false,
            idempotency_key: None,
            max_gradings: GRADINGS,
            run_pause: std::time::Duration::ZERO,
        };
        let files = parse_files(&draft.files_json)?;
        handed_in.push(insert(tx, &new, &files, &invitation.name, Some(number + 1), actor, now).await?);
    }
    Ok(handed_in)
}

/// Counted attempts, and the number of the last.
async fn used(tx: &mut Transaction<'static, Db>, id: InvitationId, slug: &str) -> StoreResult<(u32, u32)> {
    let row = sqlx::query_file!("../sql/attempts_used.sql", id.to_string(), slug).fetch_one(&mut **tx).await?;
    Ok((count("used", row.used)?, count("last", row.last)?))
}

/// What an idempotency key stands for already. A request without files is the same request again, whatever was saved since.
async fn replayed(tx: &mut Transaction<'static, Db>, new: &NewAttempt) -> StoreResult<Option<Created>> {
    let Some(key) = &new.idempotency_key else { return Ok(None) };
    let earlier = sqlx::query_file!("../sql/submission_by_key.sql", key).fetch_optional(&mut **tx).await?;
    let Some(earlier) = earlier else { return Ok(None) };
    let is_other = new.given().is_some_and(|files| hashed_files(files).1 != earlier.files_sha256);
    if earlier.challenge_slug != new.challenge.slug || earlier.purpose != new.purpose.as_str() || is_other {
        return Err(StoreError::Conflict(
            "the idempotency key stands for another run or attempt, or for other files: use a new key".to_owned(),
        ));
    }
    Ok(Some(Created {
        submission_id: SubmissionId::from_stored(&earlier.id)?,
        job_id: JobId::from_stored(&earlier.job_id)?,
        replayed: true,
    }))
}

async fn insert(
    tx: &mut Transaction<'static, Db>,
    new: &NewAttempt,
    files: &BTreeMap<String, String>,
    author: &str,
    attempt_number: Option<u32>,
    actor: &str,
    now: Micros,
) -> StoreResult<Created> {
    let ChallengeVersion { slug, version } = &new.challenge;
    let (files_json, files_sha256) = hashed_files(files);
    let (submission_id, job_id) = (SubmissionId::new(now), JobId::new(now));
    sqlx::query_file!(
        "../sql/attempt_insert.sql",
        submission_id.to_string(),
        slug,
        i64::from(*version),
        author,
        new.source.as_str(),
        files_json,
        files_sha256,
        now.as_i64(),
        new.idempotency_key,
        new.purpose.as_str(),
        new.invitation.to_string(),
        attempt_number.map(i64::from),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query_file!(
        "../sql/job_insert.sql",
        job_id.to_string(),
        submission_id.to_string(),
        i64::from(new.max_gradings),
        now.as_i64(),
    )
    .execute(&mut **tx)
    .await?;
    let detail = json!({ "job": job_id, "challenge": slug, "version": version, "invitation": new.invitation,
        "purpose": new.purpose, "attempt_number": attempt_number, "files_sha256": files_sha256 });
    audit::record(tx, now, actor, "submission.created", &submission_id.to_string(), detail).await?;
    Ok(Created { submission_id, job_id, replayed: false })
}

/// False if it had ended before.
async fn end(
    tx: &mut Transaction<'static, Db>,
    id: InvitationId,
    by: EndedBy,
    actor: &str,
    now: Micros,
) -> StoreResult<bool> {
    let ended = sqlx::query_file!("../sql/invitation_end.sql", id.to_string(), now.as_i64(), by.as_str())
        .execute(&mut **tx)
        .await?
        .rows_affected();
    if ended > 0 {
        audit::record(tx, now, actor, "invitation.ended", &id.to_string(), json!({ "by": by })).await?;
    }
    Ok(ended > 0)
}
