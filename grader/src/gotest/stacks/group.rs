//! Goroutines that do the same at the same place, counted and told in one sentence.

use std::collections::HashMap;

use super::{Goroutine, parse, words::sentence};
use crate::{
    gotest::{Attribution, attribution::TEST_CODE},
    model::{Frame, GoroutineGroup},
};

/// Most groups that are kept.
const MAX_GROUPS: usize = 100;

/// [`parse`], then [`group`].
#[must_use]
pub fn groups(text: &[u8], who: &Attribution) -> Vec<GoroutineGroup> {
    group(&parse(text, who), who)
}

/// Groups goroutines by state, stack and creator: the candidate's first, then those of test code, then others; within
/// each those that wait for other goroutines last, and the largest first. Goroutines of the runtime, the testing package
/// and the harness are left out, and frames of test code are told as such.
#[must_use]
pub fn group(goroutines: &[Goroutine], who: &Attribution) -> Vec<GoroutineGroup> {
    let mut found: Vec<Found> = Vec::new();
    let mut by_key: HashMap<Key, usize> = HashMap::new();
    for goroutine in goroutines {
        let Some(rank) = rank(goroutine, who) else { continue };
        let frames = who.shown_stack(&goroutine.frames);
        let created_by = goroutine.created_by.as_ref().and_then(|f| who.shown_stack(std::slice::from_ref(f)).pop());
        let key = (goroutine.state.clone(), goroutine.leaked, frames, created_by);
        let at = *by_key.entry(key).or_insert_with_key(|(state, leaked, frames, created_by)| {
            let group = GoroutineGroup {
                count: 0,
                state: state.clone(),
                frames: frames.clone(),
                created_by: created_by.clone(),
                sentence: String::new(),
            };
            found.push(Found { rank, leaked: *leaked, group });
            found.len() - 1
        });
        found[at].group.count = found[at].group.count.saturating_add(1);
    }
    finish(found)
}

type Key = (String, bool, Vec<Frame>, Option<Frame>);

/// A group, where it stands in the order, and whether it is a proven leak.
pub(super) struct Found {
    pub(super) rank: Rank,
    pub(super) leaked: bool,
    pub(super) group: GoroutineGroup,
}

/// Whose goroutine it is, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    Yours,
    Test,
    Other,
}

/// Orders, caps and tells.
pub(super) fn finish(mut found: Vec<Found>) -> Vec<GoroutineGroup> {
    found.sort_by_key(|f| (f.rank, is_consequence(&f.group), std::cmp::Reverse(f.group.count)));
    found.truncate(MAX_GROUPS);
    found
        .into_iter()
        .map(|Found { leaked, mut group, .. }| {
            group.sentence = sentence(&group, leaked);
            group
        })
        .collect()
}

/// Whether somebody else's being stuck is what it waits for, most likely: a test that has called the candidate's code, or
/// who waits for a WaitGroup.
fn is_consequence(group: &GoroutineGroup) -> (bool, bool) {
    let by_test = group.frames.last().is_some_and(|f| f.function == TEST_CODE);
    (group.state == "sync.WaitGroup.Wait", by_test)
}

/// Whose goroutine it is; `None` for one that every test process has.
pub(super) fn rank(goroutine: &Goroutine, who: &Attribution) -> Option<Rank> {
    let all = || goroutine.frames.iter().chain(&goroutine.created_by);
    if goroutine.frames.iter().any(|f| f.function == "testing.(*M).Run") {
        return None; // waits for the tests
    }
    if goroutine.yours() {
        return Some(Rank::Yours);
    }
    if all().any(|f| who.is_test_code(f)) {
        return Some(Rank::Test);
    }
    let system = |f: &Frame| {
        const OWNERS: [&str; 7] =
            ["testing.", "testing/", "gauntlet/", "os/signal.", "runtime/", "internal/synctest.", "time.goFunc"];
        OWNERS.iter().any(|owner| f.function.starts_with(owner)) || f.file == "_testmain.go"
    };
    // A goroutine that the runtime started, or whose whole stack is the runtime's.
    let runtimes = |f: &Frame| f.function.starts_with("runtime.") || f.function.starts_with("internal/runtime/");
    let runtime = goroutine.state == "idle"
        || goroutine.frames.iter().all(runtimes)
        || goroutine.created_by.as_ref().is_some_and(runtimes);
    (!runtime && !all().any(system)).then_some(Rank::Other)
}
