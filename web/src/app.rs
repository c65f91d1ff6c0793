//! The router with its layers, from the outside in: identity, log, headers, compression, error pages, checks, handlers.

use axum::{
    Router,
    extract::Request,
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, DefaultPredicate, Predicate, predicate::NotForContentType},
    trace::TraceLayer,
};

use crate::{
    api,
    error::AppError,
    extract::{RequestContext, attach_context},
    git, routes,
    security::{OriginError, check_host, csrf_layer, secure_headers},
    state::AppState,
};

pub use crate::serve::serve;

/// Everything that the server answers.
///
/// # Errors
/// A trusted origin in the settings that no browser can send.
pub fn router(state: AppState) -> Result<Router, OriginError> {
    let csrf = csrf_layer(&state.settings.trusted_origins)?;
    let layers = ServiceBuilder::new()
        .layer(from_fn(attach_context))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(from_fn(secure_headers))
        .layer(CompressionLayer::new().compress_when(what_to_compress()))
        .layer(from_fn(routes::show_failures))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), check_host))
        .layer(csrf);
    let answers = Router::new()
        .merge(routes::router(&state))
        .merge(api::router(&state))
        .merge(git::router())
        .method_not_allowed_fallback(async || AppError::MethodNotAllowed)
        .fallback(async || AppError::NotFound("There is nothing at this address.".to_owned()))
        .layer(layers);
    Ok(answers.with_state(state))
}

/// Everything but what git sends: it is compressed already, and what is said during a push has to arrive then.
fn what_to_compress() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("application/x-git-"))
}

/// Path only: queries may hold what people typed.
fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.extensions().get::<RequestContext>().map(RequestContext::id).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = loggable(request.uri().path()))
}

/// A path without the token that the link of an invitation carries.
fn loggable(path: &str) -> &str {
    if path.starts_with("/i/") { "/i/" } else { path }
}

/// The panic itself was printed by the hook; its text may hold anything and goes no further.
#[allow(clippy::needless_pass_by_value)] // the layer's signature
fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    AppError::internal("a handler panicked").into_response()
}

#[cfg(test)]
mod tests {
    use super::loggable;

    #[test]
    fn links_are_not_logged() {
        assert_eq!(["/i/s3cret", "/i/", "/submissions"].map(loggable), ["/i/", "/i/", "/submissions"]);
    }
}
