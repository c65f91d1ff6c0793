//! The report, in Markdown. Pure.

use std::{fmt, time::Duration};

use gauntlet_tests::host::Host;

use crate::{
    CANDIDATES, Plan, WORKERS,
    figures::Measured,
    levels::{self, Level},
    typist,
};

/// Errors that are told in words; of the others only how many there are.
const TOLD: usize = 5;

/// Everything that was measured, and where.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) host: Host,
    /// Load averages at the end.
    pub(crate) load_after: String,
    pub(crate) plan: Plan,
    pub(crate) measured: Measured,
}

impl Report {
    /// Levels that were not kept.
    pub(crate) fn missed(&self) -> Vec<Level> {
        levels::of(&self.measured).into_iter().filter(|level| !level.is_kept).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, load_after, plan, measured } = self;
        let Measured { saves, due, lost, errors, events, gradings, server } = measured;
        writeln!(f, "# Candidates typing at once\n\n{host}; {load_after} at the end.\n")?;
        writeln!(
            f,
            "{CANDIDATES} candidates for {} s, each with a save every {} s and an open event stream; \
             {WORKERS} submissions being graded.\n",
            plan.time().as_secs(),
            typist::EVERY.as_secs(),
        )?;
        row(f, "saves|due|p50, ms|p90, ms|p99, ms|most, ms|errors|lost")?;
        row(f, "---|---|---|---|---|---|---|---")?;
        let [p50, p90, p99, most] = [0.5, 0.9, 0.99, 1.0].map(|share| ms(saves.quantile(share)));
        let cells = [&saves.count().to_string(), &due.to_string(), &p50, &p90, &p99, &most];
        writeln!(f, "| {} | {} | {} |\n", cells.map(String::as_str).join(" | "), errors.len(), lost.len())?;

        let (least, mean, highest) = spread(events);
        writeln!(f, "- Events of a stream: {least} to {highest}, {mean:.1} on average of {} streams.", events.len())?;
        writeln!(
            f,
            "- Gradings: {} accepted meanwhile; {WORKERS} under way at {:.1} % of {} looks.",
            gradings.accepted,
            100.0 * gradings.share_of(WORKERS),
            gradings.looks.len(),
        )?;
        let used = server.used;
        writeln!(
            f,
            "- The server's process: {:.1} s of CPU in {:.1} s, {:.2} processors; {:.0} MiB of memory at the end, \
             {:.0} MiB at most.\n",
            used.cpu_s,
            server.wall.as_secs_f64(),
            server.processors(),
            used.resident_mib,
            used.most_mib,
        )?;
        told(f, "Lost", lost)?;
        told(f, "Errors", errors)?;
        writeln!(f, "## Levels\n")?;
        for Level { what, is_kept } in levels::of(measured) {
            writeln!(f, "- {}: {what}", if is_kept { "kept" } else { "**missed**" })?;
        }
        Ok(())
    }
}

fn told(f: &mut fmt::Formatter<'_>, what: &str, all: &[String]) -> fmt::Result {
    if all.is_empty() {
        return Ok(());
    }
    writeln!(f, "## {what}\n")?;
    for one in all.iter().take(TOLD) {
        writeln!(f, "- {one}")?;
    }
    if all.len() > TOLD {
        writeln!(f, "- and {} more", all.len() - TOLD)?;
    }
    writeln!(f)
}

fn row(f: &mut fmt::Formatter<'_>, cells: &str) -> fmt::Result {
    writeln!(f, "| {} |", cells.replace('|', " | "))
}

fn ms(time: Option<Duration>) -> String {
    time.map_or_else(|| "none".to_owned(), |time| format!("{:.1}", 1000.0 * time.as_secs_f64()))
}

/// The least, the mean and the most; zeros of none.
fn spread(counts: &[u64]) -> (u64, f64, u64) {
    let mean = if counts.is_empty() { 0.0 } else { counts.iter().sum::<u64>() as f64 / counts.len() as f64 };
    (counts.iter().copied().min().unwrap_or(0), mean, counts.iter().copied().max().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Measured, Plan, Report};
    use crate::{
        figures::{Gradings, Latencies, Server},
        process::Usage,
    };

    #[test]
    fn everything_is_in_the_report() {
        let used = Usage { cpu_s: 15.0, resident_mib: 80.4, most_mib: 99.6 };
        let measured = Measured {
            saves: Latencies::new((1..=100).map(Duration::from_millis).collect()),
            due: 101,
            lost: Vec::new(),
            errors: (1..=7).map(|n| format!("error {n}")).collect(),
            events: vec![29, 31, 31],
            gradings: Gradings { looks: vec![2, 2, 2, 1], accepted: 12 },
            server: Server { wall: Duration::from_secs(60), used },
        };
        let (host, load_after) = Default::default();
        let report = Report { host, load_after, plan: Plan { seconds: 61 }, measured };
        let text = report.to_string();
        for line in [
            "300 candidates for 60 s, each with a save every 2 s and an open event stream; 2 submissions being graded.",
            "| saves | due | p50, ms | p90, ms | p99, ms | most, ms | errors | lost |",
            "| 100 | 101 | 50.0 | 90.0 | 99.0 | 100.0 | 7 | 0 |",
            "- Events of a stream: 29 to 31, 30.3 on average of 3 streams.",
            "- Gradings: 12 accepted meanwhile; 2 under way at 75.0 % of 4 looks.",
            "- The server's process: 15.0 s of CPU in 60.0 s, 0.25 processors; 80 MiB of memory at the end, 100 MiB at most.",
            "- error 5",
            "- and 2 more",
            "- kept: 99 % of saves in less than 100 ms",
            "- **missed**: no error, and every save that was due",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
        assert!(!text.contains("error 6") && !text.contains("## Lost"));
        assert_eq!(report.missed().len(), 2);
    }
}
