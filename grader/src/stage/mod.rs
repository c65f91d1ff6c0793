//! The stages that use a container: build, run, benchmark. Each turns a request into values; none judges.

mod benchmark;
mod build;
pub(crate) mod diagnostics;
mod run;

pub(crate) use benchmark::{Bench, Benchmarked, limits as bench_limits};
pub(crate) use build::{BuildOutcome, Builder, Builds, build, build_reference};
pub(crate) use run::{container, run};
