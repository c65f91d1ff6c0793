//! Words for a place in a stack.

use crate::model::Frame;

/// Where a stack is, for a sentence: "at pool.go:41" for the candidate's innermost frame, otherwise "in" the
/// innermost function or test code.
pub(super) fn place(frames: &[Frame]) -> String {
    match (frames.iter().find(|f| f.yours), frames.first()) {
        (Some(frame), _) => format!("at {}:{}", frame.file, frame.line),
        (None, Some(frame)) => format!("in {}", frame.function),
        (None, None) => "at an unknown place".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::place;
    use crate::gotest::fixture;

    #[test]
    fn the_candidates_frame_counts_most() {
        let who = fixture::who();
        let lock = who.frame("sync.(*Mutex).Lock", "sync/mutex.go", 9);
        let own = who.frame("your/workerpool.F", "your/workerpool/pool.go", 41);
        assert_eq!(place(&[lock.clone(), own]), "at pool.go:41");
        assert_eq!(place(&[lock]), "in sync.(*Mutex).Lock");
        assert_eq!(place(&[]), "at an unknown place");
    }
}
