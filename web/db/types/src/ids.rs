//! Ids: UUIDs of version 7, which sort by the time they were made at. Stored as hyphenated lower-case text.

use std::{fmt, str::FromStr, sync::Mutex};

use serde::{Deserialize, Serialize};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::{Micros, StoreError};

/// Keeps ids of the same millisecond in the order in which this process made them.
static CONTEXT: Mutex<ContextV7> = Mutex::new(ContextV7::new());

fn new_uuid(now: Micros) -> Uuid {
    let micros = now.as_i64().max(0).unsigned_abs();
    let subsec_nanos = u32::try_from(micros % 1_000_000 * 1_000).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&CONTEXT, micros / 1_000_000, subsec_nanos))
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A fresh id, made at `now`.
            #[must_use]
            pub fn new(now: Micros) -> Self {
                Self(new_uuid(now))
            }

            /// The id that a row holds.
            ///
            /// # Errors
            /// [`StoreError::Corrupt`] if it is not one.
            pub fn from_stored(text: &str) -> Result<Self, StoreError> {
                Uuid::try_parse(text)
                    .map(Self)
                    .map_err(|_| StoreError::Corrupt(format!("expected the id of a {}, got {text:?}", $what)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        /// Text from outside. What is no id at all cannot be the id of anything, hence "not found".
        impl FromStr for $name {
            type Err = StoreError;

            fn from_str(text: &str) -> Result<Self, StoreError> {
                Uuid::try_parse(text).map(Self).map_err(|_| StoreError::NotFound {
                    what: $what,
                    id: text.chars().take(64).flat_map(char::escape_default).collect(),
                })
            }
        }
    };
}

id!(
    /// Names a submission for ever: in addresses, in the API, in the audit log.
    SubmissionId,
    "submission"
);
id!(
    /// Names a job: one per submission, whatever number of attempts it takes.
    JobId,
    "job"
);
id!(
    /// Names an account.
    AccountId,
    "account"
);
id!(
    /// Names an assessment.
    AssessmentId,
    "assessment"
);
id!(
    /// Names an invitation: one candidate's way into one assessment.
    InvitationId,
    "invitation"
);

#[cfg(test)]
mod tests {
    use super::{JobId, SubmissionId};
    use crate::{Micros, StoreError};

    #[test]
    fn text_round_trips() {
        let id = SubmissionId::new(Micros::from_i64(1_700_000_000_000_000));
        assert_eq!(id.to_string().parse::<SubmissionId>().unwrap(), id);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    }

    #[test]
    fn ids_of_one_moment_keep_their_order() {
        let now = Micros::from_i64(1_700_000_000_000_000);
        let made: Vec<JobId> = (0..1_000).map(|_| JobId::new(now)).collect();
        assert!(made.is_sorted());
        assert!(made.iter().map(ToString::to_string).is_sorted(), "as text too");
    }

    #[test]
    fn nonsense_is_not_found_from_outside_and_corrupt_from_inside() {
        assert!(matches!("../etc".parse::<JobId>(), Err(StoreError::NotFound { what: "job", .. })));
        assert!(matches!(JobId::from_stored("7"), Err(StoreError::Corrupt(_))));
    }
}
