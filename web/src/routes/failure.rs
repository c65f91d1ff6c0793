//! Puts errors into words: a page for people, a problem for programs, a line for probes.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    api::{PREFIX, problem},
    error::AppError,
    extract::RequestContext,
    pages,
};

/// Gives every response that carries an [`AppError`] its body.
pub async fn show_failures(context: RequestContext, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(error) = response.extensions_mut().remove::<AppError>() else { return response };
    let below_api = context.path().strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if below_api { problem::write(&error, &context, response) } else { write_page(&error, &context, response) }
}

fn write_page(error: &AppError, context: &RequestContext, mut response: Response) -> Response {
    if let AppError::SignIn { next } = error {
        let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
        return Redirect::to(&format!("/sign-in?{query}")).into_response();
    }
    let status = error.status().as_u16();
    let page = pages::error(context.shell(), status, error.title(), &error.detail()).unwrap_or_else(|failed| {
        tracing::error!(%failed, "the error page could not be rendered");
        format!("{status} {}", error.title())
    });
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.map(|_| Body::from(page))
}
