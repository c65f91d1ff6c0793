use std::sync::{Arc, Mutex};

use super::ScriptedSandbox;
use crate::{
    model::Limits,
    sandbox::{ContainerSpec, Role, RunOutput, RunSpec, Sandbox, SandboxError, Streams},
};

fn spec(role: Role) -> RunSpec {
    RunSpec {
        container: ContainerSpec {
            image: "any".to_owned(),
            role,
            limits: Limits::run(),
            cpuset: None,
            localhost: false,
        },
        streams: Streams { stdin: b"request".to_vec(), stdout_cap_bytes: 8, on_stdout: None },
    }
}

#[tokio::test]
async fn queued_answers_go_before_the_script() {
    let sandbox = ScriptedSandbox::new()
        .script(Role::Run, |asked| Ok(RunOutput::finished(asked.stdin.clone())))
        .answer(Role::Run, Ok(RunOutput::finished("first")));
    assert_eq!(sandbox.run(spec(Role::Run)).await.unwrap().stdout, b"first");
    assert_eq!(sandbox.run(spec(Role::Run)).await.unwrap().stdout, b"request");
    assert_eq!(sandbox.runs().len(), 2);
    assert_eq!(sandbox.runs()[0].limits, Limits::run());
}

#[tokio::test]
async fn without_an_answer_it_fails_as_an_engine_does() {
    let outcome = ScriptedSandbox::new().run(spec(Role::Build)).await;
    assert!(matches!(outcome, Err(SandboxError::Engine { .. })), "{outcome:?}");
}

#[tokio::test]
async fn output_is_cut_at_the_cap_and_handed_on_in_pieces() {
    let sandbox = ScriptedSandbox::new().answer(Role::Bench, Ok(RunOutput::finished("0123456789")));
    let pieces = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&pieces);
    let mut spec = spec(Role::Bench);
    spec.streams.on_stdout = Some(Box::new(move |piece| seen.lock().unwrap().push(piece.to_vec())));
    let output = sandbox.run(spec).await.unwrap();
    assert!(output.truncated);
    assert_eq!(output.stdout, b"01234567");
    assert_eq!(*pieces.lock().unwrap(), [b"0123".to_vec(), b"4567".to_vec()]);
}

#[tokio::test]
async fn a_container_that_was_started_ahead_runs_when_it_is_fed_and_not_when_it_is_dropped() {
    let sandbox = ScriptedSandbox::new().script(Role::Run, |asked| Ok(RunOutput::finished(asked.stdin.clone())));
    let RunSpec { container, streams } = spec(Role::Run);
    let mut fed = sandbox.start(container.clone()).await.unwrap();
    let dropped = sandbox.start(container.clone()).await.unwrap();
    assert_eq!((sandbox.waiting(), sandbox.runs().len()), (2, 0));
    sandbox.pin(&mut fed, "0-1").await.unwrap();
    assert_eq!(sandbox.finish(fed, streams).await.unwrap().stdout, b"request");
    drop(dropped);
    assert_eq!((sandbox.waiting(), sandbox.runs().len()), (0, 1));
    assert_eq!(sandbox.runs()[0].cpuset.as_deref(), Some("0-1"));
    assert_eq!(sandbox.started(), [container.clone(), container]);
}
