//! What each detector and each kind of schedule adds, as tables in Markdown. Pure.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{evidence::Detector, way::Way};

/// What one bug's gradings found, one under each kind of schedule.
#[derive(Debug, Default, Clone)]
pub(crate) struct Found(BTreeMap<Way, (BTreeSet<Detector>, u64)>);

impl Found {
    /// Takes note of a grading: what spoke against the bug, and how long its tests took.
    pub(crate) fn add(&mut self, way: Way, detectors: BTreeSet<Detector>, test_ms: u64) {
        self.0.insert(way, (detectors, test_ms));
    }

    fn detectors(&self, way: Way) -> usize {
        self.0.get(&way).map_or(0, |(detectors, _)| detectors.len())
    }
}

/// All gradings of all bugs, and those of correct programs.
#[derive(Debug, Default)]
pub(crate) struct Added {
    bugs: Vec<(String, Found)>,
    correct: Vec<Found>,
}

impl Added {
    pub(crate) fn bug(&mut self, group: &str, found: Found) {
        self.bugs.push((group.to_owned(), found));
    }

    pub(crate) fn correct(&mut self, found: Found) {
        self.correct.push(found);
    }

    /// Gradings of a group with evidence of the detector, and those of them with evidence of no other.
    fn by_detector(&self, group: &str, detector: Detector) -> (usize, usize) {
        let of_group = self.bugs.iter().filter(|(of, _)| of == group);
        let found = of_group.filter_map(|(_, found)| found.0.get(&Way::Full));
        let with: Vec<_> = found.filter(|(detectors, _)| detectors.contains(&detector)).collect();
        (with.len(), with.iter().filter(|(detectors, _)| detectors.len() == 1).count())
    }

    /// Gradings with any evidence under these schedules, and those of them without under the ones before.
    fn by_way(&self, group: &str, way: Way) -> (usize, usize) {
        let earlier = |found: &Found| Way::ALL.iter().take_while(|w| **w != way).any(|w| found.detectors(*w) > 0);
        let of_group = || self.bugs.iter().filter(|(of, _)| of == group).map(|(_, found)| found);
        let with: Vec<_> = of_group().filter(|found| found.detectors(way) > 0).collect();
        (with.len(), with.into_iter().filter(|found| !earlier(found)).count())
    }

    fn groups(&self) -> BTreeSet<&str> {
        self.bugs.iter().map(|(group, _)| group.as_str()).collect()
    }
}

fn median_ms<'a>(all: impl Iterator<Item = &'a Found>, way: Way) -> Option<u64> {
    let mut times: Vec<u64> = all.filter_map(|found| found.0.get(&way).map(|(_, ms)| *ms)).collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups = self.groups();
        let columns: String = groups
            .iter()
            .map(|g| format!(" {g}, {} gradings | alone |", self.bugs.iter().filter(|(of, _)| of == g).count()))
            .collect();
        let rule = "---|".repeat(1 + 2 * groups.len());
        writeln!(f, "| evidence of |{columns}\n|{rule}")?;
        for detector in Detector::ALL {
            write!(f, "| {} |", detector.title())?;
            for group in &groups {
                let (with, alone) = self.by_detector(group, detector);
                write!(f, " {with} | {alone} |")?;
            }
            writeln!(f)?;
        }
        writeln!(
            f,
            "\n| schedules |{} median ms of tests: bugs | correct programs |",
            columns.replace("alone", "not by the rows above")
        )?;
        writeln!(f, "|{rule}---|---|")?;
        for way in Way::ALL {
            write!(f, "| {} |", way.title())?;
            for group in &groups {
                let (with, first) = self.by_way(group, way);
                write!(f, " {with} | {first} |")?;
            }
            let shown = |ms: Option<u64>| ms.map_or_else(|| "–".to_owned(), |ms| ms.to_string());
            let bugs = median_ms(self.bugs.iter().map(|(_, found)| found), way);
            writeln!(f, " {} | {} |", shown(bugs), shown(median_ms(self.correct.iter(), way)))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Added, Found};
    use crate::{
        evidence::Detector::{self, Hang, Leak, Race},
        way::Way,
    };

    fn found(once: &[Detector], plain: &[Detector], full: &[Detector]) -> Found {
        let mut found = Found::default();
        for (way, detectors, ms) in [(Way::Once, once, 10), (Way::Plain, plain, 3000), (Way::Full, full, 3100)] {
            found.add(way, detectors.iter().copied().collect(), ms);
        }
        found
    }

    #[test]
    fn alone_is_what_would_be_missed_without_it() {
        let mut added = Added::default();
        added.bug("blocking", found(&[], &[Hang], &[Hang, Leak]));
        added.bug("blocking", found(&[Leak], &[Leak], &[Leak]));
        added.bug("blocking", found(&[], &[], &[Leak]));
        added.bug("nonblocking", found(&[Race], &[], &[Race]));
        added.correct(found(&[], &[], &[]));
        let table = added.to_string();
        let row = |start: &str| table.lines().find(|l| l.starts_with(start)).unwrap().to_owned();
        assert_eq!(
            row("| evidence of"),
            "| evidence of | blocking, 3 gradings | alone | nonblocking, 1 gradings | alone |"
        );
        assert_eq!(row("| goroutine-leak"), "| goroutine-leak profile | 3 | 2 | 0 | 0 |");
        assert_eq!(row("| watchdog"), "| watchdog and its stacks | 1 | 0 | 0 | 0 |");
        assert_eq!(row("| race"), "| race detector | 0 | 0 | 1 | 1 |");
        assert_eq!(row("| plain, once"), "| plain, once | 1 | 1 | 1 | 1 | 10 | 10 |");
        assert_eq!(row("| plain, repeated"), "| plain, repeated | 2 | 1 | 0 | 0 | 3000 | 3000 |");
        assert_eq!(row("| plain and"), "| plain and perturbed, repeated | 3 | 1 | 1 | 0 | 3100 | 3100 |");
    }
}
