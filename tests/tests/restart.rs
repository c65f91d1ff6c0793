//! A real server that is killed, stopped or flooded while it grades: nothing that was handed in is lost, and nothing is
//! left behind.

#![allow(clippy::expect_used, reason = "all of this is test code")]

use std::{fs, process::Command};

use gauntlet_tests::{
    command::Home,
    places,
    server::{Server, in_test_phase, is_finished, wait_for},
};

/// Takes its time in the test phase: every repetition of one test waits until its limit.
const SLOW: (&str, &str) = ("deadlock/lock-over-wait", "deadlock");
/// Quickly judged.
const QUICK: (&str, &str) = ("forbidden_code/imports-os", "forbidden_code");

#[test]
fn a_killed_server_finishes_the_job_when_it_is_started_again() {
    let home = Home::new();
    let mut first = Server::start(&home, 1);
    let id = first.hand_in("killed", &source(SLOW.0));
    let _ = first.wait_until(&id, "the tests to run", in_test_phase);
    let orphans = containers_of(first.pid());
    first.kill();
    assert!(!orphans.is_empty(), "expected a container of the killed server");

    let second = Server::start(&home, 1);
    let graded = second.wait_until(&id, "a verdict", is_finished);
    assert_eq!((&graded["verdict"], &graded["attempt"]), (&SLOW.1.into(), &2.into()), "{}", second.log());
    wait_for("the orphans to be swept", || orphans.iter().all(|id| !exists(id)).then_some(()));
    stop(second);
}

#[test]
fn a_server_that_is_asked_to_stop_loses_nothing() {
    let home = Home::new();
    let first = Server::start(&home, 1);
    let running = first.hand_in("running", &source(SLOW.0));
    let waiting = first.hand_in("waiting", &source(QUICK.0));
    let _ = first.wait_until(&running, "the tests to run", in_test_phase);
    stop(first);

    let second = Server::start(&home, 1);
    let graded = second.wait_until(&running, "a verdict", is_finished);
    assert_eq!(graded["verdict"], SLOW.1, "{}", second.log());
    assert_eq!(second.wait_until(&waiting, "a verdict", is_finished)["verdict"], QUICK.1);
    stop(second);
}

#[test]
fn ten_submissions_at_once_are_all_graded() {
    let home = Home::new();
    let server = Server::start(&home, 2);
    let pool = source(QUICK.0);
    let ids: Vec<_> = std::thread::scope(|scope| {
        let handing_in: Vec<_> = (0..10)
            .map(|n| {
                let (server, pool) = (&server, &pool);
                scope.spawn(move || server.hand_in(&format!("candidate {n}"), pool))
            })
            .collect();
        handing_in.into_iter().map(|t| t.join().expect("an id")).collect()
    });
    for (n, id) in ids.iter().enumerate() {
        let graded = server.wait_until(id, "a verdict", is_finished);
        assert_eq!((&graded["verdict"], &graded["attempt"]), (&QUICK.1.into(), &1.into()));
        assert_eq!(graded["author"], format!("candidate {n}"));
    }
    stop(server);
}

/// Stops a server in order; no container of it may be left then.
fn stop(mut server: Server) {
    let pid = server.pid();
    let status = server.terminate();
    assert!(status.success(), "{status}: {}", server.log());
    assert_eq!(containers_of(pid), Vec::<String>::new(), "containers of the stopped server");
}

fn source(solution: &str) -> String {
    let path = places::challenges().join("worker-pool/submissions").join(solution).join("pool.go");
    fs::read_to_string(path).expect("a source")
}

/// Ids of the containers that a process made, by the engine's own account.
fn containers_of(pid: u32) -> Vec<String> {
    docker(&["ps", "--all", "--quiet", "--no-trunc", "--filter", &format!("label=gauntlet.pid={pid}")])
}

fn exists(container: &str) -> bool {
    !docker(&["ps", "--all", "--quiet", "--filter", &format!("id={container}")]).is_empty()
}

fn docker(arguments: &[&str]) -> Vec<String> {
    let output = Command::new("docker").args(arguments).output().expect("the docker command");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()
}
