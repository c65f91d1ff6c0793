//! A grader on the real engine, whose end is that it has left nothing behind.

use std::{
    fs,
    sync::{Arc, LazyLock},
    thread,
    time::{Duration, Instant},
};

use gauntlet_grader::{
    cache::BuildCache,
    cores::Cores,
    error::GradeError,
    model::{Challenge, Report},
    pipeline::{GradeOptions, Grader},
    sandbox::DockerSandbox,
    submission::Submission,
};
use tokio::runtime::Runtime;

use crate::places;

/// Fixtures are used side by side, and share the cores of the host as workers of one process do.
static CORES: LazyLock<Cores> = LazyLock::new(|| Cores::of_this_process().expect("the cores of this process"));

/// A grader with a sandbox instance of its own.
pub struct Fixture {
    grader: Grader<DockerSandbox>,
    runtime: Runtime,
}

impl Default for Fixture {
    fn default() -> Self {
        Self::new()
    }
}

impl Fixture {
    /// A grader that uses the images that `GAUNTLET_BUILD_IMAGE` and `GAUNTLET_RUN_IMAGE` name, or the defaults.
    ///
    /// # Panics
    /// When no engine can be named.
    #[must_use]
    pub fn new() -> Self {
        let sandbox = DockerSandbox::connect().expect("a Docker Engine");
        let grader = Grader::new(sandbox, places::images(), BuildCache::new(places::binary_cache()), CORES.clone());
        Self { grader, runtime: Runtime::new().expect("a runtime") }
    }

    /// Grades, and returns when that is over.
    ///
    /// # Errors
    /// As [`Grader::grade`]: our own faults.
    pub fn grade(
        &self,
        challenge: &Challenge,
        submission: &Submission,
        options: &GradeOptions,
    ) -> Result<Report, GradeError> {
        self.runtime.block_on(self.grader.grade(challenge, submission, options, Arc::new(|_| ())))
    }

    /// The containers of this grader that are there once it has been given the time to remove them.
    ///
    /// # Panics
    /// When the engine does not answer.
    #[must_use]
    pub fn containers_left(&self) -> Vec<String> {
        let sandbox = self.grader.sandbox();
        self.runtime.block_on(async {
            sandbox.close().await;
            sandbox.containers(sandbox.instance()).await.expect("a list of containers")
        })
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let containers = self.containers_left();
        let unfinished = unfinished_cache_files();
        if !thread::panicking() {
            assert_eq!(containers, Vec::<String>::new(), "containers that are left");
            assert_eq!(unfinished, Vec::<String>::new(), "temporary files that are left in the cache");
        }
    }
}

/// For so long a file may be on its way into the cache.
const WRITING: Duration = Duration::from_secs(10);

/// The only temporary files that grading makes on the host: binaries on their way into the cache. Those that other fixtures
/// are writing do not stay.
fn unfinished_cache_files() -> Vec<String> {
    let begun = Instant::now();
    let mut left = temporary_cache_files();
    while !left.is_empty() && begun.elapsed() < WRITING {
        thread::sleep(Duration::from_millis(20));
        let now = temporary_cache_files();
        left.retain(|name| now.contains(name));
    }
    left
}

fn temporary_cache_files() -> Vec<String> {
    let Ok(entries) = fs::read_dir(places::binary_cache()) else { return Vec::new() };
    let names = entries.filter_map(|e| e.ok()?.file_name().into_string().ok());
    names.filter(|name| name.starts_with(".tmp")).collect()
}
