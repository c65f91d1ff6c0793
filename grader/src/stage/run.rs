//! Runs binaries in a run container and gathers what the supervisor reports.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    error::GradeError,
    gotest::TestRun,
    model::{Limits, Manifest, RelPath},
    progress::{Observer, Progress, Stage},
    runner::{FrameDecoder, RunRequest, pack},
    sandbox::{ContainerSpec, Images, Role, RunOutput, Sandbox, Streams},
};

/// Most bytes that a run container may answer; the output of single processes is capped inside, far below.
const ANSWER_CAP_BYTES: u64 = 96 << 20;

/// Frames on their way to a [`TestRun`].
#[derive(Default)]
struct Collector {
    decoder: FrameDecoder,
    run: TestRun,
    malformed: Option<String>,
    told: u32,
}

/// The container that a challenge's binaries run in, whether it is started ahead or when it is needed.
pub(crate) fn container(
    images: &Images,
    role: Role,
    manifest: &Manifest,
    limits: &Limits,
    cpuset: String,
) -> ContainerSpec {
    ContainerSpec {
        image: images.run.clone(),
        role,
        limits: limits.clone(),
        cpuset: Some(cpuset),
        localhost: manifest.may_use_loopback(),
    }
}

/// Runs a request with its binaries, `(name below bin/, content)`, in a container of that role that waits for it. Tells
/// `observer` how many of `total` units are done: ended tests in the test stage, ended processes in the benchmark stage.
pub(crate) async fn run<S: Sandbox>(
    sandbox: &S,
    (started, role): (S::Started, Role),
    request: &RunRequest,
    binaries: &[(&str, &[u8])],
    (observer, total): (&Arc<dyn Observer>, u32),
) -> Result<(TestRun, RunOutput), GradeError> {
    let failed = |source| GradeError::Io { what: "pack the run request".to_owned(), source };
    let mut files = Vec::new();
    for (name, content) in binaries {
        let path = RelPath::parse(&format!("bin/{name}")).map_err(|e| failed(std::io::Error::other(e)))?;
        files.push((path, 0o500, *content));
    }
    let collector = Arc::new(Mutex::new(Collector::default()));
    let (sink, told) = (Arc::clone(&collector), Arc::clone(observer));
    let streams = Streams {
        stdin: pack(request, &files).map_err(failed)?,
        stdout_cap_bytes: ANSWER_CAP_BYTES,
        on_stdout: Some(Box::new(move |bytes| {
            sink.lock().unwrap_or_else(PoisonError::into_inner).take(bytes, role, total, told.as_ref());
        })),
    };
    let output = sandbox.finish(started, streams).await?;
    let mut guard = collector.lock().unwrap_or_else(PoisonError::into_inner);
    let Collector { run, malformed, .. } = std::mem::take(&mut *guard);
    if let Some(reason) = malformed {
        return Err(GradeError::Runner { tool: "supervisor", reason });
    }
    if !run.finished && !output.oom_killed && !output.timed_out && !output.truncated {
        let stderr = String::from_utf8_lossy(&output.stderr);
        let reason = format!("it ended early, exit code {}, standard error: {}", output.exit_code, stderr.trim());
        return Err(GradeError::Runner { tool: "supervisor", reason });
    }
    Ok((run, output))
}

impl Collector {
    fn take(&mut self, bytes: &[u8], role: Role, total: u32, observer: &dyn Observer) {
        self.decoder.push(bytes);
        while self.malformed.is_none() {
            match self.decoder.next_frame() {
                Ok(Some(frame)) => self.malformed = self.run.take(frame).err().map(|e| e.to_string()),
                Ok(None) => break,
                Err(e) => self.malformed = Some(e.to_string()),
            }
        }
        let (stage, done) = match role {
            Role::Bench => (Stage::Benchmark, self.run.processes.iter().filter(|p| p.exit.is_some()).count()),
            Role::Run | Role::Build => (Stage::Test, self.run.ended as usize),
        };
        let done = u32::try_from(done).unwrap_or(u32::MAX).min(total);
        // Often enough for a moving bar, not for every one of hundreds of tests.
        if done > self.told && (done - self.told) * 40 >= total {
            self.told = done;
            observer.observe(Progress::Advanced { stage, done, total });
        }
    }
}
