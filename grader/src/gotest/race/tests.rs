use super::{merge, parse, platform_failure};
use crate::{
    gotest::fixture::{self, recorded, who},
    model::{AccessKind, Race},
};
use proptest::prelude::*;
use rstest::rstest;

fn races(name: &str) -> Vec<Race> {
    parse(&recorded(name), &who()).into_iter().map(|(_, race)| race).collect()
}

#[rstest]
#[case::slice("race_errors.race", "pool.go:27", "pool.go:27", [AccessKind::Read, AccessKind::Write])]
#[case::ended("race_finished.race", "pool.go:43", "pool.go:41", [AccessKind::Read, AccessKind::Write])]
#[case::map("race_map.race", "pool.go:72", "pool.go:72", [AccessKind::Write, AccessKind::Write])]
fn both_accesses_are_on_the_candidates_lines(
    #[case] name: &str,
    #[case] now: &str,
    #[case] before: &str,
    #[case] kinds: [AccessKind; 2],
) {
    let race = &races(name)[0];
    assert!(race.yours);
    let kinds_got: Vec<_> = race.accesses.iter().map(|a| a.kind).collect();
    // Which of the two goroutines comes first differs from recording to recording.
    assert!(kinds_got == kinds || kinds_got.iter().rev().copied().eq(kinds), "{kinds_got:?}");
    for (access, place) in race.accesses.iter().zip([now, before]) {
        assert!(access.goroutine.starts_with("goroutine "), "{}", access.goroutine);
        let own = access.frames.iter().find(|f| f.yours).unwrap();
        assert_eq!(format!("{}:{}", own.file, own.line), place);
    }
    assert!(race.sentence.contains(now) && race.sentence.contains("Nothing orders"), "{}", race.sentence);
    assert_eq!(race.sentence.contains("at the same place"), now == before, "{}", race.sentence);
}

#[test]
fn reports_of_one_pair_of_places_are_one_race() {
    let got = races("race_twice.race");
    let total: u32 = got.iter().map(|r| r.count).sum();
    assert_eq!(got.len(), 1, "{got:#?}");
    assert!(total >= 2);
    assert_eq!(merge([got.clone(), races("race_errors.race")].concat()).len(), 1);
}

#[test]
fn an_access_inside_the_standard_library_is_attributed_by_its_creator() {
    let race = &races("race_atomic.race")[0];
    let atomic = race.accesses.iter().find(|a| !a.frames.iter().any(|f| f.yours)).unwrap();
    assert!(matches!(atomic.kind, AccessKind::AtomicRead | AccessKind::AtomicWrite), "{:?}", atomic.kind);
    assert_eq!(atomic.frames[0].function, "sync/atomic.AddInt64");
    assert!(atomic.created.iter().any(|f| f.yours && f.file == "pool.go" && f.line == 49));
    assert!(race.yours && race.sentence.contains("(in a goroutine that pool.go:49 started)"), "{}", race.sentence);
}

#[test]
fn a_race_of_the_test_is_not_the_candidates_and_shows_no_test_lines() {
    let race = &races("race_of_test.race")[0];
    assert!(!race.yours);
    let shown = serde_json::to_string(race).unwrap();
    assert!(!shown.contains("_test.go") && !shown.contains("TestRaceOfTest"), "{shown}");
    assert_eq!(race.accesses[0].frames[0].function, "test code");
}

#[test]
fn a_race_of_the_candidates_is_not_lost_in_one_that_looks_alike() {
    let report = |file: &str| {
        let stack = "  your/workerpool_test.F()\n      your/workerpool/a_test.go:3 +0x1\n\n";
        let start = format!("  your/workerpool.G()\n      your/workerpool/{file}:9 +0x1\n");
        format!(
            "WARNING: DATA RACE\nWrite at 0x1 by goroutine 7:\n{stack}Previous write at 0x1 by goroutine 8:\n{stack}\
             Goroutine 7 (running) created at:\n{start}==================\n"
        )
    };
    let text = report("b_test.go") + &report("pool.go");
    let got: Vec<bool> = parse(text.as_bytes(), &who()).iter().map(|(_, race)| race.yours).collect();
    assert_eq!(got, [false, true]);
    let flood: String = (0..150).map(|i| report("b_test.go").replace("a_test.go:3", &format!("x{i}.go:1"))).collect();
    let text = flood + &report("pool.go");
    assert!(parse(text.as_bytes(), &who()).last().unwrap().1.yours);
}

#[test]
fn main_goroutine_atomics_and_lost_stacks() {
    let text = b"==================\nWARNING: DATA RACE\nAtomic write at 0x00c000000001 by main goroutine:\n  \
        [failed to restore the stack]\n\nPrevious atomic read at 0x00c000000001 by goroutine 7:\n  \
        your/workerpool.F()\n      your/workerpool/pool.go:3 +0x1\n";
    let (offset, race) = &parse(text, &who())[0];
    assert_eq!(*offset, 19);
    assert_eq!(race.accesses[0].kind, AccessKind::AtomicWrite);
    assert_eq!(race.accesses[1].kind, AccessKind::AtomicRead);
    assert_eq!(
        race.sentence,
        "The main goroutine atomically writes memory at an unknown place that another atomically read at pool.go:3. \
         Nothing orders the two accesses."
    );
}

#[test]
fn a_report_that_breaks_off_still_counts() {
    let got = parse(b"WARNING: DATA RACE\nRead at 0x", &who());
    assert_eq!(got.len(), 1);
    assert!(got[0].1.sentence.contains("breaks off"));
}

#[test]
fn offsets_tell_which_report_came_first() {
    let text = [recorded("race_map.race"), recorded("race_finished.race")].concat();
    let offsets: Vec<usize> = parse(&text, &who()).iter().map(|(at, _)| *at).collect();
    assert!(offsets.len() >= 2 && offsets.is_sorted() && offsets[0] == 19, "{offsets:?}");
}

#[test]
fn a_host_that_cannot_run_the_detector() {
    let line = platform_failure(&recorded("tsan_cannot_map.race")).unwrap();
    assert!(line.contains("ThreadSanitizer failed to allocate"), "{line}");
    let fatal = b"x\nFATAL: ThreadSanitizer: unexpected memory mapping 0x1-0x2\n";
    assert_eq!(platform_failure(fatal).unwrap(), "FATAL: ThreadSanitizer: unexpected memory mapping 0x1-0x2");
    for name in ["race_errors.race", "pass.txt", "stack_overflow.txt"] {
        assert_eq!(platform_failure(&recorded(name)), None, "{name}");
    }
}

#[test]
fn other_output_holds_no_race() {
    for name in ["pass.txt", "dump.txt", "sigquit.txt", "race_errors.txt"] {
        assert!(races(name).is_empty(), "{name}");
    }
}

proptest! {
    #[test]
    fn any_bytes(text in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = platform_failure(&text);
        prop_assert!(parse(&text, &who()).iter().all(|(at, _)| *at < text.len()));
    }

    #[test]
    fn damaged_reports(text in fixture::damaged()) {
        let _ = parse(&text, &who());
    }
}

#[test]
fn time_grows_with_the_length() {
    let text = recorded("race_errors.race").repeat(500);
    let started = std::time::Instant::now();
    let got = parse(&text, &who());
    assert!(got.iter().map(|(_, r)| r.count).sum::<u32>() >= 500);
    assert!(started.elapsed().as_secs() < 20, "1 MB took {:?}", started.elapsed());
}
