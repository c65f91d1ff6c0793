//! Checks and compiles in a build container. Submission code is read there, never executed.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{
    error::GradeError,
    model::{Challenge, FileSet, Finding, FindingKind, Limits, RelPath},
    progress::{Observer, Progress, Stage},
    runner::{BuildRequest, BuilderMessage, FrameDecoder, FrameKind, pack},
    sandbox::{Role, RunOutput, RunSpec, Sandbox},
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
    pub(crate) race: Vec<u8>,
    pub(crate) plain: Vec<u8>,
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

/// Checks and builds a submission.
pub(crate) async fn build<S: Sandbox>(
    sandbox: &S,
    image: &str,
    challenge: &Challenge,
    submission: &Submission,
    observer: &Arc<dyn Observer>,
) -> Result<BuildOutcome, GradeError> {
    let request = BuildRequest { race: true, plain: true, check: true, ..request(challenge) };
    let packed = packed(&request, challenge, &submission.files)?;
    let limits = Limits::build();
    let (answer, output) = ask(sandbox, image, packed, &limits, Arc::clone(observer)).await?;
    if let Some(limit) = reached_limit(&output, &limits) {
        let summary =
            format!("The compiler reached its {limit} on this submission. Simplify the code that it has to expand.");
        return Ok(BuildOutcome::Failed { findings: answer.findings, summary });
    }
    outcome(answer, &output, &submission.files)
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
    sandbox: &S,
    image: &str,
    packed: Vec<u8>,
) -> Result<Vec<u8>, GradeError> {
    let silent: Arc<dyn Observer> = Arc::new(|_| ());
    let (answer, output) = ask(sandbox, image, packed, &Limits::build(), silent).await?;
    let reason = answer.compile_output.clone().unwrap_or_else(|| described(&output));
    answer.artefacts.into_iter().next().map(|(_, binary)| binary).ok_or(GradeError::Runner {
        tool: "builder",
        reason: format!("expected the reference solution to compile, got: {reason}"),
    })
}

/// The packed request for the reference's benchmark binary; also the key under which it is kept.
pub(crate) fn reference_request(challenge: &Challenge) -> Result<Vec<u8>, GradeError> {
    packed(&BuildRequest { plain: true, ..request(challenge) }, challenge, &challenge.reference)
}

fn request(challenge: &Challenge) -> BuildRequest {
    let m = &challenge.manifest;
    BuildRequest {
        module: m.package.module.clone(),
        package: m.package.name.clone(),
        imports: m.package.imports.clone(),
        tests: m.tests.iter().map(|t| t.name.clone()).collect(),
        benchmarks: m.benchmarks.iter().map(|b| b.name.clone()).collect(),
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

async fn ask<S: Sandbox>(
    sandbox: &S,
    image: &str,
    stdin: Vec<u8>,
    limits: &Limits,
    observer: Arc<dyn Observer>,
) -> Result<(Answer, RunOutput), GradeError> {
    let answer = Arc::new(Mutex::new((FrameDecoder::default(), Answer::default())));
    let sink = Arc::clone(&answer);
    let spec = RunSpec {
        image: image.to_owned(),
        role: Role::Build,
        limits: limits.clone(),
        stdin,
        stdout_cap_bytes: ANSWER_CAP_BYTES,
        on_stdout: Some(Box::new(move |bytes| {
            let mut guard = sink.lock().unwrap_or_else(PoisonError::into_inner);
            let (decoder, answer) = &mut *guard;
            decoder.push(bytes);
            answer.take_frames(decoder, observer.as_ref());
        })),
    };
    let output = sandbox.run(spec).await?;
    let mut guard = answer.lock().unwrap_or_else(PoisonError::into_inner);
    Ok((std::mem::take(&mut guard.1), output))
}

impl Answer {
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

fn outcome(mut answer: Answer, output: &RunOutput, files: &FileSet) -> Result<BuildOutcome, GradeError> {
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
    Ok(BuildOutcome::Built(Builds {
        race: take("race")?,
        plain: take("plain")?,
        findings: answer.findings,
        go_version: answer.go_version.unwrap_or_default(),
        cpu_ms: answer.cpu_ms,
    }))
}

fn described(output: &RunOutput) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    format!("exit code {}, standard error: {}", output.exit_code, stderr.trim())
}
