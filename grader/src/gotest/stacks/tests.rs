use std::collections::BTreeMap;

use super::{groups, parse, profile};
use crate::{
    gotest::fixture::{self, recorded, who},
    model::GoroutineGroup,
};
use proptest::prelude::*;
use rstest::rstest;

fn sentences(groups: &[GoroutineGroup]) -> Vec<&str> {
    groups.iter().map(|g| g.sentence.as_str()).collect()
}

/// Every way to park, as `states.go` does it: (state, line of the wait, words).
const PARKED: [(&str, u32, &str); 15] = [
    ("chan send", 21, "1 goroutine is blocked sending at states.go:21; it was started at states.go:21."),
    ("chan receive", 22, "1 goroutine is blocked receiving at states.go:22; it was started at states.go:22."),
    ("select", 24, "1 goroutine is waiting in a select at states.go:24; it was started at states.go:23."),
    ("select (no cases)", 29, "blocked for ever in an empty select at states.go:29"),
    ("chan send (nil chan)", 30, "blocked for ever sending to a nil channel at states.go:30"),
    ("chan receive (nil chan)", 31, "blocked for ever receiving from a nil channel at states.go:31"),
    ("sync.RWMutex.RLock", 33, "waiting to lock an RWMutex for reading at states.go:33"),
    ("sync.Mutex.Lock", 34, "waiting to lock an RWMutex for writing at states.go:34"),
    ("sync.WaitGroup.Wait", 35, "waiting for a WaitGroup at states.go:35"),
    ("sync.Cond.Wait", 38, "waiting on a Cond at states.go:38"),
    ("sleep", 40, "sleeping at states.go:40"),
    ("chan receive", 43, "blocked receiving at states.go:43"),
    ("chan receive (nil chan)", 46, "blocked for ever receiving from a nil channel at states.go:46"),
    ("IO wait", 65, "waiting for input or output at states.go:65"),
    ("chan receive", 58, "3 goroutines are blocked receiving at states.go:58; they were started at states.go:52."),
];

#[rstest]
#[case::own_snapshot("dump.txt")]
#[case::quit_signal("sigquit.txt")]
fn every_way_to_wait_is_told(#[case] name: &str) {
    let got = groups(&recorded(name), &who());
    for (state, line, words) in PARKED {
        let found = got.iter().find(|g| g.state == state && g.frames.iter().any(|f| f.yours && f.line == line));
        let found = found.unwrap_or_else(|| panic!("{name}: no {state} at line {line} in {:#?}", sentences(&got)));
        assert!(found.sentence.contains(words), "{}", found.sentence);
    }
    let own = |words: &str| {
        got.iter().any(|g| g.sentence.starts_with(words) && g.sentence.ends_with("; it was started at states.go:32."))
    };
    assert!(own("1 goroutine is waiting for a mutex "), "{:#?}", sentences(&got));
    assert!(got.iter().any(|g| g.sentence.contains("is running at states.go:")), "{:#?}", sentences(&got));
}

#[test]
fn the_candidates_goroutines_come_first_and_system_goroutines_not_at_all() {
    let got = groups(&recorded("sigquit.txt"), &who());
    assert_eq!(got[0].sentence, "5 goroutines are blocked sending at pool.go:166; they were started at pool.go:161.");
    let shown = serde_json::to_string(&got).unwrap();
    for hidden in ["_test.go", "TestHang", "testing/testing.go", "_testmain.go", "runtime.bgsweep", "runtime.gopark"] {
        assert!(!shown.contains(hidden), "{hidden}");
    }
    let test = got.iter().position(|g| {
        g.frames.iter().any(|f| f.function == "test code") && g.created_by.as_ref().is_none_or(|f| !f.yours)
    });
    assert_eq!(test, Some(got.len() - 1), "{:#?}", sentences(&got));
    assert_eq!(got[got.len() - 1].sentence, "1 goroutine is sleeping in test code.");
}

