//! Real git against a real server on loopback.

mod checkout;
mod door;
mod fetching;
mod program;
mod pushing;
mod refused;
