//! Benchmarks: from the harness's reports to a comparison with the reference.
//!
//! All of it is pure but [`host`], which reads what the kernel says about the host's cores.

pub mod calibration;
mod compare;
pub mod host;
mod pprof;
pub mod profile;
mod samples;
pub mod stats;
pub mod waits;

pub use compare::{Bands, LEAST_BAND, compare, is_settled};
pub use samples::{Measurement, Measurements, Sample, Side, contradiction};
