//! Attempts that are graded all the while: some candidates have two under way at any time, so that one waits in the
//! queue when another is done.

use std::{collections::BTreeSet, net::SocketAddr, time::Duration};

use anyhow::{Context, ensure};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval},
};

use crate::{
    CHALLENGE, SOURCE,
    connection::Connection,
    operator::{ATTEMPTS, Candidate},
};

/// Attempts of one candidate that wait or are graded.
const UNDER_WAY: usize = 2;
/// Time between two looks at how they stand.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What was seen of the gradings.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How many were being graded, at each look.
    pub(crate) looks: Vec<(Instant, usize)>,
    /// When an attempt was seen to be accepted.
    pub(crate) accepted: Vec<Instant>,
    pub(crate) errors: Vec<String>,
}

/// Candidates who hand in again and again.
pub(crate) struct Grading {
    server: SocketAddr,
    solution: String,
    lanes: Vec<Lane>,
    /// Those who come when somebody's attempts are used up.
    spare: Vec<Candidate>,
    seen: Seen,
}

struct Lane {
    connection: Connection,
    under_way: BTreeSet<String>,
    handed_in: u32,
}

impl Grading {
    /// `candidates` are as many as there are lanes, and those who take over.
    pub(crate) async fn new(
        server: SocketAddr,
        mut candidates: Vec<Candidate>,
        lanes: usize,
        solution: String,
    ) -> anyhow::Result<Self> {
        let mut grading = Self { server, solution, lanes: Vec::new(), spare: Vec::new(), seen: Seen::default() };
        grading.spare.append(&mut candidates);
        for _ in 0..lanes {
            let lane = grading.lane().await?;
            grading.lanes.push(lane);
        }
        Ok(grading)
    }

    /// Hands in, and looks how it goes, until `over` or an error; `now` always has how many are being graded.
    pub(crate) async fn keep_on(mut self, now: watch::Sender<usize>, mut over: watch::Receiver<bool>) -> Seen {
        let mut looks = interval(LOOK_EVERY);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !*over.borrow_and_update() {
            match self.look().await {
                Ok(running) => {
                    self.seen.looks.push((Instant::now(), running));
                    now.send_replace(running);
                }
                Err(error) => {
                    self.seen.errors.push(format!("grading: {error:#}"));
                    break;
                }
            }
            tokio::select! {
                _ = looks.tick() => {}
                // Whoever could tell is gone: that is the end, too.
                gone = over.changed() => {
                    if gone.is_err() {
                        break;
                    }
                }
            }
        }
        self.seen
    }

    /// One look at every lane; answers how many submissions are being graded.
    async fn look(&mut self) -> anyhow::Result<usize> {
        let mut running = 0;
        for i in 0..self.lanes.len() {
            let lane = &mut self.lanes[i];
            let (status, state) = lane.connection.ask(Method::GET, "/api/v1/take", String::new()).await?;
            ensure!(status == StatusCode::OK, "expected status 200, got {status}: {state}");
            running += lane.note(&state, &mut self.seen);
            while lane.under_way.len() < UNDER_WAY && lane.handed_in < ATTEMPTS {
                lane.hand_in(&self.solution).await?;
            }
            if lane.under_way.is_empty() {
                self.lanes[i] = self.lane().await?;
            }
        }
        Ok(running)
    }

    async fn lane(&mut self) -> anyhow::Result<Lane> {
        let candidate = self.spare.pop().context("expected another candidate who may hand in, got none")?;
        let connection = Connection::open(self.server, &candidate).await?;
        Ok(Lane { connection, under_way: BTreeSet::new(), handed_in: 0 })
    }
}

impl Lane {
    /// Notes what has ended; answers how many of its attempts are being graded.
    fn note(&mut self, state: &Value, seen: &mut Seen) -> usize {
        let mut running = 0;
        for item in state["submissions"].as_array().into_iter().flatten() {
            let Some(id) = item["id"].as_str().filter(|id| self.under_way.contains(*id)) else { continue };
            match item["status"].as_str() {
                Some("queued") => continue,
                Some("running") => {
                    running += 1;
                    continue;
                }
                Some("finished") if item["verdict"] == "accepted" => seen.accepted.push(Instant::now()),
                _ => seen.errors.push(format!("expected an accepted attempt, got {item}")),
            }
            self.under_way.remove(id);
        }
        running
    }

    async fn hand_in(&mut self, solution: &str) -> anyhow::Result<()> {
        // Another variable each time, so that nothing of it has been built before.
        let source = format!("{solution}\nvar attempt = {}\n", self.handed_in);
        let body = json!({ "files": { SOURCE: source } }).to_string();
        let (status, item) =
            self.connection.ask(Method::POST, &format!("/api/v1/take/{CHALLENGE}/attempts"), body).await?;
        ensure!(status == StatusCode::CREATED, "expected status 201, got {status}: {item}");
        let id = item["id"].as_str().with_context(|| format!("expected the id of an attempt, got {item}"))?;
        self.under_way.insert(id.to_owned());
        self.handed_in += 1;
        Ok(())
    }
}
