//! Who is asking, as an address, and whether they may submit once more.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Instant,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::request::Parts,
};

use crate::{error::AppError, state::AppState};

/// Proof that the client's address has not submitted too often. Taken before the body is read.
#[derive(Debug, Clone, Copy)]
pub struct SubmitPermit(());

impl FromRequestParts<AppState> for SubmitPermit {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let address = client_address(parts, state.settings.trust_forwarded_for);
        state
            .limiter
            .take(address, Instant::now())
            .map(|()| Self(()))
            .map_err(|retry_after_s| AppError::TooOften { retry_after_s })
    }
}

/// Where a request comes from, for limits.
#[derive(Debug, Clone, Copy)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<AppState> for ClientAddress {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        Ok(Self(client_address(parts, state.settings.trust_forwarded_for)))
    }
}

/// The peer, or whom the trusted proxy in front of us names. Only the last entry is the proxy's own word; those before
/// it are the client's to invent.
fn client_address(parts: &Parts, trust_forwarded_for: bool) -> IpAddr {
    let forwarded = || {
        let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
        last.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
    };
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    // Without a peer there is no network: the router is called in process. All such callers share one bucket.
    let peer_or_none = || peer().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    if trust_forwarded_for { forwarded().unwrap_or_else(peer_or_none) } else { peer_or_none() }
}

#[cfg(test)]
mod tests {
    use super::client_address;
    use axum::{
        extract::ConnectInfo,
        http::{Request, request::Parts},
    };
    use std::net::SocketAddr;

    fn parts(forwarded: &[&str]) -> Parts {
        let mut request = Request::builder().extension(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 9))));
        for value in forwarded {
            request = request.header("x-forwarded-for", *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn only_a_trusted_proxys_own_entry_counts() {
        let forged = parts(&["192.0.2.9", "192.0.2.8, 192.0.2.7"]);
        assert_eq!(client_address(&forged, false).to_string(), "10.0.0.1");
        assert_eq!(client_address(&forged, true).to_string(), "192.0.2.7");
        assert_eq!(client_address(&parts(&["unknown"]), true).to_string(), "10.0.0.1");
    }
}
