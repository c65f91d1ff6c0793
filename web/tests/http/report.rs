//! A whole report, with every list filled, as grading would store it.

use gauntlet_grader::model::{Limits, Report};
use serde_json::{Value, json};

use crate::fixture::CANARY;

/// The report of a racy submission. The hidden test's message holds the canary.
pub(crate) fn racy() -> Value {
    let frame = json!({"function": "echo.Echo", "file": "echo.go", "line": 4, "yours": true});
    let group = json!({"count": 2, "state": "chan send", "frames": [frame], "created_by": frame, "sentence": "2 goroutines are blocked."});
    let access = json!({"kind": "write", "goroutine": "goroutine 7", "frames": [frame], "created": [frame]});
    let test = |name: &str, visibility: &str, message: &str| {
        json!({"name": name, "title": "echoes", "group": "correctness", "visibility": visibility, "outcome": "failed",
            "runs": 4, "passed": 1, "expected_runs": 4, "elapsed_ms": 1.5, "message": message, "hint": "think of two callers",
            "failed_under": ["GOMAXPROCS=2, seed 7"]})
    };
    let report = json!({
        "schema": 1,
        "challenge": {"slug": "echo-pool", "version": 3},
        "verdict": "data_race",
        "summary": "Two goroutines write <b>without</b> order.",
        "score": {"earned": 40.0, "max": 100.0, "cap": {"verdict": "data_race", "max_score": 40.0, "uncapped": 80.5, "why": "A race."},
            "criteria": [{"id": "correctness", "title": "Correctness", "earned": 80.5, "max": 90.0, "why": "Some passed."}]},
        "tests": [test("TestEcho", "visible", "want \"a\", got <script>alert(1)</script>"), test("TestSecret", "hidden", CANARY)],
        "races": [{"accesses": [access, access], "test": "TestEcho", "count": 3, "yours": true, "sentence": "Two writes."}],
        "leaks": [{"test": "TestEcho", "group": group}],
        "hangs": [{"test": "TestEcho", "after_ms": 1000, "parked": true, "groups": [group], "sentence": "It hung."}],
        "panics": [{"test": null, "message": "panic: <img src=x>", "frames": [frame], "sentence": "It panicked."}],
        "findings": [{"kind": "vet", "file": "echo.go", "line": 4, "column": 1, "message": "unused <i>"}],
        "benchmarks": [{"name": "BenchmarkEcho", "title": "echoing", "ratio": 1.2, "ci_low": 1.0, "ci_high": 1.4, "p_value": 0.2,
            "samples": [10.0, 11.0, 12.0], "reference_samples": [9.0, 10.0, 11.0], "band": 1.3, "verdict": "same",
            "metrics": [{"unit": "allocs/op", "candidate": 1.0, "reference": 2.0}],
            "scaling": [{"gomaxprocs": 1, "samples": [20.0], "reference_samples": [19.5]}],
            "why": "No difference outside the noise.", "earned": 5.0, "max": 5.0}],
        "bench_host": {"cores": "0-1", "steal": 0.0, "others": 0.1, "throttled": 0, "noisy": true},
        "profiles": [{"kind": "cpu", "total": 30_000_000, "stacks": [{"functions": ["echo.BenchmarkEcho", "echo.Echo"], "value": 20_000_000}]}],
        "waits": [{"kind": "block", "total_ns": 3_000_000, "sites": [{"frame": frame, "operation": "send", "count": 3, "waited_ns": 2_000_000}]}],
        "meters": [{"name": "memory_peak_bytes", "value": 1048576.0, "limit": 536870912.0}],
        "phases": [{"name": "build", "wall_ms": 600, "cpu_ms": 900}],
        "limits": Limits::run(),
        "environment": {"go_version": "go1.27.3", "image_digest": "sha256:0", "grader_version": "0.1.0", "gomaxprocs": [1, 2], "seed": 7},
        "reproduce": "go test -race ./...",
        "output": "</pre><script>alert(2)</script>",
    });
    // What the grader could not write, no test should build on.
    serde_json::to_value(serde_json::from_value::<Report>(report).unwrap()).unwrap()
}
