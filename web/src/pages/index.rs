//! The list of challenges, with a word on what Gauntlet does.

use askama::Template;
use gauntlet_grader::model::Challenge;

use crate::{
    charts::{self, Segment},
    markup::Markup,
};

use super::{Shell, format};

/// Renders the list of challenges, in the order given. `is_partial`: some are left out, because assessments ask them.
///
/// # Errors
/// Only if writing to memory fails.
pub fn index(shell: &Shell, challenges: &[&Challenge], is_partial: bool) -> askama::Result<String> {
    IndexPage { shell, challenges: challenges.iter().map(|c| Card::new(c)).collect(), is_partial }.render()
}

#[derive(Template)]
#[template(path = "index.html")]
struct IndexPage<'a> {
    shell: &'a Shell,
    challenges: Vec<Card<'a>>,
    is_partial: bool,
}

struct Card<'a> {
    challenge: &'a Challenge,
    minutes: String,
    weights: Weights,
    tests: String,
}

impl<'a> Card<'a> {
    fn new(challenge: &'a Challenge) -> Self {
        let manifest = &challenge.manifest;
        let mut tests = format::count(manifest.tests.len() as u64, "test", "tests");
        if !manifest.benchmarks.is_empty() {
            tests = format!("{tests}, {}", format::count(manifest.benchmarks.len() as u64, "benchmark", "benchmarks"));
        }
        Self { challenge, minutes: format!("{} min", manifest.minutes), weights: Weights::new(challenge), tests }
    }
}

/// What points are given for, as a bar and as its legend.
pub(super) struct Weights {
    pub(super) bar: Markup,
    /// Class of the segment, title, points.
    pub(super) legend: Vec<(usize, String, u32)>,
}

impl Weights {
    pub(super) fn new(challenge: &Challenge) -> Self {
        let criteria = &challenge.manifest.criteria;
        let segment = |c: &gauntlet_grader::model::CriterionSpec| Segment {
            label: format!("{}: {}", c.title, format::count(c.weight.into(), "point", "points")),
            value: c.weight.into(),
        };
        let segments: Vec<Segment> = criteria.iter().map(segment).collect();
        Self {
            bar: charts::stack("What the points are given for", &segments),
            legend: criteria.iter().enumerate().map(|(i, c)| (i % 6, c.title.clone(), c.weight)).collect(),
        }
    }
}
