//! The Docker sandbox against a real engine and the run image's probes: each limit holds, each trap of the engine is
//! handled, and nothing is left behind.
//!
//! `GAUNTLET_RUN_IMAGE` names another run image than the default.

#![allow(clippy::expect_used, clippy::print_stdout, reason = "all of this is test code, its helpers included")]

#[path = "sandbox/ahead.rs"]
mod ahead;
#[path = "sandbox/harness.rs"]
mod harness;
#[path = "sandbox/leftovers.rs"]
mod leftovers;
#[path = "sandbox/limits.rs"]
mod limits;
#[path = "sandbox/streams.rs"]
mod streams;
