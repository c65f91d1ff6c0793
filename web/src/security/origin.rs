//! Refuses state-changing requests that a browser makes for a page of another site, by Sec-Fetch-Site and Origin.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};

use crate::error::AppError;

/// A trusted origin that no browser can send.
#[derive(Debug, thiserror::Error)]
#[error("expected a trusted origin such as 'https://gauntlet.example', got '{origin}': {reason}")]
pub struct OriginError {
    origin: String,
    reason: ConfigError,
}

/// How a refusal is put.
type Refuse = fn(ProtectionError) -> Response<Body>;

/// The layer, for pages and API alike. Programs that send neither header pass: no browser is involved.
///
/// # Errors
/// [`OriginError`] names the trusted origin that is none.
pub fn csrf_layer(trusted_origins: &[String]) -> Result<CsrfLayer<Refuse>, OriginError> {
    let mut layer = CsrfLayer::new();
    for origin in trusted_origins {
        layer = layer.add_trusted_origin(origin).map_err(|reason| OriginError { origin: origin.clone(), reason })?;
    }
    Ok(layer.with_rejection_response(refuse as Refuse))
}

fn refuse(_: ProtectionError) -> Response<Body> {
    AppError::CrossSite.into_response()
}
