//! Over a real socket: slow senders, large bodies, shutdown.

use std::{future::Future, net::SocketAddr, time::Duration};

use axum::{
    body::Body,
    http::{Method, StatusCode},
};
use futures_util::stream;
use gauntlet_web::{serve::serve, state::HttpSettings};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

use crate::app::{Form, TestApp, request};

struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

async fn start(app: &TestApp) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let state = app.state.clone();
    let serving = tokio::spawn(async move { serve(listener, state, async { drop(stopped.await) }).await.unwrap() });
    Server { address, stop, serving }
}

async fn soon<T>(wait: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("within 20 s")
}

/// Sends bytes and reads until the server closes.
async fn exchange(server: &Server, bytes: &[u8]) -> String {
    let mut socket = TcpStream::connect(server.address).await.unwrap();
    socket.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    soon(socket.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_slow_head_is_cut_off() {
    let app = TestApp::with(HttpSettings { head_timeout: Duration::from_millis(20), ..HttpSettings::default() }).await;
    let server = start(&app).await;
    let answer = exchange(&server, b"GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ").await;
    assert!(!answer.contains("200 OK"), "{answer}");
}

#[tokio::test]
async fn a_slow_body_times_out_with_words() {
    let app = TestApp::with(HttpSettings { body_timeout: Duration::from_millis(20), ..HttpSettings::default() }).await;
    let server = start(&app).await;
    let head = "POST /api/v1/submissions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    let answer = exchange(&server, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("urn:gauntlet:problem:body-timeout"));

    let never = Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let mut form = request(Method::POST, "/challenges/echo-pool/submissions", never);
    form.headers_mut().insert("content-type", Form::content_type().parse().unwrap());
    assert_eq!(app.send(form).await.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(app.stored().await, 0);
}

#[tokio::test]
async fn a_large_body_gets_its_answer_and_not_a_broken_connection() {
    let app = TestApp::new().await;
    let server = start(&app).await;
    let length = 9 * 1024 * 1024;
    let head = format!(
        "POST /challenges/echo-pool/submissions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: {}\r\ncontent-length: {length}\r\n\r\n",
        Form::content_type()
    );
    let answer = exchange(&server, &[head.as_bytes(), &vec![b'x'; length]].concat()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{}", &answer[..answer.len().min(200)]);
    assert!(answer.contains("at most 8 MiB"));
}

#[tokio::test]
async fn shutdown_ends_streams_and_then_the_server() {
    let settings = HttpSettings { stream_poll: Duration::from_secs(3600), ..HttpSettings::default() };
    let app = TestApp::with(settings).await;
    let id = app.hand_in("").await;
    let server = start(&app).await;
    let mut socket = TcpStream::connect(server.address).await.unwrap();
    socket
        .write_all(format!("GET /submissions/{id}/events HTTP/1.1\r\nhost: localhost\r\n\r\n").as_bytes())
        .await
        .unwrap();
    let mut read = vec![0; 4096];
    let mut text = String::new();
    while !text.contains("event: progress") {
        let n = soon(socket.read(&mut read)).await.unwrap();
        assert!(n > 0, "{text}");
        text.push_str(std::str::from_utf8(&read[..n]).unwrap());
    }
    server.stop.send(()).unwrap();
    soon(socket.read_to_end(&mut Vec::new())).await.unwrap();
    soon(server.serving).await.unwrap();
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn the_peers_address_is_what_is_limited() {
    let settings =
        HttpSettings { loopback_submissions_per_minute: 1, submissions_per_minute: 1000, ..HttpSettings::default() };
    let app = TestApp::with(settings).await;
    let server = start(&app).await;
    let body = r#"{"challenge": "echo-pool", "files": {"echo.go": "package echo\n"}}"#;
    let post = format!(
        "POST /api/v1/submissions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(exchange(&server, post.as_bytes()).await.starts_with("HTTP/1.1 201 "));
    assert!(exchange(&server, post.as_bytes()).await.starts_with("HTTP/1.1 429 "));
    assert_eq!(app.stored().await, 1);
}
