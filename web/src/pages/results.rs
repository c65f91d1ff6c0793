//! Score, tests, benchmarks, meters and phases of a report, in words and charts.

use gauntlet_grader::model::{
    BenchmarkReport, BenchmarkVerdict, Challenge, CriterionScore, Limits, Meter, Outcome, Report, TestReport, Visibility,
};

use crate::{
    charts::{self, Segment},
    markup::Markup,
};

use super::{
    format,
    icons::{self, Icon},
    progress::phase_title,
};

pub(super) struct CriterionRow {
    pub(super) title: String,
    pub(super) earned: String,
    pub(super) max: String,
    pub(super) bar: Markup,
    pub(super) why: String,
}

pub(super) fn criteria(report: &Report) -> Vec<CriterionRow> {
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
pub(super) fn cap(report: &Report) -> String {
    report.score.cap.as_ref().map_or_else(String::new, |cap| {
        let (uncapped, most) = (format::points(cap.uncapped), format::points(cap.max_score));
        format!("The criteria add up to {uncapped}; the verdict “{}” limits the total to {most}. {}", cap.verdict.title(), cap.why)
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

pub(super) struct TestRow {
    pub(super) hue: &'static str,
    pub(super) icon: Icon,
    pub(super) word: &'static str,
    pub(super) title: String,
    /// `TestXxx`; empty for hidden tests.
    pub(super) name: String,
    pub(super) visibility: &'static str,
    pub(super) runs: String,
    pub(super) dots: Markup,
    pub(super) elapsed: String,
    pub(super) message: String,
    pub(super) hint: String,
    pub(super) failed_under: Vec<String>,
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
        let all = test.expected_runs.max(test.runs);
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

    pub(super) fn has_more(&self) -> bool {
        !(self.message.is_empty() && self.hint.is_empty() && self.failed_under.is_empty())
    }

    /// What needs reading is open from the start.
    pub(super) fn is_open(&self) -> bool {
        self.word != "passed"
    }
}

pub(super) struct TestGroup {
    pub(super) title: String,
    pub(super) passed: String,
    pub(super) tests: Vec<TestRow>,
}

/// Tests by criterion, in the score's order; criteria that the score does not list come last, under their id.
pub(super) fn tests(report: &Report) -> Vec<TestGroup> {
    let mut order: Vec<(&str, &str)> = report.score.criteria.iter().map(|c| (c.id.as_str(), c.title.as_str())).collect();
    for test in &report.tests {
        if !order.iter().any(|(id, _)| *id == test.group) {
            order.push((&test.group, &test.group));
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

pub(super) struct BenchmarkRow {
    pub(super) title: String,
    pub(super) name: String,
    pub(super) sentence: String,
    pub(super) points: String,
    pub(super) strip: Markup,
    pub(super) interval: Markup,
    /// "All points up to 1.5 times the reference's time, none from 3 times."; empty if the challenge is gone.
    pub(super) curve: String,
    pub(super) yours: String,
    pub(super) theirs: String,
    pub(super) samples: String,
    pub(super) ratio: String,
    pub(super) ends: String,
    pub(super) p_value: String,
    pub(super) memory: String,
}

pub(super) fn benchmarks(report: &Report, challenge: Option<&Challenge>) -> Vec<BenchmarkRow> {
    report.benchmarks.iter().map(|b| benchmark(b, curve(b, challenge))).collect()
}

fn curve(benchmark: &BenchmarkReport, challenge: Option<&Challenge>) -> Option<(f64, f64)> {
    let spec = challenge?.manifest.benchmarks.iter().find(|s| s.name == benchmark.name)?;
    Some((spec.full, spec.zero))
}

fn benchmark(b: &BenchmarkReport, curve: Option<(f64, f64)>) -> BenchmarkRow {
    let (yours, theirs) = (median(&b.samples), median(&b.reference_samples));
    let shown = |n: Option<f64>| n.map_or_else(|| "–".to_owned(), format::nanos);
    let sentence = bench_sentence(b);
    let ends = b.ci_low.zip(b.ci_high);
    let strip = charts::Strip {
        title: &format!("Samples of {}", b.title),
        description: &format!("Median of yours {}, of the reference {}.", shown(yours), shown(theirs)),
        candidate: (&b.samples, yours.unwrap_or(f64::NAN)),
        reference: (&b.reference_samples, theirs.unwrap_or(f64::NAN)),
        label: format::nanos,
    };
    let interval = b.ratio.zip(ends).map_or_else(Markup::new, |(ratio, ends)| {
        let title = format!("Ratio of times of {}", b.title);
        let label = |v| format!("{}×", format::number(v, 2));
        charts::interval(&charts::Interval { title: &title, description: &sentence, ratio, ends, curve, label })
    });
    let memory = match (b.allocs_per_op, b.bytes_per_op) {
        (Some(allocs), Some(bytes)) => format!("{} allocations, {}", format::number(allocs, 1), format::bytes(bytes)),
        (Some(allocs), None) => format!("{} allocations", format::number(allocs, 1)),
        _ => "–".to_owned(),
    };
    BenchmarkRow {
        title: b.title.clone(),
        name: b.name.clone(),
        points: format!("{} of {}", format::points(b.earned), format::points(b.max)),
        strip: charts::strip(&strip),
        interval,
        curve: curve.map_or_else(String::new, |(full, zero)| {
            let (full, zero) = (format::number(full, 2), format::number(zero, 2));
            format!("All points up to {full} times the reference's time, none from {zero} times.")
        }),
        yours: shown(yours),
        theirs: shown(theirs),
        samples: format!("{} / {}", b.samples.len(), b.reference_samples.len()),
        ratio: b.ratio.map_or_else(|| "–".to_owned(), |r| format::number(r, 3)),
        ends: ends.map_or_else(|| "–".to_owned(), |(l, h)| format!("{} to {}", format::number(l, 3), format::number(h, 3))),
        p_value: b.p_value.map_or_else(|| "–".to_owned(), p_value),
        memory,
        sentence,
    }
}

fn bench_sentence(b: &BenchmarkReport) -> String {
    let Some(ratio) = b.ratio else {
        return "There are no samples to compare.".to_owned();
    };
    let times = format!("{} times the reference's time", format::number(ratio, 2));
    let ends = b.ci_low.zip(b.ci_high).map_or_else(String::new, |(low, high)| {
        format!(" (95 % interval {} to {})", format::number(low, 2), format::number(high, 2))
    });
    let meaning = match b.verdict {
        BenchmarkVerdict::Faster => "faster, by more than the noise",
        BenchmarkVerdict::Same => "no difference outside the noise",
        BenchmarkVerdict::Slower => "slower, by more than the noise",
        BenchmarkVerdict::Inconclusive => "too few samples or too much noise to say",
    };
    format!("{times}{ends}: {meaning}.")
}

fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format::number(p, 3) }
}

fn median(samples: &[f64]) -> Option<f64> {
    let mut sorted: Vec<f64> = samples.iter().copied().filter(|s| s.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        n if n % 2 == 1 => Some(sorted[middle]),
        _ => Some(f64::midpoint(sorted[middle - 1], sorted[middle])),
    }
}

pub(super) struct MeterRow {
    pub(super) title: String,
    pub(super) value: String,
    pub(super) limit: String,
    pub(super) share: String,
    pub(super) bar: Markup,
}

pub(super) fn meters(report: &Report) -> Vec<MeterRow> {
    report.meters.iter().map(meter).collect()
}

fn meter(m: &Meter) -> MeterRow {
    let share = m.limit.filter(|l| *l > 0.0).map(|limit| m.value / limit);
    let hue = if share.is_some_and(|s| s >= 0.9) { "limit" } else { "plain" };
    MeterRow {
        title: meter_title(&m.name),
        value: amount(&m.name, m.value),
        limit: m.limit.map_or_else(|| "no limit".to_owned(), |l| amount(&m.name, l)),
        share: share.map_or_else(|| "–".to_owned(), |s| format!("{} %", format::number(s * 100.0, 0))),
        bar: share.map_or_else(Markup::new, |s| charts::bar(s, hue)),
    }
}

fn meter_title(name: &str) -> String {
    let known = match name {
        "memory_peak_bytes" => "Peak memory",
        "goroutines_peak" => "Most goroutines at once",
        "cpu_ms" => "CPU time",
        "output_bytes" => "Output",
        "wall_ms" => "Wall time of the tests",
        "pids_peak" => "Most processes and threads at once",
        other => {
            let words = other.trim_end_matches("_bytes").trim_end_matches("_ms").replace('_', " ");
            let mut chars = words.chars();
            return chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect());
        }
    };
    known.to_owned()
}

fn amount(name: &str, value: f64) -> String {
    if name.ends_with("_bytes") {
        format::bytes(value)
    } else if name.ends_with("_ms") {
        format::millis(value)
    } else {
        format::number(value, 2)
    }
}

pub(super) struct PhaseRow {
    pub(super) title: String,
    /// As the class of its segment, counted as in [`charts::stack`].
    pub(super) class: usize,
    pub(super) wall: String,
    pub(super) cpu: String,
}

pub(super) struct Phases {
    pub(super) bar: Markup,
    pub(super) total: String,
    pub(super) rows: Vec<PhaseRow>,
}

pub(super) fn phases(report: &Report) -> Phases {
    let row = |(i, p): (usize, &gauntlet_grader::model::Phase)| PhaseRow {
        title: phase_title(&p.name),
        class: i % 6,
        wall: format::millis_u64(p.wall_ms),
        cpu: p.cpu_ms.map_or_else(|| "–".to_owned(), format::millis_u64),
    };
    let rows: Vec<PhaseRow> = report.phases.iter().enumerate().map(row).collect();
    #[allow(clippy::cast_precision_loss)] // exact up to 285,000 years
    let segment = |(row, p): (&PhaseRow, &gauntlet_grader::model::Phase)| Segment {
        label: format!("{}: {}", row.title, row.wall),
        value: p.wall_ms as f64,
    };
    let segments: Vec<Segment> = rows.iter().zip(&report.phases).map(segment).collect();
    let total = report.phases.iter().fold(0, |sum: u64, p| sum.saturating_add(p.wall_ms));
    Phases { bar: charts::stack("Time by phase", &segments), total: format::millis_u64(total), rows }
}

/// Limits of a container, as name and value.
pub(super) fn limits(l: &Limits) -> Vec<(&'static str, String)> {
    #[allow(clippy::cast_precision_loss)] // exact up to 8 PiB
    let (size, plain) = (|n: u64| format::bytes(n as f64), |n: u64| format::number(n as f64, 0));
    #[allow(clippy::cast_precision_loss)]
    let cores = |n: u64| if n == 0 { "no quota".to_owned() } else { format!("{} cores", format::number(n as f64 / 1000.0, 1)) };
    vec![
        ("Memory, swap included", size(l.memory_bytes)),
        ("CPU", cores(l.cpu_millis)),
        ("Wall time", format::millis_u64(l.wall_ms)),
        ("Processes and threads", plain(l.pids)),
        ("Open files of a process", plain(l.nofile)),
        ("Writable directory", format!("{}, {} files", size(l.tmpfs_bytes), plain(l.tmpfs_inodes))),
        ("Output of a run", size(l.output_bytes)),
        ("Longest line kept", size(l.line_bytes)),
    ]
}

#[cfg(test)]
mod tests {
    use super::{amount, median, meter_title, p_value};

    #[test]
    fn medians() {
        assert_eq!(median(&[3.0, 1.0, f64::NAN, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), Some(2.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn units_come_from_names() {
        assert_eq!(amount("memory_peak_bytes", 1024.0 * 1024.0), "1 MiB");
        assert_eq!(amount("cpu_ms", 1500.0), "1.5 s");
        assert_eq!(amount("goroutines_peak", 1200.0), "1,200");
        assert_eq!(meter_title("disk_peak_bytes"), "Disk peak");
        assert_eq!(p_value(0.0004), "< 0.001");
    }
}
