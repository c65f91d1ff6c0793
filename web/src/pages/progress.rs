//! A grading under way, by phase, for the page and for its live events.

use gauntlet_grader::progress::{Progress, Stage};
use serde::{Deserialize, Serialize};

use super::format;

/// Where a phase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhaseState {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// Over.
    Done,
}

impl PhaseState {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
        }
    }
}

/// One phase. Its JSON is an element of `phases` in the `progress` events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseView {
    /// [`Stage::as_str`].
    pub name: String,
    /// Where it stands.
    pub state: PhaseState,
    /// Wall time: in all when done, so far when running; in milliseconds.
    pub wall_ms: Option<u64>,
    /// Units done, where the phase counts them.
    pub done: Option<u32>,
    /// Units in all.
    pub total: Option<u32>,
}

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

/// A phase in words, by what is done in it; the names of [`Stage`], and others as they are.
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

/// Every phase, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProgressView {
    /// In the order of [`Stage::ALL`].
    pub phases: Vec<PhaseView>,
}

impl Default for ProgressView {
    /// Nothing has begun.
    fn default() -> Self {
        let waiting = |stage: Stage| PhaseView {
            name: stage.as_str().to_owned(),
            state: PhaseState::Waiting,
            wall_ms: None,
            done: None,
            total: None,
        };
        Self { phases: Stage::ALL.into_iter().map(waiting).collect() }
    }
}

impl ProgressView {
    /// Takes one step of a grading.
    pub fn apply(&mut self, step: &Progress) {
        let stage = match step {
            Progress::Started { stage } | Progress::Advanced { stage, .. } | Progress::Ended { stage, .. } => *stage,
        };
        let Some(phase) = self.phases.iter_mut().find(|p| p.name == stage.as_str()) else { return };
        match *step {
            Progress::Started { .. } => phase.state = PhaseState::Running,
            Progress::Advanced { done, total, .. } => {
                phase.state = PhaseState::Running;
                (phase.done, phase.total) = (Some(done), Some(total));
            }
            Progress::Ended { wall_ms, .. } => {
                phase.state = PhaseState::Done;
                phase.wall_ms = Some(wall_ms);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{PhaseState, ProgressView};
    use gauntlet_grader::progress::{Progress, Stage};

    #[test]
    fn steps_move_only_their_own_phase() {
        let mut view = ProgressView::default();
        view.apply(&Progress::Started { stage: Stage::Check });
        view.apply(&Progress::Started { stage: Stage::Build });
        view.apply(&Progress::Ended { stage: Stage::Build, wall_ms: 640 });
        view.apply(&Progress::Advanced { stage: Stage::Test, done: 3, total: 30 });
        let states: Vec<_> = view.phases.iter().map(|p| p.state).collect();
        use PhaseState::{Done, Running, Waiting};
        assert_eq!(states, [Running, Done, Running, Waiting, Waiting]);
        assert_eq!(view.phases[1].elapsed(), "640 ms");
        assert_eq!(view.phases[2].units(), "3 of 30");
    }

    #[test]
    fn the_json_is_what_the_script_reads() {
        let json = serde_json::to_value(ProgressView::default()).unwrap();
        let first =
            serde_json::json!({"name": "check", "state": "waiting", "wall_ms": null, "done": null, "total": null});
        assert_eq!(json[0], first);
    }
}
