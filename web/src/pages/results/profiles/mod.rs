//! Where the candidate's benchmarks spent time and memory: a flame graph and the costliest functions.

mod functions;

use gauntlet_grader::model::{Challenge, Profile, ProfileKind, Report};

use crate::{
    charts::{self, Look, Stack},
    markup::Markup,
    pages::format,
};

use functions::{Cost, Owner, costliest, names, package_of};

/// Rows of the table.
const MOST_ROWS: usize = 10;
/// Letters of a function's name.
const LONGEST_NAME: usize = 160;

pub(in crate::pages) struct ProfileView {
    pub(in crate::pages) title: &'static str,
    /// What all boxes are shares of.
    pub(in crate::pages) total: String,
    /// What it counts, in one word.
    pub(in crate::pages) unit: &'static str,
    pub(in crate::pages) chart: Markup,
    /// Whose functions are in it.
    pub(in crate::pages) legend: Vec<Owner>,
    pub(in crate::pages) rows: Vec<FunctionRow>,
}

pub(in crate::pages) struct FunctionRow {
    pub(in crate::pages) owner: Owner,
    pub(in crate::pages) function: String,
    pub(in crate::pages) own: String,
    pub(in crate::pages) own_share: String,
    pub(in crate::pages) all: String,
    pub(in crate::pages) all_share: String,
}

/// One view for each profile in which something was counted.
pub(in crate::pages) fn profiles(report: &Report, challenge: Option<&Challenge>) -> Vec<ProfileView> {
    let benchmarks: Vec<&str> = report.benchmarks.iter().map(|b| b.name.as_str()).collect();
    let module =
        challenge.map(|c| c.manifest.package.module.clone()).or_else(|| package_of(&report.profiles, &benchmarks));
    report.profiles.iter().map(|p| profile(p, module.as_deref())).filter(|view| !view.chart.is_empty()).collect()
}

fn profile(profile: &Profile, module: Option<&str>) -> ProfileView {
    let stacks: Vec<Stack> = profile.stacks.iter().map(|s| Stack { functions: &s.functions, value: s.value }).collect();
    let (title, unit) = match profile.kind {
        ProfileKind::Cpu => ("Where the CPU time went", "time"),
        ProfileKind::Allocations => ("Where memory was allocated", "memory"),
    };
    let counted = stacks.iter().map(|s| u128::from(s.value)).sum();
    let whole = u128::from(profile.total).max(counted);
    let total = amount(profile.kind, whole);
    let chart = charts::flame(&charts::Flame {
        title,
        description: &format!("Shares of {total}; the table below has the costliest functions."),
        stacks: &stacks,
        total: profile.total,
        look: &|function| Look { class: Owner::of(function, module).class(), names: names(function) },
        tip: &|function, value, whole| {
            format!("{}: {}, {}", cut(function), format::percent(value, whole), amount(profile.kind, value))
        },
    });
    let all = stacks.iter().flat_map(|s| s.functions).map(|f| Owner::of(f, module));
    let mut legend: Vec<Owner> = all.collect();
    legend.sort_by_key(|owner| *owner as u8);
    legend.dedup();
    let rows = costliest(profile, MOST_ROWS).iter().map(|cost| row(profile.kind, cost, whole, module)).collect();
    ProfileView { title, total, unit, chart, legend, rows }
}

fn row(kind: ProfileKind, cost: &Cost, whole: u128, module: Option<&str>) -> FunctionRow {
    FunctionRow {
        owner: Owner::of(cost.function, module),
        function: cut(cost.function),
        own: amount(kind, cost.flat),
        own_share: format::percent(cost.flat, whole),
        all: amount(kind, cost.cumulative),
        all_share: format::percent(cost.cumulative, whole),
    }
}

/// Names of generated functions can be longer than a page.
fn cut(function: &str) -> String {
    match function.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &function[..end]),
        None => function.to_owned(),
    }
}

#[allow(clippy::cast_precision_loss)] // shown with three digits
fn amount(kind: ProfileKind, value: u128) -> String {
    match kind {
        ProfileKind::Cpu => format::millis(value as f64 / 1e6),
        ProfileKind::Allocations => format::bytes(value as f64),
    }
}

#[cfg(test)]
mod tests {
    use super::{Owner, profiles};
    use crate::pages::fixtures::{accepted, worker_pool};

    #[test]
    fn frames_are_coloured_by_owner() {
        let report = accepted();
        let views = profiles(&report, Some(&worker_pool()));
        let titles: Vec<_> = views.iter().map(|v| (v.title, v.total.as_str())).collect();
        assert_eq!(titles, [("Where the CPU time went", "1.24 s"), ("Where memory was allocated", "84 MiB")]);
        assert_eq!(views[0].legend, [Owner::Candidate, Owner::Library, Owner::Runtime]);
        for class in ["own", "lib", "run"] {
            assert!(views[0].chart.as_str().contains(&format!("<g class=\"{class}\"><title>")), "{class}");
        }
        assert!(views[0].chart.as_str().contains("zz.(*Pool).work: 49.2 %, 610 ms"), "{}", views[0].chart);
    }

    #[test]
    fn the_candidate_is_known_without_the_challenge() {
        let views = profiles(&accepted(), None);
        assert_eq!(views[0].legend, [Owner::Candidate, Owner::Library, Owner::Runtime]);
    }

    #[test]
    fn a_profile_in_which_nothing_was_counted_is_not_shown() {
        let mut report = accepted();
        report.profiles[0].stacks.clear();
        report.profiles[1].stacks.iter_mut().for_each(|s| s.value = 0);
        assert!(profiles(&report, None).is_empty());
    }
}
