//! The score, by criterion.

use gauntlet_grader::model::{CriterionScore, Report};

use crate::{charts, markup::Markup, pages::format};

pub(in crate::pages) struct CriterionRow {
    pub(in crate::pages) title: String,
    pub(in crate::pages) earned: String,
    pub(in crate::pages) max: String,
    pub(in crate::pages) bar: Markup,
    pub(in crate::pages) why: String,
}

pub(in crate::pages) fn criteria(report: &Report) -> Vec<CriterionRow> {
    report.score.criteria.iter().map(criterion).collect()
}

fn criterion(c: &CriterionScore) -> CriterionRow {
    CriterionRow {
        title: c.title.clone(),
        earned: format::points(c.earned),
        max: format::points(c.max),
        bar: charts::bar(c.earned / c.max, share_hue(c.earned, c.max)),
        why: c.why.clone(),
    }
}

/// The sentence about a capped total; empty if nothing capped it.
pub(in crate::pages) fn cap(report: &Report) -> String {
    report.score.cap.as_ref().map_or_else(String::new, |cap| {
        let (uncapped, most) = (format::points(cap.uncapped), format::points(cap.max_score));
        format!(
            "The criteria add up to {uncapped}; the verdict “{}” limits the total to {most}. {}",
            cap.verdict.title(),
            cap.why
        )
    })
}

fn share_hue(earned: f64, max: f64) -> &'static str {
    if earned >= max {
        "accepted"
    } else if earned > 0.0 {
        "limit"
    } else {
        "wrong"
    }
}
