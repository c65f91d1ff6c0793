//! Closed sets of names: the status of a submission, and the door that it came in by.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::StoreError;

/// Where a submission, or its job, stands. Never a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for a worker.
    Queued,
    /// A worker holds its lease.
    Running,
    /// Graded; it has a verdict.
    Finished,
    /// Our machinery failed; it has none.
    Failed,
}

/// Which door a submission came in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The pages.
    Web,
    /// The JSON API.
    Api,
}

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Owner,
    /// Invite candidates and see what they did.
    Interviewer,
    /// Write challenges.
    Author,
    /// Look.
    Viewer,
}

/// When candidates see their results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultsRule {
    /// As soon as an attempt was graded.
    AtOnce,
    /// When the work is over.
    AfterEnd,
    /// Not at all.
    Never,
}

/// Who ended a candidate's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// They themselves.
    Candidate,
    /// The deadline.
    Clock,
    /// Somebody withdrew the invitation.
    Owner,
}

/// What a submission is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Anybody's, without an invitation.
    Open,
    /// A candidate's look at the visible tests. Never scored.
    Run,
    /// A candidate's counted hand-in.
    Attempt,
    /// A candidate's try at the sample challenge, before their work begins.
    Rehearsal,
}

/// How a draft came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Typed on the page.
    Browser,
    /// Uploaded on the page.
    Upload,
    /// Sent over the API.
    Api,
    /// Pushed with git.
    Git,
}

macro_rules! names {
    ($type:ident, $what:literal, $($variant:ident => $name:literal),+) => {
        impl $type {
            /// Its name in SQL, JSON and addresses.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $type {
            type Err = StoreError;

            fn from_str(text: &str) -> Result<Self, StoreError> {
                match text {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(StoreError::Invalid {
                        field: $what,
                        reason: format!("must be one of {}, got {text:?}", [$($name),+].join(", ")),
                    }),
                }
            }
        }
    };
}

names!(Status, "status", Queued => "queued", Running => "running", Finished => "finished", Failed => "failed");
names!(Source, "source", Web => "web", Api => "api");
names!(Role, "role", Owner => "owner", Interviewer => "interviewer", Author => "author", Viewer => "viewer");
names!(ResultsRule, "results", AtOnce => "at_once", AfterEnd => "after_end", Never => "never");
names!(EndedBy, "ended_by", Candidate => "candidate", Clock => "clock", Owner => "owner");
names!(Purpose, "purpose", Open => "open", Run => "run", Attempt => "attempt", Rehearsal => "rehearsal");
names!(Origin, "origin", Browser => "browser", Upload => "upload", Api => "api", Git => "git");

#[cfg(test)]
mod tests {
    use super::{Source, Status};

    #[test]
    fn names_round_trip() {
        for status in [Status::Queued, Status::Running, Status::Finished, Status::Failed] {
            assert_eq!(status.as_str().parse::<Status>().unwrap(), status);
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("\"{status}\""));
        }
        assert!("accepted".parse::<Status>().is_err(), "a verdict is no status");
        assert_eq!("api".parse::<Source>().unwrap(), Source::Api);
    }
}
