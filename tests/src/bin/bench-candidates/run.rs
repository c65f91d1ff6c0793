//! The run itself: everybody comes, types for a while, and goes; then what is there is compared with what was said.

use std::{fs, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, bail, ensure};
use gauntlet_tests::{places, server::Server};
use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::{Instant, sleep},
};

use crate::{
    CHALLENGE, Plan, SOURCE, WORKERS,
    figures::{self, Gradings, Latencies, Measured},
    grading::{Grading, Seen},
    operator::Candidate,
    process::Usage,
    stream::{Told, listen},
    typist::{self, Turns, Typed, Typist, lost},
};

/// Candidates who hand in.
pub(crate) const LANES: usize = 2;
/// What everybody writes.
const SOLUTION: &str = "submissions/accepted/channels";
/// Nobody's attempts are used up sooner, in seconds: a hundred of two seconds each.
const ATTEMPTS_LAST: u64 = 200;
/// How long the images may take to be examined, and the first attempts to be claimed.
const BEGIN: Duration = Duration::from_secs(240);
/// How long streams may take to tell what was the case before.
const TELL: Duration = Duration::from_secs(10);
/// Time between two looks at something that is about to happen.
const LOOK: Duration = Duration::from_millis(20);

/// Who takes part.
pub(crate) struct Parties {
    pub(crate) typists: Vec<Candidate>,
    /// Those who hand in, and those who take over when attempts are used up.
    pub(crate) graded: Vec<Candidate>,
}

/// How many candidates have to be invited so that two can hand in all the time.
pub(crate) fn invitations_for(plan: Plan) -> usize {
    let turns = (plan.seconds + BEGIN.as_secs()).div_ceil(ATTEMPTS_LAST);
    LANES * usize::try_from(turns).unwrap_or(1)
}

/// Lets everybody type, and measures.
pub(crate) async fn run(server: &Server, parties: Parties, plan: Plan) -> anyhow::Result<Measured> {
    let (address, process) = (server.address, server.pid());
    let path = places::challenges().join(CHALLENGE).join(SOLUTION).join(SOURCE);
    let solution = fs::read_to_string(&path).with_context(|| format!("read {}", path.display()))?;

    let gradings = UnderWay::begin(address, parties.graded, solution.clone()).await?;
    let listening = Listening::begin(address, &parties.typists).await?;
    let (used_before, begun) = (Usage::of(process)?, Instant::now());
    let typed = type_all(address, &parties.typists, &solution, begun, plan).await?;
    let ended = Instant::now();
    let used = Usage::of(process)?;

    let heard = listening.end(&parties.typists, &typed).await;
    let seen = gradings.end().await?;
    let (mut gone, mut errors) = (Vec::new(), heard.problems);
    for (candidate, typed) in parties.typists.iter().zip(&typed) {
        let Some(last) = &typed.last else { continue };
        match lost(address, candidate, last).await {
            Ok(difference) => gone.extend(difference),
            Err(error) => errors.push(format!("{}, reading back: {error:#}", candidate.name)),
        }
    }
    let meanwhile = |at: &Instant| (begun..=ended).contains(at);
    errors.extend(typed.iter().flat_map(|typed| typed.errors.clone()));
    errors.extend(seen.errors);
    let saves = Latencies::new(typed.into_iter().flat_map(|typed| typed.took).collect());
    ensure!(saves.count() > 0, "expected saves to be acknowledged, got none: {:?}", errors.first());
    Ok(Measured {
        saves,
        due: parties.typists.len() * plan.turns() as usize,
        lost: gone,
        errors,
        events: heard.events,
        gradings: Gradings {
            looks: seen.looks.iter().filter(|(at, _)| meanwhile(at)).map(|(_, running)| *running).collect(),
            accepted: seen.accepted.iter().filter(|at| meanwhile(at)).count(),
        },
        server: figures::Server { wall: ended - begun, used: Usage { cpu_s: used.cpu_s - used_before.cpu_s, ..used } },
    })
}

