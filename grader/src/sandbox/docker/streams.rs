//! The attached streams of one container: what goes in, and what is kept of what comes out.
//!
//! Caps hold while reading, so that a flood costs no more memory than its cap and one piece of the stream.

use std::{pin::Pin, time::Duration};

use bollard::{container::LogOutput, errors::Error};
use futures_util::{Stream, StreamExt};
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    time::timeout,
};

use crate::sandbox::OnStdout;

/// Bytes of standard error that are kept. It carries the words of our own first process, which are few.
const STDERR_KEPT_BYTES: usize = 64 * 1024;

/// Bytes of standard error beyond which the container is flooding the engine.
const STDERR_FLOOD_BYTES: u64 = 1024 * 1024;

/// How long the engine may take to hand over each piece of what the container wrote before it exited.
pub(super) const DRAIN_PAUSE: Duration = Duration::from_secs(2);

/// The container's output as bollard splits it.
pub(super) type Output = Pin<Box<dyn Stream<Item = Result<LogOutput, Error>> + Send>>;

/// The container's standard input.
pub(super) type Input = Pin<Box<dyn AsyncWrite + Send>>;

/// Writes `request` and closes standard input. A container that exits without reading it all is no error: what it
/// wrote says what came of it.
pub(super) async fn feed(mut input: Input, request: &[u8]) {
    if input.write_all(request).await.is_ok() {
        // A half-close: the output of the same connection goes on.
        let _ = input.shutdown().await;
    }
}

/// Whether to go on reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    More,
    /// Every stream has come to its end.
    End,
    /// A cap was passed.
    Flood,
}

/// What is kept of the output.
pub(super) struct Kept {
    pub(super) stdout: Vec<u8>,
    pub(super) stderr: Vec<u8>,
    pub(super) truncated: bool,
    stdout_cap: usize,
    stderr_lines: LineCap,
    stderr_seen: u64,
    on_stdout: Option<OnStdout>,
}

impl Kept {
    pub(super) fn new(stdout_cap_bytes: u64, line_bytes: u64, on_stdout: Option<OnStdout>) -> Self {
        Self {
            stdout: Vec::new(),
            stderr: Vec::new(),
            truncated: false,
            stdout_cap: usize::try_from(stdout_cap_bytes).unwrap_or(usize::MAX),
            stderr_lines: LineCap { cap: line_bytes, in_line: 0 },
            stderr_seen: 0,
            on_stdout,
        }
    }

    /// Takes the next piece of the stream. After a flood nothing more is kept.
    ///
    /// # Errors
    /// When the connection breaks, or its framing: without a TTY every piece belongs to a stream.
    fn take(&mut self, piece: Option<Result<LogOutput, Error>>) -> Result<Flow, Error> {
        let flow = match piece.transpose()? {
            None => Flow::End,
            Some(LogOutput::StdOut { message }) => self.take_stdout(&message),
            Some(LogOutput::StdErr { message }) => self.take_stderr(&message),
            Some(LogOutput::StdIn { .. }) => Flow::More,
            Some(LogOutput::Console { message }) => {
                let error = format!("expected the frame of a stream, got {} bytes without one", message.len());
                return Err(Error::DockerStreamError { error });
            }
        };
        self.truncated |= flow == Flow::Flood;
        Ok(flow)
    }

    fn take_stdout(&mut self, message: &[u8]) -> Flow {
        let room = self.stdout_cap - self.stdout.len();
        let kept = &message[..message.len().min(room)];
        self.stdout.extend_from_slice(kept);
        if let Some(on_stdout) = &mut self.on_stdout
            && !kept.is_empty()
        {
            on_stdout(kept);
        }
        if kept.len() < message.len() { Flow::Flood } else { Flow::More }
    }

    fn take_stderr(&mut self, message: &[u8]) -> Flow {
        self.stderr_seen += message.len() as u64;
        let room = STDERR_KEPT_BYTES - self.stderr.len();
        let lines = self.stderr_lines.cut(message);
        self.stderr.extend_from_slice(&lines[..lines.len().min(room)]);
        if self.stderr_seen > STDERR_FLOOD_BYTES { Flow::Flood } else { Flow::More }
    }
}

/// Reads the output of one container to its end.
pub(super) struct Reader {
    output: Output,
    kept: Kept,
    open: bool,
}

impl Reader {
    pub(super) fn new(output: Output, kept: Kept) -> Self {
        Self { output, kept, open: true }
    }

    /// Takes the next piece; for ever pending once the streams have ended, so that others of a `select!` go on. May be
    /// dropped at any time without losing a piece.
    pub(super) async fn next(&mut self) -> Result<Flow, Error> {
        if !self.open {
            return std::future::pending().await;
        }
        let piece = self.output.next().await;
        let flow = self.kept.take(piece)?;
        self.open = flow != Flow::End;
        Ok(flow)
    }

    /// Reads what is left after the container's exit, waiting at most `pause` for each piece. An engine that never
    /// closes the stream is no reason to fail: whether the output is complete is for its own format to say.
    pub(super) async fn drain(mut self, pause: Duration) -> Result<Kept, Error> {
        while self.open && !self.kept.truncated {
            match timeout(pause, self.next()).await {
                Ok(flow) => flow.map(drop)?,
                Err(_) => {
                    tracing::warn!("Docker Engine did not close the output of a container that has exited");
                    break;
                }
            }
        }
        Ok(self.kept)
    }
}

/// Drops what a line has beyond `cap` bytes, over any number of pieces.
struct LineCap {
    cap: u64,
    in_line: u64,
}

impl LineCap {
    fn cut(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut kept = Vec::with_capacity(piece.len());
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            let text = part.strip_suffix(b"\n").unwrap_or(part);
            let room = usize::try_from(self.cap.saturating_sub(self.in_line)).unwrap_or(usize::MAX);
            kept.extend_from_slice(&text[..text.len().min(room)]);
            self.in_line += text.len() as u64;
            if text.len() < part.len() {
                kept.push(b'\n');
                self.in_line = 0;
            }
        }
        kept
    }
}

#[cfg(test)]
#[path = "streams_tests.rs"]
mod tests;
