//! The stages that use a container: build, run. Each turns a request into values; none judges.

mod build;
pub(crate) mod diagnostics;
mod run;

pub(crate) use build::{BuildOutcome, Builder, Builds, build, build_reference};
pub(crate) use run::run;
