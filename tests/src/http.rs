//! As much of an HTTP client as the tests need: one request, one answer, over a connection of its own.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| {
            panic!("expected JSON, got status {}, {e}: {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }
}

/// Sends a request with a JSON body, or none. HTTP/1.0, so that the answer is not in pieces.
///
/// # Errors
/// The server cannot be reached or breaks off.
pub fn request(server: SocketAddr, method: &str, path: &str, body: Option<&serde_json::Value>) -> io::Result<Answer> {
    let mut connection = TcpStream::connect(server)?;
    connection.set_read_timeout(Some(Duration::from_secs(30)))?;
    let body = body.map(ToString::to_string).unwrap_or_default();
    let kind = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
    let head = format!("{method} {path} HTTP/1.0\r\nHost: {server}\r\n{kind}Content-Length: {}\r\n\r\n", body.len());
    connection.write_all(head.as_bytes())?;
    connection.write_all(body.as_bytes())?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer)?;
    let malformed = || io::Error::new(io::ErrorKind::InvalidData, "expected an HTTP answer");
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").ok_or_else(malformed)?;
    let status = String::from_utf8_lossy(&answer[..end]).split(' ').nth(1).and_then(|s| s.parse().ok());
    Ok(Answer { status: status.ok_or_else(malformed)?, body: answer.split_off(end + 4) })
}
