//! What ended a Go process: a panic, a fatal error of the runtime, a timeout.
//!
//! Pure: text in, value out, whatever the bytes. A submission can print such text itself, so the value explains an
//! exit that was seen; it never establishes one.

use super::{
    Attribution,
    lines::lines,
    place::place,
    stacks::{self, Goroutine},
};
use crate::model::{Frame, GoroutineGroup};

/// Longest message that is kept, in characters.
const MAX_MESSAGE: usize = 500;

/// Why a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashKind {
    /// A panic that nothing recovered.
    Panic,
    /// A fatal error of the runtime, e.g. concurrent map writes, or a signal such as SIGSEGV or SIGABRT.
    Fatal,
    /// The runtime could get no more memory.
    OutOfMemory,
    /// A goroutine's stack went beyond its limit.
    StackOverflow,
    /// All goroutines are asleep.
    AllAsleep,
    /// All goroutines of a `testing/synctest` bubble wait for each other.
    BubbleDeadlock,
    /// A `testing/synctest` test ended while goroutines of its bubble still wait.
    BubbleLeak,
    /// `-test.timeout`, or a SIGQUIT from a watchdog.
    TestTimeout,
}

/// The end of a process, as it told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crash {
    /// Why.
    pub kind: CrashKind,
    /// The first line, e.g. `panic: send on closed channel`.
    pub message: String,
    /// Stack of the goroutine that ended it, from the frame that did; innermost first, fit for showing.
    pub frames: Vec<Frame>,
    /// What happened, in one or two plain sentences.
    pub sentence: String,
    /// The other goroutines that were printed, the candidate's first.
    pub groups: Vec<GoroutineGroup>,
}

/// Finds what ended the process in its output. The last such text counts, for a process prints nothing after it; text
/// that no stack follows counts only if there is no other.
#[must_use]
pub fn crash(text: &[u8], who: &Attribution) -> Option<Crash> {
    let (message, at) = find(text)?;
    let kind = kind(&message);
    let goroutines = stacks::parse(&text[at..], who);
    let (frames, origin) = goroutines.first().map_or((vec![], None), |first| own_stack(first, who));
    let dead = usize::from(goroutines.first().is_some_and(|g| g.state == "running"));
    let groups = stacks::group(&goroutines[dead.min(goroutines.len())..], who);
    let sentence = sentence(kind, &message, origin.as_ref(), &frames, &groups);
    Some(Crash { kind, message, frames, sentence, groups })
}

/// The first line of the text that ended the process, and where the line starts.
fn find(text: &[u8]) -> Option<(String, usize)> {
    let mut confirmed: Option<(String, usize)> = None;
    let mut pending: Option<(String, usize, bool)> = None;
    for line in lines(text, 0) {
        if let Some((message, anchored)) = opening(&line.text) {
            // Text in the middle of a line is a printed word unless a stack follows; it displaces nothing better.
            if anchored || !pending.as_ref().is_some_and(|p| p.2) {
                pending = Some((message, line.offset, anchored));
            }
        } else if stacks::is_header(&line.text)
            && let Some((message, offset, _)) = pending.take()
        {
            confirmed = Some((message, offset));
        }
    }
    confirmed.or_else(|| pending.filter(|p| p.2).map(|(message, offset, _)| (message, offset)))
}

/// The message, if the line opens the end of a process, and whether it stands at the line's start.
fn opening(line: &str) -> Option<(String, bool)> {
    const SIGNALS: [&str; 5] = ["SIGQUIT: quit", "SIGABRT: abort", "SIGSEGV: ", "SIGBUS: ", "SIGILL: "];
    let anchored = SIGNALS.iter().any(|s| line.starts_with(s)) || line.starts_with("race: limit on ");
    let at = if anchored { 0 } else { ["panic: ", "fatal error: "].iter().filter_map(|word| line.find(word)).min()? };
    // `\tpanic: second` belongs to the panic above it.
    if line.starts_with('\t') {
        return None;
    }
    let message = line[at..].trim_end();
    let message = [" [recovered, repanicked]", " [recovered]"]
        .iter()
        .find_map(|note| message.strip_suffix(note))
        .unwrap_or(message);
    Some((message.chars().filter(|c| !c.is_control()).take(MAX_MESSAGE).collect(), at == 0))
}

fn kind(message: &str) -> CrashKind {
    if message.starts_with("panic: test timed out after ") || message.starts_with("SIGQUIT") {
        CrashKind::TestTimeout
    } else if message.starts_with("panic: deadlock: main bubble goroutine has exited") {
        CrashKind::BubbleLeak
    } else if message.starts_with("panic: deadlock: all goroutines in bubble are blocked") {
        CrashKind::BubbleDeadlock
    } else if message.starts_with("panic: ") {
        CrashKind::Panic
    } else if message.ends_with("- deadlock!") {
        CrashKind::AllAsleep
    } else if message.ends_with(": stack overflow") {
        CrashKind::StackOverflow
    } else if ["out of memory", "cannot allocate", "failed to reserve"].iter().any(|sign| message.contains(sign)) {
        CrashKind::OutOfMemory
    } else {
        CrashKind::Fatal
    }
}

/// The stack without what only reports the panic, and the frame where the first of its panics arose.
fn own_stack(goroutine: &Goroutine, who: &Attribution) -> (Vec<Frame>, Option<Frame>) {
    let is_panic = |f: &Frame| f.function == "panic" || f.function == "runtime.gopanic";
    let all = &goroutine.frames;
    let arose = all.iter().rposition(is_panic).map_or(0, |at| at + 1);
    let origin = all[arose..].iter().chain(all).find(|f| f.yours).cloned();
    let start = all.iter().position(is_panic).map_or(0, |at| at + 1);
    let rest = &all[start..];
    let cause = rest.iter().position(|f| !f.function.starts_with("runtime.")).unwrap_or(0);
    (who.shown_stack(&rest[cause..]), origin)
}

fn sentence(
    kind: CrashKind,
    message: &str,
    origin: Option<&Frame>,
    frames: &[Frame],
    groups: &[GoroutineGroup],
) -> String {
    let said = message.split_once(": ").map_or(message, |(_, said)| said);
    let at = match origin {
        // The stack shown is that of the last panic, which may have arisen while an earlier one passed by.
        Some(frame) if frames.iter().find(|f| f.yours) != Some(frame) => format!(" at {}:{}", frame.file, frame.line),
        None if frames.is_empty() => String::new(),
        _ => format!(" {}", place(frames)),
    };
    let told = |text: &str| match groups.first() {
        Some(group) => format!("{text} {}", group.sentence),
        None => text.to_owned(),
    };
    match kind {
        CrashKind::Panic if said.starts_with("test executed panic(nil) or runtime.Goexit") => {
            let at = origin.map_or(String::new(), |_| at);
            format!("The test's goroutine was ended{at} by runtime.Goexit or panic(nil).")
        }
        CrashKind::Panic => format!("The process panicked{at}: {said}."),
        CrashKind::Fatal => format!("The Go runtime stopped the process{at}: {said}."),
        CrashKind::OutOfMemory => format!("The process ran out of memory{at}."),
        CrashKind::StackOverflow => format!("The stack overflowed{at}: the recursion does not end."),
        CrashKind::AllAsleep => told("Deadlock: every goroutine waits for another."),
        CrashKind::BubbleDeadlock => told("Deadlock: every goroutine of the test waits, and nothing can wake one."),
        CrashKind::BubbleLeak => told("The test ended while goroutines that it started still wait."),
        CrashKind::TestTimeout => told("The test did not end in time."),
    }
}

#[cfg(test)]
mod tests;
