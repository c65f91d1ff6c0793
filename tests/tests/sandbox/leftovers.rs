//! Nothing is left: not by a run that nobody waits for any more, and not by a process that was killed.

use std::{
    future::poll_fn,
    io::{BufRead, BufReader, Write},
    pin::pin,
    process::{Child, Command, Stdio},
    task::Poll,
    thread,
};

use gauntlet_grader::sandbox::{DockerSandbox, Sandbox};
use tokio::sync::oneshot;

use crate::harness::{Harness, probe};

/// The harness's end looks for the container.
#[test]
fn a_run_that_is_dropped_takes_its_container_along() {
    let harness = Harness::new();
    let (started, running) = oneshot::channel();
    let mut started = Some(started);
    let mut spec = probe("stdout");
    spec.streams.stdout_cap_bytes = u64::MAX;
    spec.streams.on_stdout = Some(Box::new(move |_| {
        started.take().map(|started| started.send(()));
    }));
    harness.block_on(async {
        tokio::select! {
            output = harness.sandbox.run(spec) => panic!("expected a flood without end, got {output:?}"),
            said = running => said.expect("a running container"),
        }
        let there = harness.sandbox.containers(harness.sandbox.instance()).await.expect("a list");
        assert!(there.len() <= 1, "{there:?}");
    });
}

/// The request to create the container is under way when the run is dropped: the engine makes it all the same.
#[test]
fn a_run_that_is_dropped_before_its_container_exists_takes_it_along() {
    let harness = Harness::new();
    for polls in 1..=4 {
        harness.block_on(async {
            let mut run = pin!(harness.sandbox.run(probe("sleep")));
            for _ in 0..polls {
                poll_fn(|context| {
                    assert!(run.as_mut().poll(context).is_pending());
                    Poll::Ready(())
                })
                .await;
                tokio::task::yield_now().await;
            }
        });
    }
    harness.block_on(harness.sandbox.close());
    let left = harness.block_on(harness.sandbox.containers(harness.sandbox.instance())).expect("a list");
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_sweep_removes_what_a_killed_process_left_and_spares_a_live_one() {
    let harness = Harness::new();
    let (mut killed, mut alive) = (OtherProcess::start(), OtherProcess::start());
    assert_eq!(killed.containers(&harness), 2);

    killed.kill();
    harness.block_on(harness.sandbox.sweep()).expect("a sweep");
    assert_eq!((killed.containers(&harness), alive.containers(&harness)), (0, 2));

    alive.kill();
    harness.block_on(harness.sandbox.sweep()).expect("a sweep");
    assert_eq!(alive.containers(&harness), 0);
}

/// This test binary as another process, which has a container running, another one started ahead, and waits to be killed.
struct OtherProcess {
    process: Child,
    instance: String,
}

const ROLE: &str = "GAUNTLET_TEST_OTHER_PROCESS";
const RUNNING: &str = "a container is running for ";

impl OtherProcess {
    fn start() -> Self {
        let this = std::env::current_exe().expect("this program");
        let mut process = Command::new(this)
            .args(["--exact", "leftovers::the_other_process", "--ignored", "--nocapture"])
            .env(ROLE, "1")
            .stdout(Stdio::piped())
            .spawn()
            .expect("another process");
        let stdout = BufReader::new(process.stdout.take().expect("a pipe"));
        let line = stdout.lines().map_while(Result::ok).find(|line| line.contains(RUNNING));
        let (_, instance) = line.as_deref().and_then(|line| line.split_once(RUNNING)).expect("a running container");
        Self { process, instance: instance.to_owned() }
    }

    fn containers(&self, harness: &Harness) -> usize {
        let instance = self.instance.parse().expect("an instance");
        harness.block_on(harness.sandbox.containers(instance)).expect("a list").len()
    }

    /// As the kernel does it: no chance to clean up.
    fn kill(&mut self) {
        self.process.kill().expect("a signal");
        self.process.wait().expect("an end");
    }
}

impl Drop for OtherProcess {
    fn drop(&mut self) {
        // After a failed assertion; its container goes with the next sweep.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
#[ignore = "started by the test of the sweep, as a process of its own"]
fn the_other_process() {
    assert!(std::env::var_os(ROLE).is_some(), "expected to be started by the test of the sweep");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let sandbox = DockerSandbox::connect().expect("a Docker Engine");
    let instance = sandbox.instance();
    let _waits = runtime.block_on(sandbox.start(probe("facts").container)).expect("a container");
    let mut spec = probe("stdout");
    spec.streams.on_stdout = Some(Box::new(move |_| {
        println!("{RUNNING}{instance}");
        std::io::stdout().flush().expect("an open pipe");
        // The flood waits, too: nobody reads on.
        loop {
            thread::park();
        }
    }));
    let output = runtime.block_on(sandbox.run(spec));
    panic!("expected to be killed, got {output:?}");
}
