//! Assessments: challenges with rules, which candidates are invited to.

use serde::Serialize;

use crate::{AccountId, AssessmentId, Micros, ResultsRule, StoreError, refuse_nul};

/// What an assessment is made of.
#[derive(Debug, Clone)]
pub struct NewAssessment {
    /// For people.
    pub title: String,
    /// What candidates read first, Markdown; may be empty.
    pub welcome: String,
    /// The challenges in their order, 1 to [`NewAssessment::MAX_CHALLENGES`].
    pub challenges: Vec<ChallengeVersion>,
    /// Time from the start to the deadline, in minutes, before any extra time.
    pub work_minutes: u32,
    /// Counted attempts at each challenge.
    pub max_attempts: u32,
    /// When candidates see their results.
    pub results: ResultsRule,
}

/// A challenge as it was when the assessment was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChallengeVersion {
    /// Its slug.
    pub slug: String,
    /// Its version.
    pub version: u32,
}

impl NewAssessment {
    /// Most challenges of one assessment.
    pub const MAX_CHALLENGES: usize = 10;
    /// Longest title, in characters.
    pub const MAX_TITLE: usize = 200;
    /// Longest welcome, in bytes.
    pub const MAX_WELCOME: usize = 20_000;
    /// Longest work time, in minutes: 30 days.
    pub const MAX_WORK_MINUTES: u32 = 30 * 24 * 60;
    /// Most attempts at a challenge.
    pub const MAX_ATTEMPTS: u32 = 100;

    /// Checks that candidates can work with it.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] that names the field.
    pub fn check(&self) -> Result<(), StoreError> {
        let invalid = |field, reason: String| Err(StoreError::Invalid { field, reason });
        let title = self.title.chars().count();
        if self.title.trim().is_empty() || title > Self::MAX_TITLE || self.title.chars().any(char::is_control) {
            let reason = format!("must have 1 to {} characters on one line, got {title}", Self::MAX_TITLE);
            return invalid("title", reason);
        }
        refuse_nul("welcome", &self.welcome)?;
        if self.welcome.len() > Self::MAX_WELCOME {
            let reason = format!("must have at most {} bytes, got {}", Self::MAX_WELCOME, self.welcome.len());
            return invalid("welcome", reason);
        }
        let challenges = self.challenges.len();
        if challenges == 0 || challenges > Self::MAX_CHALLENGES {
            return invalid("challenges", format!("must be 1 to {}, got {challenges}", Self::MAX_CHALLENGES));
        }
        for (i, challenge) in self.challenges.iter().enumerate() {
            if self.challenges[..i].iter().any(|earlier| earlier.slug == challenge.slug) {
                return invalid("challenges", format!("must differ, got '{}' twice", challenge.slug));
            }
        }
        if self.work_minutes == 0 || self.work_minutes > Self::MAX_WORK_MINUTES {
            let reason = format!("must be 1 to {}, got {}", Self::MAX_WORK_MINUTES, self.work_minutes);
            return invalid("work_minutes", reason);
        }
        if self.max_attempts == 0 || self.max_attempts > Self::MAX_ATTEMPTS {
            return invalid("max_attempts", format!("must be 1 to {}, got {}", Self::MAX_ATTEMPTS, self.max_attempts));
        }
        Ok(())
    }
}

/// An assessment as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssessmentRow {
    /// Its id.
    pub id: AssessmentId,
    /// For people.
    pub title: String,
    /// What candidates read first, Markdown; may be empty.
    pub welcome: String,
    /// The challenges in their order.
    pub challenges: Vec<ChallengeVersion>,
    /// Time from the start to the deadline, in minutes, before any extra time.
    pub work_minutes: u32,
    /// Counted attempts at each challenge.
    pub max_attempts: u32,
    /// When candidates see their results.
    pub results: ResultsRule,
    /// Who made it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Micros,
    /// Since when nobody can be invited to it or start it any more.
    pub closed_at: Option<Micros>,
}

impl AssessmentRow {
    /// Whether it has this challenge.
    #[must_use]
    pub fn asks(&self, slug: &str) -> bool {
        self.challenges.iter().any(|challenge| challenge.slug == slug)
    }
}

#[cfg(test)]
mod tests {
    use super::{ChallengeVersion, NewAssessment};
    use crate::ResultsRule;

    fn assessment() -> NewAssessment {
        NewAssessment {
            title: "Senior Go".to_owned(),
            welcome: String::new(),
            challenges: vec![ChallengeVersion { slug: "worker-pool".to_owned(), version: 1 }],
            work_minutes: 90,
            max_attempts: 3,
            results: ResultsRule::AtOnce,
        }
    }

    #[test]
    fn what_nobody_could_work_with_is_refused() {
        assert!(assessment().check().is_ok());
        let twice = vec![ChallengeVersion { slug: "a".to_owned(), version: 1 }; 2];
        let bad = [
            (NewAssessment { title: " ".to_owned(), ..assessment() }, "title"),
            (NewAssessment { title: "a\nb".to_owned(), ..assessment() }, "title"),
            (NewAssessment { welcome: "x".repeat(20_001), ..assessment() }, "welcome"),
            (NewAssessment { challenges: Vec::new(), ..assessment() }, "challenges"),
            (NewAssessment { challenges: twice, ..assessment() }, "challenges"),
            (NewAssessment { work_minutes: 0, ..assessment() }, "work_minutes"),
            (NewAssessment { max_attempts: 0, ..assessment() }, "max_attempts"),
        ];
        for (assessment, field) in bad {
            let error = assessment.check().unwrap_err().to_string();
            assert!(error.starts_with(field), "{error}");
        }
    }
}
