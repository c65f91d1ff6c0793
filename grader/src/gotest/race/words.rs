//! A race in plain words: what each side did, to what, and where.

use crate::{
    gotest::place::place,
    model::{Access, AccessKind},
};

/// What an access does for the code that makes it. To the detector they are all reads and writes of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Memory,
    Atomic,
    Map,
    Send,
    Close,
    Add,
    Wait,
}

impl Deed {
    /// By the functions below the innermost frame of the candidate's; the stack is as printed.
    pub(super) fn of(access: &mut Access) -> Self {
        let below = access.frames.iter().take_while(|f| !f.yours).map(|f| f.function.as_str());
        let deed = below.filter_map(Self::by_name).next().unwrap_or(match access.kind {
            AccessKind::AtomicRead | AccessKind::AtomicWrite => Self::Atomic,
            AccessKind::Read | AccessKind::Write => Self::Memory,
        });
        if deed == Self::Atomic {
            // The earlier access of the two is never printed as atomic.
            access.kind = match access.kind {
                AccessKind::Read | AccessKind::AtomicRead => AccessKind::AtomicRead,
                AccessKind::Write | AccessKind::AtomicWrite => AccessKind::AtomicWrite,
            };
        }
        deed
    }

    fn by_name(function: &str) -> Option<Self> {
        match function {
            "runtime.closechan" => Some(Self::Close),
            "runtime.chansend" => Some(Self::Send),
            "sync.(*WaitGroup).Add" | "sync.(*WaitGroup).Go" => Some(Self::Add),
            "sync.(*WaitGroup).Wait" => Some(Self::Wait),
            name if name.starts_with("sync/atomic.") => Some(Self::Atomic),
            name if name.starts_with("runtime.map") => Some(Self::Map),
            _ => None,
        }
    }
}

/// What happened, to the candidate. The accesses' stacks are fit for showing.
pub(super) fn sentence(accesses: &[Access], deeds: &[Deed]) -> String {
    let ([now, before], [deed, earlier]) = (accesses, deeds) else {
        return "The race detector reported a data race, but its report breaks off.".to_owned();
    };
    let (here, there) = (whereabouts(now), whereabouts(before));
    match (deed, earlier) {
        (Deed::Close, Deed::Close) => {
            format!("Two goroutines close the same channel, {here} and {there}. The second close panics.")
        }
        (Deed::Close, Deed::Send) => closed_and_sent(&here, &there),
        (Deed::Send, Deed::Close) => closed_and_sent(&there, &here),
        (Deed::Add, Deed::Wait) => added_and_waited(&here, &there),
        (Deed::Wait, Deed::Add) => added_and_waited(&there, &here),
        _ => plain(now, before, (*deed, *earlier), (&here, &there)),
    }
}

fn closed_and_sent(closed: &str, sent: &str) -> String {
    format!(
        "A channel is closed {closed} while another goroutine may send on it {sent}. Nothing orders the two, and a send \
         on a closed channel panics."
    )
}

fn added_and_waited(added: &str, waited: &str) -> String {
    format!(
        "A WaitGroup is added to {added} while another goroutine waits for it {waited}. Nothing orders the two, and the \
         wait may be over too early."
    )
}

fn plain(now: &Access, before: &Access, deeds: (Deed, Deed), (here, there): (&str, &str)) -> String {
    let does = match now.kind {
        AccessKind::Read => "reads",
        AccessKind::Write => "writes",
        AccessKind::AtomicRead => "atomically reads",
        AccessKind::AtomicWrite => "atomically writes",
    };
    let did = match before.kind {
        AccessKind::Read => "read",
        AccessKind::Write => "wrote",
        AccessKind::AtomicRead => "atomically read",
        AccessKind::AtomicWrite => "atomically wrote",
    };
    let main = |access: &Access| access.goroutine == "main goroutine";
    let first = if main(now) { "The main goroutine" } else { "One goroutine" };
    let second = if main(before) { "the main goroutine" } else { "another" };
    let thing = if deeds == (Deed::Map, Deed::Map) { "a map" } else { "memory" };
    let there = if here == there { "at the same place" } else { there };
    let remedy = if (deeds.0 == Deed::Atomic) == (deeds.1 == Deed::Atomic) {
        ""
    } else {
        ": one side is atomic, and both would have to be"
    };
    format!("{first} {does} {thing} {here} that {second} {did} {there}. Nothing orders the two accesses{remedy}.")
}

