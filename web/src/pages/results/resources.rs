//! What grading used and where its time went, against the limits.

use gauntlet_grader::{
    model::{Limits, Meter, Phase, Report},
    progress::Stage,
};

use crate::{
    charts::{self, Segment},
    markup::Markup,
    pages::{format, progress::phase_title},
};

pub(in crate::pages) struct MeterRow {
    pub(in crate::pages) title: String,
    pub(in crate::pages) value: String,
    pub(in crate::pages) limit: String,
    pub(in crate::pages) share: String,
    pub(in crate::pages) bar: Markup,
}

pub(in crate::pages) fn meters(report: &Report) -> Vec<MeterRow> {
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

pub(in crate::pages) struct PhaseRow {
    pub(in crate::pages) title: String,
    /// As the class of its segment, counted as in [`charts::stack`].
    pub(in crate::pages) class: usize,
    pub(in crate::pages) wall: String,
    pub(in crate::pages) cpu: String,
}

pub(in crate::pages) struct Phases {
    pub(in crate::pages) bar: Markup,
    pub(in crate::pages) total: String,
    pub(in crate::pages) rows: Vec<PhaseRow>,
}

pub(in crate::pages) fn phases(report: &Report) -> Phases {
    let row = |(i, p): (usize, &Phase)| PhaseRow {
        title: phase_title(&p.name),
        class: i % 6,
        wall: format::millis_u64(p.wall_ms),
        cpu: p.cpu_ms.map_or_else(|| "–".to_owned(), format::millis_u64),
    };
    // A run of the visible tests ends with its judgement, which takes no time and gives no points.
    let is_shown = |p: &&Phase| p.name != Stage::Score.as_str() || report.score.max > 0.0;
    let shown: Vec<&Phase> = report.phases.iter().filter(is_shown).collect();
    let rows: Vec<PhaseRow> = shown.iter().copied().enumerate().map(row).collect();
    #[allow(clippy::cast_precision_loss)] // exact up to 285,000 years
    let segment = |(row, p): (&PhaseRow, &&Phase)| Segment {
        label: format!("{}: {}", row.title, row.wall),
        value: p.wall_ms as f64,
    };
    let segments: Vec<Segment> = rows.iter().zip(&shown).map(segment).collect();
    let total = shown.iter().fold(0, |sum: u64, p| sum.saturating_add(p.wall_ms));
    Phases { bar: charts::stack("Time by phase", &segments), total: format::millis_u64(total), rows }
}

/// Limits of a container, as name and value.
pub(in crate::pages) fn limits(l: &Limits) -> Vec<(&'static str, String)> {
    #[allow(clippy::cast_precision_loss)] // exact up to 8 PiB
    let (size, plain) = (|n: u64| format::bytes(n as f64), |n: u64| format::number(n as f64, 0));
    #[allow(clippy::cast_precision_loss)]
    let cores =
        |n: u64| if n == 0 { "no quota".to_owned() } else { format!("{} cores", format::number(n as f64 / 1000.0, 1)) };
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
    use super::{amount, meter_title};

    #[test]
    fn units_come_from_names() {
        assert_eq!(amount("memory_peak_bytes", 1024.0 * 1024.0), "1 MiB");
        assert_eq!(amount("cpu_ms", 1500.0), "1.5 s");
        assert_eq!(amount("goroutines_peak", 1200.0), "1,200");
        assert_eq!(meter_title("disk_peak_bytes"), "Disk peak");
    }
}
