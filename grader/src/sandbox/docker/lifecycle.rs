//! One container: create, attach, start; then feed and read, exit, inspect. Its removal is [`super::tracked`]'s.

use std::{collections::HashMap, future::Future, pin::pin, time::Duration};

use bollard::{
    container::AttachContainerResults,
    errors::Error,
    models::ContainerUpdateBody,
    query_parameters::{AttachContainerOptions, KillContainerOptions, WaitContainerOptions},
};
use futures_util::StreamExt;
use tokio::time::{Instant, sleep_until, timeout};
use uuid::Uuid;

use super::{
    ContainerSpec, DockerSandbox, RunOutput, SandboxError, Streams, label,
    streams::{DRAIN_PAUSE, Flow, Input, Kept, Output, Reader, feed},
    tracked::{CreateError, Tracked},
};
use crate::{
    model::Limits,
    sandbox::{MEMORY_EXIT, Role, host_config},
};

/// How long the engine may take to report the exit of a container that it was told to kill.
const KILL_WAIT: Duration = Duration::from_secs(30);

/// Why reading stopped.
enum Ended {
    Exited(i64),
    TimedOut,
    Flooded,
}

/// A container that was started and waits for its input. Dropping it removes it, in the background.
pub struct StartedContainer {
    container: Tracked,
    limits: Limits,
    output: Output,
    input: Input,
}

impl StartedContainer {
    pub(super) fn name(&self) -> &str {
        self.container.name()
    }
}

/// Creates and starts a container, whose entry point then waits for its input.
pub(super) async fn start(sandbox: &DockerSandbox, spec: ContainerSpec) -> Result<StartedContainer, SandboxError> {
    let container = create(sandbox, &spec).await?;
    let docker = &sandbox.docker;
    let name = container.name();
    // Attached before the start, or the first bytes would be lost.
    let AttachContainerResults { output, input } = docker
        .attach_container(name, Some(attach_options()))
        .await
        .map_err(|err| sandbox.failure("attach to a container", &err))?;
    docker.start_container(name, None).await.map_err(|err| sandbox.failure("start a container", &err))?;
    Ok(StartedContainer { container, limits: spec.limits, output, input })
}

/// Moves a container to other processors. The engine keeps every other setting that is not named.
pub(super) async fn pin_to(sandbox: &DockerSandbox, name: &str, cpuset: &str) -> Result<(), SandboxError> {
    let settings = ContainerUpdateBody { cpuset_cpus: Some(cpuset.to_owned()), ..ContainerUpdateBody::default() };
    let updated = sandbox.docker.update_container(name, settings).await;
    Ok(updated.map_err(|err| sandbox.failure("pin a container to processors", &err))?)
}

/// Feeds a container and waits for its end. It is removed once this returns or is dropped.
pub(super) async fn finish(
    sandbox: &DockerSandbox,
    started: StartedContainer,
    streams: Streams,
) -> Result<RunOutput, SandboxError> {
    let StartedContainer { container, limits, output, input } = started;
    let name = container.name();
    let fed = Instant::now();
    let mut wait = pin!(exit_code(sandbox, name));
    let mut feeding = pin!(feed(input, &streams.stdin));
    let mut all_fed = false;
    let mut wall = pin!(sleep_until(fed + Duration::from_millis(limits.wall_ms)));
    let mut reader = Reader::new(output, Kept::new(streams.stdout_cap_bytes, limits.line_bytes, streams.on_stdout));
    let unreadable = |err| sandbox.failure("read the output of a container", &err);
    let ended = loop {
        tokio::select! {
            flow = reader.next() => if flow.map_err(unreadable)? == Flow::Flood { break Ended::Flooded },
            () = &mut feeding, if !all_fed => all_fed = true,
            code = &mut wait => break Ended::Exited(code?),
            () = &mut wall => break Ended::TimedOut,
        }
    };
    let exit_code = match ended {
        Ended::Exited(code) => code,
        Ended::TimedOut | Ended::Flooded => {
            let mut killed = pin!(killed(sandbox, name, wait));
            loop {
                // Read on: the engine does not report the exit of a container whose output nobody takes.
                tokio::select! {
                    flow = reader.next() => { flow.map_err(unreadable)?; }
                    code = &mut killed => break code?,
                }
            }
        }
    };
    let elapsed = fed.elapsed();
    let kept = reader.drain(DRAIN_PAUSE).await.map_err(unreadable)?;
    Ok(RunOutput {
        exit_code,
        oom_killed: exit_code == MEMORY_EXIT || oom_killed(sandbox, name).await?,
        timed_out: matches!(ended, Ended::TimedOut),
        truncated: kept.truncated,
        stdout: kept.stdout,
        stderr: kept.stderr,
        elapsed,
    })
}

