//! The list of submissions: what is asked for, a page of it, and a place in it.

use std::{fmt, str::FromStr};

use serde::Serialize;

use crate::{Hundredths, Micros, Source, Status, StoreError, SubmissionId};

/// One line of the list of submissions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubmissionListItem {
    /// Its id.
    pub id: SubmissionId,
    /// The challenge's slug.
    pub challenge_slug: String,
    /// The challenge's version when it was handed in.
    pub challenge_version: u32,
    /// A free label; may be empty.
    pub author: String,
    /// Which door it came in by.
    pub source: Source,
    /// Where it stands.
    pub status: Status,
    /// When it was handed in.
    pub created_at: Micros,
    /// When it was graded, or given up.
    pub finished_at: Option<Micros>,
    /// The verdict's name, once finished.
    pub verdict: Option<String>,
    /// What it earned, once finished.
    pub score_earned: Option<Hundredths>,
    /// What could be earned, once finished.
    pub score_max: Option<Hundredths>,
    /// The report in one sentence, once finished.
    pub summary: Option<String>,
}

/// Which submissions a list shows; `None` lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this challenge's slug.
    pub challenge: Option<String>,
    /// With this verdict's name.
    pub verdict: Option<String>,
    /// With this status.
    pub status: Option<Status>,
    /// Not of challenges that an assessment asks.
    pub unasked: bool,
}

/// A page of the list, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The lines.
    pub items: Vec<SubmissionListItem>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
}

/// A place in the list. Later submissions do not move it. As text: `<micros>.<submission id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// When the last submission above the place was handed in.
    pub created_at: Micros,
    /// Its id.
    pub id: SubmissionId,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.created_at.as_i64(), self.id)
    }
}

impl FromStr for Cursor {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        let parts = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
        let (at, id) = parts.ok_or_else(|| StoreError::Invalid {
            field: "before",
            reason: "must be the cursor that came with the page before".to_owned(),
        })?;
        Ok(Self { created_at: Micros::from_i64(at), id })
    }
}

impl Serialize for Cursor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Cursor;
    use crate::{Micros, SubmissionId};

    #[test]
    fn a_cursor_survives_an_address() {
        let cursor = Cursor { created_at: Micros::from_i64(17), id: SubmissionId::new(Micros::from_i64(17)) };
        assert_eq!(cursor.to_string().parse::<Cursor>().unwrap(), cursor);
        for bad in ["", ".", "17", "17.x", "x.17"] {
            assert!(bad.parse::<Cursor>().is_err(), "{bad:?}");
        }
    }
}
