//! Invitations: from the link to the end of the work.

use gauntlet_db_types::{
    AccountId, AssessmentId, Email, InvitationId, InvitationRow, InvitationState, Micros, NewInvitation, StoreError,
    StoreResult, TokenHash, displayable, work_time,
};
use serde_json::json;
use sqlx::Transaction;

use super::{
    Backend, assessments, audit,
    rows::{count, name},
};
use crate::dialect::Db;

/// Longest request for an accommodation that is kept, in bytes.
const MAX_ACCOMMODATION: usize = 4_000;

/// What the queries about invitations return.
struct RawInvitation {
    id: String,
    assessment_id: String,
    name: String,
    email: String,
    extra_percent: i64,
    created_at: i64,
    expires_at: i64,
    opened_at: Option<i64>,
    started_at: Option<i64>,
    deadline_at: Option<i64>,
    ended_at: Option<i64>,
    ended_by: Option<String>,
    accommodation: Option<String>,
    accommodation_at: Option<i64>,
}

impl RawInvitation {
    fn into_row(self) -> StoreResult<InvitationRow> {
        Ok(InvitationRow {
            id: InvitationId::from_stored(&self.id)?,
            assessment_id: AssessmentId::from_stored(&self.assessment_id)?,
            name: self.name,
            email: Email::from_stored(self.email),
            extra_percent: count("extra_percent", self.extra_percent)?,
            created_at: Micros::from_i64(self.created_at),
            expires_at: Micros::from_i64(self.expires_at),
            opened_at: self.opened_at.map(Micros::from_i64),
            started_at: self.started_at.map(Micros::from_i64),
            deadline_at: self.deadline_at.map(Micros::from_i64),
            ended_at: self.ended_at.map(Micros::from_i64),
            ended_by: self.ended_by.as_deref().map(name).transpose()?,
            accommodation: self.accommodation,
            accommodation_at: self.accommodation_at.map(Micros::from_i64),
        })
    }
}

impl Backend {
    /// Invites candidates, all or none, in one transaction.
    pub async fn create_invitations(
        &self,
        assessment: AssessmentId,
        new: &[NewInvitation],
        by: AccountId,
        now: Micros,
    ) -> StoreResult<Vec<InvitationId>> {
        new.iter().try_for_each(NewInvitation::check)?;
        let actor = audit::account_actor(by);
        let mut ids = Vec::with_capacity(new.len());
        let mut tx = self.begin().await?;
        if assessments::assessment(&mut tx, assessment).await?.closed_at.is_some() {
            return Err(StoreError::Conflict(
                "the assessment is closed: nobody can be invited to it any more".to_owned(),
            ));
        }
        for invitation in new {
            let id = invitation.id.unwrap_or_else(|| InvitationId::new(now));
            sqlx::query_file!(
                "../sql/invitation_insert.sql",
                id.to_string(),
                assessment.to_string(),
                invitation.token.as_str(),
                invitation.name,
                invitation.email.as_str(),
                i64::from(invitation.extra_percent),
                now.as_i64(),
                invitation.expires_at.as_i64(),
            )
            .execute(&mut *tx)
            .await
            .map_err(made_already)?;
            let detail = json!({ "assessment": assessment, "email": invitation.email,
                "extra_percent": invitation.extra_percent, "expires_at": invitation.expires_at });
            audit::record(&mut tx, now, &actor, "invitation.created", &id.to_string(), detail).await?;
            ids.push(id);
        }
        tx.commit().await?;
        Ok(ids)
    }

    /// The invitation that a token opens.
    pub async fn invitation_by_token(&self, token: &TokenHash) -> StoreResult<Option<InvitationRow>> {
        let found = sqlx::query_file_as!(RawInvitation, "../sql/invitation_by_token.sql", token.as_str())
            .fetch_optional(&self.readers)
            .await?;
        found.map(RawInvitation::into_row).transpose()
    }

    /// One invitation.
    pub async fn invitation(&self, id: InvitationId) -> StoreResult<InvitationRow> {
        sqlx::query_file_as!(RawInvitation, "../sql/invitation_get.sql", id.to_string())
            .fetch_optional(&self.readers)
            .await?
            .ok_or_else(|| not_found(id))?
            .into_row()
    }

    /// Everybody who was invited to an assessment, newest first.
    pub async fn invitations_of(&self, assessment: AssessmentId) -> StoreResult<Vec<InvitationRow>> {
        let rows = sqlx::query_file_as!(RawInvitation, "../sql/invitations_of.sql", assessment.to_string())
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter().map(RawInvitation::into_row).collect()
    }

