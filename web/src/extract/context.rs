//! What is known of every request before anybody looks at its body.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Request},
    http::{Method, request::Parts},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::CookieJar;
use uuid::Uuid;

use crate::{
    error::AppError,
    pages::{Shell, Theme},
};

/// Identity of one request, and the frame that its page would have. Cloning shares.
#[derive(Debug, Clone)]
pub struct RequestContext(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    id: String,
    path: String,
    shell: Shell,
}

impl RequestContext {
    fn of(request: &Request) -> Self {
        let jar = CookieJar::from_headers(request.headers());
        let theme = jar.get(Theme::COOKIE).map(|cookie| Theme::from_name(cookie.value())).unwrap_or_default();
        // The theme switch comes back by GET: after another method there is nothing to come back to.
        let here = request.uri().path_and_query().filter(|_| request.method() == Method::GET);
        let back = here.map_or("/", |p| p.as_str()).to_owned();
        Self(Arc::new(Inner {
            id: Uuid::now_v7().to_string(),
            path: request.uri().path().to_owned(),
            shell: Shell { theme, path: back },
        }))
    }

    /// The id in logs, in the header `x-request-id` and in problems.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// The path that was asked for, without its query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What the page's frame depends on.
    #[must_use]
    pub fn shell(&self) -> &Shell {
        &self.0.shell
    }
}

/// Gives the request its context. An id that came with the request is not taken over: it would be written to our log.
pub async fn attach_context(mut request: Request, next: Next) -> Response {
    let context = RequestContext::of(&request);
    request.extensions_mut().insert(context);
    next.run(request).await
}

impl<S: Sync> FromRequestParts<S> for RequestContext {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AppError> {
        parts.extensions.get().cloned().ok_or_else(|| AppError::internal("expected the request to have its context"))
    }
}
