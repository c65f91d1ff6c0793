//! What the runner image's tools answer, as bytes.

use gauntlet_grader::sandbox::RunOutput;
use serde_json::{Value, json};

pub(crate) fn frame(kind: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![kind];
    bytes.extend(u32::try_from(payload.len()).unwrap().to_be_bytes());
    bytes.extend(payload);
    bytes
}

pub(crate) fn message(message: &Value) -> Vec<u8> {
    frame(b'J', message.to_string().as_bytes())
}

/// A builder that found nothing and built both binaries.
pub(crate) fn built() -> RunOutput {
    built_with(&json!([]))
}

pub(crate) fn built_with(findings: &Value) -> RunOutput {
    built_as(&["race", "plain"], findings)
}

pub(crate) fn built_as(binaries: &[&str], findings: &Value) -> RunOutput {
    let mut out = message(&json!({"type": "phase", "name": "check", "wall_ms": 3, "cpu_ms": 0}));
    out.extend(message(&json!({"type": "findings", "findings": findings})));
    out.extend(message(&json!({"type": "phase", "name": "build", "wall_ms": 400, "cpu_ms": 700})));
    for name in binaries {
        out.extend(message(&json!({"type": "artefact", "name": name, "size_bytes": 3})));
        out.extend(frame(b'A', b"ELF"));
    }
    out.extend(message(&json!({"type": "built", "go_version": "go1.27.3"})));
    RunOutput::finished(out)
}

/// One process of the test binary, frame by frame.
pub(crate) struct Process(Vec<u8>);

impl Process {
    pub(crate) fn new(tests: &[&str], count: u32) -> Self {
        Self::named("GOMAXPROCS=2, seed 1", tests, count)
    }

    pub(crate) fn named(execution: &str, tests: &[&str], count: u32) -> Self {
        Self(message(&json!({"type": "started", "execution": execution, "tests": tests, "count": count})))
            .event(json!({"kind": "ready"}))
    }

    /// A process that ends before the harness initialises.
    pub(crate) fn stillborn(tests: &[&str]) -> Self {
        Self(message(&json!({"type": "started", "execution": "GOMAXPROCS=2, seed 1", "tests": tests, "count": 2})))
    }

    /// Another message of the supervisor.
    pub(crate) fn says(mut self, said: &Value) -> Self {
        self.0.extend(message(said));
        self
    }

    pub(crate) fn event(mut self, event: Value) -> Self {
        self.0.extend(message(&json!({"type": "event", "execution": "x", "event": event})));
        self
    }

    pub(crate) fn start(self, test: &str) -> Self {
        self.event(json!({"kind": "start", "test": test}))
    }

    pub(crate) fn end(self, test: &str, outcome: &str) -> Self {
        self.event(json!({"kind": "end", "test": test, "outcome": outcome, "elapsed_ns": 1_500_000}))
    }

    pub(crate) fn passed(self, test: &str) -> Self {
        self.start(test).end(test, "passed")
    }

    pub(crate) fn prints(mut self, kind: u8, text: &str) -> Self {
        self.0.extend(frame(kind, text.as_bytes()));
        self
    }

    /// The harness's last word and the end of the process.
    pub(crate) fn done(self, code: i32) -> Vec<u8> {
        self.event(json!({"kind": "done", "code": code})).exits(&json!({"exit_code": code}))
    }

    /// The end of a process whose harness said no last word.
    pub(crate) fn exits(mut self, how: &Value) -> Vec<u8> {
        let mut exit = json!({
            "type": "exited", "execution": "x", "exit_code": 0, "wall_ms": 40, "cpu_ms": 30, "max_rss_bytes": 9_000_000,
            "timed_out": false, "oom": false, "output_dropped": 0,
        });
        for (key, value) in how.as_object().unwrap() {
            exit[key] = value.clone();
        }
        self.0.extend(message(&exit));
        self.0
    }
}

/// A run container that came to its end.
pub(crate) fn ran(processes: impl IntoIterator<Item = Vec<u8>>) -> RunOutput {
    let mut out: Vec<u8> = processes.into_iter().flatten().collect();
    out.extend(message(&json!({"type": "finished", "memory_peak_bytes": 20_000_000, "oom_kills": 0})));
    RunOutput::finished(out)
}
