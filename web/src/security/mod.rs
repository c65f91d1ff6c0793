//! What stands between the network and the handlers: response headers, host and origin checks, rate limits.
//!
//! It knows requests and settings, and nothing of submissions.

mod headers;
mod host;
mod open;
mod origin;
mod rate;

pub use headers::secure_headers;
pub use host::check_host;
pub use open::open_or_signed_in;
pub use origin::{OriginError, csrf_layer};
pub(crate) use rate::network;
pub use rate::{LinkLimiter, RateLimiter};
