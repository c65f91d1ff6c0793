//! What the end-to-end tests share. They use the grader as a library and the binary as a process; nothing here knows
//! what a right answer is: that is in the corpora, as data.

#![allow(clippy::expect_used, reason = "all of this is test code")]

pub mod canary;
pub mod command;
pub mod corpus;
pub mod fixture;
pub mod host;
pub mod http;
pub mod lanes;
pub mod places;
pub mod server;
pub mod toolchain;
