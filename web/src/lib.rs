//! The web side of Gauntlet: pages, JSON API, live progress, queue and worker.
//!
//! A request goes `app` (router, layers) -> `routes` or `api` (handlers) -> `extract` (what came in, checked) ->
//! `gauntlet_db` (the ledger), and comes back through `pages` (HTML) or `api::wire` (JSON). Nothing here grades.

pub mod api;
pub mod app;
pub mod assets;
pub mod charts;
pub mod cli;
pub mod error;
pub mod extract;
pub mod git;
pub mod highlight;
pub mod hub;
pub mod identity;
pub mod invite;
pub mod markdown;
pub mod markup;
pub mod pages;
pub mod progress;
pub mod receive;
pub mod routes;
pub mod security;
pub mod serve;
pub mod sse;
pub mod starter;
pub mod state;
pub mod work;
pub mod worker;
