//! A test run as values: the supervisor's frames, put together by process.

use crate::runner::{Frame, FrameKind, ProcessExit, ProgramExit, StopReason, SupervisorMessage};

use super::TestEvent;

/// Everything that one run container reported.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TestRun {
    /// Processes in the order in which they ran.
    pub processes: Vec<TestProcess>,
    /// Repetitions that have ended, over all tests.
    pub ended: u32,
    /// Why executions were left out, if any were.
    pub stopped: Option<StopReason>,
    /// Highest memory use of the container in bytes; 0: not shown by the host.
    pub memory_peak_bytes: u64,
    /// Processes that the kernel killed for memory.
    pub oom_kills: u64,
    /// Whether the supervisor came to its end.
    pub finished: bool,
}

/// One process of a test binary.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TestProcess {
    /// Id of the execution that it belongs to; several processes share one when some of them died.
    pub execution: String,
    /// Tests that it was to run.
    pub tests: Vec<String>,
    /// Repetitions of each.
    pub count: u32,
    /// The harness's reports, in order.
    pub events: Vec<TestEvent>,
    /// What it printed. Display only.
    pub stdout: Vec<u8>,
    /// What it printed on standard error. Display only.
    pub stderr: Vec<u8>,
    /// The race detector's log.
    pub race_log: Vec<u8>,
    /// Programs that its tests started, in the order in which they ended.
    pub programs: Vec<ProgramExit>,
    /// How it ended; none when the container ended first.
    pub exit: Option<ProcessExit>,
    /// What was wrong with a report that did not come from the harness.
    pub tampered: Option<String>,
}

/// An answer that is not the supervisor's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a message of the supervisor, got: {0}")]
pub struct NotTheSupervisor(pub String);

impl TestProcess {
    /// Whether the harness came to its end.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.events.iter().any(|e| matches!(e, TestEvent::Done { .. }))
    }

    /// The test that was running when the process died, if one was.
    #[must_use]
    pub fn interrupted_test(&self) -> Option<&str> {
        let mut current = None;
        for event in &self.events {
            match event {
                TestEvent::Start { test } => current = Some(test.as_str()),
                TestEvent::End { .. } => current = None,
                _ => {}
            }
        }
        current
    }
}

impl TestRun {
    /// Takes the next frame.
    ///
    /// # Errors
    /// A message that the supervisor does not send.
    pub fn take(&mut self, frame: Frame) -> Result<(), NotTheSupervisor> {
        match frame.kind {
            FrameKind::Message => {
                let message = serde_json::from_slice(&frame.payload).map_err(|e| {
                    let text: String = String::from_utf8_lossy(&frame.payload).chars().take(200).collect();
                    NotTheSupervisor(format!("{text} ({e})"))
                })?;
                self.take_message(message);
            }
            FrameKind::Stdout => self.last().stdout.extend(frame.payload),
            FrameKind::Stderr => self.last().stderr.extend(frame.payload),
            FrameKind::RaceLog => self.last().race_log.extend(frame.payload),
            FrameKind::Artefact => return Err(NotTheSupervisor("an artefact".to_owned())),
        }
        Ok(())
    }

    fn take_message(&mut self, message: SupervisorMessage) {
        match message {
            SupervisorMessage::Started { execution, tests, count } => {
                self.processes.push(TestProcess { execution, tests, count, ..TestProcess::default() });
            }
            SupervisorMessage::Event { event, .. } => {
                self.ended += u32::from(matches!(event, TestEvent::End { .. }));
                self.last().events.push(event);
            }
            SupervisorMessage::Tampered { detail, .. } => self.last().tampered = Some(detail),
            SupervisorMessage::Exited(exit) => self.last().exit = Some(exit),
            SupervisorMessage::ProgramExited(exit) => self.last().programs.push(exit),
            SupervisorMessage::Stopped { reason } => self.stopped = Some(reason),
            SupervisorMessage::Finished { memory_peak_bytes, oom_kills } => {
                self.memory_peak_bytes = memory_peak_bytes;
                self.oom_kills = oom_kills;
                self.finished = true;
            }
        }
    }

    fn last(&mut self) -> &mut TestProcess {
        if self.processes.is_empty() {
            self.processes.push(TestProcess::default());
        }
        let last = self.processes.len() - 1;
        &mut self.processes[last]
    }

    /// CPU time of all processes and their programs in milliseconds.
    #[must_use]
    pub fn cpu_ms(&self) -> u64 {
        let processes = self.processes.iter().filter_map(|p| p.exit.as_ref()).map(|e| e.cpu_ms);
        let programs = self.processes.iter().flat_map(|p| &p.programs).map(|e| e.cpu_ms);
        processes.chain(programs).fold(0, u64::saturating_add)
    }

    /// What was printed, standard output before standard error by process, at most `cap_bytes` of it.
    #[must_use]
    pub fn shown_output(&self, cap_bytes: usize) -> String {
        let mut text = Vec::new();
        for process in &self.processes {
            text.extend(&process.stdout);
            text.extend(&process.stderr);
            if text.len() > cap_bytes {
                text.truncate(cap_bytes);
                text.extend(b"\n... (more was printed)\n");
                break;
            }
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{TestProcess, TestRun};
    use crate::runner::ProcessExit;

    #[test]
    fn cpu_times_beyond_all_measure_do_not_wrap() {
        let process = |cpu_ms| {
            let exit = Some(ProcessExit { cpu_ms, ..ProcessExit::default() });
            TestProcess { exit, ..TestProcess::default() }
        };
        let run = TestRun { processes: vec![process(u64::MAX), process(1)], ..TestRun::default() };
        assert_eq!(run.cpu_ms(), u64::MAX);
    }
}
