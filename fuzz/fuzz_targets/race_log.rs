//! The race detector's log: every report counted, each where it stands, and no place shown that is not the
//! candidate's to see.
#![no_main]

use gauntlet_fuzz::shown::{assert_sentence, assert_stack, assert_text, candidate};
use gauntlet_grader::{
    gotest::race::{merge, parse, platform_failure},
    model::Race,
};
use libfuzzer_sys::fuzz_target;

const OPENING: &[u8] = b"WARNING: DATA RACE";
/// Distinct races that are kept, of the candidate's and of others each.
const MAX_RACES: usize = 100;

fuzz_target!(|data: &[u8]| {
    let who = candidate();
    let found = parse(data, &who);
    assert!(found.windows(2).all(|pair| pair[0].0 < pair[1].0), "out of order");
    for (offset, race) in &found {
        let starts_line = *offset == 0 || data[offset - 1] == b'\n';
        assert!(starts_line && data[*offset..].starts_with(OPENING), "no report at {offset}");
        assert!(race.accesses.len() <= 2 && race.count > 0 && race.test.is_none());
        for access in &race.accesses {
            assert_stack(&access.frames, &who);
            assert_stack(&access.created, &who);
            assert_text(&access.goroutine, 40);
        }
        assert!(race.yours || !race.accesses.iter().flat_map(|a| a.frames.iter().chain(&a.created)).any(|f| f.yours));
        assert_sentence(&race.sentence);
    }
    let told = found.iter().map(|(_, race)| race.count as usize).sum::<usize>();
    let reports = data.split(|&byte| byte == b'\n').filter(|line| line.starts_with(OPENING)).count();
    let dropped =
        [true, false].iter().any(|yours| found.iter().filter(|(_, r)| r.yours == *yours).count() == MAX_RACES);
    assert!(told == reports || dropped && told < reports, "{told} of {reports} reports");

    let races: Vec<Race> = found.into_iter().map(|(_, race)| race).collect();
    assert_eq!(merge(races.clone()), races, "distinct races were merged");
    let doubled = merge(races.iter().chain(&races).cloned());
    assert!(doubled.len() == races.len() && doubled.iter().zip(&races).all(|(two, one)| two.count == 2 * one.count));
    if let Some(line) = platform_failure(data) {
        assert_text(&line, 300);
    }
});
