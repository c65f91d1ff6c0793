//! One finding about this host.

use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckStatus {
    /// As it should be.
    Ok,
    /// Grading works, with a disadvantage that `found` names.
    Warn,
    /// This host must not grade.
    Fail,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Stable name for scripts, e.g. `limit.memory`.
    pub id: String,
    /// What was looked at, for people.
    pub title: String,
    /// How it stands.
    pub status: CheckStatus,
    /// What was found, with units.
    pub found: String,
    /// What to do about it, where there is something to do.
    pub mend: Option<String>,
}

impl Check {
    pub(super) fn ok(id: &str, title: &str, found: impl Into<String>) -> Self {
        Self { id: id.to_owned(), title: title.to_owned(), status: CheckStatus::Ok, found: found.into(), mend: None }
    }

    pub(super) fn warn(id: &str, title: &str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { status: CheckStatus::Warn, mend: Some(mend.into()), ..Self::ok(id, title, found) }
    }

    pub(super) fn fail(id: &str, title: &str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { status: CheckStatus::Fail, mend: Some(mend.into()), ..Self::ok(id, title, found) }
    }
}

/// Whether a host with these findings may grade.
#[must_use]
pub fn is_fit(checks: &[Check]) -> bool {
    checks.iter().all(|check| check.status < CheckStatus::Fail)
}

/// Bytes for people, e.g. `1.5 GiB`.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let mut tenths = u128::from(bytes) * 10 / 1024;
    let mut unit = 0;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_does_not_keep_a_host_from_grading_and_a_failure_does() {
        let warned = vec![Check::ok("a", "A", ""), Check::warn("b", "B", "", "")];
        assert!(is_fit(&warned));
        assert!(!is_fit(&[warned, vec![Check::fail("c", "C", "", "")]].concat()));
    }

    #[test]
    fn sizes_for_people() {
        let sizes = [0, 1_536, 5 << 20, (3 << 30) + (512 << 20), 9 << 40];
        assert_eq!(sizes.map(size), ["0.0 KiB", "1.5 KiB", "5.0 MiB", "3.5 GiB", "9.0 TiB"]);
    }
}
