use super::{Crash, CrashKind, crash};
use crate::gotest::fixture::{self, recorded, who};
use proptest::prelude::*;
use rstest::rstest;

fn end(name: &str) -> Crash {
    crash(&recorded(name), &who()).unwrap_or_else(|| panic!("{name}: nothing found"))
}

#[rstest]
#[case("panic.txt", CrashKind::Panic, "panic: no workers", "The process panicked at pool.go:87: no workers.")]
#[case(
    "panic_elsewhere.txt",
    CrashKind::Panic,
    "panic: send on closed channel",
    "The process panicked at pool.go:94: send on closed channel."
)]
#[case(
    "panic_again.txt",
    CrashKind::Panic,
    "panic: wrapped: inner",
    "The process panicked at pool.go:102: wrapped: inner."
)]
#[case("panic_twice.txt", CrashKind::Panic, "panic: first", "The process panicked at pool.go:108: first.")]
#[case("panic_error.txt", CrashKind::Panic, "panic: first line", "The process panicked at pool.go:112: first line.")]
#[case(
    "nil_dereference.txt",
    CrashKind::Panic,
    "panic: runtime error: invalid memory address or nil pointer dereference",
    "The process panicked at pool.go:117: runtime error: invalid memory address or nil pointer dereference."
)]
#[case("init_panic.txt", CrashKind::Panic, "panic: not today", "The process panicked at initpanic/a.go:4: not today.")]
#[case(
    "goexit.txt",
    CrashKind::Panic,
    "panic: test executed panic(nil) or runtime.Goexit",
    "The test's goroutine was ended by runtime.Goexit or panic(nil)."
)]
#[case(
    "map_writes.txt",
    CrashKind::Fatal,
    "fatal error: concurrent map writes",
    "The Go runtime stopped the process at pool.go:144: concurrent map writes."
)]
#[case(
    "out_of_memory.txt",
    CrashKind::OutOfMemory,
    "fatal error: out of memory",
    "The process ran out of memory at pool.go:127."
)]
#[case(
    "stack_overflow.txt",
    CrashKind::StackOverflow,
    "fatal error: stack overflow",
    "The stack overflowed at pool.go:121: the recursion does not end."
)]
#[case(
    "all_asleep.txt",
    CrashKind::AllAsleep,
    "fatal error: all goroutines are asleep - deadlock!",
    "Deadlock: every goroutine waits for another. 1 goroutine is blocked receiving at asleep/main.go:8."
)]
#[case(
    "bubble_leak.txt",
    CrashKind::BubbleLeak,
    "panic: deadlock: main bubble goroutine has exited but blocked goroutines remain",
    "The test ended while goroutines that it started still wait. 3 goroutines are blocked sending at pool.go:166; they were started at pool.go:161."
)]
#[case(
    "timeout.txt",
    CrashKind::TestTimeout,
    "panic: test timed out after 1s",
    "The test did not end in time. 1 goroutine is waiting for a mutex at pool.go:154."
)]
#[case(
    "sigquit.txt",
    CrashKind::TestTimeout,
    "SIGQUIT: quit",
    "The test did not end in time. 5 goroutines are blocked sending at pool.go:166; they were started at pool.go:161."
)]
fn each_end(#[case] name: &str, #[case] kind: CrashKind, #[case] message: &str, #[case] sentence: &str) {
    let got = end(name);
    assert_eq!((got.kind, got.message.as_str(), got.sentence.as_str()), (kind, message, sentence));
    let shown = serde_json::to_string(&(&got.frames, &got.groups)).unwrap();
    assert!(!shown.contains("_test.go") && !shown.contains("testing/testing.go"), "{shown}");
}

#[test]
fn a_deadlocked_bubble_names_the_goroutines() {
    let got = end("bubble_deadlock.txt");
    assert_eq!(got.kind, CrashKind::BubbleDeadlock);
    assert!(got.sentence.starts_with("Deadlock: every goroutine of the test waits"), "{}", got.sentence);
    let waits: Vec<&str> = got.groups.iter().map(|g| g.state.as_str()).collect();
    assert!(waits.contains(&"sync.WaitGroup.Wait") && waits.contains(&"chan receive"), "{waits:?}");
}

#[test]
fn frames_start_where_the_panic_arose() {
    let names: Vec<String> = end("panic_elsewhere.txt").frames.into_iter().map(|f| f.function).collect();
    assert_eq!(names, ["workerpool.PanicElsewhere.func1"]);
    assert_eq!(end("nil_dereference.txt").frames[0].line, 117);
    assert_eq!(end("out_of_memory.txt").frames[0].function, "workerpool.Hoard");
    assert_eq!(end("stack_overflow.txt").frames.len(), 1, "recursion is shown once");
}

#[rstest]
#[case("pass.txt")]
#[case("fail.txt")]
#[case("skip.txt")]
#[case("dump.txt")]
#[case("init_exit.txt")]
#[case("build_failure.txt")]
#[case("race_errors.race")]
fn no_end(#[case] name: &str) {
    assert_eq!(crash(&recorded(name), &who()), None);
}

#[test]
fn the_real_end_outweighs_a_printed_one() {
    let mut text = b"panic: forged\nfatal error: forged too\n\ngoroutine 1 [running]:\nx.F()\n\ty.go:1\n\n".to_vec();
    text.extend(recorded("panic_elsewhere.txt"));
    assert_eq!(crash(&text, &who()).unwrap().message, "panic: send on closed channel");
}

#[test]
fn an_end_behind_an_unfinished_line_is_found() {
    let text = b"no newlinepanic: late\n\ngoroutine 3 [running]:\n";
    assert_eq!(crash(text, &who()).unwrap().message, "panic: late");
    assert_eq!(crash(b"    a_test.go:3: panic: only a word\n", &who()), None);
    assert_eq!(crash(b"panic: cut off", &who()).unwrap().message, "panic: cut off");
}

#[test]
fn messages_are_short_and_printable() {
    let text = [b"panic: \x1b[31m".as_slice(), &vec![b'x'; 100_000]].concat();
    let got = crash(&text, &who()).unwrap();
    assert!(got.message.chars().count() <= 500 && !got.message.contains('\u{1b}'));
}

proptest! {
    #[test]
    fn any_bytes(text in proptest::collection::vec(any::<u8>(), 0..600)) {
        let _ = crash(&text, &who());
    }

    #[test]
    fn any_end(text in "(panic: |fatal error: |SIGQUIT: quit).{0,40}\\n\\n?goroutine [0-9]{1,4} \\[[a-z ]{0,9}\\]:\\n(\\t?.{0,30}\\n){0,6}") {
        prop_assert!(crash(text.as_bytes(), &who()).is_some());
    }

    #[test]
    fn damaged_output(text in fixture::damaged()) {
        let _ = crash(&text, &who());
    }
}

#[test]
fn what_the_candidate_called_back_is_told_as_such() {
    let text = b"panic: boom\n\ngoroutine 7 [running]:\npanic({0x1, 0x2})\n\truntime/panic.go:1 +0x1\n\
        your/workerpool_test.TestTask.func1()\n\tyour/workerpool/pool_test.go:9 +0x1\n\
        your/workerpool.(*Pool).work(0x1)\n\tyour/workerpool/pool.go:31 +0x1\n";
    let words = "The process panicked in test code that pool.go:31 calls: boom.";
    assert_eq!(crash(text, &who()).unwrap().sentence, words);
}
