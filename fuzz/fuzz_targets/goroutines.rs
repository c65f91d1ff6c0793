//! Goroutine dumps and profiles: nobody counted who is not in it, and no place shown that is not the candidate's to see.
#![no_main]

use gauntlet_fuzz::shown::{assert_groups, assert_name, assert_text, candidate, occurrences};
use gauntlet_grader::gotest::stacks::{group, groups, parse, profile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let who = candidate();
    let goroutines = parse(data, &who);
    let most = occurrences(data, b"goroutine ");
    assert!(goroutines.len() as u64 <= most);
    for goroutine in &goroutines {
        assert_text(&goroutine.state, 60);
        assert!(goroutine.frames.len() <= 64);
        goroutine.frames.iter().chain(&goroutine.created_by).for_each(assert_name);
    }
    let grouped = group(&goroutines, &who);
    assert_groups(&grouped, most, &who);
    assert_eq!(grouped, groups(data, &who));
    // A profile counts by itself.
    assert_groups(&profile(data, &who), u64::MAX, &who);
});
