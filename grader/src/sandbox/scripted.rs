//! A sandbox without containers: it answers what a test tells it to, and remembers what it was asked.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{ContainerSpec, Role, RunOutput, Sandbox, SandboxError, Streams};
use crate::{bench::host::CoreTimes, model::Limits};

/// What was run in a [`ScriptedSandbox`]: a [`RunSpec`](super::RunSpec) without its callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedRun {
    /// Image id or tag.
    pub image: String,
    /// Settings beside the limits.
    pub role: Role,
    /// What it may have used.
    pub limits: Limits,
    /// The processors that it would have run on in the end.
    pub cpuset: Option<String>,
    /// What would have been written to standard input.
    pub stdin: Vec<u8>,
    /// Bytes of standard output that would have been kept.
    pub stdout_cap_bytes: u64,
}

type Answer = Result<RunOutput, SandboxError>;
type Script = Box<dyn FnMut(&RecordedRun) -> Answer + Send>;
type HostScript = Box<dyn FnMut(&[usize]) -> Option<CoreTimes> + Send>;

#[derive(Default)]
struct State {
    queued: HashMap<Role, VecDeque<Answer>>,
    scripts: HashMap<Role, Script>,
    host: Option<HostScript>,
    started: Vec<ContainerSpec>,
    waiting: usize,
    runs: Vec<RecordedRun>,
}

/// The double for tests. Clones share what is scripted and what is recorded.
///
/// A run takes the oldest answer queued for its role, otherwise what the role's script says, otherwise it fails as an
/// engine would. Standard output is cut at the spec's cap and handed to `on_stdout` in two pieces, as a stream might be.
#[derive(Clone, Default)]
pub struct ScriptedSandbox {
    state: Arc<Mutex<State>>,
}

impl ScriptedSandbox {
    /// What [`Sandbox::image_digest`] says of every image.
    pub const IMAGE_DIGEST: &'static str = "sha256:5c21973d5c21973d5c21973d5c21973d5c21973d5c21973d5c21973d5c21973d";

    /// A sandbox that has no answers yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Queues the answer to one run of that role.
    #[must_use]
    pub fn answer(self, role: Role, answer: Result<RunOutput, SandboxError>) -> Self {
        self.state().queued.entry(role).or_default().push_back(answer);
        self
    }

    /// Answers every further run of that role by calling `script`.
    #[must_use]
    pub fn script(
        self,
        role: Role,
        script: impl FnMut(&RecordedRun) -> Result<RunOutput, SandboxError> + Send + 'static,
    ) -> Self {
        self.state().scripts.insert(role, Box::new(script));
        self
    }

    /// Answers every question for the times of cores by calling `script`. Without one they are not known.
    #[must_use]
    pub fn host(self, script: impl FnMut(&[usize]) -> Option<CoreTimes> + Send + 'static) -> Self {
        self.state().host = Some(Box::new(script));
        self
    }

    /// What it was asked to run, oldest first.
    #[must_use]
    pub fn runs(&self) -> Vec<RecordedRun> {
        self.state().runs.clone()
    }

    /// The containers that it was asked to start, oldest first, whether they were fed or not.
    #[must_use]
    pub fn started(&self) -> Vec<ContainerSpec> {
        self.state().started.clone()
    }

    /// How many containers there are that were neither fed nor dropped.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.state().waiting
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.state)
    }
}

fn locked(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // A test that panicked inside a script has failed already.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A container of a [`ScriptedSandbox`] that waits for its input.
pub struct ScriptedContainer {
    state: Arc<Mutex<State>>,
    spec: ContainerSpec,
}

impl Drop for ScriptedContainer {
    fn drop(&mut self) {
        locked(&self.state).waiting -= 1;
    }
}

impl RunOutput {
    /// A run that ended by itself with exit code 0 and printed `stdout`.
    #[must_use]
    pub fn finished(stdout: impl Into<Vec<u8>>) -> Self {
        Self {
            exit_code: 0,
            stdout: stdout.into(),
            stderr: Vec::new(),
            truncated: false,
            oom_killed: false,
            timed_out: false,
            elapsed: Duration::from_millis(1),
        }
    }
}

impl Sandbox for ScriptedSandbox {
    type Started = ScriptedContainer;

    async fn start(&self, spec: ContainerSpec) -> Result<ScriptedContainer, SandboxError> {
        let mut state = self.state();
        state.started.push(spec.clone());
        state.waiting += 1;
        Ok(ScriptedContainer { state: Arc::clone(&self.state), spec })
    }

    async fn pin(&self, started: &mut ScriptedContainer, cpuset: &str) -> Result<(), SandboxError> {
        started.spec.cpuset = Some(cpuset.to_owned());
        Ok(())
    }

    async fn finish(&self, started: ScriptedContainer, mut streams: Streams) -> Result<RunOutput, SandboxError> {
        let ContainerSpec { image, role, limits, cpuset, .. } = started.spec.clone();
        drop(started);
        let stdout_cap_bytes = streams.stdout_cap_bytes;
        let asked = RecordedRun { image, role, limits, cpuset, stdin: streams.stdin, stdout_cap_bytes };
        let mut output = {
            let mut state = self.state();
            state.runs.push(asked.clone());
            match (state.queued.get_mut(&asked.role).and_then(VecDeque::pop_front), state.scripts.get_mut(&asked.role))
            {
                (Some(answer), _) => answer,
                (None, Some(script)) => script(&asked),
                (None, None) => Err(SandboxError::Engine {
                    action: "answer from a script",
                    reason: format!("expected an answer for {:?}, none was scripted", asked.role),
                }),
            }?
        };
        let cap = usize::try_from(asked.stdout_cap_bytes).unwrap_or(usize::MAX);
        if output.stdout.len() > cap {
            output.stdout.truncate(cap);
            output.truncated = true;
        }
        if let Some(on_stdout) = streams.on_stdout.as_mut() {
            let (head, tail) = output.stdout.split_at(output.stdout.len() / 2);
            [head, tail].into_iter().filter(|piece| !piece.is_empty()).for_each(on_stdout);
        }
        Ok(output)
    }

    async fn image_digest(&self, _image: &str) -> Result<String, SandboxError> {
        Ok(Self::IMAGE_DIGEST.to_owned())
    }

    fn core_times(&self, cores: &[usize]) -> Option<CoreTimes> {
        self.state().host.as_mut().and_then(|script| script(cores))
    }
}

#[cfg(test)]
#[path = "scripted_tests.rs"]
mod tests;
