//! Drafts: what a candidate has written so far, by challenge, and how it came about.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{InvitationId, Micros, Origin, StoreError, refuse_nul};

/// What is to be saved.
#[derive(Debug, Clone)]
pub struct SaveDraft {
    /// Whose.
    pub invitation: InvitationId,
    /// Of which challenge.
    pub challenge_slug: String,
    /// The revision that it was made from; 0 for none. None: whatever is there is replaced, as a push or an upload does.
    pub base: Option<u64>,
    /// Of the sample challenge, on which work may begin before the clock does.
    pub is_rehearsal: bool,
    /// Content by path.
    pub files: BTreeMap<String, String>,
    /// How it came.
    pub origin: Origin,
    /// Which browser tab or machine sent it, so that one's own saves are told from another's.
    pub device: String,
    /// Nobody asked for it: a program sent it by itself while somebody typed. Of such saves not every one stays in the
    /// history.
    pub is_autosave: bool,
}

impl SaveDraft {
    /// Longest name of a device, in bytes.
    pub const MAX_DEVICE: usize = 100;

    /// Checks what the databases cannot store alike.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] that names the field.
    pub fn check(&self) -> Result<(), StoreError> {
        refuse_nul("challenge", &self.challenge_slug)?;
        refuse_nul("device", &self.device)?;
        if self.device.len() > Self::MAX_DEVICE {
            let reason = format!("must have at most {} bytes, got {}", Self::MAX_DEVICE, self.device.len());
            return Err(StoreError::Invalid { field: "device", reason });
        }
        self.files.keys().try_for_each(|path| refuse_nul("files", path))
    }
}

/// What became of a [`SaveDraft`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Saved {
    /// It is stored, as this revision. The same content again makes no new one.
    Stored {
        /// Its revision.
        revision: u64,
        /// When it was stored first.
        saved_at: Micros,
    },
    /// Somebody else saved another revision meanwhile. Nothing was stored.
    Conflict {
        /// What is there.
        current: Box<DraftRow>,
    },
    /// The work has not begun, or is over. Nothing was stored.
    Closed,
}

/// A draft as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftRow {
    /// Of which challenge.
    pub challenge_slug: String,
    /// Counts its changes, from 1.
    pub revision: u64,
    /// Content by path.
    pub files: BTreeMap<String, String>,
    /// How it came.
    pub origin: Origin,
    /// Which browser tab or machine sent it.
    pub device: String,
    /// When.
    pub saved_at: Micros,
}

/// A line of a draft's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftVersion {
    /// Its revision.
    pub revision: u64,
    /// How it came.
    pub origin: Origin,
    /// When.
    pub saved_at: Micros,
    /// Whether it is what was saved last.
    pub is_current: bool,
}
