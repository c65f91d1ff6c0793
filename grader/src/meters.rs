//! What a test run used and what its tests measured. Pure; nothing here earns or costs points.

use std::collections::BTreeMap;

use crate::{
    gotest::{TestEvent, TestRun},
    model::{Limits, Meter},
};

/// Most meters of tests in a report.
const MAX_MEASURED: usize = 32;

/// What was used against its limits, and after it, by name, the highest value of each meter of the tests.
pub(crate) fn meters(run: &TestRun, limits: &Limits) -> Vec<Meter> {
    if run.processes.is_empty() {
        return vec![];
    }
    let mut meters = used(run, limits);
    let mut measured: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for event in run.processes.iter().flat_map(|p| &p.events) {
        if let TestEvent::Meter { name, value, limit } = event {
            let (most, least_limit) = measured.entry(name).or_insert((*value, *limit));
            *most = most.max(*value);
            *least_limit = least_limit.min(*limit);
        }
    }
    meters.extend(measured.into_iter().take(MAX_MEASURED).map(|(name, (value, limit))| Meter {
        name: name.to_owned(),
        value,
        limit: (limit > 0.0).then_some(limit),
    }));
    meters
}

fn used(run: &TestRun, limits: &Limits) -> Vec<Meter> {
    let exits = || run.processes.iter().filter_map(|p| p.exit.as_ref());
    let programs = || run.processes.iter().flat_map(|p| &p.programs);
    let printed = run.processes.iter().map(|p| p.stdout.len() + p.stderr.len()).max().unwrap_or(0);
    let resident = exits().map(|e| e.max_rss_bytes).chain(programs().map(|e| e.max_rss_bytes));
    let largest = resident.fold(run.memory_peak_bytes, u64::max);
    let wall_ms = exits().map(|e| e.wall_ms).fold(0, u64::saturating_add);
    let meter = |name: &str, value: u64, limit: Option<u64>| Meter {
        name: name.to_owned(),
        value: value as f64,
        limit: limit.map(|l| l as f64),
    };
    vec![
        meter("memory_peak_bytes", largest, Some(limits.memory_bytes)),
        meter("wall_ms", wall_ms, Some(limits.wall_ms)),
        meter("cpu_ms", run.cpu_ms(), None),
        meter("output_bytes", printed as u64, Some(limits.output_bytes)),
        meter("processes", (run.processes.len() + programs().count()) as u64, None),
    ]
}

#[cfg(test)]
mod tests {
    use crate::{
        gotest::{TestEvent, TestProcess, TestRun},
        model::Limits,
    };

    #[test]
    fn the_highest_value_of_each_is_shown() {
        let measured = |name: &str, value, limit| TestEvent::Meter { name: name.to_owned(), value, limit };
        let process = |events| TestProcess { events, ..TestProcess::default() };
        let processes = vec![
            process(vec![measured("drain_ms", 3.0, 10.0), measured("goroutines_peak", 7.0, 0.0)]),
            process(vec![measured("drain_ms", 4.5, 10.0)]),
        ];
        let run = TestRun { processes, ..TestRun::default() };
        let meters = super::meters(&run, &Limits::run());
        let own: Vec<_> = meters.iter().skip(5).map(|m| (m.name.as_str(), m.value, m.limit)).collect();
        assert_eq!(own, [("drain_ms", 4.5, Some(10.0)), ("goroutines_peak", 7.0, None)]);
    }
}