    /// Takes note of the first time that the link was opened.
    pub async fn note_opened(&self, id: InvitationId, now: Micros) -> StoreResult<()> {
        let mut tx = self.begin().await?;
        let first = sqlx::query_file!("../sql/invitation_opened.sql", id.to_string(), now.as_i64())
            .execute(&mut *tx)
            .await?
            .rows_affected();
        if first > 0 {
            let actor = audit::candidate_actor(id);
            audit::record(&mut tx, now, &actor, "invitation.opened", &id.to_string(), json!({})).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Starts the work clock. Starting again changes nothing; an invitation that cannot be started stays as it is. The
    /// answer says where it stands.
    pub async fn start_work(&self, id: InvitationId, now: Micros) -> StoreResult<InvitationRow> {
        let mut tx = self.begin().await?;
        let before = locked(&mut tx, id).await?;
        if before.state(now) != InvitationState::Waiting {
            return Ok(before);
        }
        let assessment = assessments::assessment(&mut tx, before.assessment_id).await?;
        if assessment.closed_at.is_some() {
            return Err(StoreError::Conflict("the assessment is closed: its work can no longer be started".to_owned()));
        }
        let deadline = now.plus(work_time(assessment.work_minutes, before.extra_percent));
        let started = sqlx::query_file!("../sql/invitation_start.sql", id.to_string(), now.as_i64(), deadline.as_i64())
            .execute(&mut *tx)
            .await?
            .rows_affected();
        if started > 0 {
            let detail = json!({ "deadline_at": deadline });
            let actor = audit::candidate_actor(id);
            audit::record(&mut tx, now, &actor, "invitation.started", &id.to_string(), detail).await?;
            tx.commit().await?;
        }
        self.invitation(id).await
    }

    /// Gives another extra time, and moves the deadline of work that is under way.
    pub async fn give_extra_time(
        &self,
        id: InvitationId,
        percent: u32,
        by: AccountId,
        now: Micros,
    ) -> StoreResult<InvitationRow> {
        NewInvitation::check_extra(percent)?;
        let mut tx = self.begin().await?;
        let before = locked(&mut tx, id).await?;
        if before.state(now) == InvitationState::Ended {
            return Err(StoreError::Conflict("the work is over: no time can be added".to_owned()));
        }
        let assessment = assessments::assessment(&mut tx, before.assessment_id).await?;
        let deadline = before.started_at.map(|started| started.plus(work_time(assessment.work_minutes, percent)));
        sqlx::query_file!(
            "../sql/invitation_extra.sql",
            id.to_string(),
            i64::from(percent),
            deadline.map(Micros::as_i64)
        )
        .execute(&mut *tx)
        .await?;
        let detail = json!({ "from": before.extra_percent, "to": percent, "deadline_at": deadline });
        audit::record(&mut tx, now, &audit::account_actor(by), "invitation.extra_time", &id.to_string(), detail)
            .await?;
        tx.commit().await?;
        self.invitation(id).await
    }

    /// Keeps what a candidate asks for; a later request replaces an earlier one. False if the work is over.
    pub async fn ask_accommodation(&self, id: InvitationId, words: &str, now: Micros) -> StoreResult<bool> {
        let words = displayable(words.trim());
        if words.is_empty() || words.len() > MAX_ACCOMMODATION {
            let reason = format!("must have 1 to {MAX_ACCOMMODATION} bytes, got {}", words.len());
            return Err(StoreError::Invalid { field: "accommodation", reason });
        }
        let mut tx = self.begin().await?;
        let kept =
            sqlx::query_file!("../sql/invitation_accommodation.sql", id.to_string(), words.as_ref(), now.as_i64())
                .execute(&mut *tx)
                .await?
                .rows_affected();
        if kept == 0 {
            return Ok(false);
        }
        let actor = audit::candidate_actor(id);
        audit::record(&mut tx, now, &actor, "invitation.accommodation_asked", &id.to_string(), json!({})).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// Of two requests that name the same id at once, the later one has to learn it.
fn made_already(error: sqlx::Error) -> StoreError {
    match &error {
        sqlx::Error::Database(refused) if refused.is_unique_violation() => {
            StoreError::Conflict("this invitation was made already".to_owned())
        }
        _ => error.into(),
    }
}

/// Whether there is work to be done: at the sample challenge also before the clock runs.
pub(super) fn is_open(state: InvitationState, is_rehearsal: bool) -> bool {
    state == InvitationState::UnderWay || (is_rehearsal && state == InvitationState::Waiting)
}

/// As it is, and as it stays until the transaction ends.
pub(super) async fn locked(tx: &mut Transaction<'static, Db>, id: InvitationId) -> StoreResult<InvitationRow> {
    sqlx::query_file_as!(RawInvitation, "sql/invitation_lock.sql", id.to_string())
        .fetch_optional(&mut **tx)
        .await?
        .ok_or_else(|| not_found(id))?
        .into_row()
}

fn not_found(id: InvitationId) -> StoreError {
    StoreError::NotFound { what: "invitation", id: id.to_string() }
}
