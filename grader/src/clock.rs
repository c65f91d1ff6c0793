//! The phases of a grading.

use std::{sync::Arc, time::Instant};

use crate::{
    model::Phase,
    progress::{Observer, Progress, Stage},
};

/// Measures the stages and tells when they begin and end.
pub(crate) struct Clock {
    observer: Arc<dyn Observer>,
    started: Instant,
    /// Those that have ended, in order.
    pub(crate) phases: Vec<Phase>,
}

impl Clock {
    pub(crate) fn new(observer: Arc<dyn Observer>) -> Self {
        Self { observer, started: Instant::now(), phases: Vec::new() }
    }

    pub(crate) fn start(&mut self, stage: Stage) {
        self.started = Instant::now();
        self.observer.observe(Progress::Started { stage });
    }

    pub(crate) fn end(&mut self, stage: Stage, cpu_ms: Option<u64>) {
        let wall_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.phases.push(Phase { name: stage.as_str().to_owned(), wall_ms, cpu_ms });
        self.observer.observe(Progress::Ended { stage, wall_ms });
    }
}