/// Everybody's turns are spread over the time between two saves.
async fn type_all(
    address: SocketAddr,
    candidates: &[Candidate],
    solution: &str,
    begun: Instant,
    plan: Plan,
) -> anyhow::Result<Vec<Typed>> {
    let apart = typist::EVERY / u32::try_from(candidates.len().max(1)).context("count the candidates")?;
    let typing: Vec<_> = candidates
        .iter()
        .zip(0..)
        .map(|(candidate, n)| {
            let (candidate, solution) = (candidate.clone(), solution.to_owned());
            let turns = Turns { first: begun + apart * n, count: plan.turns() };
            tokio::spawn(async move { Typist::new(address, &candidate, &solution).type_at(turns).await })
        })
        .collect();
    let mut all = Vec::with_capacity(typing.len());
    for typed in typing {
        all.push(typed.await.context("type")?);
    }
    Ok(all)
}

/// Attempts that are being graded.
struct UnderWay {
    over: watch::Sender<bool>,
    seen: JoinHandle<Seen>,
}

impl UnderWay {
    /// Comes back when every worker has something to grade.
    async fn begin(address: SocketAddr, candidates: Vec<Candidate>, solution: String) -> anyhow::Result<Self> {
        let grading = Grading::new(address, candidates, LANES, solution).await?;
        let (running, now) = watch::channel(0);
        let (over, until) = watch::channel(false);
        let seen = tokio::spawn(grading.keep_on(running, until));
        let all = soon(BEGIN, || *now.borrow() >= WORKERS || seen.is_finished()).await;
        if seen.is_finished() {
            bail!("hand in: {:?}", seen.await.context("look at the gradings")?.errors);
        }
        ensure!(all, "expected {WORKERS} attempts to be graded within {BEGIN:?}, got {}", *now.borrow());
        Ok(Self { over, seen })
    }

    async fn end(self) -> anyhow::Result<Seen> {
        self.over.send_replace(true);
        self.seen.await.context("look at the gradings")
    }
}

/// Everybody's event streams.
struct Listening {
    told: Vec<Arc<Told>>,
    streams: JoinSet<()>,
}

/// What came of them.
struct Heard {
    events: Vec<u64>,
    problems: Vec<String>,
}

impl Listening {
    /// Comes back when every stream has told something.
    async fn begin(address: SocketAddr, candidates: &[Candidate]) -> anyhow::Result<Self> {
        let told: Vec<Arc<Told>> = candidates.iter().map(|_| Arc::default()).collect();
        let mut streams = JoinSet::new();
        for (candidate, told) in candidates.iter().cloned().zip(&told) {
            let told = Arc::clone(told);
            streams.spawn(async move { listen(address, &candidate, &told).await });
        }
        let all = soon(TELL, || told.iter().all(|told| told.events() > 0 || told.ended().is_some())).await;
        let broken = told.iter().find_map(|told| told.ended());
        ensure!(all && broken.is_none(), "expected every stream to tell something within {TELL:?}: {broken:?}");
        Ok(Self { told, streams })
    }

    /// Waits until every stream has told the last save, and ends them.
    async fn end(mut self, candidates: &[Candidate], typed: &[Typed]) -> Heard {
        let last: Vec<u64> = typed.iter().map(|t| t.last.as_ref().map_or(0, |last| last.revision)).collect();
        soon(TELL, || self.told.iter().zip(&last).all(|(told, last)| told.revision() == *last)).await;
        self.streams.shutdown().await;
        let mut problems = Vec::new();
        for ((told, last), candidate) in self.told.iter().zip(last).zip(candidates) {
            problems.extend(told.ended());
            if told.revision() != last {
                let name = &candidate.name;
                problems
                    .push(format!("{name}: expected an event of revision {last}, the last told {}", told.revision()));
            }
        }
        Heard { events: self.told.iter().map(|told| told.events()).collect(), problems }
    }
}

/// Looks again and again; false if it is not the case within that time.
async fn soon(within: Duration, mut is: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while !is() {
        if begun.elapsed() > within {
            return false;
        }
        sleep(LOOK).await; // between two looks, not in the hope of something
    }
    true
}

#[cfg(test)]
mod tests {
    use super::invitations_for;
    use crate::Plan;

    #[test]
    fn there_is_always_somebody_with_attempts_left() {
        assert_eq!(invitations_for(Plan { seconds: 60 }), 4);
        assert_eq!(invitations_for(Plan { seconds: 900 }), 12);
    }
}
