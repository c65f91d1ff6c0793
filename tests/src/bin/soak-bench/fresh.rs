//! A grader that keeps nothing: noise bands of this host that are a week old at most may be of a busier hour.

use std::sync::Arc;

use anyhow::Context;
use gauntlet_grader::{
    cache::BuildCache,
    cores::Cores,
    model::{Challenge, Report},
    pipeline::{GradeOptions, Grader},
    sandbox::DockerSandbox,
    submission::Submission,
};
use gauntlet_tests::places;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A grader with a cache of its own. The first grading of each challenge measures its noise bands, the others use them.
pub(crate) struct FreshGrader {
    grader: Grader<DockerSandbox>,
    runtime: Runtime,
    _cache: TempDir,
}

impl FreshGrader {
    pub(crate) fn new() -> anyhow::Result<Self> {
        let sandbox = DockerSandbox::connect().context("connect to the Docker Engine")?;
        let cache = tempfile::tempdir().context("make a directory for the cache")?;
        let cores = Cores::of_this_process().context("look at the cores of this process")?;
        let grader = Grader::new(sandbox, places::images(), BuildCache::new(cache.path().to_owned()), cores);
        Ok(Self { grader, runtime: Runtime::new().context("start a runtime")?, _cache: cache })
    }

    pub(crate) fn grade(
        &self,
        challenge: &Challenge,
        submission: &Submission,
        options: &GradeOptions,
    ) -> anyhow::Result<Report> {
        Ok(self.runtime.block_on(self.grader.grade(challenge, submission, options, Arc::new(|_| ())))?)
    }
}

impl Drop for FreshGrader {
    fn drop(&mut self) {
        self.runtime.block_on(self.grader.sandbox().close());
    }
}
