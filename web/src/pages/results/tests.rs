//! Tests, by criterion, with how often each passed.

use gauntlet_grader::model::{Challenge, Outcome, Report, TestReport, Visibility};

use crate::{
    charts,
    markup::Markup,
    pages::{
        format,
        icons::{self, Icon},
    },
};

pub(in crate::pages) struct TestRow {
    pub(in crate::pages) hue: &'static str,
    pub(in crate::pages) icon: Icon,
    pub(in crate::pages) word: &'static str,
    pub(in crate::pages) title: String,
    /// `TestXxx`; empty for hidden tests.
    pub(in crate::pages) name: String,
    pub(in crate::pages) visibility: &'static str,
    pub(in crate::pages) runs: String,
    pub(in crate::pages) dots: Markup,
    pub(in crate::pages) elapsed: String,
    pub(in crate::pages) message: String,
    pub(in crate::pages) hint: String,
    pub(in crate::pages) failed_under: Vec<String>,
}

impl TestRow {
    fn new(test: &TestReport) -> Self {
        let (hue, icon, word) = match test.outcome {
            Outcome::Passed => ("accepted", icons::CHECK, "passed"),
            Outcome::Failed => ("wrong", icons::CROSS, "failed"),
            Outcome::Skipped => ("limit", icons::MINUS, "skipped"),
            Outcome::NotSeen => ("limit", icons::HALF, "not seen"),
        };
        let visible = test.visibility == Visibility::Visible;
        let all = test.counted();
        Self {
            hue,
            icon,
            word,
            title: test.title.clone(),
            name: if visible { test.name.clone() } else { String::new() },
            visibility: if visible { "visible" } else { "hidden" },
            runs: format!("{} of {all}", test.passed),
            dots: charts::dots(test.passed, test.runs.saturating_sub(test.passed), all - test.runs),
            elapsed: if test.runs == 0 { "–".to_owned() } else { format::millis(test.elapsed_ms) },
            message: test.message.clone(),
            hint: test.hint.clone().unwrap_or_default(),
            failed_under: test.failed_under.clone(),
        }
    }

    pub(in crate::pages) fn has_more(&self) -> bool {
        !(self.message.is_empty() && self.hint.is_empty() && self.failed_under.is_empty())
    }

    /// What needs reading is open from the start.
    pub(in crate::pages) fn is_open(&self) -> bool {
        self.word != "passed"
    }
}

pub(in crate::pages) struct TestGroup {
    pub(in crate::pages) title: String,
    pub(in crate::pages) passed: String,
    pub(in crate::pages) tests: Vec<TestRow>,
}

/// Tests by criterion, in the score's order; criteria that the score does not list come last, under
/// the challenge's title for them or, last of all, under their id.
pub(in crate::pages) fn tests(report: &Report, challenge: Option<&Challenge>) -> Vec<TestGroup> {
    // The report of a run has no criteria; the challenge has.
    let criteria = challenge.map_or(&[][..], |c| &c.manifest.criteria);
    let title_of = |id: &str| criteria.iter().find(|c| c.id == id).map(|c| c.title.as_str());
    let mut order: Vec<(&str, &str)> =
        report.score.criteria.iter().map(|c| (c.id.as_str(), c.title.as_str())).collect();
    for test in &report.tests {
        if !order.iter().any(|(id, _)| *id == test.group) {
            order.push((&test.group, title_of(&test.group).unwrap_or(&test.group)));
        }
    }
    let group = |(id, title): (&str, &str)| {
        let tests: Vec<&TestReport> = report.tests.iter().filter(|t| t.group == id).collect();
        let passed = tests.iter().filter(|t| t.outcome == Outcome::Passed).count();
        TestGroup {
            title: title.to_owned(),
            passed: format!("{passed} of {} passed", tests.len()),
            tests: tests.into_iter().map(TestRow::new).collect(),
        }
    };
    order.into_iter().map(group).filter(|g| !g.tests.is_empty()).collect()
}
