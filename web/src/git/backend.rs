//! One `git http-backend`: a body in, an answer out, and its end, whatever happens. It knows nothing of candidates.
//!
//! The process leads a group of its own, which is killed with all that it started when the client goes away, when the
//! time is up, or when the server drops the work. A push that has arrived whole is carried through all the same: whoever
//! pushed it may be gone, but what was decided about it is not to be left half done.

use std::{convert::Infallible, future::pending, process::Command as StdCommand, process::Stdio, time::Duration};

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use futures_util::stream;
use http_body_util::BodyExt;
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::{cgi::Head, hook::Door, push::Push};
use crate::error::{AppError, AppResult};

/// Longest time for everything.
const TIME: Duration = Duration::from_secs(120);
/// Most bytes of a body. git itself takes far less of a pack, and says so in its own words; for those to arrive, what is
/// only somewhat too large has to be read.
const MAX_BODY: usize = 80 << 20;
/// Most bytes of its complaints that are kept.
const MAX_COMPLAINT: usize = 4 * 1024;
/// Bytes of an answer that are read at once.
const PIECE: usize = 8 * 1024;
/// Pieces of an answer that wait for the client.
const PIECES: usize = 8;

/// What is to be run, and for whom.
pub(super) struct Call {
    /// `git http-backend` with its environment.
    pub(super) command: StdCommand,
    pub(super) body: Body,
    /// Longest time that the body may take to arrive.
    pub(super) body_timeout: Duration,
    /// Who is asked about a push, and where.
    pub(super) push: Option<(Door, Push)>,
    /// What has to last as long as the process does.
    pub(super) held: Box<dyn Send>,
}

/// Runs it. The answer begins once the body was read to its end.
///
/// # Errors
/// [`AppError::Internal`] if it cannot be run or says nothing that is an answer; [`AppError::BodyTimeout`],
/// [`AppError::TooLarge`], [`AppError::BadRequest`] for the body.
pub(super) async fn run(call: Call) -> AppResult<Response> {
    let (answer, answered) = oneshot::channel();
    let conducted = tokio::spawn(async move {
        let ended = timeout(TIME, conduct(call, answer)).await;
        let ended = ended.unwrap_or_else(|_| Err(AppError::internal("git http-backend took too long")));
        if let Err(error) = &ended {
            tracing::info!(?error, "git http-backend was given up");
        }
        ended
    });
    match answered.await {
        Ok(response) => Ok(response),
        Err(_) => match conducted.await {
            Ok(Err(error)) => Err(error),
            _ => Err(AppError::internal("git http-backend ended without an answer")),
        },
    }
}

async fn conduct(call: Call, answer: oneshot::Sender<Response>) -> AppResult<()> {
    let Call { command, body, body_timeout, push, held } = call;
    let mut child = start(command)?;
    let group = Group::of(&child);
    let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(AppError::internal("expected a process with three pipes"));
    };
    let (sent, all_sent) = oneshot::channel();
    let pumped = async {
        timeout(body_timeout, pump(body, stdin)).await.map_err(|_| AppError::BodyTimeout)??;
        let _ = sent.send(());
        Ok::<(), AppError>(())
    };
    let forwarded = forward(stdout, all_sent, answer, push.is_some());
    let mut said = Vec::new();
    let done = async { tokio::try_join!(complaints(stderr, &mut said), pumped, forwarded) };
    let asked = async {
        if let Some((door, push)) = &push
            && let Err(error) = door.answer(|question| push.decide(question)).await
        {
            tracing::warn!(%error, "a push's hook could not be answered");
        }
        pending::<Infallible>().await
    };
    let done = tokio::select! {
        done = done => done.map(drop),
        never = asked => match never {},
    };
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    if let Err(error) = done {
        tracing::info!(said, "git http-backend is ended early");
        return Err(error);
    }
    let status = child.wait().await.map_err(AppError::internal)?;
    group.has_ended();
    if !status.success() || !said.is_empty() {
        tracing::info!(%status, said, "git http-backend had something to say");
    }
    drop(held);
    Ok(())
}

fn start(command: StdCommand) -> AppResult<Child> {
    let mut command = Command::from(command);
    command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command.spawn().map_err(AppError::internal)
}

/// A process group that is killed unless it has ended.
struct Group(Option<Pid>);

impl Group {
    fn of(leader: &Child) -> Self {
        Self(leader.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw))
    }

    /// Its id may be somebody else's from now on.
    fn has_ended(mut self) {
        self.0 = None;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.0.take() {
            // That there is none any more is no failure.
            let _ = kill_process_group(leader, Signal::KILL);
        }
    }
}

/// Passes the body on, piece by piece.
async fn pump(mut body: Body, stdin: ChildStdin) -> AppResult<()> {
    let (mut stdin, mut total) = (Some(stdin), 0_usize);
    while let Some(frame) = body.frame().await {
        let broken_off = |_| AppError::BadRequest("expected a complete body, got one that breaks off".to_owned());
        let Ok(piece) = frame.map_err(broken_off)?.into_data() else { continue };
        total += piece.len();
        if total > MAX_BODY {
            return Err(AppError::TooLarge(format!("Expected at most {} MiB in one request.", MAX_BODY >> 20)));
        }
        // git closes the pipe when it has read all that it wants. The client reads no answer before it has sent the rest.
        if let Some(open) = &mut stdin
            && open.write_all(&piece).await.is_err()
        {
            stdin = None;
        }
    }
    Ok(())
}

/// Passes the answer on: its head as a response once the body was read, then piece by piece.
async fn forward(
    mut stdout: ChildStdout,
    all_sent: oneshot::Receiver<()>,
    answer: oneshot::Sender<Response>,
    to_its_end: bool,
) -> AppResult<()> {
    let gone = || AppError::BadRequest("whoever asked has gone away".to_owned());
    let mut bytes = BytesMut::new();
    let head = loop {
        if let Some(head) = Head::take(&mut bytes).map_err(AppError::internal)? {
            break head;
        }
        if read(&mut stdout, &mut bytes).await? == 0 {
            return Err(AppError::internal("git http-backend ended before it had answered"));
        }
    };
    // If the body could not be read, that ends us, too.
    all_sent.await.map_err(|_| gone())?;
    let (pieces, received) = mpsc::channel::<Bytes>(PIECES);
    let body = stream::unfold(received, |mut received| async move {
        received.recv().await.map(|piece| (Ok::<_, Infallible>(piece), received))
    });
    let mut response = (head.status, Body::from_stream(body)).into_response();
    response.headers_mut().extend(head.headers);
    let mut is_heard = answer.send(response).is_ok();
    loop {
        if !bytes.is_empty() && is_heard {
            is_heard = pieces.send(bytes.split().freeze()).await.is_ok();
        }
        if !is_heard && !to_its_end {
            return Err(gone());
        }
        bytes.clear();
        if read(&mut stdout, &mut bytes).await? == 0 {
            return Ok(());
        }
    }
}

async fn read(from: &mut ChildStdout, into: &mut BytesMut) -> AppResult<usize> {
    into.reserve(PIECE);
    from.read_buf(into).await.map_err(AppError::internal)
}

/// Reads complaints to their end, and keeps the first of them.
async fn complaints(mut stderr: impl AsyncRead + Unpin, said: &mut Vec<u8>) -> AppResult<()> {
    let mut piece = [0; 1024];
    loop {
        let read = stderr.read(&mut piece).await.map_err(AppError::internal)?;
        if read == 0 {
            return Ok(());
        }
        let kept = read.min(MAX_COMPLAINT.saturating_sub(said.len()));
        said.extend_from_slice(&piece[..kept]);
    }
}
