//! The stages that use a container: build, run. Each turns a request into values; none judges.

mod build;
mod diagnostics;
mod run;

pub(crate) use build::{BuildOutcome, Builds, build, build_reference, reference_request};
pub(crate) use run::run;
