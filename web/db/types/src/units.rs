//! Numbers and names that carry their unit or their meaning in the type.

use std::{fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{StoreError, refuse_nul};

/// A moment: microseconds since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Micros(i64);

impl Micros {
    /// The moment so many microseconds after the epoch.
    #[must_use]
    pub const fn from_i64(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }

    /// What the system's clock says. Only callers of the store read it; the store is told the time.
    #[must_use]
    pub fn now() -> Self {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        Self(0).plus(since)
    }

    /// The moment `later` after this one; the end of time if that cannot be said.
    #[must_use]
    pub fn plus(self, later: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(later.as_micros()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this moment is; zero if it is before.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// A count of a job's claims. It only rises: whoever holds an older one has lost the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fence(i64);

impl Fence {
    /// The fence of that number.
    #[must_use]
    pub const fn from_i64(fence: i64) -> Self {
        Self(fence)
    }

    /// Its number.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Fence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Hundredths of a point: what scores are stored in, so that they add up and compare exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hundredths(i64);

impl Hundredths {
    /// So many hundredths.
    #[must_use]
    pub const fn from_i64(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// Points, rounded to the nearest hundredth; what is no number counts as zero.
    #[must_use]
    pub fn from_points(points: f64) -> Self {
        // A float-to-int cast saturates and maps NaN to 0, which is what is wanted.
        #[allow(clippy::cast_possible_truncation)]
        Self((points * 100.0).round() as i64)
    }

    /// The number of hundredths.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }

    /// The same in points.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // scores are far below 2^53 hundredths
    pub fn as_points(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

/// Who grades: a name that an operator recognises, e.g. "host-3:4711".
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct WorkerName(String);

impl WorkerName {
    /// Longest accepted name, in bytes.
    pub const MAX_BYTES: usize = 200;

    /// Takes a name of 1 to [`WorkerName::MAX_BYTES`] bytes without NUL.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] otherwise.
    pub fn new(name: impl Into<String>) -> Result<Self, StoreError> {
        let name = name.into();
        if name.is_empty() || name.len() > Self::MAX_BYTES {
            let reason = format!("must have 1 to {} bytes, got {}", Self::MAX_BYTES, name.len());
            return Err(StoreError::Invalid { field: "worker", reason });
        }
        refuse_nul("worker", &name)?;
        Ok(Self(name))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WorkerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Hundredths, Micros, WorkerName};
    use std::time::Duration;

    #[test]
    fn points_round_to_hundredths() {
        assert_eq!(Hundredths::from_points(99.999).as_i64(), 10_000);
        assert_eq!(Hundredths::from_points(0.1 + 0.2), Hundredths::from_i64(30));
        assert_eq!(Hundredths::from_points(f64::NAN), Hundredths::from_i64(0));
        assert!((Hundredths::from_i64(9_550).as_points() - 95.5).abs() < f64::EPSILON);
    }

    #[test]
    fn time_never_wraps() {
        let end = Micros::from_i64(i64::MAX);
        assert_eq!(end.plus(Duration::MAX), end);
        assert_eq!(Micros::from_i64(5).since(Micros::from_i64(9)), Duration::ZERO);
        assert_eq!(Micros::from_i64(9).since(Micros::from_i64(5)), Duration::from_micros(4));
    }

    #[test]
    fn worker_names_are_checked() {
        assert_eq!(WorkerName::new("host-3:4711").unwrap().as_str(), "host-3:4711");
        assert!(WorkerName::new("").is_err());
        assert!(WorkerName::new("a\0b").is_err());
        assert!(WorkerName::new("x".repeat(201)).is_err());
    }
}
