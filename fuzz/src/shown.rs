//! Rules of what a report shows.

use gauntlet_grader::{
    gotest::{Attribution, attribution::TEST_CODE},
    model::{Frame, GoroutineGroup, RelPath},
};

/// Longest stack that is kept.
const MAX_FRAMES: usize = 64;
/// Most groups of goroutines that are kept.
const MAX_GROUPS: usize = 100;
/// No sentence needs more characters: it holds at most three names and a message.
const MAX_SENTENCE: usize = 3000;

/// The candidate of the recorded programs in `grader/testdata/gotest`.
#[must_use]
pub fn candidate() -> Attribution {
    let files = ["pool.go", "states.go", "initpanic/a.go", "asleep/main.go"];
    Attribution::new("your/workerpool", files.map(|name| RelPath::parse(name).expect("a plain name")))
}

/// Text for people: printable, and of a bounded length.
pub fn assert_text(text: &str, max_chars: usize) {
    assert!(!text.chars().any(char::is_control), "control characters in {text:?}");
    assert!(text.chars().count() <= max_chars, "{} characters", text.chars().count());
}

/// A sentence: text that says something.
pub fn assert_sentence(text: &str) {
    assert!(text.ends_with('.'), "{text:?}");
    assert_text(text, MAX_SENTENCE);
}

/// A stack as it is shown: bounded, and without a place that is not the candidate's to see.
pub fn assert_stack(frames: &[Frame], who: &Attribution) {
    assert!(frames.len() <= MAX_FRAMES, "{} frames", frames.len());
    for frame in frames {
        assert_name(frame);
        let root = who.module.split('/').next().unwrap_or_default();
        let known = if frame.yours {
            who.files.contains(frame.file.as_str())
        } else if frame.function == TEST_CODE {
            frame.file.is_empty() && frame.line == 0
        } else {
            let first = frame.file.split('/').next().unwrap_or_default();
            !frame.file.ends_with("_test.go") && first != root && !matches!(first, "" | "gauntlet")
                || frame.file.is_empty()
        };
        assert!(known, "{frame:?} is shown");
    }
    assert!(frames.windows(2).all(|pair| pair[0] != pair[1]), "a frame comes twice in a row");
}

/// Names of a frame: bounded and printable.
pub fn assert_name(frame: &Frame) {
    // 300 bytes, and each may be a control character that was replaced.
    assert_text(&frame.function, 300);
    assert_text(&frame.file, 300);
}

/// Groups of goroutines as a report shows them, of a text that opens no more than `goroutines`.
pub fn assert_groups(groups: &[GoroutineGroup], goroutines: u64, who: &Attribution) {
    assert!(groups.len() <= MAX_GROUPS, "{} groups", groups.len());
    assert!(groups.iter().map(|g| u64::from(g.count)).sum::<u64>() <= goroutines);
    for group in groups {
        assert_text(&group.state, 60);
        assert_stack(&group.frames, who);
        assert_stack(group.created_by.as_slice(), who);
        assert_sentence(&group.sentence);
    }
    let theirs: Vec<bool> = groups.iter().map(|g| g.frames.iter().chain(&g.created_by).any(|f| f.yours)).collect();
    assert!(theirs.is_sorted_by(|before, after| before >= after), "the candidate's groups do not come first");
}

/// How often `word` occurs in `text`.
#[must_use]
pub fn occurrences(text: &[u8], word: &[u8]) -> u64 {
    text.windows(word.len()).filter(|part| *part == word).count() as u64
}
