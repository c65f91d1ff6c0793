//! What is printed. Pure.

use std::fmt;

use crate::{
    Work,
    cost::{Cost, Parts},
};

/// Processors that may be busy without us, if what they do is to be taken off.
const QUIET: f64 = 0.1;

/// A heading, and its number.
type Column = (&'static str, fn(&Parts) -> f64);

/// What was counted where it was spent, in CPU seconds for one submission.
const COLUMNS: [Column; 4] =
    [("own", Parts::total), ("build", |p| p.build), ("tests", |p| p.tests), ("benchmarks", |p| p.benchmarks)];

/// Both sides, side by side.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) host: String,
    /// Processors that were busy without us.
    pub(crate) background: f64,
    pub(crate) work: Work,
    pub(crate) by_hand: Cost,
    /// With one lane, two, and so on.
    pub(crate) lanes: Vec<Cost>,
}

impl Table {
    /// CPU time of a grading over that of the same work by hand, as the host counts.
    fn ratio(&self, cost: &Cost) -> f64 {
        cost.cpu_each() / self.by_hand.cpu_each()
    }

    /// The same, as it was counted where it was spent.
    fn own_ratio(&self, cost: &Cost, of: fn(&Parts) -> f64) -> f64 {
        cost.own_each(of) / self.by_hand.own_each(of)
    }

    /// Where most submissions per minute were graded.
    fn saturated(&self) -> Option<&Cost> {
        self.lanes.iter().max_by(|a, b| a.per_minute().total_cmp(&b.per_minute()))
    }

    fn row(&self, f: &mut fmt::Formatter<'_>, name: &str, cost: &Cost) -> fmt::Result {
        write!(f, "{name:<22}{:>12.1}{:>12.2}{:>8.2}", cost.per_minute(), cost.cpu_each(), self.ratio(cost))?;
        for (_, of) in COLUMNS {
            write!(f, "{:>12.2}{:>8.2}", cost.own_each(of), self.own_ratio(cost, of))?;
        }
        writeln!(f)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Work { repetitions, samples, .. } = self.work;
        writeln!(f, "{}", self.host)?;
        writeln!(
            f,
            "{} submissions a row, each with {repetitions} repetitions of every test and {samples} + {samples} samples of \
             every benchmark; {:.2} processors were busy without us, which is taken off the host's count\n",
            self.by_hand.submissions, self.background
        )?;
        writeln!(f, "{:<22}{:>12}  CPU seconds each, and their ratio to those by hand", "", "")?;
        write!(f, "{:<22}{:>12}{:>12}{:>8}", "", "per minute", "host", "ratio")?;
        for (name, _) in COLUMNS {
            write!(f, "{name:>12}{:>8}", "ratio")?;
        }
        writeln!(f)?;
        self.row(f, "by hand, in turn", &self.by_hand)?;
        for (cost, lanes) in self.lanes.iter().zip(1..) {
            self.row(f, &format!("graded, {lanes} at once"), cost)?;
        }
        writeln!(f, "\nhost: busy time of all processors. own: cgroups of the containers, or processes by hand.")?;
        let Some(cost) = self.saturated() else { return Ok(()) };
        writeln!(f, "submissions per minute: {:.1}", cost.per_minute())?;
        if self.background <= QUIET {
            writeln!(f, "ratio: {:.2}", self.ratio(cost))
        } else {
            writeln!(
                f,
                "The host has other work, which changes: only its own count says something, which leaves out the engine."
            )?;
            writeln!(f, "ratio: {:.2}", self.own_ratio(cost, Parts::total))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Cost, Parts, Table, Work};

    fn cost(wall_s: u64, cpu_s: f64, build: f64, tests: f64) -> Cost {
        let own = Parts { build, tests, benchmarks: 10.0 };
        Cost { submissions: 10, wall: Duration::from_secs(wall_s), cpu_s, own }
    }

    fn table(background: f64) -> Vec<String> {
        let work = Work { repetitions: 20, gomaxprocs: vec![2], samples: 6, benchtime_ms: 40, bench_gomaxprocs: 2 };
        let lanes = vec![cost(60, 44.0, 13.0, 10.0), cost(30, 50.0, 14.0, 12.0), cost(40, 60.0, 15.0, 14.0)];
        let table = Table { host: "a host".to_owned(), background, work, by_hand: cost(100, 40.0, 10.0, 10.0), lanes };
        table.to_string().lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn the_ratio_is_that_of_the_fullest_row() {
        let lines = table(0.05);
        for line in [
            "by hand, in turn 6.0 4.00 1.00 3.00 1.00 1.00 1.00 1.00 1.00 1.00 1.00",
            "graded, 1 at once 10.0 4.40 1.10 3.30 1.10 1.30 1.30 1.00 1.00 1.00 1.00",
            "graded, 2 at once 20.0 5.00 1.25 3.60 1.20 1.40 1.40 1.20 1.20 1.00 1.00",
            "graded, 3 at once 15.0 6.00 1.50 3.90 1.30 1.50 1.50 1.40 1.40 1.00 1.00",
            "submissions per minute: 20.0",
        ] {
            assert!(lines.iter().any(|l| l == line), "{line}\n{lines:#?}");
        }
        assert_eq!(lines.last().unwrap(), "ratio: 1.25");
    }

    #[test]
    fn on_a_busy_host_its_count_is_not_believed() {
        assert_eq!(table(1.5).last().unwrap(), "ratio: 1.20");
    }
}
