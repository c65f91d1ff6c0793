//! A run: what a candidate has of a challenge, its visible tests alone, is enough to build and test a solution with, and
//! nothing of it is scored.

#![allow(clippy::expect_used, reason = "all of this is test code")]

use gauntlet_grader::{
    catalog::Catalog,
    model::{Verdict, Visibility},
    pipeline::GradeOptions,
    submission::Submission,
};
use gauntlet_tests::{fixture::Fixture, places};

#[test]
fn a_run_is_held_to_the_visible_tests_alone() {
    let fixture = Fixture::new();
    for challenge in Catalog::load(&places::challenges()).expect("the challenges").iter() {
        let slug = &challenge.manifest.slug;
        let practice = challenge.practice();
        let submission = Submission::new(&practice, &challenge.reference).expect("a submission");
        let report = fixture.grade(&practice, &submission, &GradeOptions::default()).expect("a report");
        assert_eq!(report.verdict, Verdict::Accepted, "{slug}: {}", report.summary);
        let visible = challenge.manifest.tests.iter().filter(|t| t.visibility == Visibility::Visible).count();
        assert_eq!(report.tests.len(), visible, "{slug}");
        assert!(report.tests.iter().all(|t| t.visibility == Visibility::Visible && t.passed > 0), "{slug}");
        assert!(report.benchmarks.is_empty() && report.score.criteria.is_empty(), "{slug}");
        assert_eq!((report.score.earned, report.score.max), (0.0, 0.0), "{slug}");
    }
}
