//! Reports of Go's race detector (ThreadSanitizer), as it writes them to `GORACE=log_path`.
//!
//! Pure: text in, values out, whatever the bytes. The layout that is read:
//!
//! ```text
//! WARNING: DATA RACE
//! Write at 0x00c0000a09f0 by goroutine 10:
//!   your/workerpool.(*Pool).Record()
//!       your/workerpool/pool.go:27 +0x109
//!
//! Previous read at 0x00c0000a09f0 by main goroutine:
//!   [failed to restore the stack]
//!
//! Goroutine 10 (running) created at:
//!   ...
//! ==================
//! ```

use std::{collections::HashMap, sync::LazyLock};

use regex::Regex;

mod words;

use super::{
    Attribution,
    lines::{function, lines, location},
    place::place,
};
use crate::model::{Access, AccessKind, Frame, Race};
use words::Deed;

/// Most distinct races of one text that are kept, of the candidate's and of others each: those must not crowd these out.
const MAX_RACES: usize = 100;
/// Most frames of one stack that are kept.
const MAX_FRAMES: usize = 64;

#[allow(clippy::unwrap_used)] // a constant pattern, compiled by every test of this module
static ACCESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?i:(previous )?(atomic )?(read|write) at 0x[0-9a-f]+ by (main goroutine|goroutine ([0-9]{1,18})):)")
        .unwrap()
});
#[allow(clippy::unwrap_used)] // as above
static CREATED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^Goroutine ([0-9]{1,18}) \([a-z ]+\) created at:").unwrap());

/// Reads every report in `text`, in order. Each comes with the offset of its first byte; reports whose two places
/// are the same are counted in the first one. A report that breaks off keeps what was there.
#[must_use]
pub fn parse(text: &[u8], who: &Attribution) -> Vec<(usize, Race)> {
    let mut reports: Vec<(usize, Report)> = Vec::new();
    let mut open = false;
    for line in lines(text, 0) {
        if line.text.starts_with("WARNING: DATA RACE") {
            open = true;
            reports.push((line.offset, Report::default()));
        } else if line.text.starts_with("==================") {
            open = false;
        } else if let (true, Some((_, report))) = (open, reports.last_mut()) {
            report.take(&line.text, who);
        }
    }
    let mut distinct = Distinct::default();
    for (offset, report) in reports {
        distinct.add(offset, report.race(who));
    }
    distinct.races
}

/// Folds races of the same two places into one, as [`parse`] does within one text; the first of each stays, with
/// the sum of the counts. For races of several processes.
#[must_use]
pub fn merge(races: impl IntoIterator<Item = Race>) -> Vec<Race> {
    let mut distinct = Distinct::default();
    for race in races {
        distinct.add(0, race);
    }
    distinct.races.into_iter().map(|(_, race)| race).collect()
}

/// The line in which the detector's own runtime gave up (it could not map its memory, mostly): the host's fault and
/// never a verdict. Look for it only in text that a submission cannot write.
#[must_use]
pub fn platform_failure(text: &[u8]) -> Option<String> {
    const SIGNS: [&str; 4] = [
        "FATAL: ThreadSanitizer",
        "ERROR: ThreadSanitizer",
        "ThreadSanitizer failed to allocate",
        "ThreadSanitizer: unexpected memory mapping",
    ];
    lines(text, 0)
        .find(|line| SIGNS.iter().any(|sign| line.text.contains(sign)))
        .map(|line| line.text.trim().chars().filter(|c| !c.is_control()).take(300).collect())
}

/// Races by their two places.
#[derive(Default)]
struct Distinct {
    races: Vec<(usize, Race)>,
    by_places: HashMap<Vec<String>, usize>,
}

impl Distinct {
    fn add(&mut self, offset: usize, race: Race) {
        let mut key: Vec<String> = race.accesses.iter().map(|a| place(&a.frames)).collect();
        key.sort();
        // Two races of test code look alike; that one is the candidate's must not be lost in the other.
        key.push(race.yours.to_string());
        match self.by_places.get(&key) {
            Some(&at) => self.races[at].1.count = self.races[at].1.count.saturating_add(race.count),
            None if self.races.iter().filter(|(_, known)| known.yours == race.yours).count() < MAX_RACES => {
                self.by_places.insert(key, self.races.len());
                self.races.push((offset, race));
            }
            None => {}
        }
    }
}

/// A report that is being read.
#[derive(Default)]
struct Report {
    accesses: Vec<Access>,
    created: HashMap<String, Vec<Frame>>,
    section: Section,
    function: Option<String>,
}

#[derive(Default)]
enum Section {
    #[default]
    None,
    Access,
    Created(String),
}

impl Report {
    fn take(&mut self, line: &str, who: &Attribution) {
        if let Some(found) = ACCESS.captures(line) {
            let kind = match (found.get(2).is_some(), found[3].eq_ignore_ascii_case("read")) {
                (false, true) => AccessKind::Read,
                (false, false) => AccessKind::Write,
                (true, true) => AccessKind::AtomicRead,
                (true, false) => AccessKind::AtomicWrite,
            };
            let access = Access { kind, goroutine: found[4].to_lowercase(), frames: vec![], created: vec![] };
            self.section = if self.accesses.len() < 2 { Section::Access } else { Section::None };
            if self.accesses.len() < 2 {
                self.accesses.push(access);
            }
        } else if let Some(found) = CREATED.captures(line) {
            self.section = Section::Created(format!("goroutine {}", &found[1]));
        } else if let Some((file, number)) = location(line) {
            if let Some(name) = self.function.take() {
                self.push(who.frame(&name, file, number));
            }
        } else {
            self.function = function(line.trim_start()).map(str::to_owned);
        }
    }

    fn push(&mut self, frame: Frame) {
        let stack = match &self.section {
            Section::None => return,
            Section::Access => self.accesses.last_mut().map(|a| &mut a.frames),
            Section::Created(goroutine) => Some(self.created.entry(goroutine.clone()).or_default()),
        };
        if let Some(stack) = stack.filter(|s| s.len() < MAX_FRAMES) {
            stack.push(frame);
        }
    }

    fn race(mut self, who: &Attribution) -> Race {
        let mut yours = false;
        let mut deeds = Vec::new();
        for access in &mut self.accesses {
            let created = self.created.get(&access.goroutine).map_or(&[][..], Vec::as_slice);
            yours |= access.frames.iter().chain(created).any(|f| f.yours || who.is_method_value(f));
            deeds.push(Deed::of(access));
            access.frames = who.shown_stack(&access.frames);
            access.created = who.shown_stack(created);
        }
        let sentence = words::sentence(&self.accesses, &deeds);
        Race { accesses: self.accesses, test: None, count: 1, yours, sentence }
    }
}

#[cfg(test)]
mod tests;
