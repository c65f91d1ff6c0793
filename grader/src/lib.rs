//! Gauntlet's grader. It knows no database and no HTTP.
//!
//! One submission's way, each stage taking the value of the one before:
//!
//! ```text
//! intake  ->  submission  ->  stage::build  ->  stage::run  ->  judge  ->  bench  ->  score  ->  model::Report
//! (bytes)     (checked)       (container)      (container)     (pure)     (pure)    (pure)
//! ```
//!
//! [`pipeline::Grader::grade`] is that sentence as a function. `Ok(Report)` is the submission's outcome, whatever it
//! is; `Err(GradeError)` is our own fault and never a score.

pub mod bench;
pub mod cache;
pub mod catalog;
mod clock;
pub mod cores;
pub mod doctor;
pub mod error;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
pub mod gotest;
pub mod intake;
pub mod judge;
mod meters;
pub mod model;
pub mod pipeline;
pub mod plan;
pub mod progress;
pub mod runner;
pub mod sandbox;
pub mod score;
mod stage;
pub mod submission;
