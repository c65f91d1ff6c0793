//! What people without an invitation may reach. Which challenges they see there, [`crate::extract::OpenDoor`] says.

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::Response,
};

use crate::{error::AppError, extract::SignedIn, state::AppState};

/// Lets everybody pass, or only those who signed in, as the operator says.
///
/// # Errors
/// [`AppError::SignIn`].
pub async fn open_or_signed_in(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, AppError> {
    if state.settings.open {
        return Ok(next.run(request).await);
    }
    let (mut parts, body) = request.into_parts();
    SignedIn::from_request_parts(&mut parts, &state).await?;
    Ok(next.run(Request::from_parts(parts, body)).await)
}
