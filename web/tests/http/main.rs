//! The HTTP side as a whole: the router in process, a fresh SQLite database each time, no grading.

// clippy.toml allows these in tests, but takes the helpers of a test crate for something else.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod api;
mod app;
mod archives;
mod assessments;
mod challenges;
mod events;
mod fixture;
mod git;
mod hand_in;
mod health;
mod invitation_page;
mod invited;
mod open_door;
mod openapi;
mod report;
mod secrecy;
mod security;
mod serving;
mod sign_in;
mod stream;
mod submissions;
mod take;
mod together;
mod two_links;
mod work;
mod workspace;
