//! What ended a process: found where it is said at a line's start, in the words that were printed.
#![no_main]

use gauntlet_fuzz::shown::{assert_groups, assert_sentence, assert_stack, assert_text, candidate, occurrences};
use gauntlet_grader::gotest::panic::crash;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let who = candidate();
    let found = crash(data, &who);
    let said = data
        .split(|&byte| byte == b'\n')
        .any(|line| line.starts_with(b"panic: ") || line.starts_with(b"fatal error: "));
    assert!(found.is_some() || !said, "an end was missed");
    let Some(found) = found else { return };
    assert_text(&found.message, 500);
    assert_stack(&found.frames, &who);
    assert_groups(&found.groups, occurrences(data, b"goroutine "), &who);
    assert_sentence(&found.sentence);
    let printed: String = String::from_utf8_lossy(data).chars().filter(|c| !c.is_control()).collect();
    let whole = !found.message.contains('\u{fffd}'); // a line may be cut within a character
    assert!(!whole || printed.contains(&found.message), "{:?} was never printed", found.message);
});
