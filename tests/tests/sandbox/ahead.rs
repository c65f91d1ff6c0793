//! Containers that are started before their input is there: the same as others, but for the moment of their start.

use std::time::{Duration, Instant};

use gauntlet_grader::{
    doctor::probe_request,
    sandbox::{MEMORY_EXIT, RunOutput, RunSpec, Sandbox},
};
use serde_json::Value;

use crate::harness::{Harness, probe};

/// What a run came to, without what differs from one run to the next.
fn outcome(output: RunOutput) -> RunOutput {
    RunOutput { elapsed: Duration::ZERO, ..output }
}

#[test]
fn one_that_is_dropped_unfed_is_gone() {
    let harness = Harness::new();
    let started = harness.block_on(harness.sandbox.start(probe("facts").container)).expect("a container");
    assert_eq!(harness.containers(), 1);
    drop(started);
    harness.block_on(harness.sandbox.close());
    assert_eq!(harness.containers(), 0);
}

#[test]
fn one_that_is_fed_later_gives_what_a_run_gives() {
    let harness = Harness::new();
    for name in ["low_bytes", "exit:7", "stderr"] {
        let RunSpec { container, streams } = probe(name);
        let later = harness.block_on(async {
            let started = harness.sandbox.start(container).await.expect("a container");
            harness.run_beside(probe("exit:0")).await;
            harness.sandbox.finish(started, streams).await.expect("an output")
        });
        assert_eq!(outcome(later), outcome(harness.run(probe(name))), "{name}");
    }
}

#[test]
fn one_that_takes_twenty_megabytes_waits_for_them() {
    const SIZE: usize = 20 << 20;
    let harness = Harness::new();
    let RunSpec { container, mut streams } = probe("echo");
    let payload: Vec<u8> = (0..=u8::MAX).cycle().take(SIZE).collect();
    streams.stdin = probe_request("echo", Some(&payload)).expect("a request");
    streams.stdout_cap_bytes = SIZE as u64;
    let output = harness.block_on(async {
        let started = harness.sandbox.start(container).await.expect("a container");
        harness.sandbox.finish(started, streams).await.expect("an output")
    });
    assert!(output.exit_code == 0 && output.stdout == payload, "{} bytes came back, or others", output.stdout.len());
}

/// It waits for longer than its wall time, and then has all of it.
#[test]
fn its_wall_time_begins_with_its_input() {
    const WALL: Duration = Duration::from_millis(1_500);
    let harness = Harness::new();
    let RunSpec { mut container, streams } = probe("sleep");
    container.limits.wall_ms = 1_500;
    let (started_at, output) = harness.block_on(async {
        let started = harness.sandbox.start(container).await.expect("a container");
        let started_at = Instant::now();
        while started_at.elapsed() < WALL {
            harness.run_beside(probe("exit:0")).await;
        }
        (started_at, harness.sandbox.finish(started, streams).await.expect("an output"))
    });
    assert!(output.timed_out && output.exit_code == 137, "{output:?}");
    assert!(output.elapsed >= WALL && started_at.elapsed() >= 2 * WALL, "{:?}", output.elapsed);
}

/// Somebody removes it, the engine restarts: what was started ahead is not there any more when it is needed.
#[test]
fn one_that_has_vanished_meanwhile_is_the_machinerys_fault() {
    let harness = Harness::new();
    let RunSpec { container, streams } = probe("facts");
    let outcome = harness.block_on(async {
        let started = harness.sandbox.start(container).await.expect("a container");
        let ids = harness.sandbox.containers(harness.sandbox.instance()).await.expect("a list of containers");
        let removed = std::process::Command::new("docker").args(["rm", "--force"]).args(&ids).output();
        assert!(removed.expect("the docker command").status.success() && ids.len() == 1, "{ids:?}");
        harness.sandbox.finish(started, streams).await
    });
    assert!(outcome.is_err(), "{outcome:?}");
}

/// What the process inside sees of processors: those it may run on, and Go's count of them.
fn processors(output: &RunOutput) -> (String, u64) {
    let facts: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let list = facts["status"]["Cpus_allowed_list"].as_str().expect("a list of processors");
    (list.to_owned(), facts["num_cpu"].as_u64().expect("a number of processors"))
}

/// The last of this host's processors: with the first one, a setting that is ignored could pass unseen.
fn last_processor(harness: &Harness) -> String {
    let engine = harness.block_on(harness.sandbox.engine()).expect("an engine");
    (engine.cpus - 1).to_string()
}

#[test]
fn a_container_sees_exactly_the_processors_that_it_was_given() {
    let harness = Harness::new();
    let last = last_processor(&harness);
    let mut spec = probe("facts");
    spec.container.cpuset = Some(last.clone());
    assert_eq!(processors(&harness.run(spec)), (last, 1));
}

#[test]
fn processors_that_the_host_lacks_are_refused_by_name() {
    let harness = Harness::new();
    let mut spec = probe("facts");
    spec.container.cpuset = Some("8191".to_owned());
    let refused = harness.block_on(harness.sandbox.run(spec)).expect_err("a refusal").to_string();
    assert!(refused.contains("8191"), "{refused}");
}

/// Its processors become known after its start, as a benchmark's do. The other limits have to stay.
#[test]
fn one_that_waits_can_be_moved_to_other_processors_and_keeps_its_limits() {
    let harness = Harness::new();
    let last = last_processor(&harness);
    let moved = |name: &str| {
        let RunSpec { mut container, streams } = probe(name);
        container.limits.pids = 24;
        container.limits.memory_bytes = 64 << 20;
        harness.block_on(async {
            let mut started = harness.sandbox.start(container).await.expect("a container");
            harness.sandbox.pin(&mut started, &last).await.expect("a container on other processors");
            harness.sandbox.finish(started, streams).await.expect("an output")
        })
    };
    assert_eq!(processors(&moved("facts")), (last.clone(), 1));
    let pids: Value = serde_json::from_slice(&moved("pids").stdout).expect("JSON");
    assert!(pids["count"].as_u64().is_some_and(|count| (16..=24).contains(&count)), "{pids}");
    let memory = moved("memory");
    assert!(memory.oom_killed && memory.exit_code == MEMORY_EXIT, "{memory:?}");
}
