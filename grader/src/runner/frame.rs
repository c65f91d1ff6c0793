//! Frames: one byte of kind, four bytes of length (big endian), the payload. See runner-image/tools/internal/wire.

/// What a frame carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameKind {
    /// One JSON object.
    Message,
    /// Standard output of the running process.
    Stdout,
    /// Standard error of the running process.
    Stderr,
    /// The race detector's log of the last process.
    RaceLog,
    /// A piece of a file.
    Artefact,
}

/// A frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// What it carries.
    pub kind: FrameKind,
    /// At most [`FrameDecoder::MAX_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
}

/// Bytes that are no frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// An unknown kind.
    #[error("expected a frame, got a byte of kind {0:#04x}")]
    Kind(u8),
    /// A length beyond the limit.
    #[error("expected a frame of at most {max} bytes, got {0}", max = FrameDecoder::MAX_PAYLOAD)]
    Length(usize),
}

/// Takes bytes as they arrive and gives frames as they are complete.
#[derive(Debug, Default)]
pub struct FrameDecoder {
    buffer: Vec<u8>,
    consumed: usize,
}

impl FrameDecoder {
    /// Longest payload, in bytes.
    pub const MAX_PAYLOAD: usize = 4 << 20;
    const HEADER: usize = 5;

    /// Appends bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.consumed > 0 {
            self.buffer.drain(..self.consumed);
            self.consumed = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next complete frame, if there is one.
    ///
    /// # Errors
    /// Bytes that cannot be the start of a frame; nothing after them can be read.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FrameError> {
        let rest = self.buffer.get(self.consumed..).unwrap_or_default();
        let Some((header, body)) = rest.split_first_chunk::<{ Self::HEADER }>() else { return Ok(None) };
        let [kind, a, b, c, d] = *header;
        let kind = match kind {
            b'J' => FrameKind::Message,
            b'O' => FrameKind::Stdout,
            b'E' => FrameKind::Stderr,
            b'R' => FrameKind::RaceLog,
            b'A' => FrameKind::Artefact,
            other => return Err(FrameError::Kind(other)),
        };
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        if length > Self::MAX_PAYLOAD {
            return Err(FrameError::Length(length));
        }
        let Some(payload) = body.get(..length) else { return Ok(None) };
        let frame = Frame { kind, payload: payload.to_vec() };
        self.consumed += Self::HEADER + length;
        Ok(Some(frame))
    }

    /// Whether bytes are left over that are no complete frame.
    #[must_use]
    pub fn is_mid_frame(&self) -> bool {
        self.consumed < self.buffer.len()
    }
}

#[cfg(test)]
mod tests {
    use super::{Frame, FrameDecoder, FrameKind};
    use proptest::prelude::*;

    fn encode(kind: u8, payload: &[u8]) -> Vec<u8> {
        let mut bytes = vec![kind];
        bytes.extend(u32::try_from(payload.len()).unwrap().to_be_bytes());
        bytes.extend(payload);
        bytes
    }

    proptest! {
        #[test]
        fn frames_survive_any_cut(payloads in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..6), cut in 1usize..7) {
            let bytes: Vec<u8> = payloads.iter().flat_map(|p| encode(b'O', p)).collect();
            let mut decoder = FrameDecoder::default();
            let mut got = Vec::new();
            for piece in bytes.chunks(cut) {
                decoder.push(piece);
                while let Some(Frame { kind, payload }) = decoder.next_frame().unwrap() {
                    prop_assert_eq!(kind, FrameKind::Stdout);
                    got.push(payload);
                }
            }
            prop_assert_eq!(got, payloads);
            prop_assert!(!decoder.is_mid_frame());
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let mut decoder = FrameDecoder::default();
            decoder.push(&bytes);
            while let Ok(Some(_)) = decoder.next_frame() {}
        }
    }

    #[test]
    fn refuses_what_is_no_frame() {
        let mut decoder = FrameDecoder::default();
        decoder.push(b"--- PASS: TestX (0.00s)\n");
        assert!(decoder.next_frame().is_err());
    }
}
