//! Submissions: what is handed in, and what is stored.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{Hundredths, InvitationId, JobId, Micros, Purpose, Source, Status, StoreError, SubmissionId, refuse_nul};

/// What is handed in.
#[derive(Debug, Clone)]
pub struct NewSubmission {
    /// The challenge's slug.
    pub challenge_slug: String,
    /// The challenge's version at this moment.
    pub challenge_version: u32,
    /// A free label; may be empty.
    pub author: String,
    /// Which door it came in by.
    pub source: Source,
    /// Content by path. Contents may hold any character, paths no NUL.
    pub files: BTreeMap<String, String>,
    /// Makes a repeated request harmless: the same key and content give the same submission.
    pub idempotency_key: Option<String>,
    /// How often grading may be started, at least 1.
    pub max_attempts: u32,
}

impl NewSubmission {
    /// Checks what the databases cannot store alike.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] that names the field.
    pub fn check(&self) -> Result<(), StoreError> {
        refuse_nul("challenge", &self.challenge_slug)?;
        refuse_nul("author", &self.author)?;
        refuse_nul("idempotency_key", self.idempotency_key.as_deref().unwrap_or_default())?;
        for path in self.files.keys() {
            refuse_nul("files", path)?;
        }
        if self.max_attempts == 0 {
            return Err(StoreError::Invalid { field: "max_attempts", reason: "must be at least 1, got 0".to_owned() });
        }
        Ok(())
    }
}

/// Files as a JSON object, keys sorted, and the SHA-256 of that text in hexadecimal.
#[must_use]
pub fn hashed_files(files: &BTreeMap<String, String>) -> (String, String) {
    let json = serde_json::Value::from_iter(files.clone()).to_string();
    let digest = Sha256::digest(json.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    (json, digest)
}

/// Reads what [`hashed_files`] wrote.
///
/// # Errors
/// [`StoreError::Corrupt`] if the text is not an object of strings.
pub fn parse_files(json: &str) -> Result<BTreeMap<String, String>, StoreError> {
    serde_json::from_str(json).map_err(|e| StoreError::Corrupt(format!("the files of a submission: {e}")))
}

/// What became of a [`NewSubmission`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Created {
    /// The submission.
    pub submission_id: SubmissionId,
    /// Its job.
    pub job_id: JobId,
    /// The idempotency key was known: this is the earlier submission, and nothing was stored.
    pub replayed: bool,
}

/// A submission at a glance, without its files and its report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubmissionRow {
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
    /// SHA-256 of the files, hexadecimal.
    pub files_sha256: String,
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
    /// What our machinery failed at, once failed.
    pub failure: Option<String>,
    /// What it was handed in for.
    pub purpose: Purpose,
    /// Whose it is; none for [`Purpose::Open`].
    pub invitation_id: Option<InvitationId>,
    /// Counts a candidate's attempts at a challenge, from 1; none for anything else.
    pub attempt_number: Option<u32>,
    /// Its job.
    pub job: JobRow,
}

/// The job of a submission. Its status is the submission's: the two change in one transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JobRow {
    /// Its id.
    pub id: JobId,
    /// How many attempts were started and count.
    pub attempt: u32,
    /// How many may be.
    pub max_attempts: u32,
    /// The worker that claimed it last.
    pub worker: Option<String>,
    /// When the running worker's lease ends.
    pub lease_until: Option<Micros>,
    /// From when on it may be claimed.
    pub available_at: Micros,
    /// When the attempt that counts was started; unknown while it waits.
    pub started_at: Option<Micros>,
    /// What the worker recorded last, as JSON.
    pub progress_json: Option<String>,
    /// What went wrong on the last attempt that failed.
    pub last_error: Option<String>,
    /// How many waiting jobs are before it in the queue; only while it waits itself.
    pub ahead: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::{NewSubmission, hashed_files, parse_files};
    use crate::Source;

    fn submission(files: &[(&str, &str)]) -> NewSubmission {
        NewSubmission {
            challenge_slug: "worker-pool".to_owned(),
            challenge_version: 1,
            author: String::new(),
            source: Source::Web,
            files: files.iter().map(|(p, c)| ((*p).to_owned(), (*c).to_owned())).collect(),
            idempotency_key: None,
            max_attempts: 3,
        }
    }

    #[test]
    fn files_round_trip_with_any_character() {
        let new = submission(&[("pool.go", "a\0b\u{2028}\"\\ 🦀\r\n"), ("a/b.go", "")]);
        let (json, digest) = hashed_files(&new.files);
        assert!(!json.contains('\0'), "JSON escapes NUL");
        assert_eq!(parse_files(&json).unwrap(), new.files);
        assert_eq!(digest.len(), 64);
        assert!(new.check().is_ok());
    }

    #[test]
    fn the_digest_depends_on_content_and_not_on_order() {
        let one = hashed_files(&submission(&[("a.go", "1"), ("b.go", "2")]).files);
        assert_eq!(one, hashed_files(&submission(&[("b.go", "2"), ("a.go", "1")]).files));
        assert_ne!(one.1, hashed_files(&submission(&[("a.go", "2"), ("b.go", "1")]).files).1);
    }

    #[test]
    fn what_cannot_be_stored_is_refused() {
        assert!(submission(&[("a\0.go", "")]).check().is_err());
        assert!(NewSubmission { max_attempts: 0, ..submission(&[]) }.check().is_err());
        assert!(NewSubmission { idempotency_key: Some("\0".to_owned()), ..submission(&[]) }.check().is_err());
    }
}