async fn create(sandbox: &DockerSandbox, spec: &ContainerSpec) -> Result<Tracked, SandboxError> {
    let mut settings = host_config::container(spec, sandbox.runtime_of(spec.role));
    let role = match spec.role {
        Role::Build => "build",
        Role::Run => "run",
        Role::Bench => "bench",
    };
    let mut labels: HashMap<String, String> = sandbox.owner.labels().into_iter().collect();
    labels.insert(label::INSTANCE.to_owned(), sandbox.instance.to_string());
    labels.insert(label::ROLE.to_owned(), role.to_owned());
    labels.insert(label::WALL_MS.to_owned(), spec.limits.wall_ms.to_string());

    settings.image = Some(spec.image.clone());
    settings.labels = Some(labels);
    let name = format!("gauntlet-{role}-{}", Uuid::now_v7().simple());
    sandbox.tracker.create(name, settings).await.map_err(|err| match err {
        CreateError::Engine(err) => sandbox.failure("create a container", &err).or_missing_image(&spec.image),
        CreateError::Cancelled(reason) => SandboxError::Engine { action: "create a container", reason },
    })
}

fn attach_options() -> AttachContainerOptions {
    AttachContainerOptions { detach_keys: None, logs: false, stream: true, stdin: true, stdout: true, stderr: true }
}

/// Waits for the exit of a container that was started.
///
/// "not-running" after the start answers at once when the container has exited already. The other way, "next-exit"
/// before the start, would need to know that the engine has registered it, which bollard's stream does not tell; a
/// short-lived container on a busy engine would then be waited for until its wall time is up.
///
/// bollard returns every exit code but 0 as an error. This is the one place that takes it for what it is.
async fn exit_code(sandbox: &DockerSandbox, name: &str) -> Result<i64, SandboxError> {
    let options = WaitContainerOptions { condition: "not-running".to_owned() };
    let mut waiting = pin!(sandbox.docker.wait_container(name, Some(options)));
    match waiting.next().await {
        Some(Ok(answer)) => Ok(answer.status_code),
        Some(Err(Error::DockerContainerWaitError { error, code })) if error.is_empty() => Ok(code),
        Some(Err(err)) => Err(sandbox.failure("wait for a container", &err).into()),
        None => Err(SandboxError::Engine {
            action: "wait for a container",
            reason: "expected an exit code, got the end of the stream".to_owned(),
        }),
    }
}

/// Kills a container and passes on the exit code that `wait` then gives.
async fn killed(
    sandbox: &DockerSandbox,
    name: &str,
    wait: impl Future<Output = Result<i64, SandboxError>>,
) -> Result<i64, SandboxError> {
    let options = KillContainerOptions { signal: "SIGKILL".to_owned() };
    match sandbox.docker.kill_container(name, Some(options)).await {
        // It was faster: 409 says that it is not running.
        Err(Error::DockerResponseServerError { status_code: 409, .. }) | Ok(()) => {}
        Err(err) => return Err(sandbox.failure("kill a container", &err).into()),
    }
    timeout(KILL_WAIT, wait).await.unwrap_or_else(|_| {
        Err(SandboxError::Engine {
            action: "kill a container",
            reason: format!("expected its exit within {} s, saw none", KILL_WAIT.as_secs()),
        })
    })
}

async fn oom_killed(sandbox: &DockerSandbox, name: &str) -> Result<bool, SandboxError> {
    let inspected = sandbox.docker.inspect_container(name, None).await;
    let inspected = inspected.map_err(|err| sandbox.failure("inspect a container", &err))?;
    Ok(inspected.state.and_then(|state| state.oom_killed).unwrap_or(false))
}
