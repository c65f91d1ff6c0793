//! The clock: ends the work of those whose time is up, whether a browser is open or not.

use std::time::{Duration, Instant};

use gauntlet_db::{EndedBy, EndedWork, Micros, Store, StoreResult};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::hub::Hub;

/// How often it looks. What is saved after the deadline is refused in any case; only handing in waits so long.
const EVERY: Duration = Duration::from_secs(1);
/// Whose work one look ends at most.
const AT_ONCE: u32 = 50;

/// How far the time of day may be off what has passed since the last look before it counts as set.
const SLACK: Duration = Duration::from_secs(30);
/// How long nothing is ended after that: what was set wrongly is set back soon, and what was ended stays so.
const SETTLE: Duration = Duration::from_secs(60);

/// Ends what is due until `stop` is cancelled. Several processes may do so: each work ends once.
pub async fn run_clock(store: Store, hub: Hub, stop: CancellationToken) {
    let mut watch = Watch::new(Instant::now(), Micros::now());
    while !stop.is_cancelled() {
        if !watch.is_trusted(Instant::now(), Micros::now()) {
            stop.run_until_cancelled(sleep(EVERY)).await;
            continue;
        }
        let ended = end_what_is_due(&store).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "could not look for work whose time is up; trying again");
            Vec::new()
        });
        for work in &ended {
            tracing::info!(invitation = %work.invitation, handed_in = work.handed_in.len(), "time is up");
            hub.announce_work(work.invitation);
            work.handed_in.iter().for_each(|_| hub.wake_worker());
        }
        if ended.len() < AT_ONCE as usize {
            stop.run_until_cancelled(sleep(EVERY)).await;
        }
    }
}

/// Ends the work of those whose time is up. One that cannot be ended keeps nobody else's from it.
async fn end_what_is_due(store: &Store) -> StoreResult<Vec<EndedWork>> {
    let now = Micros::now();
    let mut ended = Vec::new();
    for invitation in store.whose_time_is_up(AT_ONCE, now).await? {
        match store.end_work(invitation, EndedBy::Clock, now).await {
            Ok(work) => ended.extend(work),
            Err(error) => tracing::warn!(%invitation, %error, "could not end work whose time is up; trying again"),
        }
    }
    Ok(ended)
}

/// Notices when the system's clock is set. Time is a parameter, so that tests need not wait.
struct Watch {
    looked: Instant,
    wall: Micros,
    trusted_from: Instant,
}

impl Watch {
    fn new(now: Instant, wall: Micros) -> Self {
        Self { looked: now, wall, trusted_from: now }
    }

    /// Whether what the clock says may end somebody's work.
    fn is_trusted(&mut self, now: Instant, wall: Micros) -> bool {
        let expected = self.wall.plus(now.saturating_duration_since(self.looked));
        let off = wall.since(expected).max(expected.since(wall));
        (self.looked, self.wall) = (now, wall);
        if off > SLACK {
            tracing::warn!(off_s = off.as_secs(), "the system's clock was set: nobody's work is ended for a minute");
            self.trusted_from = now + SETTLE;
        }
        now >= self.trusted_from
    }
}

#[cfg(test)]
mod tests {
    use super::Watch;
    use gauntlet_db::Micros;
    use std::time::{Duration, Instant};

    #[test]
    fn a_clock_that_was_set_ends_nothing_for_a_while() {
        let (start, at) = (Instant::now(), |s: i64| Micros::from_i64(s * 1_000_000));
        let after = |s: u64| start + Duration::from_secs(s);
        let mut watch = Watch::new(start, at(1_000));
        assert!(watch.is_trusted(after(1), at(1_001)) && watch.is_trusted(after(2), at(1_012)), "a little is nothing");
        assert!(!watch.is_trusted(after(3), at(4_600)), "an hour ahead");
        assert!(!watch.is_trusted(after(10), at(1_020)), "and back");
        assert!(!watch.is_trusted(after(69), at(1_079)) && watch.is_trusted(after(70), at(1_080)));
    }
}
