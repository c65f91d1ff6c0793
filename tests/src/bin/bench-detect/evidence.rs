//! Which detectors a report holds evidence of. Pure: a report in, detectors out.

use std::collections::BTreeSet;

use gauntlet_grader::model::{Outcome, Report};

/// What can speak against a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Detector {
    Race,
    Leak,
    Hang,
    Crash,
    Test,
}

impl Detector {
    pub(crate) const ALL: [Self; 5] = [Self::Race, Self::Leak, Self::Hang, Self::Crash, Self::Test];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Race => "race detector",
            Self::Leak => "goroutine-leak profile",
            Self::Hang => "watchdog and its stacks",
            Self::Crash => "panics and fatal errors",
            Self::Test => "the test's own checks",
        }
    }
}

/// Every detector that found something.
pub(crate) fn of(report: &Report) -> BTreeSet<Detector> {
    // What the visible test logs begins with its place. That a race was detected during a test is logged by the testing
    // package, which fails the test for it.
    let by_test = report.tests.iter().any(|t| t.outcome == Outcome::Failed && t.message.contains("_test.go:"));
    let found = [
        (Detector::Race, !report.races.is_empty()),
        (Detector::Leak, !report.leaks.is_empty()),
        (Detector::Hang, !report.hangs.is_empty()),
        (Detector::Crash, !report.panics.is_empty()),
        (Detector::Test, by_test),
    ];
    found.into_iter().filter(|(_, is_there)| *is_there).map(|(detector, _)| detector).collect()
}
