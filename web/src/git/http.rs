//! Git over HTTP: three addresses for each repository. git's older protocol, which reads files one by one, is off.
//!
//! What goes wrong is answered in plain text, which git shows to whoever runs it.

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use super::{
    backend::{self, Call},
    hook::Door,
    push::Push,
    visit::{Address, Service, Visit, nothing_here},
};
use crate::{
    error::{AppError, AppResult},
    extract::{ClientAddress, content_type},
    state::AppState,
};

/// The addresses that git asks.
pub fn router() -> Router<AppState> {
    Router::new()
        .route("/git/{repository}/info/refs", get(advertise))
        .route("/git/{repository}/git-upload-pack", post(fetch))
        .route("/git/{repository}/git-receive-pack", post(push))
}

/// An error as git shows it.
struct Refusal(AppError);

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let is_unknown = matches!(self.0, AppError::NoInvitation);
        let text = match &self.0 {
            AppError::NoInvitation => {
                "The password is the last part of the link that you were sent: what follows /i/. The user name may be \
                 anything."
                    .to_owned()
            }
            AppError::TooOften { retry_after_s } => {
                format!("Too many pushes, or wrong passwords. Try again in {retry_after_s} s.")
            }
            other => other.detail(),
        };
        let mut response = self.0.into_response();
        // The words are here; nobody else is to put a page in their place.
        response.extensions_mut().remove::<AppError>();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        if is_unknown {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"Gauntlet\""));
        }
        response.map(|_| Body::from(text + "\n"))
    }
}

/// The first request of everything: makes the repository, and brings it up to date.
async fn advertise(
    State(state): State<AppState>,
    address: Address,
    ClientAddress(client): ClientAddress,
    request: Request,
) -> Result<Response, Refusal> {
    let service = match request.uri().query() {
        Some("service=git-upload-pack") => Service::Fetch,
        Some("service=git-receive-pack") => Service::Push,
        _ => return Err(nothing_here().into()),
    };
    let visit = Visit::admit(&state, address, client, request.headers(), service).await?;
    let gate = visit.pass_gate().await;
    let held = visit.host.place(visit.candidate.invitation.id).await?;
    visit.make_ready().await?;
    drop(gate);
    let mut command = visit.command("info/refs", "GET", request.headers());
    command.env("QUERY_STRING", format!("service={}", service.name()));
    let (body, body_timeout) = (Body::empty(), state.settings.body_timeout);
    Ok(backend::run(Call { command, body, body_timeout, push: None, held: Box::new(held) }).await?)
}

async fn fetch(
    State(state): State<AppState>,
    address: Address,
    ClientAddress(client): ClientAddress,
    request: Request,
) -> Result<Response, Refusal> {
    let visit = Visit::admit(&state, address, client, request.headers(), Service::Fetch).await?;
    check_content(Service::Fetch, request.headers())?;
    let held = visit.host.place(visit.candidate.invitation.id).await?;
    let command = visit.command(Service::Fetch.name(), "POST", request.headers());
    let (body, body_timeout) = (request.into_body(), state.settings.body_timeout);
    Ok(backend::run(Call { command, body, body_timeout, push: None, held: Box::new(held) }).await?)
}

async fn push(
    State(state): State<AppState>,
    address: Address,
    ClientAddress(client): ClientAddress,
    request: Request,
) -> Result<Response, Refusal> {
    let visit = Visit::admit(&state, address, client, request.headers(), Service::Push).await?;
    check_content(Service::Push, request.headers())?;
    let gate = visit.pass_gate().await;
    let place = visit.host.place(visit.candidate.invitation.id).await?;
    let revision = visit.make_ready().await?;
    let door = Door::open(&visit.host)?;
    let mut command = visit.command(Service::Push.name(), "POST", request.headers());
    command.envs(door.environment());
    let body_timeout = state.settings.body_timeout;
    let Visit { candidate, challenge, repository, .. } = visit;
    let push = Push { state, candidate, challenge, repository, revision };
    let (body, held) = (request.into_body(), Box::new((gate, place)));
    Ok(backend::run(Call { command, body, body_timeout, push: Some((door, push)), held }).await?)
}

fn check_content(service: Service, headers: &HeaderMap) -> AppResult<()> {
    let expected = format!("application/x-{}-request", service.name());
    let encoding = headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes);
    if content_type(headers) == expected && matches!(encoding, None | Some(b"gzip" | b"x-gzip")) {
        return Ok(());
    }
    Err(AppError::UnsupportedType(format!("expected {expected}, plain or gzip")))
}
