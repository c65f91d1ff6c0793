//! What stands between the network and the handlers: response headers, host and origin checks, rate limits.
//!
//! It knows requests and settings, and nothing of submissions.

mod headers;
mod host;
mod origin;
mod rate;

pub use headers::secure_headers;
pub use host::check_host;
pub use origin::{OriginError, csrf_layer};
pub use rate::RateLimiter;
