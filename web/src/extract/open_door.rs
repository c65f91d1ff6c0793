//! What people without an invitation see of the challenges. What an assessment asks is not for them: they would see its
//! statement before the clock runs, and verdicts on its hidden tests past the rules of the assessment.

use std::collections::BTreeSet;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::SignedIn;
use crate::{error::AppError, state::AppState};

/// The challenges that are withheld from whoever asks; none from those who signed in.
#[derive(Debug, Clone, Default)]
pub struct OpenDoor {
    withheld: BTreeSet<String>,
}

impl OpenDoor {
    /// Whether this challenge is there for whoever asks.
    #[must_use]
    pub fn shows(&self, slug: &str) -> bool {
        !self.withheld.contains(slug)
    }

    /// Whether anything is withheld.
    #[must_use]
    pub fn withholds(&self) -> bool {
        !self.withheld.is_empty()
    }

    /// Refuses what is withheld.
    ///
    /// # Errors
    /// [`AppError::InAssessment`].
    pub fn permit(&self, slug: &str) -> Result<(), AppError> {
        if self.shows(slug) { Ok(()) } else { Err(AppError::InAssessment) }
    }
}

impl FromRequestParts<AppState> for OpenDoor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let withheld = state.store.challenges_in_use().await?;
        if withheld.is_empty() {
            return Ok(Self::default());
        }
        match SignedIn::from_request_parts(parts, state).await {
            Ok(_) => Ok(Self::default()),
            Err(AppError::SignIn { .. }) => Ok(Self { withheld }),
            Err(error) => Err(error),
        }
    }
}
