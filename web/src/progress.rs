//! How far a grading is, as one small value that is complete in itself: stored with the job, sent to browsers.
//!
//! It knows the grader's stages and nothing of databases or HTTP.

use std::time::{SystemTime, UNIX_EPOCH};

use gauntlet_db::Purpose;
use gauntlet_grader::progress::{Progress, Stage};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The stages that one grading has, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct ProgressView {
    /// One entry for each stage, in the order in which they run.
    pub phases: Vec<PhaseView>,
}

/// One stage of a grading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhaseView {
    /// `check`, `build`, `test`, `benchmark` or `score`.
    pub name: String,
    /// Whether it is ahead, under way or over.
    pub state: PhaseState,
    /// Wall time in milliseconds: in all when done, so far when running.
    pub wall_ms: Option<u64>,
    /// Units done (test repetitions, benchmark samples), where the phase counts them.
    pub done: Option<u32>,
    /// Units in all.
    pub total: Option<u32>,
    /// When it began, in milliseconds since 1970 (UTC), while it runs. What is shown has `wall_ms` instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(ignore)]
    pub started_at_ms: Option<u64>,
}

/// Where a phase stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PhaseState {
    /// Not begun.
    #[default]
    Waiting,
    /// Under way.
    Running,
    /// Over.
    Done,
}

impl PhaseState {
    /// The name in JSON, e.g. `running`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
        }
    }
}

impl Default for ProgressView {
    fn default() -> Self {
        let phase = |stage: Stage| PhaseView {
            name: stage.as_str().to_owned(),
            state: PhaseState::Waiting,
            wall_ms: None,
            done: None,
            total: None,
            started_at_ms: None,
        };
        Self { phases: Stage::ALL.into_iter().map(phase).collect() }
    }
}

impl ProgressView {
    /// A grading for this purpose that has not begun. A run has nothing to be measured, and no score.
    #[must_use]
    pub fn of(purpose: Purpose) -> Self {
        Self::read(None, purpose)
    }

    /// What a worker stored of a grading for this purpose. What is not there, or cannot be read, counts as no progress: it
    /// is display only, and a worker of another version may have written it.
    #[must_use]
    pub fn read(stored: Option<&str>, purpose: Purpose) -> Self {
        let mut view: Self = stored.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
        let never = [Stage::Benchmark, Stage::Score].map(Stage::as_str);
        if purpose == Purpose::Run {
            view.phases.retain(|phase| !never.contains(&phase.name.as_str()));
        }
        view
    }

    /// Takes one step of the grader's into account, at the present time.
    pub fn apply(&mut self, progress: Progress) {
        self.apply_at(progress, now_ms());
    }

    /// The same at a time of the caller's choice, in milliseconds since 1970.
    pub fn apply_at(&mut self, progress: Progress, now_ms: u64) {
        match progress {
            Progress::Started { stage } => {
                if let Some(phase) = self.phase(stage) {
                    phase.state = PhaseState::Running;
                    phase.started_at_ms = Some(now_ms);
                }
            }
            Progress::Advanced { stage, done, total } => {
                if let Some(phase) = self.phase(stage) {
                    (phase.done, phase.total) = (Some(done.min(total)), Some(total));
                }
            }
            Progress::Ended { stage, wall_ms } => {
                if let Some(phase) = self.phase(stage) {
                    phase.state = PhaseState::Done;
                    phase.wall_ms = Some(wall_ms);
                    phase.started_at_ms = None;
                }
            }
        }
    }

    /// The same view with the wall times of running phases filled in as of now.
    #[must_use]
    pub fn as_of_now(mut self) -> Self {
        let now = now_ms();
        for phase in &mut self.phases {
            if let Some(start) = phase.started_at_ms.take() {
                phase.wall_ms = Some(now.saturating_sub(start));
            }
        }
        self
    }

    fn phase(&mut self, stage: Stage) -> Option<&mut PhaseView> {
        self.phases.iter_mut().find(|p| p.name == stage.as_str())
    }
}

fn now_ms() -> u64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{PhaseState, ProgressView};
    use gauntlet_db::Purpose;
    use gauntlet_grader::progress::{Progress, Stage};

    #[test]
    fn steps_move_only_their_own_phase() {
        let mut view = ProgressView::default();
        view.apply_at(Progress::Started { stage: Stage::Test }, 1_000);
        view.apply_at(Progress::Advanced { stage: Stage::Test, done: 7, total: 60 }, 1_500);
        let test = &view.phases[2];
        assert_eq!(
            (test.state, test.done, test.total, test.started_at_ms),
            (PhaseState::Running, Some(7), Some(60), Some(1_000))
        );
        view.apply_at(Progress::Ended { stage: Stage::Test, wall_ms: 900 }, 1_900);
        let test = &view.phases[2];
        assert_eq!((test.state, test.done, test.wall_ms), (PhaseState::Done, Some(7), Some(900)));
        assert!(view.phases.iter().filter(|p| p.name != "test").all(|p| p.state == PhaseState::Waiting));
    }

    #[test]
    fn what_a_worker_stores_is_read_back_and_garbage_is_no_progress() {
        let mut view = ProgressView::default();
        view.apply_at(Progress::Started { stage: Stage::Build }, 5);
        let json = serde_json::to_string(&view).unwrap();
        assert_eq!(ProgressView::read(Some(&json), Purpose::Attempt), view);
        let shown = view.as_of_now();
        assert!(shown.phases[1].wall_ms.is_some() && shown.phases[1].started_at_ms.is_none());
        for nothing in [None, Some("{\"phases\": 3}")] {
            assert_eq!(ProgressView::read(nothing, Purpose::Open), ProgressView::default());
        }
    }

    #[test]
    fn a_run_has_neither_benchmarks_nor_a_score() {
        let names = |view: &ProgressView| view.phases.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
        let mut run = ProgressView::of(Purpose::Run);
        assert_eq!(names(&run), ["check", "build", "test"]);
        run.apply_at(Progress::Started { stage: Stage::Score }, 5);
        assert_eq!(run, ProgressView::of(Purpose::Run), "what is not shown cannot run");
        let stored = serde_json::to_string(&ProgressView::default()).unwrap();
        assert_eq!(ProgressView::read(Some(&stored), Purpose::Run), run, "of an older worker");
        assert_eq!(names(&ProgressView::of(Purpose::Rehearsal)).len(), 5);
    }
}
