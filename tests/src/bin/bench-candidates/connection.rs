//! One connection that is kept open, as a browser keeps it, with the candidate's cookie on each request.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, anyhow, ensure};
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    client::conn::http1::{SendRequest, handshake},
    header,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};

use crate::operator::Candidate;

/// How long an answer may take before it counts as none.
const PATIENCE: Duration = Duration::from_secs(30);

/// To one server, of one candidate.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    cookie: String,
}

impl Connection {
    pub(crate) async fn open(server: SocketAddr, candidate: &Candidate) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(server).await.context("connect")?;
        // Browsers do so, too: a request is not to wait for the answer to what went before it.
        stream.set_nodelay(true).context("set up the connection")?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await.context("begin the connection")?;
        // Ends with its sender; what breaks it is told to whoever waits for an answer.
        tokio::spawn(connection);
        Ok(Self { sender, host: server.to_string(), cookie: candidate.cookie.clone() })
    }

    /// Sends a request with a JSON body, or an empty one, and reads the whole answer.
    pub(crate) async fn ask(
        &mut self,
        method: Method,
        path: &str,
        body: String,
    ) -> anyhow::Result<(StatusCode, serde_json::Value)> {
        let whole = async {
            let answer = self.send(method, path, body).await?;
            let status = answer.status();
            let bytes = answer.into_body().collect().await.context("read the answer")?.to_bytes();
            let json = serde_json::from_slice(&bytes)
                .with_context(|| format!("expected JSON, got status {status}: {}", String::from_utf8_lossy(&bytes)))?;
            anyhow::Ok((status, json))
        };
        timeout(PATIENCE, whole).await.map_err(|_| anyhow!("no answer within {PATIENCE:?}"))?
    }

    /// Sends a request without a body and gives the answer's while it goes on.
    pub(crate) async fn listen(&mut self, path: &str) -> anyhow::Result<Incoming> {
        let answer = timeout(PATIENCE, self.send(Method::GET, path, String::new()));
        let answer = answer.await.map_err(|_| anyhow!("no answer within {PATIENCE:?}"))??;
        ensure!(answer.status() == StatusCode::OK, "expected an event stream, got status {}", answer.status());
        Ok(answer.into_body())
    }

    async fn send(&mut self, method: Method, path: &str, body: String) -> anyhow::Result<Response<Incoming>> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))
            .context("make the request")?;
        self.sender.ready().await.context("wait for the connection")?;
        self.sender.send_request(request).await.context("send the request")
    }
}
