//! The same benchmark under several values of GOMAXPROCS: a chart and its numbers.

use gauntlet_grader::model::{BenchmarkReport, ScalingPoint};

use crate::{
    charts::{self, ScalingStep, Spread},
    markup::Markup,
};

use super::numbers::{NONE, median, nanos, times};

/// Steps that a chart has room for.
const MOST_STEPS: usize = 16;

pub(in crate::pages) struct ScalingView {
    pub(in crate::pages) chart: Markup,
    /// The GOMAXPROCS that speed-ups are told against.
    pub(in crate::pages) least: u32,
    pub(in crate::pages) rows: Vec<ScalingRow>,
}

pub(in crate::pages) struct ScalingRow {
    pub(in crate::pages) gomaxprocs: u32,
    pub(in crate::pages) yours: String,
    pub(in crate::pages) theirs: String,
    pub(in crate::pages) ratio: String,
    pub(in crate::pages) speedup: String,
    pub(in crate::pages) their_speedup: String,
}

/// None where the challenge asks for no other GOMAXPROCS. `main` is that of the samples which earn points, if known.
pub(super) fn scaling(b: &BenchmarkReport, main: Option<u32>) -> Option<ScalingView> {
    let steps = steps(b, main);
    let first = *steps.first().filter(|_| !b.scaling.is_empty())?;
    let chart = charts::scaling(&charts::Scaling {
        title: &format!("Time per operation of {} by GOMAXPROCS", b.title),
        description: "The table below has the numbers.",
        steps: &steps,
        label: nanos,
    });
    Some(ScalingView { chart, least: first.cores, rows: steps.iter().map(|step| row(step, &first)).collect() })
}

fn steps(b: &BenchmarkReport, main: Option<u32>) -> Vec<ScalingStep> {
    let measured = |p: &ScalingPoint| ScalingStep {
        cores: p.gomaxprocs,
        candidate: spread(&p.samples),
        reference: spread(&p.reference_samples),
    };
    let main = main.filter(|m| b.scaling.iter().all(|p| p.gomaxprocs != *m)).map(|cores| ScalingStep {
        cores,
        candidate: spread(&b.samples),
        reference: spread(&b.reference_samples),
    });
    let mut steps: Vec<_> = b.scaling.iter().map(measured).chain(main).collect();
    steps.retain(|s| s.cores > 0 && (s.candidate.is_some() || s.reference.is_some()));
    steps.sort_by_key(|s| s.cores);
    steps.dedup_by_key(|s| s.cores);
    steps.truncate(MOST_STEPS);
    steps
}

fn spread(samples: &[f64]) -> Option<Spread> {
    let times: Vec<f64> = samples.iter().copied().filter(|s| s.is_finite() && *s > 0.0).collect();
    Some(Spread {
        median: median(&times)?,
        least: times.iter().copied().reduce(f64::min)?,
        most: times.iter().copied().reduce(f64::max)?,
    })
}

fn row(step: &ScalingStep, first: &ScalingStep) -> ScalingRow {
    let time = |s: Option<Spread>| s.map_or_else(|| NONE.to_owned(), |s| nanos(s.median));
    let over = |a: Option<Spread>, b: Option<Spread>| {
        a.zip(b).map_or_else(|| NONE.to_owned(), |(a, b)| times(a.median / b.median))
    };
    ScalingRow {
        gomaxprocs: step.cores,
        yours: time(step.candidate),
        theirs: time(step.reference),
        ratio: over(step.candidate, step.reference),
        speedup: over(first.candidate, step.candidate),
        their_speedup: over(first.reference, step.reference),
    }
}

#[cfg(test)]
mod tests {
    use super::scaling;
    use crate::pages::fixtures::accepted;

    #[test]
    fn the_main_measurement_is_a_step_where_its_gomaxprocs_is_known() {
        let benchmark = accepted().benchmarks.remove(0);
        let view = scaling(&benchmark, Some(2)).unwrap();
        let steps: Vec<_> = view.rows.iter().map(|r| r.gomaxprocs).collect();
        assert_eq!((view.least, steps), (1, vec![1, 2, 4, 8]));
        assert_eq!((view.rows[1].yours.as_str(), view.rows[1].ratio.as_str()), ("630 ns", "1.78×"));
        assert_eq!((view.rows[0].speedup.as_str(), view.rows[1].speedup.as_str()), ("1×", "1.59×"));
        assert_eq!(scaling(&benchmark, None).unwrap().rows.len(), 3);
        assert_eq!(scaling(&benchmark, Some(4)).unwrap().rows.len(), 3, "its own point is the scaling curve's");
    }

    #[test]
    fn without_other_values_there_is_no_curve() {
        let mut benchmark = accepted().benchmarks.remove(0);
        benchmark.scaling.clear();
        assert!(scaling(&benchmark, Some(2)).is_none());
    }
}
