//! Goroutine dumps: `runtime.Stack`, SIGQUIT, tracebacks and goroutine profiles, into groups that explain themselves.
//!
//! Pure: text in, values out, whatever the bytes. It does not know which test ran or what a verdict is.

mod group;
mod profile;
mod words;

pub use group::{group, groups};
pub use profile::profile;

use super::{
    Attribution,
    lines::{function, lines, location},
};
use crate::model::Frame;

/// Most goroutines of one dump that are kept.
const MAX_GOROUTINES: usize = 50_000;
/// Most frames of one stack that are kept.
const MAX_FRAMES: usize = 64;

/// One goroutine of a dump.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goroutine {
    /// Its number.
    pub id: u64,
    /// What it does, as the runtime names it and without notes: `chan send`, `select`, `running`, ...
    pub state: String,
    /// The garbage collector proved that nothing can wake it.
    pub leaked: bool,
    /// How long it has been waiting; the runtime counts from one minute on.
    pub minutes: u64,
    /// The `testing/synctest` bubble that it belongs to.
    pub bubble: Option<u64>,
    /// Stack as printed, innermost frame first; [`Attribution::shown_stack`] makes it fit for showing.
    pub frames: Vec<Frame>,
    /// The `go` statement that started it, as printed.
    pub created_by: Option<Frame>,
}

impl Goroutine {
    /// Whether a frame or the place that started it is the candidate's.
    #[must_use]
    pub fn yours(&self) -> bool {
        self.frames.iter().chain(&self.created_by).any(|f| f.yours)
    }

    /// Whether it runs a test or subtest: its outermost frame is the testing package's runner.
    #[must_use]
    pub fn runs_test(&self) -> bool {
        self.frames.iter().any(|f| f.function == "testing.tRunner")
            && !self.frames.iter().any(|f| f.function == "testing.(*M).Run")
    }

    /// Whether it waits for something, as opposed to working or being about to.
    #[must_use]
    pub fn parked(&self) -> bool {
        !matches!(
            self.state.as_str(),
            "running" | "runnable" | "syscall" | "preempted" | "copystack" | "sleep" | "IO wait"
        )
    }
}

/// Reads every goroutine of a dump, in order. Text around and between them is skipped.
#[must_use]
pub fn parse(text: &[u8], who: &Attribution) -> Vec<Goroutine> {
    let mut all: Vec<Goroutine> = Vec::new();
    let mut pending = Pending::None;
    let mut inside = false;
    for line in lines(text, 0) {
        let line = line.text.as_ref();
        if let Some(goroutine) = header(line) {
            if all.len() == MAX_GOROUTINES {
                break;
            }
            all.push(goroutine);
            inside = true;
            pending = Pending::None;
        } else if line.is_empty() {
            inside = false;
        } else if let (true, Some(current)) = (inside, all.last_mut()) {
            if let Some((file, number)) = location(line) {
                match std::mem::replace(&mut pending, Pending::None) {
                    Pending::Call(name) if current.frames.len() < MAX_FRAMES => {
                        current.frames.push(who.frame(&name, file, number));
                    }
                    Pending::Creator(name) => current.created_by = Some(who.frame(&name, file, number)),
                    Pending::Call(_) | Pending::None => {}
                }
            } else if let Some(rest) = line.strip_prefix("created by ") {
                let name = rest.split(" in goroutine ").next().unwrap_or(rest);
                pending = Pending::Creator(name.to_owned());
            } else {
                pending = function(line).map_or(Pending::None, |name| Pending::Call(name.to_owned()));
            }
        }
    }
    all
}

/// What the next location line belongs to.
enum Pending {
    None,
    Call(String),
    Creator(String),
}

/// Whether a line opens a goroutine's stack.
pub(super) fn is_header(line: &str) -> bool {
    header(line).is_some()
}

/// `goroutine 7 gp=0x1 m=0 mp=0x2 [chan send (leaked), 3 minutes, locked to thread, synctest bubble 1] {labels}:`
fn header(line: &str) -> Option<Goroutine> {
    let rest = line.strip_prefix("goroutine ")?;
    let digits = rest.find(' ')?;
    let id = rest[..digits].parse().ok()?;
    let open = rest.find('[')?;
    let close = open + rest[open..].find(']')?;
    if !rest.trim_end().ends_with(':') || open > digits + 80 {
        return None;
    }
    let mut notes = rest[open + 1..close].split(", ");
    let mut state = notes.next().unwrap_or_default();
    let mut leaked = false;
    while let Some((shorter, note)) = [" (leaked)", " (scan)", " (durable)"]
        .iter()
        .find_map(|note| state.strip_suffix(note).map(|shorter| (shorter, *note)))
    {
        leaked |= note == " (leaked)";
        state = shorter;
    }
    let mut goroutine = Goroutine {
        id,
        state: state.chars().filter(|c| !c.is_control()).take(60).collect(),
        leaked,
        minutes: 0,
        bubble: None,
        frames: vec![],
        created_by: None,
    };
    for note in notes {
        if let Some(minutes) = note.strip_suffix(" minutes") {
            goroutine.minutes = minutes.parse().unwrap_or(0);
        } else if let Some(bubble) = note.strip_prefix("synctest bubble ") {
            goroutine.bubble = bubble.parse().ok();
        }
    }
    Some(goroutine)
}

#[cfg(test)]
mod tests;
