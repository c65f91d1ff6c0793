//! Score, tests, benchmarks and resources of a report, in words and charts.

mod benchmarks;
mod host;
mod profiles;
mod resources;
mod score;
mod tests;
mod waits;

pub(super) use benchmarks::{BenchmarkRow, benchmarks};
pub(super) use host::{HostView, host};
pub(super) use profiles::{ProfileView, profiles};
pub(super) use resources::{MeterRow, Phases, limits, meters, phases};
pub(super) use score::{CriterionRow, cap, criteria};
pub(super) use tests::{TestGroup, tests};
pub(super) use waits::{WaitsView, waits};
