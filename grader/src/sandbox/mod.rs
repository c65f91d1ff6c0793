//! Containers: one [`RunSpec`] in, one [`RunOutput`] out, and nothing left behind. Or in two steps: a [`ContainerSpec`]
//! starts one ahead, [`Streams`] feed it when the input is there.
//!
//! Only this module may name bollard. It does not know what runs inside: Go, tests and verdicts are others' business.

mod docker;
mod host_config;
mod images;
mod scripted;

pub use docker::{DockerSandbox, EngineFacts, StartedContainer, SweepReport};
pub use images::Images;
pub use scripted::{RecordedRun, ScriptedContainer, ScriptedSandbox};

use std::{future::Future, time::Duration};

use crate::{bench::host::CoreTimes, model::Limits};

/// Which settings a container gets beside its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Compiles; never executes a submission's code.
    Build,
    /// Executes tests.
    Run,
    /// Executes benchmarks: no CPU quota.
    Bench,
}

/// Which container to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerSpec {
    /// Image id or tag.
    pub image: String,
    /// Settings beside the limits.
    pub role: Role,
    /// What it may use.
    pub limits: Limits,
    /// The only processors that it runs on, in the kernel's list format (`0-1`, `2,4`); none: all of the engine's host.
    pub cpuset: Option<String>,
    /// Whether the name `localhost` is known inside. Starting such a container takes the engine twice as long. There is no
    /// network but loopback in any case.
    pub localhost: bool,
}

/// Takes pieces of standard output; see [`Streams::on_stdout`].
pub type OnStdout = Box<dyn FnMut(&[u8]) + Send>;

/// What goes into a container, and what is kept of what comes out. The image's entry point takes its request from
/// standard input.
pub struct Streams {
    /// Written to standard input, which is then closed.
    pub stdin: Vec<u8>,
    /// Bytes of standard output that are kept; reading stops and the container is killed beyond that.
    pub stdout_cap_bytes: u64,
    /// Called with each piece of standard output that is kept, as it arrives. Must be quick: it holds up the reading.
    pub on_stdout: Option<OnStdout>,
}

/// What to run.
pub struct RunSpec {
    /// The container.
    pub container: ContainerSpec,
    /// Its input and output.
    pub streams: Streams,
}

/// Exit code of a first process of ours in whose container the kernel has killed another process for memory.
///
/// It is the same in `runner-image/tools/internal/cgroup`. The engine's own flag is no substitute: `containerd` reports
/// the kill and the exit by two ways that nothing orders, and Engine 20.10 missed one kill in twelve on a busy host.
pub const MEMORY_EXIT: i64 = 119;

/// What came of it. A limit that was hit is output, not an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunOutput {
    /// Exit code of the container's first process; 137 when it was killed, [`MEMORY_EXIT`] when it saw another one
    /// killed for memory.
    pub exit_code: i64,
    /// Standard output, capped.
    pub stdout: Vec<u8>,
    /// Standard error, capped at 64 KiB, its lines at `limits.line_bytes`. It carries words of our own first process.
    pub stderr: Vec<u8>,
    /// Whether standard output exceeded its cap, or standard error flooded: the container was killed for it.
    pub truncated: bool,
    /// Whether the kernel killed a process of the container for memory.
    pub oom_killed: bool,
    /// Whether the wall time was up.
    pub timed_out: bool,
    /// From the beginning of the input to the exit.
    pub elapsed: Duration,
}

/// The machinery failed; never the submission's fault.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// No engine answered.
    #[error("expected a Docker Engine at {endpoint}, got: {reason}; start it, or set DOCKER_HOST")]
    Unavailable {
        /// Where it was looked for.
        endpoint: String,
        /// What the connection said.
        reason: String,
    },
    /// The image is not there.
    #[error("expected the image {image} on this Docker Engine; build it with 'make image'")]
    ImageMissing {
        /// Image id or tag.
        image: String,
    },
    /// The engine refused or broke off.
    #[error("Docker Engine failed to {action}: {reason}")]
    Engine {
        /// What was asked of it.
        action: &'static str,
        /// What it said.
        reason: String,
    },
}

/// Runs containers.
///
/// What goes in may be known later than that a container will be needed: so it can be started before, and fed then. An
/// idle container executes nothing but the image's entry point, which waits for its input; it costs some memory.
pub trait Sandbox: Send + Sync + 'static {
    /// A container that was started and waits for its input. Dropping it removes it.
    type Started: Send + 'static;

    /// Starts a fresh container. Its wall time has not begun. Nothing is left behind when the returned future is
    /// dropped, and nothing when this process is killed: see [`DockerSandbox::sweep`]. The sweep of another host goes by
    /// age, so that nothing should wait for longer than a few minutes.
    ///
    /// # Errors
    /// Only the machinery's faults: see [`SandboxError`].
    fn start(&self, spec: ContainerSpec) -> impl Future<Output = Result<Self::Started, SandboxError>> + Send;

    /// Moves a waiting container to other processors, given as in [`ContainerSpec::cpuset`]. Nothing else of it changes.
    ///
    /// # Errors
    /// As with [`Sandbox::start`].
    fn pin(&self, started: &mut Self::Started, cpuset: &str) -> impl Future<Output = Result<(), SandboxError>> + Send;

    /// Feeds a waiting container, from when on its wall time counts, and waits for its end. It is removed then, also
    /// when the returned future is dropped.
    ///
    /// # Errors
    /// As with [`Sandbox::start`].
    fn finish(
        &self,
        started: Self::Started,
        streams: Streams,
    ) -> impl Future<Output = Result<RunOutput, SandboxError>> + Send;

    /// Runs one fresh container to its end: both in turn.
    ///
    /// # Errors
    /// As with [`Sandbox::start`].
    fn run(&self, spec: RunSpec) -> impl Future<Output = Result<RunOutput, SandboxError>> + Send {
        async move { self.finish(self.start(spec.container).await?, spec.streams).await }
    }

    /// The content digest (`sha256:…`) of an image.
    ///
    /// # Errors
    /// [`SandboxError::ImageMissing`] when it is not there.
    fn image_digest(&self, image: &str) -> impl Future<Output = Result<String, SandboxError>> + Send;

    /// What the cores that containers run on have done so far; nothing where that is not known.
    fn core_times(&self, cores: &[usize]) -> Option<CoreTimes> {
        CoreTimes::now(cores)
    }
}
