//! Assessments: challenges with rules.

use std::collections::BTreeSet;

use gauntlet_db_types::{
    AccountId, AssessmentId, AssessmentRow, ChallengeVersion, Hundredths, InvitationId, Micros, NewAssessment,
    ScoredAttempt, StoreError, StoreResult, SubmissionId,
};
use serde_json::json;
use sqlx::Database;

use super::{
    Backend, audit,
    rows::{count, name},
};
use crate::dialect::Db;

/// What the queries about assessments return.
struct RawAssessment {
    id: String,
    title: String,
    welcome: String,
    work_minutes: i64,
    max_attempts: i64,
    results: String,
    created_by: String,
    created_at: i64,
    closed_at: Option<i64>,
}

impl RawAssessment {
    fn into_row(self, challenges: Vec<ChallengeVersion>) -> StoreResult<AssessmentRow> {
        Ok(AssessmentRow {
            id: AssessmentId::from_stored(&self.id)?,
            title: self.title,
            welcome: self.welcome,
            challenges,
            work_minutes: count("work_minutes", self.work_minutes)?,
            max_attempts: count("max_attempts", self.max_attempts)?,
            results: name(&self.results)?,
            created_by: AccountId::from_stored(&self.created_by)?,
            created_at: Micros::from_i64(self.created_at),
            closed_at: self.closed_at.map(Micros::from_i64),
        })
    }
}

impl Backend {
    /// Makes an assessment with its challenges, in one transaction.
    pub async fn create_assessment(
        &self,
        new: &NewAssessment,
        by: AccountId,
        now: Micros,
    ) -> StoreResult<AssessmentId> {
        new.check()?;
        let id = AssessmentId::new(now);
        let mut tx = self.begin().await?;
        sqlx::query_file!(
            "../sql/assessment_insert.sql",
            id.to_string(),
            new.title,
            new.welcome,
            i64::from(new.work_minutes),
            i64::from(new.max_attempts),
            new.results.as_str(),
            by.to_string(),
            now.as_i64(),
        )
        .execute(&mut *tx)
        .await?;
        for (position, challenge) in (1i64..).zip(&new.challenges) {
            sqlx::query_file!(
                "../sql/assessment_challenge_insert.sql",
                id.to_string(),
                position,
                challenge.slug,
                i64::from(challenge.version),
            )
            .execute(&mut *tx)
            .await?;
        }
        let detail = json!({ "title": new.title, "challenges": new.challenges, "work_minutes": new.work_minutes,
            "max_attempts": new.max_attempts, "results": new.results });
        audit::record(&mut tx, now, &audit::account_actor(by), "assessment.created", &id.to_string(), detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// An assessment with its challenges.
    pub async fn assessment(&self, id: AssessmentId) -> StoreResult<AssessmentRow> {
        assessment(&mut *self.readers.acquire().await?, id).await
    }

    /// The newest assessments, at most `limit`.
    pub async fn list_assessments(&self, limit: u32) -> StoreResult<Vec<AssessmentRow>> {
        let found = sqlx::query_file_as!(RawAssessment, "../sql/assessment_list.sql", i64::from(limit))
            .fetch_all(&self.readers)
            .await?;
        let mut rows = Vec::with_capacity(found.len());
        let mut connection = self.readers.acquire().await?;
        for raw in found {
            let challenges = challenges_of(&mut connection, &raw.id).await?;
            rows.push(raw.into_row(challenges)?);
        }
        Ok(rows)
    }

    /// Slugs of the challenges that an assessment asks: of one that is not closed, or is worked on still.
    pub async fn challenges_in_use(&self) -> StoreResult<BTreeSet<String>> {
        let rows = sqlx::query_file!("../sql/challenges_in_use.sql").fetch_all(&self.readers).await?;
        Ok(rows.into_iter().map(|row| row.challenge_slug).collect())
    }

    /// The attempts of everybody who was invited to it that have a score, in the order in which they were handed in.
    pub async fn scored_attempts_of(&self, id: AssessmentId) -> StoreResult<Vec<ScoredAttempt>> {
        let rows = sqlx::query_file!("../sql/scored_attempts_of.sql", id.to_string()).fetch_all(&self.readers).await?;
        rows.into_iter()
            .map(|row| {
                Ok(ScoredAttempt {
                    id: SubmissionId::from_stored(&row.id)?,
                    invitation: InvitationId::from_stored(&row.invitation_id)?,
                    challenge_slug: row.challenge_slug,
                    verdict: row.verdict,
                    score_earned: Hundredths::from_i64(row.score_earned),
                    score_max: Hundredths::from_i64(row.score_max),
                })
            })
            .collect()
    }

    /// Lets nobody be invited to it or start it any more. False if it was closed already, or is not there.
    pub async fn close_assessment(&self, id: AssessmentId, by: AccountId, now: Micros) -> StoreResult<bool> {
        let mut tx = self.begin().await?;
        let closed = sqlx::query_file!("../sql/assessment_close.sql", id.to_string(), now.as_i64())
            .execute(&mut *tx)
            .await?
            .rows_affected();
        if closed == 0 {
            return Ok(false);
        }
        let actor = audit::account_actor(by);
        audit::record(&mut tx, now, &actor, "assessment.closed", &id.to_string(), json!({})).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// As [`Backend::assessment`], on a connection that is there already: within a transaction, waiting for a second one could
/// be waiting for oneself.
pub(super) async fn assessment(
    connection: &mut <Db as Database>::Connection,
    id: AssessmentId,
) -> StoreResult<AssessmentRow> {
    let found = sqlx::query_file_as!(RawAssessment, "../sql/assessment_get.sql", id.to_string())
        .fetch_optional(&mut *connection)
        .await?
        .ok_or_else(|| StoreError::NotFound { what: "assessment", id: id.to_string() })?;
    let challenges = challenges_of(connection, &found.id).await?;
    found.into_row(challenges)
}

async fn challenges_of(
    connection: &mut <Db as Database>::Connection,
    assessment: &str,
) -> StoreResult<Vec<ChallengeVersion>> {
    let rows = sqlx::query_file!("../sql/assessment_challenges.sql", assessment).fetch_all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let version = count("challenge_version", row.challenge_version)?;
            Ok(ChallengeVersion { slug: row.challenge_slug, version })
        })
        .collect()
}
