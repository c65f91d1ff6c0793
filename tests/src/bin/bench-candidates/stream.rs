//! Somebody who listens to what is told of their work.

use std::{
    net::SocketAddr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Context, bail};
use http_body_util::BodyExt;

use crate::{CHALLENGE, connection::Connection, events::Events, operator::Candidate};

const PATH: &str = "/api/v1/take/events";

/// What a stream has told so far.
#[derive(Debug, Default)]
pub(crate) struct Told {
    events: AtomicU64,
    revision: AtomicU64,
    ended: Mutex<Option<String>>,
}

impl Told {
    /// Events that have arrived.
    pub(crate) fn events(&self) -> u64 {
        self.events.load(Ordering::Relaxed)
    }

    /// The revision that the last of them told.
    pub(crate) fn revision(&self) -> u64 {
        self.revision.load(Ordering::Relaxed)
    }

    /// Why the stream is over, if it is.
    pub(crate) fn ended(&self) -> Option<String> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn take(&self, name: &str, data: &str) -> anyhow::Result<()> {
        if name != "state" {
            return Ok(());
        }
        let revision = revision(data).with_context(|| format!("expected the state of {CHALLENGE}, got {data}"))?;
        self.revision.store(revision, Ordering::Relaxed);
        self.events.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

/// Listens for ever; if it comes back all the same, `told` says why.
pub(crate) async fn listen(server: SocketAddr, candidate: &Candidate, told: &Told) {
    let Err(error) = follow(server, candidate, told).await else { return };
    *told.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(format!("{}: {error:#}", candidate.name));
}

async fn follow(server: SocketAddr, candidate: &Candidate, told: &Told) -> anyhow::Result<()> {
    let mut connection = Connection::open(server, candidate).await?;
    let mut body = connection.listen(PATH).await?;
    let mut events = Events::default();
    while let Some(frame) = body.frame().await {
        let frame = frame.context("read the event stream")?;
        for event in frame.data_ref().map(|bytes| events.push(bytes)).unwrap_or_default() {
            told.take(&event.name, &event.data)?;
        }
    }
    bail!("the event stream ended")
}

/// The revision of the challenge's draft in a state.
fn revision(state: &str) -> Option<u64> {
    let state: serde_json::Value = serde_json::from_str(state).ok()?;
    state["challenges"].as_array()?.iter().find(|c| c["slug"] == CHALLENGE)?["revision"].as_u64()
}

#[cfg(test)]
mod tests {
    use super::Told;

    #[test]
    fn only_states_count() {
        let told = Told::default();
        let state = r#"{"challenges": [{"slug": "rehearsal", "revision": 9}, {"slug": "worker-pool", "revision": 4}]}"#;
        told.take("state", state).unwrap();
        told.take("other", "").unwrap();
        assert_eq!((told.events(), told.revision(), told.ended()), (1, 4, None));
        assert!(told.take("state", "{}").unwrap_err().to_string().contains("worker-pool"));
    }
}
