//! Real git against a real server on loopback.

mod checkout;
mod door;
mod fetching;
mod pushing;
mod refused;
