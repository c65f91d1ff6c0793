//! A test run put together from any frames, in any order: nothing lost, nothing counted that was not reported.
//!
//! Frames are ended by the byte 0xff; the first byte of each is its kind.
#![no_main]

use gauntlet_grader::{
    gotest::{TestEvent, TestProcess, TestRun},
    runner::{Frame, FrameKind, ProgramExit, SupervisorMessage},
};
use libfuzzer_sys::fuzz_target;

/// Bytes of output that are shown.
const SHOWN: usize = 64;

fuzz_target!(|data: &[u8]| {
    let mut run = TestRun::default();
    let mut expected = Expected::default();
    for piece in data.split(|&byte| byte == 0xff) {
        let Some((kind, payload)) = piece.split_first() else { continue };
        let frame = Frame { kind: kind_of(*kind), payload: payload.to_vec() };
        let before = run.clone();
        let known = expected.take(&frame);
        match run.take(frame) {
            Ok(()) => assert!(known, "took {}", String::from_utf8_lossy(payload)),
            Err(e) => {
                assert!(!known, "refused {}", String::from_utf8_lossy(payload));
                assert!(run == before, "what is refused leaves a trace");
                assert!(e.to_string().len() < 2000);
            }
        }
    }
    expected.compare(&run);
    for process in &run.processes {
        check_process(process);
    }
    let shown = run.shown_output(SHOWN);
    // A byte that is no UTF-8 takes three to show.
    assert!(shown.len() <= SHOWN * 3 + 40, "{} bytes are shown", shown.len());
    let _ = run.cpu_ms();
});

fn kind_of(byte: u8) -> FrameKind {
    match byte {
        b'O' => FrameKind::Stdout,
        b'E' => FrameKind::Stderr,
        b'R' => FrameKind::RaceLog,
        b'A' => FrameKind::Artefact,
        _ => FrameKind::Message,
    }
}

/// What was told of one process: everything between its start and the next one's.
#[derive(Default)]
struct Told {
    events: Vec<TestEvent>,
    programs: Vec<ProgramExit>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    race_log: Vec<u8>,
}

#[derive(Default)]
struct Expected {
    processes: Vec<Told>,
    finished: bool,
}

impl Expected {
    /// Takes note of a frame, and says whether it is one that the supervisor may send.
    fn take(&mut self, frame: &Frame) -> bool {
        let message = match frame.kind {
            FrameKind::Artefact => return false,
            FrameKind::Message => match serde_json::from_slice(&frame.payload) {
                Ok(message) => message,
                Err(_) => return false,
            },
            FrameKind::Stdout => return self.add(|told| told.stdout.extend(&frame.payload)),
            FrameKind::Stderr => return self.add(|told| told.stderr.extend(&frame.payload)),
            FrameKind::RaceLog => return self.add(|told| told.race_log.extend(&frame.payload)),
        };
        match message {
            SupervisorMessage::Started { .. } => self.processes.push(Told::default()),
            SupervisorMessage::Event { event, .. } => return self.add(|told| told.events.push(event)),
            SupervisorMessage::ProgramExited(exit) => return self.add(|told| told.programs.push(exit)),
            SupervisorMessage::Tampered { .. } | SupervisorMessage::Exited(_) => return self.add(|_| ()),
            SupervisorMessage::Finished { .. } => self.finished = true,
            SupervisorMessage::Stopped { .. } => {}
        }
        true
    }

    /// What comes before any start is of a process all the same.
    fn add(&mut self, what: impl FnOnce(&mut Told)) -> bool {
        if self.processes.is_empty() {
            self.processes.push(Told::default());
        }
        self.processes.last_mut().map(what);
        true
    }

    fn compare(&self, run: &TestRun) {
        assert_eq!(run.processes.len(), self.processes.len());
        for (process, told) in run.processes.iter().zip(&self.processes) {
            assert!(
                process.events == told.events && process.programs == told.programs,
                "other events than were reported"
            );
            assert!(
                process.stdout == told.stdout && process.stderr == told.stderr && process.race_log == told.race_log
            );
        }
        let events = self.processes.iter().flat_map(|told| &told.events);
        let ends = events.filter(|event| matches!(event, TestEvent::End { .. })).count();
        assert_eq!((run.ended as usize, run.finished), (ends, self.finished));
    }
}

fn check_process(process: &TestProcess) {
    let done = process.events.iter().any(|event| matches!(event, TestEvent::Done { .. }));
    assert_eq!(process.is_done(), done);
    if let Some(name) = process.interrupted_test() {
        let last = process.events.iter().rposition(|e| matches!(e, TestEvent::Start { .. } | TestEvent::End { .. }));
        let open = last.is_some_and(|at| matches!(&process.events[at], TestEvent::Start { test } if test == name));
        assert!(open, "{name} was not running");
    }
}
