//! Counts of what was caught, and the table of them by kind. Pure.

use std::{collections::BTreeMap, fmt, ops::AddAssign};

/// How often a bug, or several, were tried, and how often each way caught them.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caught {
    pub(crate) tries: u64,
    /// One plain run of the test failed.
    pub(crate) plain: u64,
    /// It failed, or goroutines were left.
    pub(crate) snapshot: u64,
    /// Grading did not accept it.
    pub(crate) gauntlet: u64,
    /// Grading gave it a verdict that is true of it.
    pub(crate) named: u64,
}

impl AddAssign<&Self> for Caught {
    fn add_assign(&mut self, other: &Self) {
        self.tries += other.tries;
        self.plain += other.plain;
        self.snapshot += other.snapshot;
        self.gauntlet += other.gauntlet;
        self.named += other.named;
    }
}

impl fmt::Display for Caught {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for count in [self.plain, self.snapshot, self.gauntlet, self.named] {
            write!(f, "{:>11}", format!("{count}/{}", self.tries))?;
        }
        Ok(())
    }
}

/// Counts by group and kind.
#[derive(Debug, Default)]
pub(crate) struct Table(BTreeMap<(String, String), Caught>);

impl Table {
    pub(crate) fn add(&mut self, group: &str, kind: &str, caught: &Caught) {
        *self.0.entry((group.to_owned(), kind.to_owned())).or_default() += caught;
    }

    /// What was caught of a group, or of all of them.
    fn sum(&self, of: Option<&str>) -> Caught {
        let mut sum = Caught::default();
        for ((group, _), caught) in &self.0 {
            if of.is_none_or(|of| of == group) {
                sum += caught;
            }
        }
        sum
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<30}{:>11}{:>11}{:>11}{:>11}", "caught", "go test", "+ stacks", "Gauntlet", "named")?;
        let mut last = None;
        for ((group, kind), caught) in &self.0 {
            if last.replace(group).is_none_or(|last| last != group) {
                writeln!(f, "{group:<30}{}", self.sum(Some(group)))?;
            }
            writeln!(f, "  {kind:<28}{caught}")?;
        }
        writeln!(f, "{:<30}{}", "all", self.sum(None))
    }
}

#[cfg(test)]
mod tests {
    use super::{Caught, Table};

    #[test]
    fn kinds_add_up_to_groups_and_groups_to_all() {
        let mut table = Table::default();
        table.add("blocking", "once", &Caught { tries: 2, plain: 1, snapshot: 2, gauntlet: 2, named: 1 });
        table.add("blocking", "channel", &Caught { tries: 2, plain: 0, snapshot: 1, gauntlet: 2, named: 2 });
        table.add("nonblocking", "order", &Caught { tries: 2, plain: 1, snapshot: 1, gauntlet: 1, named: 1 });
        table.add("nonblocking", "order", &Caught { tries: 2, plain: 0, snapshot: 0, gauntlet: 2, named: 2 });
        let lines: Vec<_> = table.to_string().lines().skip(1).map(words).collect();
        assert_eq!(
            lines,
            [
                "blocking 1/4 3/4 4/4 3/4",
                "channel 0/2 1/2 2/2 2/2",
                "once 1/2 2/2 2/2 1/2",
                "nonblocking 1/4 1/4 3/4 3/4",
                "order 1/4 1/4 3/4 3/4",
                "all 2/8 4/8 7/8 6/8",
            ]
        );
    }

    fn words(line: &str) -> String {
        line.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
