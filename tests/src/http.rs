//! As much of an HTTP client as the tests need: one request, one answer, over a connection of its own.

use std::{
    fmt::Write as _,
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// What is asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// First line and headers, each with its line break.
    head: Vec<String>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Without a body. HTTP/1.0, so that the answer is not in pieces.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self { head: vec![format!("{method} {path} HTTP/1.0\r\n")], body: Vec::new() }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push(format!("{name}: {value}\r\n"));
        self
    }

    /// With JSON as its body.
    #[must_use]
    pub fn json(self, body: &serde_json::Value) -> Self {
        Self { body: body.to_string().into_bytes(), ..self.header("Content-Type", "application/json") }
    }

    /// With the fields of a form as its body.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<_> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let body = pairs.join("&").into_bytes();
        Self { body, ..self.header("Content-Type", "application/x-www-form-urlencoded") }
    }

    /// Sends it.
    ///
    /// # Errors
    /// The server cannot be reached or breaks off.
    pub fn send(&self, server: SocketAddr) -> io::Result<Answer> {
        let mut connection = TcpStream::connect(server)?;
        connection.set_read_timeout(Some(Duration::from_secs(30)))?;
        let rest = format!("Host: {server}\r\nContent-Length: {}\r\n\r\n", self.body.len());
        connection.write_all(format!("{}{rest}", self.head.concat()).as_bytes())?;
        connection.write_all(&self.body)?;
        let mut answer = Vec::new();
        connection.read_to_end(&mut answer)?;
        Answer::parse(answer).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "expected an HTTP answer"))
    }
}

impl Answer {
    fn parse(mut bytes: Vec<u8>) -> Option<Self> {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        Some(Self { status, headers: lines.filter_map(header).collect(), body: bytes.split_off(end + 4) })
    }

    /// The first header of that name, given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("expected JSON, got status {}, {e}: {}", self.status, self.text()))
    }
}

/// Sends a request with a JSON body, or none.
///
/// # Errors
/// The server cannot be reached or breaks off.
pub fn request(server: SocketAddr, method: &str, path: &str, body: Option<&serde_json::Value>) -> io::Result<Answer> {
    let request = Request::new(method, path);
    match body {
        Some(body) => request.json(body).send(server),
        None => request.send(server),
    }
}

/// As forms have it: every byte that is not a plain letter, digit, or one of a few marks, by its number.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to memory cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{Answer, Request, encoded};

    #[test]
    fn forms_are_encoded() {
        assert_eq!(encoded("a b&c=d+é~"), "a%20b%26c%3Dd%2B%C3%A9%7E");
        let request =
            Request::new("POST", "/sign-in").header("Cookie", "a=b").form(&[("email", "a@b.c"), ("next", "")]);
        assert_eq!(request.body, b"email=a%40b.c&next=");
        let head = "POST /sign-in HTTP/1.0\r\nCookie: a=b\r\nContent-Type: application/x-www-form-urlencoded\r\n";
        assert_eq!(request.head.concat(), head);
    }

    #[test]
    fn an_answer_has_status_headers_and_body() {
        let bytes = b"HTTP/1.1 303 See Other\r\nLocation: /take\r\nset-cookie: a=b; Path=/\r\n\r\nbody\r\n\r\n";
        let answer = Answer::parse(bytes.to_vec()).unwrap();
        assert_eq!((answer.status, answer.text().as_str()), (303, "body\r\n\r\n"));
        assert_eq!((answer.header("location"), answer.header("set-cookie")), (Some("/take"), Some("a=b; Path=/")));
        assert_eq!(answer.header("etag"), None);
        assert!(Answer::parse(b"HTTP/1.1 200 OK\r\n".to_vec()).is_none());
    }
}
