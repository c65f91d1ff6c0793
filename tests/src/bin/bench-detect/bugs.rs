//! The corpus of bugs as values: `tests/bugs/<blocking|nonblocking>/<kind>-<name>/{scenario.go, bug.toml}`.

use gauntlet_tests::{
    corpus::{self, Bug, Case},
    places,
};

/// The file that is handed in.
pub(crate) const SOURCE: &str = "scenario.go";

/// Every bug, in order.
pub(crate) fn cases() -> Vec<Case<Bug>> {
    corpus::cases(&places::repository().join("tests/bugs"), "bug.toml")
}

/// `<group>/<kind>-<name>`.
pub(crate) fn name(case: &Case<Bug>) -> String {
    format!("{}/{}", case.group, case.name)
}

#[cfg(test)]
mod tests {
    use super::{SOURCE, cases, name};
    use gauntlet_grader::model::Verdict;

    #[test]
    fn every_bug_is_described() {
        for case in cases() {
            let (bug, name) = (&case.expected, name(&case));
            assert!(["blocking", "nonblocking"].contains(&case.group.as_str()), "{name}");
            assert!(case.name.starts_with(&format!("{}-", bug.kind)), "{name} is not of the kind {}", bug.kind);
            assert!(case.directory.join(SOURCE).is_file(), "{name} has no {SOURCE}");
            assert!(bug.why.ends_with('.'), "{name}: {}", bug.why);
            assert!(!bug.verdict.is_empty() && !bug.verdict.contains(&Verdict::Accepted), "{name}");
            assert!((0.0..=1.0).contains(&bug.plain_rate), "{name}: {}", bug.plain_rate);
        }
    }

    /// What one run shows anyway says little about a grader.
    #[test]
    fn enough_bugs_are_rare() {
        let cases = cases();
        let rare = cases.iter().filter(|case| case.expected.plain_rate <= 0.05).count();
        assert!(cases.len() >= 66, "{} bugs", cases.len());
        assert!(rare >= 25, "{rare} rare bugs");
    }
}
