//! From the harness's reports to samples by benchmark, side and GOMAXPROCS.

use std::collections::BTreeMap;

use crate::{
    gotest::{TestEvent, TestProcess, TestRun},
    plan::{CANDIDATE, REFERENCE},
    runner::RunRequest,
};

/// One benchmark result.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// Nanoseconds per iteration.
    pub ns_per_op: f64,
    /// What else was measured, by unit.
    pub metrics: BTreeMap<String, f64>,
}

/// Samples of one side of one benchmark.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Side {
    /// In the order measured.
    pub samples: Vec<Sample>,
    /// Processes that were to give a sample and gave none.
    pub failed: u32,
}

/// Both sides of one benchmark.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measurement {
    /// The submission's.
    pub candidate: Side,
    /// The reference's.
    pub reference: Side,
}

/// Everything that was measured so far.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measurements {
    by_name: BTreeMap<(String, u32), Measurement>,
}

impl Side {
    /// Nanoseconds per operation of all samples.
    #[must_use]
    pub fn times(&self) -> Vec<f64> {
        self.samples.iter().map(|s| s.ns_per_op).collect()
    }
}

impl Measurements {
    /// Adds what the processes of a request reported. A benchmark that a process was asked for and did not report has
    /// failed there.
    pub fn take(&mut self, request: &RunRequest, run: &TestRun) {
        for execution in &request.executions {
            let Some(process) = run.processes.iter().find(|p| p.execution == execution.id) else { continue };
            for name in &execution.tests {
                let measured = self.by_name.entry((name.clone(), execution.gomaxprocs)).or_default();
                let side = match execution.binary.as_str() {
                    CANDIDATE => &mut measured.candidate,
                    REFERENCE => &mut measured.reference,
                    _ => continue,
                };
                match sample(process, name) {
                    Some(sample) => side.samples.push(sample),
                    None => side.failed += 1,
                }
            }
        }
    }

    #[cfg(test)]
    pub(super) fn insert(&mut self, name: &str, gomaxprocs: u32, measurement: Measurement) {
        self.by_name.insert((name.to_owned(), gomaxprocs), measurement);
    }

    /// One benchmark under one GOMAXPROCS.
    #[must_use]
    pub fn of(&self, name: &str, gomaxprocs: u32) -> Measurement {
        self.by_name.get(&(name.to_owned(), gomaxprocs)).cloned().unwrap_or_default()
    }
}

fn sample(process: &TestProcess, name: &str) -> Option<Sample> {
    process.events.iter().find_map(|event| match event {
        TestEvent::Bench { test, n, ns_per_op, metrics } if test == name && *n > 0 => {
            Some(Sample { ns_per_op: *ns_per_op, metrics: metrics.clone() })
        }
        _ => None,
    })
}

/// What in a benchmark run cannot be: reports that are not the harness's, or times that add up to more than the process
/// lived.
#[must_use]
pub fn contradiction(run: &TestRun) -> Option<String> {
    const CLOCKS_MS: f64 = 100.0; // two clocks, and the time until the supervisor looks
    run.processes.iter().find_map(|process| {
        if let Some(detail) = &process.tampered {
            return Some(detail.clone());
        }
        let exit = process.exit.as_ref()?;
        let reported_ms: f64 = process.events.iter().map(reported_ns).sum::<f64>() / 1e6;
        (reported_ms > exit.wall_ms as f64 + CLOCKS_MS).then(|| {
            format!(
                "times of benchmarks that add up to {reported_ms:.0} ms, from a process that ran for {} ms",
                exit.wall_ms
            )
        })
    })
}

fn reported_ns(event: &TestEvent) -> f64 {
    match event {
        TestEvent::Bench { n, ns_per_op, .. } => *n as f64 * ns_per_op,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Measurements, contradiction};
    use crate::{
        gotest::{TestEvent, TestProcess, TestRun},
        plan::{CANDIDATE, REFERENCE},
        runner::{Execution, ProcessExit, RunRequest},
    };

    fn execution(id: &str, binary: &str) -> Execution {
        Execution {
            id: id.to_owned(),
            binary: binary.to_owned(),
            tests: vec!["BenchmarkA".to_owned(), "BenchmarkB".to_owned()],
            gomaxprocs: 2,
            ..Execution::default()
        }
    }

    fn process(id: &str, reported: &[(&str, f64)]) -> TestProcess {
        let bench = |(name, ns_per_op): &(&str, f64)| TestEvent::Bench {
            test: (*name).to_owned(),
            n: 1_000_000,
            ns_per_op: *ns_per_op,
            metrics: [("allocs/op".to_owned(), 3.0)].into(),
        };
        TestProcess {
            execution: id.to_owned(),
            events: reported.iter().map(bench).collect(),
            exit: Some(ProcessExit { wall_ms: 400, ..ProcessExit::default() }),
            ..TestProcess::default()
        }
    }

    #[test]
    fn what_is_not_reported_has_failed() {
        let request = RunRequest {
            executions: vec![execution("1", CANDIDATE), execution("2", REFERENCE), execution("3", CANDIDATE)],
            ..RunRequest::default()
        };
        let processes = vec![
            process("1", &[("BenchmarkA", 100.0), ("BenchmarkB", 7.0)]),
            process("2", &[("BenchmarkA", 90.0), ("BenchmarkB", 8.0)]),
            process("3", &[("BenchmarkA", 110.0)]),
        ];
        let mut all = Measurements::default();
        all.take(&request, &TestRun { processes, ..TestRun::default() });
        let (a, b) = (all.of("BenchmarkA", 2), all.of("BenchmarkB", 2));
        assert_eq!((a.candidate.times(), a.reference.times()), (vec![100.0, 110.0], vec![90.0]));
        assert_eq!((b.candidate.times(), b.candidate.failed, b.reference.failed), (vec![7.0], 1, 0));
        assert_eq!(a.candidate.samples[0].metrics["allocs/op"], 3.0);
        assert_eq!(all.of("BenchmarkA", 4).candidate.times(), Vec::<f64>::new());
    }

    #[test]
    fn more_time_than_the_process_had_is_a_contradiction() {
        let run = |ns| TestRun { processes: vec![process("1", &[("BenchmarkA", ns)])], ..TestRun::default() };
        assert_eq!(contradiction(&run(450.0)), None);
        assert!(contradiction(&run(550.0)).unwrap().contains("550 ms"));
        let mut forged = run(1.0);
        forged.processes[0].tampered = Some("a report without the run's secret".to_owned());
        assert_eq!(contradiction(&forged).as_deref(), Some("a report without the run's secret"));
    }
}
