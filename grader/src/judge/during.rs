//! What was going on when something ended a process, as the middle of a sentence.

use crate::{
    gotest::{TestEvent, TestProcess},
    model::Manifest,
};

/// Names tests in the manifest's words.
#[derive(Clone, Copy)]
pub(super) struct During<'a>(pub(super) &'a Manifest);

impl During<'_> {
    /// ` during “The answer is right”`; empty for no test of the manifest.
    pub(super) fn test(self, name: &str) -> String {
        let known = self.0.tests.iter().find(|t| t.name == name);
        known.map_or_else(String::new, |test| format!(" during “{}”", test.title))
    }

    /// The test that was running when the process died, or that none had begun; empty between tests.
    pub(super) fn process(self, process: &TestProcess) -> String {
        let began = process.events.iter().any(|e| matches!(e, TestEvent::Start { .. }));
        match process.interrupted_test() {
            Some(test) => self.test(test),
            None if began => String::new(),
            None => " before the first test".to_owned(),
        }
    }
}
