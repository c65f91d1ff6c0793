//! Progress on standard error: a bar on a terminal, nothing elsewhere.

use gauntlet_grader::progress::{Observer, Progress, Stage};
use indicatif::{ProgressBar, ProgressStyle};

/// One line that says which stage runs and how far it is. indicatif hides it where standard error is no terminal.
pub(super) struct Terminal {
    bar: ProgressBar,
}

impl Terminal {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::new(0);
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        let terminal = Self { bar };
        terminal.style(false);
        terminal
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn style(&self, counted: bool) {
        let template = if counted {
            "{spinner} {msg:<28} {bar:30} {pos}/{len}  {elapsed}"
        } else {
            "{spinner} {msg:<28} {elapsed}"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
    }
}

impl Observer for Terminal {
    fn observe(&self, progress: Progress) {
        match progress {
            Progress::Started { stage } => {
                self.style(false);
                self.bar.set_message(match stage {
                    Stage::Check => "checking the sources",
                    Stage::Build => "building",
                    Stage::Test => "testing",
                    Stage::Benchmark => "measuring",
                    Stage::Score => "scoring",
                });
            }
            Progress::Advanced { done, total, .. } => {
                self.style(true);
                self.bar.set_length(u64::from(total));
                self.bar.set_position(u64::from(done));
            }
            Progress::Ended { .. } => {}
        }
    }
}
