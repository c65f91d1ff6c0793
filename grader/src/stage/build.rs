//! Checks and compiles in a build container. Submission code is read there, never executed.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    cache::{BuildCache, CacheKey},
    error::GradeError,
    model::{Challenge, FileSet, Finding, FindingKind, Kind, Limits, RelPath},
    plan,
    progress::{Observer, Progress, Stage},
    runner::{BuildRequest, BuilderMessage, FrameDecoder, FrameKind, pack},
    sandbox::{ContainerSpec, Role, RunOutput, RunSpec, Sandbox, Streams},
    submission::Submission,
};

use super::diagnostics;

/// Most bytes that a build container may answer: two binaries and what the tools said.
const ANSWER_CAP_BYTES: u64 = 192 << 20;

/// What a build came to.
#[derive(Debug)]
pub(crate) enum BuildOutcome {
    /// The submission uses what the challenge forbids.
    Forbidden(Vec<Finding>),
    /// The compiler refused it, or it was too much for the compiler.
    Failed { findings: Vec<Finding>, summary: String },
    /// Binaries.
    Built(Builds),
}

/// What a build container made.
#[derive(Debug, Default)]
pub(crate) struct Builds {
    /// What the test stage runs, by name below `bin/`.
    pub(crate) tested: Vec<(&'static str, Vec<u8>)>,
    /// What the benchmark stage runs; none for a program.
    pub(crate) benchmarked: Vec<u8>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) go_version: String,
    pub(crate) cpu_ms: u64,
}

/// Everything that the builder said.
#[derive(Debug, Default)]
struct Answer {
    findings: Vec<Finding>,
    compile_output: Option<String>,
    artefacts: Vec<(String, Vec<u8>)>,
    go_version: Option<String>,
    cpu_ms: u64,
    malformed: Option<String>,
}

/// Where builds are made, and where their answers are kept.
pub(crate) struct Builder<'a, S> {
    pub(crate) sandbox: &'a S,
    pub(crate) image: &'a str,
    pub(crate) image_digest: &'a str,
    pub(crate) cache: &'a BuildCache,
    /// The cores that containers may use, in the kernel's list format.
    pub(crate) cpuset: String,
}

/// Checks and builds a submission.
pub(crate) async fn build<S: Sandbox>(
    builder: &Builder<'_, S>,
    challenge: &Challenge,
    submission: &Submission,
    observer: &Arc<dyn Observer>,
) -> Result<BuildOutcome, GradeError> {
    let request = BuildRequest { race: true, plain: true, check: true, ..request(challenge) };
    let packed = packed(&request, challenge, &submission.files)?;
    let limits = Limits::build();
    let (answer, output) = builder.ask(packed, &limits, observer).await?;
    if let Some(limit) = reached_limit(&output, &limits) {
        let summary =
            format!("The compiler reached its {limit} on this submission. Simplify the code that it has to expand.");
        return Ok(BuildOutcome::Failed { findings: answer.findings, summary });
    }
    outcome(answer, &output, challenge.manifest.kind, &submission.files)
}

/// Which of its limits the build came to, if it came to one. Nobody but the submission can bring it there.
fn reached_limit(output: &RunOutput, limits: &Limits) -> Option<String> {
    if output.oom_killed {
        Some(format!("memory limit of {} MiB", limits.memory_bytes >> 20))
    } else if output.timed_out {
        Some(format!("time limit of {} s", limits.wall_ms / 1000))
    } else if output.truncated {
        Some(format!("limit of {} MiB on the size of its binaries", ANSWER_CAP_BYTES >> 20))
    } else {
        None
    }
}

