//! Evidence for a verdict: races, leaks, hangs, panics and findings, each on source lines.

use serde::{Deserialize, Serialize};

/// One frame of a stack.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Frame {
    /// Function as Go prints it, e.g. `workerpool.(*Pool).Submit`.
    pub function: String,
    /// File: relative to the submission's root where `yours`, otherwise as in the import path (`sync/mutex.go`).
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Whether the line is the candidate's. Only such frames have a source to show.
    pub yours: bool,
}

/// Whether an access read or wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum AccessKind {
    Read,
    Write,
    AtomicRead,
    AtomicWrite,
}

/// One of the two accesses of a race.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Access {
    /// Read or write.
    pub kind: AccessKind,
    /// "main goroutine" or "goroutine 17".
    pub goroutine: String,
    /// Where it happened, innermost frame first.
    pub frames: Vec<Frame>,
    /// Where that goroutine was started, innermost first; empty when unknown or the main goroutine.
    pub created: Vec<Frame>,
}

/// A data race: two accesses to the same memory, at least one a write, with nothing that orders them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Race {
    /// The later access first, as the detector prints them.
    pub accesses: Vec<Access>,
    /// The test that was running, if known.
    pub test: Option<String>,
    /// How many reports had this pair of places.
    pub count: u32,
    /// Whether a stack holds a frame of the candidate's code; only such a race decides a verdict.
    pub yours: bool,
    /// What happened, in one or two plain sentences.
    pub sentence: String,
}

/// Goroutines that are in the same state at the same place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoroutineGroup {
    /// How many.
    pub count: u32,
    /// As the runtime names it: `chan send`, `select`, `sync.Mutex.Lock`, `running`, ...
    pub state: String,
    /// Stack, innermost frame first.
    pub frames: Vec<Frame>,
    /// The `go` statement that started them.
    pub created_by: Option<Frame>,
    /// "37 goroutines are blocked sending at pool.go:41; they were started at pool.go:28."
    pub sentence: String,
}

/// Goroutines that can never end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leak {
    /// The test after which they were found, if known.
    pub test: Option<String>,
    /// What leaked.
    pub group: GoroutineGroup,
}

/// A test that did not come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hang {
    /// The test, if known.
    pub test: Option<String>,
    /// How long the watchdog waited, in milliseconds.
    pub after_ms: u64,
    /// Whether the test's goroutine was waiting (a deadlock) or still working (slowness).
    pub parked: bool,
    /// What was going on, the candidate's goroutines first.
    pub groups: Vec<GoroutineGroup>,
    /// What happened, in one or two plain sentences.
    pub sentence: String,
}

/// A panic or fatal error that ended the process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panic {
    /// The test that was running when it was first seen, if known.
    pub test: Option<String>,
    /// How many processes ended so, at the same place.
    #[serde(default = "once")]
    pub count: u32,
    /// The first line, e.g. `panic: send on closed channel`.
    pub message: String,
    /// Stack of the goroutine, innermost frame first.
    pub frames: Vec<Frame>,
    /// What happened, in one or two plain sentences.
    pub sentence: String,
}

/// Reports of earlier versions have no count.
fn once() -> u32 {
    1
}

/// Who found a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// `gofmt` would change the file.
    Format,
    /// `go vet`.
    Vet,
    /// The challenge's rules forbid it; the submission was not built.
    Policy,
    /// The compiler.
    Compile,
    /// A remark without consequence, e.g. that the candidate's own tests were set aside.
    Note,
}

/// A remark on a line of the submission.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Finding {
    /// Who found it.
    pub kind: FindingKind,
    /// The file, relative to the submission's root; empty when it concerns no file of theirs.
    pub file: String,
    /// Line from 1; 0 when it concerns the whole file.
    pub line: u32,
    /// Column from 1, in bytes; 0 when unknown.
    pub column: u32,
    /// What was found and what to do.
    pub message: String,
}
