//! What a CGI program says before its answer (RFC 3875, section 6): a status and headers.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use bytes::{Buf, BytesMut};

/// Longest head, in bytes.
pub(super) const MAX_HEAD: usize = 16 * 1024;

/// The headers of an answer that are passed on.
const PASSED: [HeaderName; 4] = [header::CONTENT_TYPE, header::CACHE_CONTROL, header::EXPIRES, header::PRAGMA];

/// Status and headers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
}

impl Head {
    /// Takes the head off the front of what was read. `None` while its end is not there yet.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn take(bytes: &mut BytesMut) -> Result<Option<Self>, String> {
        let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
            if bytes.len() > MAX_HEAD {
                return Err(format!("expected a head of at most {MAX_HEAD} bytes"));
            }
            return Ok(None);
        };
        let head = bytes.split_to(end);
        bytes.advance(4);
        let text = std::str::from_utf8(&head).map_err(|_| "expected a head in ASCII".to_owned())?;
        let mut parsed = Self { status: StatusCode::OK, headers: Vec::new() };
        for line in text.split("\r\n") {
            let (name, value) = line.split_once(':').ok_or_else(|| format!("expected a header, got {line:?}"))?;
            parsed.header(name.trim(), value.trim())?;
        }
        Ok(Some(parsed))
    }

    fn header(&mut self, name: &str, value: &str) -> Result<(), String> {
        if name.eq_ignore_ascii_case("status") {
            let code = value.split(' ').next().unwrap_or_default();
            self.status = code.parse().map_err(|_| format!("expected a status, got {value:?}"))?;
        } else if let Some(known) = PASSED.iter().find(|known| name.eq_ignore_ascii_case(known.as_str())) {
            let value = HeaderValue::from_str(value).map_err(|_| format!("expected a value for {name}"))?;
            self.headers.push((known.clone(), value));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Head, MAX_HEAD};
    use bytes::BytesMut;

    fn take(text: &str) -> (Result<Option<Head>, String>, String) {
        let mut bytes = BytesMut::from(text);
        let head = Head::take(&mut bytes);
        (head, String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn a_head_ends_where_the_answer_begins() {
        let (head, rest) =
            take("Pragma: no-cache\r\nContent-Type: application/x-git\r\nX-Own: 1\r\n\r\n0008NAK\n\r\n\r\n");
        let head = head.unwrap().unwrap();
        assert_eq!(head.status, 200);
        let headers: Vec<_> = head.headers.iter().map(|(n, v)| (n.as_str(), v.to_str().unwrap())).collect();
        assert_eq!(headers, [("pragma", "no-cache"), ("content-type", "application/x-git")]);
        assert_eq!(rest, "0008NAK\n\r\n\r\n");
    }

    #[test]
    fn a_status_of_its_own_counts() {
        assert_eq!(take("Status: 404 Not Found\r\nExpires: x\r\n\r\n").0.unwrap().unwrap().status, 404);
    }

    #[test]
    fn half_a_head_is_waited_for_and_nonsense_is_not() {
        assert_eq!(take("Content-Type: a\r\n"), (Ok(None), "Content-Type: a\r\n".to_owned()));
        assert!(take("no header\r\n\r\n").0.is_err());
        assert!(take("Status: what\r\n\r\n").0.is_err());
        assert!(take(&"x".repeat(MAX_HEAD + 1)).0.is_err());
    }
}