/// Builds the reference's benchmark binary.
pub(crate) async fn build_reference<S: Sandbox>(
    builder: &Builder<'_, S>,
    challenge: &Challenge,
) -> Result<Vec<u8>, GradeError> {
    let packed = packed(&BuildRequest { plain: true, ..request(challenge) }, challenge, &challenge.reference)?;
    let silent: Arc<dyn Observer> = Arc::new(|_| ());
    let (answer, output) = builder.ask(packed, &Limits::build(), &silent).await?;
    let reason = answer.compile_output.clone().unwrap_or_else(|| described(&output));
    answer.artefacts.into_iter().next().map(|(_, binary)| binary).ok_or(GradeError::Runner {
        tool: "builder",
        reason: format!("expected the reference solution to compile, got: {reason}"),
    })
}

fn request(challenge: &Challenge) -> BuildRequest {
    let m = &challenge.manifest;
    BuildRequest {
        module: m.package.module.clone(),
        package: m.package.name.clone(),
        imports: m.package.imports.clone(),
        tests: m.tests.iter().map(|t| t.name.clone()).collect(),
        benchmarks: m.benchmarks.iter().map(|b| b.name.clone()).collect(),
        program: m.kind == Kind::Program,
        ..BuildRequest::default()
    }
}

/// Lays the submission's files beside ours. Tests come from the challenge alone.
fn packed(request: &BuildRequest, challenge: &Challenge, files: &FileSet) -> Result<Vec<u8>, GradeError> {
    let failed = |source| GradeError::Io { what: "pack the build request".to_owned(), source };
    let below = |directory: &str, path: &RelPath| {
        RelPath::parse(&format!("{directory}/{path}")).map_err(|e| failed(std::io::Error::other(e)))
    };
    let mut entries = Vec::new();
    for (path, content) in files.iter() {
        entries.push((below("submission", path)?, 0o600, content.as_bytes()));
    }
    for (path, content) in challenge.starter.iter().chain(challenge.hidden.iter()) {
        if path.as_str().ends_with("_test.go") {
            entries.push((below("tests", path)?, 0o600, content.as_bytes()));
        }
    }
    pack(request, &entries).map_err(failed)
}

/// What a builder sent, as values and as it came.
#[derive(Default)]
struct Received {
    decoder: FrameDecoder,
    answer: Answer,
    bytes: Vec<u8>,
}

impl Received {
    fn take(&mut self, bytes: &[u8], observer: &dyn Observer) {
        self.bytes.extend_from_slice(bytes);
        self.decoder.push(bytes);
        self.answer.take_frames(&mut self.decoder, observer);
    }
}

impl<S: Sandbox> Builder<'_, S> {
    /// The builder's answer: the one that was kept if this request was answered before, and else a container's.
    async fn ask(
        &self,
        stdin: Vec<u8>,
        limits: &Limits,
        observer: &Arc<dyn Observer>,
    ) -> Result<(Answer, RunOutput), GradeError> {
        let key = CacheKey::new(&stdin, self.image_digest);
        if let Some(kept) = self.cache.get(&key) {
            let mut received = Received::default();
            received.take(&kept, observer.as_ref());
            // Whatever is wrong with what was kept, a container can say it better.
            if received.answer.is_whole() {
                received.answer.cpu_ms = 0;
                return Ok((received.answer, RunOutput::default()));
            }
        }
        let received = Arc::new(Mutex::new(Received::default()));
        let (sink, told) = (Arc::clone(&received), Arc::clone(observer));
        let (image, limits) = (self.image.to_owned(), limits.clone());
        let spec = RunSpec {
            container: ContainerSpec {
                image,
                role: Role::Build,
                limits,
                cpuset: Some(self.cpuset.clone()),
                localhost: false,
            },
            streams: Streams {
                stdin,
                stdout_cap_bytes: ANSWER_CAP_BYTES,
                on_stdout: Some(Box::new(move |bytes| {
                    sink.lock().unwrap_or_else(PoisonError::into_inner).take(bytes, told.as_ref());
                })),
            },
        };
        let output = self.sandbox.run(spec).await?;
        let Received { answer, bytes, .. } =
            std::mem::take(&mut *received.lock().unwrap_or_else(PoisonError::into_inner));
        if answer.is_whole() && output.exit_code == 0 {
            self.cache.put(&key, &bytes)?;
        }
        Ok((answer, output))
    }
}

