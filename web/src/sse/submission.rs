//! One submission, until it is graded: events `progress`, then `finished`.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use gauntlet_db::{Status, Store, SubmissionId, SubmissionRow};
use serde::Serialize;
use tokio::time::{Interval, MissedTickBehavior, interval};

use super::{RETRY, data_of, seat};
use crate::{
    error::{AppError, AppResult},
    hub::{Seat, Subscription, Watcher},
    progress::ProgressView,
    state::AppState,
};

/// Which submission is watched, and how it is told of.
#[derive(Debug, Clone)]
pub struct Address {
    /// Its id.
    pub id: SubmissionId,
    /// Where its page is for whoever watches.
    pub page: String,
    /// Whether the verdict is theirs to see, and with it how far grading is: only what was accepted is measured.
    pub shows_verdict: bool,
    /// Who watches, for limits.
    pub watcher: Watcher,
}

/// Opens the stream. `last_event_id` is what the reader saw last on an earlier connection.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown submission, [`AppError::Unavailable`] when the database does not answer or
/// too many streams are open.
pub async fn open(
    state: &AppState,
    address: Address,
    last_event_id: u64,
) -> AppResult<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>> {
    let seat = seat(state, address.watcher)?;
    // Before the first look at the database, so that no change falls between the two.
    let subscription = state
        .hub
        .subscribe(address.id)
        .ok_or_else(|| AppError::unavailable("expected a free event stream, got none: all are open"))?;
    let row = state.store.submission(address.id).await?;
    let mut poll = interval(state.settings.stream_poll);
    poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
    poll.reset();
    let live = Live {
        store: state.store.clone(),
        subscription,
        _seat: seat,
        snapshot: Snapshot::of(&row, &address),
        row,
        announced: None,
        sent: None,
        last_event_id,
        poll,
        address,
    };
    let events = stream::unfold(Some(live), |live| async move {
        let mut live = live?;
        let event = live.next().await?;
        let rest = (!live.is_over()).then_some(live);
        Some((Ok(event), rest))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(state.settings.stream_heartbeat)))
}

/// What is told; two equal ones are told once.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Snapshot {
    status: Status,
    attempt: u32,
    ahead: Option<u64>,
    progress: ProgressView,
}

impl Snapshot {
    fn of(row: &SubmissionRow, address: &Address) -> Self {
        let progress = row.job.progress_json.as_deref().filter(|_| address.shows_verdict);
        Self {
            status: row.status,
            attempt: row.job.attempt,
            ahead: row.job.ahead,
            progress: ProgressView::read(progress, row.purpose),
        }
    }
}

struct Live {
    store: Store,
    subscription: Subscription,
    _seat: Seat,
    row: SubmissionRow,
    snapshot: Snapshot,
    /// What the hub told of the attempt under way; newer than what the worker stored.
    announced: Option<ProgressView>,
    sent: Option<Snapshot>,
    last_event_id: u64,
    poll: Interval,
    address: Address,
}

impl Live {
    /// Waits for something to tell; `None` when the server is shutting down.
    async fn next(&mut self) -> Option<Event> {
        while self.sent.as_ref() == Some(&self.snapshot) {
            tokio::select! {
                open = self.subscription.changed() => {
                    if !open {
                        return None;
                    }
                    let announced = self.subscription.latest();
                    if announced.is_none() || self.row.status != Status::Running {
                        self.read_again().await;
                    }
                    self.announced = announced;
                }
                _ = self.poll.tick() => self.read_again().await,
            }
            self.snapshot = Snapshot::of(&self.row, &self.address);
            let is_told = self.row.status == Status::Running && self.address.shows_verdict;
            if let Some(progress) = self.announced.clone().filter(|_| is_told) {
                self.snapshot.progress = progress;
            }
        }
        self.sent = Some(self.snapshot.clone());
        Some(self.event())
    }

    async fn read_again(&mut self) {
        match self.store.submission(self.row.id).await {
            Ok(row) => {
                if row.job.attempt != self.row.job.attempt {
                    // Another worker, perhaps of another process, has begun anew.
                    self.announced = None;
                }
                self.row = row;
            }
            // The reader keeps what it knows; the next look may succeed.
            Err(error) => tracing::warn!(%error, "event stream could not read its submission"),
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.snapshot.status, Status::Finished | Status::Failed)
    }

    fn event(&mut self) -> Event {
        self.last_event_id = self.last_event_id.saturating_add(1);
        let event = Event::default().id(self.last_event_id.to_string()).retry(RETRY);
        if self.is_over() {
            let data = Finished {
                status: self.row.status,
                verdict: self.row.verdict.as_deref().filter(|_| self.address.shows_verdict),
                location: self.address.page.clone(),
            };
            return data_of(event.event("finished"), &data);
        }
        let data = InProgress {
            status: self.snapshot.status,
            attempt: self.snapshot.attempt,
            queue_position: self.snapshot.ahead.map(|ahead| ahead + 1),
            phases: self.snapshot.progress.clone().as_of_now(),
        };
        data_of(event.event("progress"), &data)
    }
}

#[derive(Serialize)]
struct InProgress {
    status: Status,
    attempt: u32,
    queue_position: Option<u64>,
    phases: ProgressView,
}

#[derive(Serialize)]
struct Finished<'a> {
    status: Status,
    verdict: Option<&'a str>,
    location: String,
}
