//! Goes through the cases of a corpus, a few at a time, and reports every failure at the end.

use std::{
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Instant,
};

use crate::fixture::Fixture;

/// Lanes unless `GAUNTLET_TEST_LANES` says otherwise. Most wait more than they compute, but time limits are part
/// of what is tested: few at a time.
const LANES: usize = 3;

/// Cases from one count to the next.
const COUNTED: usize = 25;

/// Checks every case, each lane with a [`Fixture`] of its own. `check` returns a few words on the case and what is
/// wrong with it. `GAUNTLET_TEST_ONLY` leaves out the cases whose names do not contain it. To standard error go the
/// cases that fail as they end and a count now and then; with `GAUNTLET_TEST_ONLY` or `GAUNTLET_TEST_ROUNDS` a line
/// for every case.
///
/// # Panics
/// When a case has failed or none was there, with every failure.
pub fn check_all<C: Sync>(
    cases: &[C],
    name: impl Fn(&C) -> String + Sync,
    check: impl Fn(&Fixture, &C) -> (String, Vec<String>) + Sync,
) {
    let only = std::env::var("GAUNTLET_TEST_ONLY").unwrap_or_default();
    let cases: Vec<&C> = cases.iter().filter(|case| name(case).contains(&only)).collect();
    assert!(!cases.is_empty(), "expected cases, got none whose name contains '{only}'");
    let lanes = std::env::var("GAUNTLET_TEST_LANES").ok().and_then(|n| n.parse().ok()).unwrap_or(LANES);
    let every_case = !only.is_empty() || std::env::var_os("GAUNTLET_TEST_ROUNDS").is_some();
    let done = AtomicUsize::new(0);
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let begun = Instant::now();
    let lane = || {
        let fixture = Fixture::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let started = Instant::now();
            let (words, wrong) = catch_unwind(AssertUnwindSafe(|| check(&fixture, case)))
                .unwrap_or_else(|_| (String::new(), vec!["the check panicked; see above".to_owned()]));
            let mark = if wrong.is_empty() { "ok  " } else { "FAIL" };
            if every_case || !wrong.is_empty() {
                say(&format!("{mark} {:>6.1} s  {:<58} {words}", started.elapsed().as_secs_f64(), name(case)));
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if !every_case && done.is_multiple_of(COUNTED) {
                say(&format!("{done} of {} cases after {:.0} s", cases.len(), begun.elapsed().as_secs_f64()));
            }
            let wrong = wrong.into_iter().map(|w| format!("{}: {w}", name(case)));
            failures.lock().expect("a lock").extend(wrong);
        }
    };
    thread::scope(|scope| {
        for _ in 0..lanes {
            scope.spawn(lane);
        }
    });
    say(&format!("{} cases in {:.0} s", cases.len(), begun.elapsed().as_secs_f64()));
    let failures = failures.into_inner().expect("a lock");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// Checks one case as often as `GAUNTLET_TEST_ROUNDS` says, once if it says nothing: the words of the last round, and what
/// was wrong in any.
pub fn rounds(check: impl Fn() -> (String, Vec<String>)) -> (String, Vec<String>) {
    let rounds: u32 = std::env::var("GAUNTLET_TEST_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let (mut words, mut wrong) = (String::new(), Vec::new());
    for round in 1..=rounds {
        let (said, broken) = check();
        words = said;
        wrong.extend(broken.into_iter().map(|w| format!("round {round} of {rounds}: {w}")));
    }
    (words, wrong)
}

/// Past the capture of the test runner: a corpus takes minutes, and how far it is is worth seeing.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