/// Where an access was; where that is no line of the candidate's, also which of theirs started the goroutine.
fn whereabouts(access: &Access) -> String {
    let at = place(&access.frames);
    match access.created.iter().find(|f| f.yours) {
        Some(start) if !access.frames.iter().any(|f| f.yours) => {
            format!("{at} (in a goroutine that {}:{} started)", start.file, start.line)
        }
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use crate::gotest::{fixture::who, race::parse};
    use rstest::rstest;

    fn told(now: &str, before: &str) -> String {
        let stack = |frames: &str| {
            frames
                .split(' ')
                .map(|f| f.split_once('@').unwrap())
                .fold(String::new(), |text, (function, place)| text + &format!("  {function}()\n      {place} +0x1\n"))
        };
        let (now_kind, now) = now.split_once(": ").unwrap();
        let (before_kind, before) = before.split_once(": ").unwrap();
        let text = format!(
            "WARNING: DATA RACE\n{now_kind} at 0x1 by goroutine 7:\n{}\nPrevious {before_kind} at 0x1 by goroutine 8:\n{}",
            stack(now),
            stack(before)
        );
        parse(text.as_bytes(), &who())[0].1.sentence.clone()
    }

    const OWN: &str = "your/workerpool.F@your/workerpool/pool.go:3";
    const OTHER: &str = "your/workerpool.G@your/workerpool/pool.go:9";

    #[rstest]
    #[case::memory(
        "Read: ",
        "write: ",
        "One goroutine reads memory at pool.go:3 that another wrote at pool.go:9. Nothing orders the two accesses."
    )]
    #[case::map(
        "Read: runtime.mapIterStart@runtime/map.go:156 ",
        "write: runtime.mapassign_faststr@internal/maps.go:2 ",
        "One goroutine reads a map at pool.go:3 that another wrote at pool.go:9. Nothing orders the two accesses."
    )]
    #[case::channel(
        "Write: runtime.closechan@runtime/chan.go:414 ",
        "read: runtime.chansend@runtime/chan.go:176 ",
        "A channel is closed at pool.go:3 while another goroutine may send on it at pool.go:9."
    )]
    #[case::channel_the_other_way(
        "Read: runtime.chansend@runtime/chan.go:176 ",
        "write: runtime.closechan@runtime/chan.go:414 ",
        "A channel is closed at pool.go:9 while another goroutine may send on it at pool.go:3."
    )]
    #[case::closed_twice(
        "Write: runtime.closechan@runtime/chan.go:414 ",
        "write: runtime.closechan@runtime/chan.go:414 ",
        "Two goroutines close the same channel, at pool.go:3 and at pool.go:9."
    )]
    #[case::wait_group(
        "Write: sync.(*WaitGroup).Wait@sync/waitgroup.go:1 ",
        "read: sync.(*WaitGroup).Add@sync/waitgroup.go:2 ",
        "A WaitGroup is added to at pool.go:9 while another goroutine waits for it at pool.go:3."
    )]
    #[case::half_atomic(
        "Read: ",
        "write: sync/atomic.AddInt64@runtime/race_amd64.s:289 ",
        "another atomically wrote at pool.go:9. Nothing orders the two accesses: one side is atomic, and both would"
    )]
    fn both_sides_are_told_as_the_code_sees_them(#[case] now: &str, #[case] before: &str, #[case] words: &str) {
        let told = told(&format!("{now}{OWN}"), &format!("{before}{OTHER}"));
        assert!(told.contains(words), "{told}");
    }

    #[test]
    fn one_place_is_named_once() {
        let told = told(&format!("Read: {OWN}"), &format!("write: {OWN}"));
        assert!(
            told.starts_with("One goroutine reads memory at pool.go:3 that another wrote at the same place."),
            "{told}"
        );
    }

    /// Of a method that was started as a value and ends in a deferred call, its wrapper is all that is left.
    #[test]
    fn a_race_in_lost_frames_is_still_the_candidates() {
        let stack = "  runtime.mapdelete_fast64()\n      internal/maps.go:3 +0x1\n  runtime.deferreturn()\n      \
                     runtime/panic.go:668 +0x1\n  your/workerpool.(*Pool).drop-fm()\n      <autogenerated>:1 +0x1\n\n";
        let text = format!(
            "WARNING: DATA RACE\nWrite at 0x1 by goroutine 7:\n{stack}Previous write at 0x1 by goroutine 8:\n{stack}"
        );
        let race = &parse(text.as_bytes(), &who())[0].1;
        assert!(race.yours);
        let words = "One goroutine writes a map in workerpool.(*Pool).drop that another wrote at the same place.";
        assert!(race.sentence.starts_with(words), "{}", race.sentence);
    }
}
