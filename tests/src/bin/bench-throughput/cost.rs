//! What a number of submissions cost the host.

use std::{
    iter::Sum,
    ops::Add,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;

use crate::cpu;

/// For so long the host is watched before anything is measured.
const WATCH: Duration = Duration::from_secs(5);

/// CPU time of the host, less what it does by itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meter {
    /// Processors that are busy without us.
    background: f64,
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cost {
    pub(crate) submissions: usize,
    pub(crate) wall: Duration,
    /// Seconds of all the host's processors together, less the background.
    pub(crate) cpu_s: f64,
    /// The part of it that was counted where it was spent: by cgroup, or by process.
    pub(crate) own: Parts,
}

/// CPU seconds by what they were spent on.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Parts {
    /// Checks and compilers.
    pub(crate) build: f64,
    pub(crate) tests: f64,
    pub(crate) benchmarks: f64,
}

impl Meter {
    pub(crate) fn of_this_host() -> anyhow::Result<Self> {
        let (before, begun) = (cpu::of_host()?, Instant::now());
        thread::sleep(WATCH);
        Ok(Self { background: (cpu::of_host()? - before) / begun.elapsed().as_secs_f64() })
    }

    /// Processors that are busy without us.
    pub(crate) fn background(self) -> f64 {
        self.background
    }

    /// `work` answers the CPU seconds that were counted where they were spent.
    pub(crate) fn measure(
        self,
        submissions: usize,
        work: impl FnOnce() -> anyhow::Result<Parts>,
    ) -> anyhow::Result<Cost> {
        let (before, begun) = (cpu::of_host()?, Instant::now());
        let own = work().context("do the work")?;
        let wall = begun.elapsed();
        let cpu_s = cpu::of_host()? - before - self.background * wall.as_secs_f64();
        Ok(Cost { submissions, wall, cpu_s, own })
    }
}

impl Cost {
    pub(crate) fn per_minute(&self) -> f64 {
        self.submissions as f64 * 60.0 / self.wall.as_secs_f64()
    }

    /// Seconds of CPU for one submission.
    pub(crate) fn cpu_each(&self) -> f64 {
        self.cpu_s / self.submissions as f64
    }

    /// The part that was counted where it was spent, for one submission.
    pub(crate) fn own_each(&self, of: fn(&Parts) -> f64) -> f64 {
        of(&self.own) / self.submissions as f64
    }
}

impl Parts {
    pub(crate) fn total(&self) -> f64 {
        self.build + self.tests + self.benchmarks
    }
}

impl Add for Parts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            build: self.build + other.build,
            tests: self.tests + other.tests,
            benchmarks: self.benchmarks + other.benchmarks,
        }
    }
}

impl Sum for Parts {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), Add::add)
    }
}
