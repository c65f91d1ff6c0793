//! What goes in and comes out: exit codes, half-close, floods, and bytes that look like something else.

use std::sync::{Arc, Mutex};

use gauntlet_grader::{doctor::probe_request, sandbox::Sandbox};

use crate::harness::{Harness, probe};

const MIB: usize = 1024 * 1024;

#[test]
fn an_exit_code_is_output_whatever_it_is() {
    let harness = Harness::new();
    for code in [0, 1, 7, 125, 255] {
        let output = harness.run(probe(&format!("exit:{code}")));
        assert_eq!(output.exit_code, code);
        assert!(!output.oom_killed && !output.timed_out && !output.truncated, "{output:?}");
    }
}

/// A container that is gone before anyone waits for it must not be waited for until its wall time is up.
#[test]
fn containers_that_exit_at_once_are_not_missed() {
    let harness = Harness::new();
    let outputs = harness.block_on(async {
        let run = || harness.sandbox.run(probe("exit:9"));
        tokio::try_join!(run(), run(), run(), run()).expect("outputs")
    });
    for output in [outputs.0, outputs.1, outputs.2, outputs.3] {
        assert_eq!((output.exit_code, output.timed_out), (9, false));
    }
}

/// Frames of the engine begin with a byte of 0 to 2; with a TTY such output would be taken for one.
#[test]
fn output_that_begins_with_bytes_0_to_2_comes_through() {
    assert_eq!(Harness::new().run(probe("low_bytes")).stdout, b"\x00\x01\x02\x00\x01\x02\n");
}

/// The request lacks the blocks that end an archive, so that only the half-close tells the reader to go on.
#[test]
fn twenty_megabytes_go_in_and_come_out_and_the_half_close_is_seen() {
    // Every byte value, the engine's detach keys included.
    let payload: Vec<u8> = (0..=u8::MAX).cycle().take(20 * MIB).collect();
    let mut spec = probe("echo");
    spec.streams.stdin = probe_request("echo", Some(&payload)).expect("a request");
    spec.streams.stdin.truncate(spec.streams.stdin.len() - 2 * 512);
    spec.streams.stdout_cap_bytes = payload.len() as u64;
    let received = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&received);
    spec.streams.on_stdout = Some(Box::new(move |piece| *counter.lock().expect("a lock") += piece.len()));
    let output = Harness::new().run(spec);
    assert_eq!((output.exit_code, output.truncated), (0, false), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout == payload, "{} bytes came back, or others", output.stdout.len());
    assert_eq!(*received.lock().expect("a lock"), payload.len());
}

#[test]
fn a_container_that_does_not_read_its_input_is_no_error() {
    let mut spec = probe("facts");
    spec.streams.stdin = vec![b'?'; 20 * MIB];
    let output = Harness::new().run(spec);
    assert_eq!((output.exit_code, output.timed_out), (3, false));
    assert!(String::from_utf8_lossy(&output.stderr).contains("tar"), "{output:?}");
}

#[test]
fn a_flood_is_cut_at_exactly_the_cap() {
    let mut spec = probe("stdout");
    spec.streams.stdout_cap_bytes = 300_001;
    let output = Harness::new().run(spec);
    assert!(output.truncated && !output.timed_out);
    assert_eq!((output.stdout.len(), output.exit_code), (300_001, 137));
}

#[test]
fn a_flood_of_standard_error_ends_the_container_too() {
    let output = Harness::new().run(probe("stderr"));
    assert!(output.truncated && !output.timed_out);
    assert_eq!((output.stderr.len(), output.exit_code), (64 * 1024, 137));
}
