//! The clock: ends the work of those whose time is up, whether a browser is open or not.

use std::time::Duration;

use gauntlet_db::{Micros, Store};
use tokio_util::sync::CancellationToken;

use crate::hub::Hub;

/// How often it looks. What is saved after the deadline is refused in any case; only handing in waits so long.
const EVERY: Duration = Duration::from_secs(1);
/// Whose work one look ends at most.
const AT_ONCE: u32 = 50;

/// Ends what is due until `stop` is cancelled. Several processes may do so: each work ends once.
pub async fn run_clock(store: Store, hub: Hub, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let ended = match store.end_what_is_due(AT_ONCE, Micros::now()).await {
            Ok(ended) => ended,
            Err(error) => {
                tracing::warn!(%error, "could not end work whose time is up; trying again");
                Vec::new()
            }
        };
        for work in &ended {
            tracing::info!(invitation = %work.invitation, handed_in = work.handed_in.len(), "time is up");
            hub.announce_work(work.invitation);
            work.handed_in.iter().for_each(|_| hub.wake_worker());
        }
        if ended.len() < AT_ONCE as usize {
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    }
}
