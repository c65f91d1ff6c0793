//! What is printed. Pure.

use std::fmt;

use crate::{Work, cost::Cost};

/// Processors that may be busy without us, if what they do is to be taken off.
const QUIET: f64 = 0.1;

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
    /// CPU time of a grading over that of the same work by hand.
    fn ratio(&self, of: fn(&Cost) -> f64, cost: &Cost) -> f64 {
        of(cost) / of(&self.by_hand)
    }

    /// Where most submissions per minute were graded.
    fn saturated(&self) -> Option<&Cost> {
        self.lanes.iter().max_by(|a, b| a.per_minute().total_cmp(&b.per_minute()))
    }

    fn row(&self, f: &mut fmt::Formatter<'_>, name: &str, cost: &Cost) -> fmt::Result {
        let (per_minute, host, own) = (cost.per_minute(), cost.cpu_each(), cost.own_cpu_each());
        let [by_host, by_own] = [Cost::cpu_each, Cost::own_cpu_each].map(|of| self.ratio(of, cost));
        writeln!(f, "{name:<22}{per_minute:>12.1}{host:>12.2}{by_host:>8.2}{own:>12.2}{by_own:>8.2}")
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
        writeln!(f, "{:<34}{:>20}{:>20}", "", "CPU s each, host", "CPU s each, own")?;
        writeln!(f, "{:<22}{:>12}{:>12}{:>8}{:>12}{:>8}", "", "per minute", "", "ratio", "", "ratio")?;
        self.row(f, "by hand, in turn", &self.by_hand)?;
        for (cost, lanes) in self.lanes.iter().zip(1..) {
            self.row(f, &format!("graded, {lanes} at once"), cost)?;
        }
        writeln!(f, "\nhost: busy time of all processors. own: cgroups of the containers, or processes by hand.")?;
        let Some(cost) = self.saturated() else { return Ok(()) };
        writeln!(f, "submissions per minute: {:.1}", cost.per_minute())?;
        if self.background <= QUIET {
            writeln!(f, "ratio: {:.2}", self.ratio(Cost::cpu_each, cost))
        } else {
            writeln!(
                f,
                "The host has other work, which changes: only its own count says something, which leaves out the engine."
            )?;
            writeln!(f, "ratio: {:.2}", self.ratio(Cost::own_cpu_each, cost))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Cost, Table, Work};

    fn cost(wall_s: u64, cpu_s: f64, own_cpu_s: f64) -> Cost {
        Cost { submissions: 10, wall: Duration::from_secs(wall_s), cpu_s, own_cpu_s }
    }

    fn table(background: f64) -> Vec<String> {
        let work = Work { repetitions: 20, gomaxprocs: vec![2], samples: 6, benchtime_ms: 40, bench_gomaxprocs: 2 };
        let lanes = vec![cost(60, 44.0, 33.0), cost(30, 50.0, 36.0), cost(40, 60.0, 39.0)];
        let table = Table { host: "a host".to_owned(), background, work, by_hand: cost(100, 40.0, 30.0), lanes };
        table.to_string().lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn the_ratio_is_that_of_the_fullest_row() {
        let lines = table(0.05);
        for line in [
            "by hand, in turn 6.0 4.00 1.00 3.00 1.00",
            "graded, 1 at once 10.0 4.40 1.10 3.30 1.10",
            "graded, 2 at once 20.0 5.00 1.25 3.60 1.20",
            "graded, 3 at once 15.0 6.00 1.50 3.90 1.30",
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