impl Answer {
    /// Whether everything that was asked for is there.
    fn is_whole(&self) -> bool {
        self.malformed.is_none() && self.go_version.is_some()
    }

    fn take_frames(&mut self, decoder: &mut FrameDecoder, observer: &dyn Observer) {
        while self.malformed.is_none() {
            match decoder.next_frame() {
                Ok(Some(frame)) => match frame.kind {
                    FrameKind::Message => self.take_message(&frame.payload, observer),
                    FrameKind::Artefact => match self.artefacts.last_mut() {
                        Some((_, binary)) => binary.extend(frame.payload),
                        None => self.malformed = Some("an artefact without its name".to_owned()),
                    },
                    _ => self.malformed = Some("output of a process".to_owned()),
                },
                Ok(None) => return,
                Err(e) => self.malformed = Some(e.to_string()),
            }
        }
    }

    fn take_message(&mut self, payload: &[u8], observer: &dyn Observer) {
        match serde_json::from_slice(payload) {
            Ok(BuilderMessage::Findings { findings }) => self.findings = findings,
            Ok(BuilderMessage::Phase { name, wall_ms, cpu_ms }) => {
                if name == Stage::Check.as_str() {
                    observer.observe(Progress::Ended { stage: Stage::Check, wall_ms });
                    observer.observe(Progress::Started { stage: Stage::Build });
                }
                self.cpu_ms = cpu_ms;
            }
            Ok(BuilderMessage::CompileError { output }) => self.compile_output = Some(output),
            Ok(BuilderMessage::Artefact { name, .. }) => self.artefacts.push((name, Vec::new())),
            Ok(BuilderMessage::Built { go_version }) => self.go_version = Some(go_version),
            Err(e) => self.malformed = Some(e.to_string()),
        }
    }
}

fn outcome(mut answer: Answer, output: &RunOutput, kind: Kind, files: &FileSet) -> Result<BuildOutcome, GradeError> {
    if answer.malformed.is_some() || output.exit_code != 0 {
        let reason = answer.malformed.unwrap_or_else(|| described(output));
        return Err(GradeError::Runner { tool: "builder", reason });
    }
    if let Some(text) = &answer.compile_output {
        answer.findings.extend(diagnostics::parse(text, files));
    }
    let has = |kind| answer.findings.iter().any(|f: &Finding| f.kind == kind);
    if has(FindingKind::Policy) {
        return Ok(BuildOutcome::Forbidden(answer.findings));
    }
    if has(FindingKind::Compile) {
        let summary = diagnostics::summary(&answer.findings);
        return Ok(BuildOutcome::Failed { findings: answer.findings, summary });
    }
    let mut take = |wanted: &str| {
        let found = answer.artefacts.iter_mut().find(|(name, _)| name == wanted);
        found.map(|(_, binary)| std::mem::take(binary)).filter(|binary| !binary.is_empty()).ok_or(GradeError::Runner {
            tool: "builder",
            reason: format!("expected a {wanted} binary, got none; {}", described(output)),
        })
    };
    let (tested, benchmarked) = match kind {
        Kind::Package => (vec![(plan::RACE, take(plan::RACE)?)], take("plain")?),
        Kind::Program => (vec![(plan::DRIVER, take(plan::DRIVER)?), (plan::PROGRAM, take(plan::PROGRAM)?)], vec![]),
    };
    Ok(BuildOutcome::Built(Builds {
        tested,
        benchmarked,
        findings: answer.findings,
        go_version: answer.go_version.unwrap_or_default(),
        cpu_ms: answer.cpu_ms,
    }))
}

fn described(output: &RunOutput) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    format!("exit code {}, standard error: {}", output.exit_code, stderr.trim())
}
