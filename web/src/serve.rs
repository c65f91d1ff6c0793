//! Connections: accepted up to a cap, given little time for their requests' heads, and drained at shutdown.

use std::{convert::Infallible, future::Future, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tower::{ServiceExt, service_fn};

use crate::{
    app::router,
    security::OriginError,
    state::{AppState, HttpSettings},
};

/// How long requests under way may take to end once the server is asked to stop.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until `shutdown` completes, then ends event streams, lets requests under way finish, and returns.
///
/// # Errors
/// A trusted origin in the settings that no browser can send. Failures of single connections are logged only.
pub async fn serve(
    listener: TcpListener,
    state: AppState,
    shutdown: impl Future<Output = ()>,
) -> Result<(), OriginError> {
    let (hub, settings) = (state.hub.clone(), Arc::clone(&state.settings));
    let router = router(state)?;
    let places = Arc::new(Semaphore::new(settings.max_connections));
    let connections = GracefulShutdown::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            () = &mut shutdown => break,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = connections.watch(connect(stream, peer, router.clone(), &settings));
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, %peer, "connection ended early");
                    }
                    drop(place);
                });
            }
            // Out of file descriptors, mostly: other connections have to end first.
            Err(error) => {
                tracing::warn!(%error, "could not accept a connection");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    drop(listener);
    hub.close();
    if timeout(DRAIN, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time and were cut off");
    }
    Ok(())
}

fn connect(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    settings: &HttpSettings,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<> {
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let router = router.clone();
        async move {
            Ok::<_, Infallible>(router.oneshot(request.map(Body::new)).await.unwrap_or_else(|never| match never {}))
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(settings.head_timeout)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(answer))
}
