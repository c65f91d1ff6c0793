//! What Go's test processes wrote, parsed: pure functions from bytes to values that no input can make panic.
//!
//! It knows the formats of Go's runtime, testing package and race detector; what follows from them for a verdict is the
//! judge's business.

pub mod attribution;
mod event;
#[cfg(test)]
mod fixture;
mod lines;
pub mod output;
pub mod panic;
mod place;
pub mod race;
pub mod redact;
mod run;
pub mod stacks;

pub use attribution::Attribution;
pub use event::TestEvent;
pub use run::{NotTheSupervisor, TestProcess, TestRun};