#[test]
fn notes_in_the_header() {
    let text = b"goroutine 7 gp=0x1 m=0 mp=0x2 [chan send (leaked) (scan), 3 minutes, locked to thread, synctest bubble 4] {k: v}:\n\
        your/workerpool.F(0x1)\n\tyour/workerpool/pool.go:9 +0x1\ncreated by your/workerpool.G in goroutine 1\n\
        \tyour/workerpool/pool.go:8 +0x2\n";
    let got = &parse(text, &who())[0];
    assert_eq!((got.id, got.state.as_str(), got.leaked, got.minutes, got.bubble), (7, "chan send", true, 3, Some(4)));
    assert!(got.parked() && got.yours() && !got.runs_test());
    assert_eq!(got.created_by.as_ref().map(|f| (f.function.as_str(), f.line)), Some(("workerpool.G", 8)));
}

#[test]
fn lines_that_only_look_like_a_header() {
    for text in [
        "goroutine x [running]:",
        "goroutine 1 [running]",
        "goroutine 1 running:",
        "goroutine 9",
        "goroutine 99999999999999999999 [a]:",
    ] {
        assert!(parse(text.as_bytes(), &who()).is_empty(), "{text}");
    }
}

#[test]
fn the_tests_goroutine_is_known() {
    let all = parse(&recorded("timeout.txt"), &who());
    let tests: Vec<_> = all.iter().filter(|g| g.runs_test()).collect();
    assert_eq!(tests.len(), 1);
    assert_eq!(tests[0].state, "sync.Mutex.Lock");
    assert!(tests[0].parked() && tests[0].yours());
}

#[test]
fn leak_profiles_of_both_kinds_agree() {
    let (one, two) =
        (profile(&recorded("leak_profile_1.txt"), &who()), profile(&recorded("leak_profile_2.txt"), &who()));
    let counts = |groups: &[GoroutineGroup]| -> BTreeMap<(String, u32), u32> {
        let place = |g: &GoroutineGroup| g.frames.iter().find(|f| f.yours).map(|f| (f.file.clone(), f.line)).unwrap();
        groups.iter().map(|g| (place(g), g.count)).collect()
    };
    assert_eq!(counts(&one), BTreeMap::from([(("pool.go".to_owned(), 166), 5), (("pool.go".to_owned(), 154), 1)]));
    assert_eq!(counts(&one), counts(&two));
    assert_eq!(
        sentences(&two),
        [
            "5 goroutines are blocked sending at pool.go:166; they were started at pool.go:161. Nothing can wake them any more.",
            "1 goroutine is waiting for a mutex at pool.go:154. Nothing can wake it any more.",
        ]
    );
    assert_eq!(one[1].sentence, two[1].sentence);
    assert_eq!(one[1].state, "sync.Mutex.Lock");
}

#[test]
fn goroutine_profiles() {
    for name in ["goroutine_profile_1.txt", "goroutine_profile_2.txt"] {
        let got = profile(&recorded(name), &who());
        assert_eq!(got[0].count, 5, "{name}");
        assert!(!sentences(&got).iter().any(|s| s.contains("wake")), "{name}");
    }
}

proptest! {
    #[test]
    fn any_bytes(text in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = (groups(&text, &who()), profile(&text, &who()));
    }

    #[test]
    fn any_header(text in "goroutine [0-9]{0,22} ?\\[.{0,40}\\]?.{0,10}:\\n(\\t?.{0,30}\\n){0,4}") {
        let _ = (groups(text.as_bytes(), &who()), profile(text.as_bytes(), &who()));
    }

    #[test]
    fn damaged_dumps(text in fixture::damaged()) {
        let _ = (groups(&text, &who()), profile(&text, &who()));
    }
}

#[test]
fn ten_thousand_goroutines_are_one_group() {
    let one = b"goroutine 5 [chan send]:\nyour/workerpool.(*Pool).send(...)\n\tyour/workerpool/pool.go:166\n\n";
    let got = groups(&one.repeat(10_000), &who());
    assert_eq!(sentences(&got), ["10000 goroutines are blocked sending at pool.go:166."]);
}
