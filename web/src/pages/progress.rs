//! How the phases of a grading are worded. What they are is `crate::progress`.

use crate::progress::{PhaseState, PhaseView};

use super::format;

impl PhaseView {
    pub(super) fn title(&self) -> String {
        phase_title(&self.name)
    }

    pub(super) fn elapsed(&self) -> String {
        self.wall_ms.map(format::millis_u64).unwrap_or_default()
    }

    pub(super) fn units(&self) -> String {
        match (self.done, self.total) {
            (Some(done), Some(total)) if self.state == PhaseState::Running => format!("{done} of {total}"),
            _ => String::new(),
        }
    }
}

/// A phase in words, by what is done in it; the names of the grader's stages, and others as they are.
pub(super) fn phase_title(name: &str) -> String {
    match name {
        "check" => "Check the source".to_owned(),
        "build" => "Build".to_owned(),
        "test" => "Test under the race detector".to_owned(),
        "benchmark" => "Benchmark".to_owned(),
        "score" => "Score".to_owned(),
        other => other.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use crate::progress::ProgressView;
    use gauntlet_grader::progress::{Progress, Stage};

    #[test]
    fn a_phase_tells_its_time_and_its_units() {
        let mut view = ProgressView::default();
        view.apply(Progress::Ended { stage: Stage::Build, wall_ms: 640 });
        view.apply(Progress::Started { stage: Stage::Test });
        view.apply(Progress::Advanced { stage: Stage::Test, done: 3, total: 30 });
        assert_eq!(view.phases[1].elapsed(), "640 ms");
        assert_eq!(view.phases[2].units(), "3 of 30");
    }
}
