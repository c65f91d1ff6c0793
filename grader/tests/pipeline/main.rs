//! The whole pipeline over a scripted sandbox: what the runner image could answer, and the report that comes of it.

#![allow(clippy::unwrap_used, reason = "all of this is test code")]

mod forged;
mod frames;
mod programs;
mod repeats;
mod reports;
mod setup;
mod submissions;
