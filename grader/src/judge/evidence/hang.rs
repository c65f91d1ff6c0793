//! A test that did not come back: whether it waits or works, and for what.

use super::is_yours;
use crate::{
    gotest::{
        Attribution,
        stacks::{self, Goroutine},
    },
    model::{GoroutineGroup, Hang, Verdict},
};

/// The goroutine that initialises packages.
const MAIN_GOROUTINE: u64 = 1;

/// What the watchdog reported.
pub(super) struct Seen<'a> {
    /// The test; empty when initialisation did not come back.
    pub(super) test: &'a str,
    pub(super) after_ms: u64,
    /// Every goroutine, as printed.
    pub(super) stacks: &'a str,
}

/// The verdict that it is a reason for, the sentence that says so on its own, and the card.
pub(super) fn read(seen: &Seen, who: &Attribution) -> (Verdict, String, Hang) {
    let goroutines = stacks::parse(seen.stacks.as_bytes(), who);
    // A sleeper will wake, which counts for the goroutine that was waited for; elsewhere it proves nothing.
    let awaited = |g: &Goroutine| g.runs_test() || (seen.test.is_empty() && g.id == MAIN_GOROUTINE);
    let working = |g: &Goroutine| !g.parked() && (awaited(g) || (g.yours() && g.state != "sleep"));
    let (busy, idle): (Vec<_>, Vec<_>) = goroutines.into_iter().partition(working);
    let parked = busy.is_empty();
    let mut groups = stacks::group(&busy, who);
    groups.extend(stacks::group(&idle, who));
    let seconds = seen.after_ms as f64 / 1000.0;
    let subject = if seen.test.is_empty() { "The initialisation of the package" } else { "A test" };
    let (verdict, sentence) = if parked {
        let words = "and nothing was running that could wake it";
        (Verdict::Deadlock, format!("{subject} was still waiting after {seconds:.0} s, {words}."))
    } else {
        (Verdict::TimeLimit, format!("{subject} was still running after its limit of {seconds:.0} s."))
    };
    let told = culprits(&groups).fold(sentence.clone(), |text, group| format!("{text} {}", group.sentence));
    let test = Some(seen.test.to_owned()).filter(|t| !t.is_empty());
    (verdict, told, Hang { test, after_ms: seen.after_ms, parked, groups, sentence })
}

/// The candidate's first group; with it the second, where both wait for locks at different places: each may hold what
/// the other wants.
fn culprits(groups: &[GoroutineGroup]) -> impl Iterator<Item = &GoroutineGroup> {
    let is_lock = |g: &GoroutineGroup| g.state.starts_with("sync.Mutex.") || g.state.starts_with("sync.RWMutex.");
    let mut own = groups.iter().filter(|g| is_yours(g));
    let line = |g: &GoroutineGroup| g.frames.iter().find(|f| f.yours).cloned();
    let first = own.next();
    let other = |g: &&GoroutineGroup| first.is_some_and(|first| is_lock(first) && line(first) != line(g));
    first.into_iter().chain(own.next().filter(|g| is_lock(g)).filter(other))
}

#[cfg(test)]
mod tests {
    use super::{Seen, read};
    use crate::{
        gotest::Attribution,
        model::{Hang, RelPath, Verdict},
    };

    fn told(stacks: &str) -> (Verdict, String, Hang) {
        let who = Attribution::new("your/pool", [RelPath::parse("pool.go").unwrap()]);
        read(&Seen { test: "TestA", after_ms: 4100, stacks }, &who)
    }

    fn goroutine(id: u32, state: &str, line: u32, by_test: bool) -> String {
        let outer = if by_test {
            "your/pool_test.TestA(0x1)\n\tyour/pool/pool_test.go:7 +0x1\ntesting.tRunner(0x1)\n\ttesting/testing.go:1 +0x1\n"
        } else {
            ""
        };
        format!("goroutine {id} [{state}]:\nyour/pool.F{line}(0x1)\n\tyour/pool/pool.go:{line} +0x1\n{outer}\n")
    }

    #[test]
    fn what_runs_is_named_before_what_waits() {
        let stacks = goroutine(7, "select", 3, false).repeat(3) + &goroutine(8, "running", 9, true);
        let (verdict, told, hang) = told(&stacks);
        assert_eq!(verdict, Verdict::TimeLimit);
        assert_eq!(told, "A test was still running after its limit of 4 s. 1 goroutine is running at pool.go:9.");
        assert_eq!(hang.sentence, "A test was still running after its limit of 4 s.");
        assert_eq!(hang.groups.iter().map(|g| g.count).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn who_waits_for_others_is_named_last() {
        let stacks = goroutine(7, "sync.WaitGroup.Wait", 3, true) + &goroutine(8, "sync.Cond.Wait", 9, false);
        let (verdict, told, _) = told(&stacks);
        assert_eq!(verdict, Verdict::Deadlock);
        assert!(told.ends_with("could wake it. 1 goroutine is waiting on a Cond at pool.go:9."), "{told}");
    }

    #[test]
    fn both_sides_of_a_lock_order_are_named() {
        let stacks = goroutine(7, "sync.Mutex.Lock", 3, false) + &goroutine(8, "sync.RWMutex.RLock", 9, false);
        let (_, words, _) = told(&stacks);
        assert!(
            words.contains("a mutex at pool.go:3. 1 goroutine is waiting to lock an RWMutex for reading at pool.go:9.")
        );
        let (_, words, _) =
            told(&(goroutine(7, "sync.Mutex.Lock", 3, false) + &goroutine(8, "sync.Mutex.Lock", 3, true)));
        assert_eq!(words.matches("pool.go:3").count(), 1, "{words}");
    }
}
