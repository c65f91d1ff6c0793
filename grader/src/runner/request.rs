//! Requests: request.json and files as one tar stream, built in memory.

use serde::Serialize;

use crate::model::RelPath;

/// What the builder is asked for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct BuildRequest {
    /// Module path.
    pub module: String,
    /// Package name.
    pub package: String,
    /// Packages that may be imported.
    pub imports: Vec<String>,
    /// Top-level tests that the test files have to hold.
    pub tests: Vec<String>,
    /// Benchmarks that the test files have to hold.
    pub benchmarks: Vec<String>,
    /// Build what is tested with the race detector.
    pub race: bool,
    /// Build the test binary without it.
    pub plain: bool,
    /// The submission is a program: build it, and the driver that tests it in place of the plain binary.
    pub program: bool,
    /// Run gofmt and vet.
    pub check: bool,
}

/// What the supervisor is asked for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RunRequest {
    /// `run`.
    pub mode: &'static str,
    /// In order.
    pub executions: Vec<Execution>,
    /// Time after which one test counts as hung.
    pub test_timeout_ms: u64,
    /// Time for everything.
    pub wall_ms: u64,
    /// Output of one process.
    pub output_bytes: u64,
    /// Longest line that is kept.
    pub line_bytes: u64,
    /// After so many processes that died the rest is left out.
    pub max_deaths: u32,
    /// After so many failures a test is not repeated.
    pub max_failures: u32,
}

/// What a test binary is started for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecutionMode {
    /// Tests.
    #[default]
    Test,
    /// Each benchmark once.
    Bench,
    /// Each benchmark once, under Go's profiler.
    Profile,
    /// Each benchmark once, with every wait for another goroutine recorded.
    Waits,
}

/// One binary under one schedule.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Execution {
    /// Comes back in every message about it.
    pub id: String,
    /// File below `bin/`.
    pub binary: String,
    /// What for.
    pub mode: ExecutionMode,
    /// Tests or benchmarks to run.
    pub tests: Vec<String>,
    /// Most repetitions of each.
    pub count: u32,
    /// Repetitions that run whatever they take.
    pub least: u32,
    /// Time for those beyond.
    pub budget_ms: u64,
    /// Whether the yield points that were woven into the submission are at work.
    pub perturb: bool,
    /// Whether the tests start `bin/program`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub program: bool,
    /// Go's GOMAXPROCS.
    pub gomaxprocs: u32,
    /// Seed of the order of tests.
    pub seed: u64,
    /// Time of one benchmark.
    pub benchtime_ms: u32,
    /// Time of the process.
    pub timeout_ms: u64,
}

/// Packs a request and its files: `(path, mode, content)`.
///
/// # Errors
/// A path that does not fit into a tar header.
pub fn pack<R: Serialize>(request: &R, files: &[(RelPath, u32, &[u8])]) -> std::io::Result<Vec<u8>> {
    let json = serde_json::to_vec(request)?;
    let mut archive = tar::Builder::new(Vec::with_capacity(
        json.len() + files.iter().map(|(_, _, content)| content.len() + 1024).sum::<usize>() + 4096,
    ));
    append(&mut archive, "request.json", 0o600, &json)?;
    for (path, mode, content) in files {
        append(&mut archive, path.as_str(), *mode, content)?;
    }
    archive.into_inner()
}

fn append(archive: &mut tar::Builder<Vec<u8>>, path: &str, mode: u32, content: &[u8]) -> std::io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Regular);
    header.set_mode(mode);
    header.set_size(content.len() as u64);
    archive.append_data(&mut header, path, content)
}
