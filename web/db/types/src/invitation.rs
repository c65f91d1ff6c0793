//! Invitations: one candidate's way into one assessment, and how far they have come.

use std::time::Duration;

use serde::Serialize;

use crate::{AssessmentId, Email, EndedBy, InvitationId, Micros, StoreError, TokenHash, account::person_name};

/// Whom an invitation is for.
#[derive(Debug, Clone)]
pub struct NewInvitation {
    /// The id that it will have, where a repeated request is to find it; else a fresh one.
    pub id: Option<InvitationId>,
    /// Of the token in the link.
    pub token: TokenHash,
    /// The candidate's name.
    pub name: String,
    /// Where the link is sent to.
    pub email: Email,
    /// Extra time, in per cent of the work time.
    pub extra_percent: u32,
    /// Until when the work can be started.
    pub expires_at: Micros,
}

impl NewInvitation {
    /// Most extra time, in per cent.
    pub const MAX_EXTRA_PERCENT: u32 = 300;
    /// Extra time is given in steps of so many per cent.
    pub const EXTRA_STEP: u32 = 5;

    /// Checks name and extra time.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] that names the field.
    pub fn check(&self) -> Result<(), StoreError> {
        person_name(&self.name)?;
        Self::check_extra(self.extra_percent)
    }

    /// Refuses extra time that is not offered.
    ///
    /// # Errors
    /// [`StoreError::Invalid`].
    pub fn check_extra(percent: u32) -> Result<(), StoreError> {
        if percent > Self::MAX_EXTRA_PERCENT || !percent.is_multiple_of(Self::EXTRA_STEP) {
            let (step, most) = (Self::EXTRA_STEP, Self::MAX_EXTRA_PERCENT);
            let reason = format!("must be a multiple of {step} from 0 to {most}, got {percent}");
            return Err(StoreError::Invalid { field: "extra_percent", reason });
        }
        Ok(())
    }
}

/// An invitation as it is stored. The token's hash stays in the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvitationRow {
    /// Its id.
    pub id: InvitationId,
    /// To which assessment.
    pub assessment_id: AssessmentId,
    /// The candidate's name.
    pub name: String,
    /// Where the link was sent to.
    pub email: Email,
    /// Extra time, in per cent of the work time.
    pub extra_percent: u32,
    /// When it was made.
    pub created_at: Micros,
    /// Until when the work can be started.
    pub expires_at: Micros,
    /// When the link was opened first.
    pub opened_at: Option<Micros>,
    /// When the work began.
    pub started_at: Option<Micros>,
    /// When it has to end.
    pub deadline_at: Option<Micros>,
    /// When it ended.
    pub ended_at: Option<Micros>,
    /// Who ended it.
    pub ended_by: Option<EndedBy>,
    /// What the candidate asks for, in their words.
    pub accommodation: Option<String>,
    /// When they asked.
    pub accommodation_at: Option<Micros>,
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    /// The work can be started.
    Waiting,
    /// It was not started in time.
    Expired,
    /// The work clock runs.
    UnderWay,
    /// The work is over.
    Ended,
}

impl InvitationRow {
    /// Where it stands at `now`. One whose deadline has passed is over, whether the clock has got to it or not.
    #[must_use]
    pub fn state(&self, now: Micros) -> InvitationState {
        match (self.ended_at, self.deadline_at) {
            (Some(_), _) => InvitationState::Ended,
            (None, Some(deadline)) if deadline <= now => InvitationState::Ended,
            (None, Some(_)) => InvitationState::UnderWay,
            (None, None) if self.expires_at <= now => InvitationState::Expired,
            (None, None) => InvitationState::Waiting,
        }
    }

    /// Whether whoever invited them took it back: a link that others have, too, is made worthless so.
    #[must_use]
    pub fn is_taken_back(&self) -> bool {
        self.ended_by == Some(EndedBy::Owner)
    }
}

/// The time from start to deadline: the assessment's work time and the candidate's extra time.
#[must_use]
pub fn work_time(work_minutes: u32, extra_percent: u32) -> Duration {
    Duration::from_secs(u64::from(work_minutes) * 60 * u64::from(100 + extra_percent) / 100)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{InvitationRow, InvitationState, NewInvitation, work_time};
    use crate::{AssessmentId, Email, EndedBy, InvitationId, Micros};

    #[test]
    fn extra_time_comes_in_steps() {
        assert_eq!(work_time(90, 25), Duration::from_secs(6_750));
        for good in [0, 5, 25, 100, 300] {
            assert!(NewInvitation::check_extra(good).is_ok(), "{good}");
        }
        for bad in [1, 301, 305] {
            assert!(NewInvitation::check_extra(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_invitation_ends_at_its_deadline_whether_the_clock_came_by_or_not() {
        let at = Micros::from_i64;
        let waiting = InvitationRow {
            id: InvitationId::new(at(0)),
            assessment_id: AssessmentId::new(at(0)),
            name: "Ada".to_owned(),
            email: Email::parse("ada@example.org").unwrap(),
            extra_percent: 0,
            created_at: at(0),
            expires_at: at(10),
            opened_at: None,
            started_at: None,
            deadline_at: None,
            ended_at: None,
            ended_by: None,
            accommodation: None,
            accommodation_at: None,
        };
        let states = |row: &InvitationRow, times: &[i64]| times.iter().map(|t| row.state(at(*t))).collect::<Vec<_>>();
        assert_eq!(states(&waiting, &[9, 10]), [InvitationState::Waiting, InvitationState::Expired]);
        let started = InvitationRow { started_at: Some(at(9)), deadline_at: Some(at(20)), ..waiting };
        assert_eq!(states(&started, &[15, 20]), [InvitationState::UnderWay, InvitationState::Ended]);
        let ended = InvitationRow { ended_at: Some(at(12)), ended_by: Some(EndedBy::Candidate), ..started };
        assert_eq!(states(&ended, &[12]), [InvitationState::Ended]);
    }
}
