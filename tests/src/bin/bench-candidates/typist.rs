//! One candidate who types: every two seconds the page saves what stands there.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, ensure};
use hyper::{Method, StatusCode};
use serde_json::json;
use tokio::time::{Instant, sleep_until};

use crate::{CHALLENGE, SOURCE, connection::Connection, operator::Candidate};

/// Time from one save of a candidate to the next.
pub(crate) const EVERY: Duration = Duration::from_secs(2);

/// What came of one candidate's typing.
#[derive(Debug, Default)]
pub(crate) struct Typed {
    /// From sending to the answer read, of each save that was acknowledged.
    pub(crate) took: Vec<Duration>,
    pub(crate) errors: Vec<String>,
    /// What was acknowledged last.
    pub(crate) last: Option<Acknowledged>,
}

/// What the server said that it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acknowledged {
    pub(crate) revision: u64,
    pub(crate) content: String,
}

/// When to save: first then, and so many times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turns {
    pub(crate) first: Instant,
    pub(crate) count: u32,
}

/// A candidate at their page.
pub(crate) struct Typist<'a> {
    server: SocketAddr,
    candidate: &'a Candidate,
    /// What they began with; every save adds another line to it.
    solution: &'a str,
    connection: Option<Connection>,
    typed: Typed,
    /// Whether the last save has no answer, so that nobody knows which revision is there.
    is_unsure: bool,
}

impl<'a> Typist<'a> {
    pub(crate) fn new(server: SocketAddr, candidate: &'a Candidate, solution: &'a str) -> Self {
        Self { server, candidate, solution, connection: None, typed: Typed::default(), is_unsure: false }
    }

    /// Saves at each turn. One whose answer takes longer than the time between two is late for the next, and has none
    /// for those that are over by then.
    pub(crate) async fn type_at(mut self, turns: Turns) -> Typed {
        for turn in 0..turns.count {
            let at = turns.first + EVERY * turn;
            if Instant::now() > at + EVERY {
                continue;
            }
            sleep_until(at).await;
            if let Err(error) = self.save(turn).await {
                self.typed.errors.push(format!("{}, save {turn}: {error:#}", self.candidate.name));
                self.connection = None;
                self.is_unsure = true;
            }
        }
        self.typed
    }

    async fn save(&mut self, turn: u32) -> anyhow::Result<()> {
        let content = format!("{}\n// {}, save {turn}.\n", self.solution, self.candidate.name);
        let there = self.typed.last.as_ref().map_or(0, |last| last.revision);
        let base = (!self.is_unsure).then_some(there);
        let body =
            json!({ "base": base, "device": self.candidate.name, "autosave": true, "files": { SOURCE: content } })
                .to_string();
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(Connection::open(self.server, self.candidate).await?),
        };
        let sent = Instant::now();
        let (status, answer) = connection.ask(Method::PUT, &draft_path(), body).await?;
        let took = sent.elapsed();
        ensure!(status == StatusCode::OK, "expected status 200, got {status}: {answer}");
        let revision = answer["revision"].as_u64().with_context(|| format!("expected a revision, got {answer}"))?;
        ensure!(
            revision == there + 1 || (self.is_unsure && revision > there),
            "expected revision {}, got {revision}",
            there + 1
        );
        self.is_unsure = false;
        self.typed.took.push(took);
        self.typed.last = Some(Acknowledged { revision, content });
        Ok(())
    }
}

/// Reads back what a candidate has; says what differs from what was acknowledged.
pub(crate) async fn lost(
    server: SocketAddr,
    candidate: &Candidate,
    last: &Acknowledged,
) -> anyhow::Result<Option<String>> {
    let mut connection = Connection::open(server, candidate).await?;
    let (status, draft) = connection.ask(Method::GET, &draft_path(), String::new()).await?;
    ensure!(status == StatusCode::OK, "expected status 200, got {status}: {draft}");
    Ok(difference(&draft, last).map(|difference| format!("{}: {difference}", candidate.name)))
}

fn difference(draft: &serde_json::Value, last: &Acknowledged) -> Option<String> {
    if draft["revision"] != last.revision {
        return Some(format!("expected revision {}, got {}", last.revision, draft["revision"]));
    }
    let expected = json!({ SOURCE: last.content });
    (draft["files"] != expected).then(|| format!("revision {} has other files than were acknowledged", last.revision))
}

fn draft_path() -> String {
    format!("/api/v1/take/{CHALLENGE}/draft")
}

#[cfg(test)]
mod tests {
    use super::{Acknowledged, difference};
    use serde_json::json;

    #[test]
    fn a_draft_is_held_to_what_was_acknowledged() {
        let last = Acknowledged { revision: 3, content: "package a\n".to_owned() };
        let draft = |revision: u64, content: &str| json!({ "revision": revision, "files": { "pool.go": content } });
        assert_eq!(difference(&draft(3, "package a\n"), &last), None);
        assert_eq!(difference(&draft(2, "package a\n"), &last).unwrap(), "expected revision 3, got 2");
        assert!(difference(&draft(3, "package b\n"), &last).unwrap().contains("other files"));
        assert!(difference(&json!({ "revision": 3, "files": {} }), &last).is_some());
    }
}
