//! A candidate's whole work as events `state`.

use std::{convert::Infallible, time::Duration};

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use gauntlet_db::InvitationId;
use tokio::time::{Instant, sleep_until};

use super::{RETRY, data_of, seat};
use crate::{
    api::take_wire::Work,
    error::{AppError, AppResult},
    hub::{Seat, Watcher, WorkNews, WorkSubscription},
    state::AppState,
    work::Overview,
};

/// How often the database is read when nothing is announced and nothing is being graded.
const QUIET: Duration = Duration::from_secs(15);

/// Opens the stream.
///
/// # Errors
/// [`AppError::Unavailable`] when the database does not answer or too many streams are open.
pub async fn open_work(
    state: &AppState,
    id: InvitationId,
) -> AppResult<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>> {
    let seat = seat(state, Watcher::Candidate(id))?;
    // Before the first look at the database, so that no change falls between the two.
    let subscription = state
        .hub
        .subscribe_work(id)
        .ok_or_else(|| AppError::unavailable("expected a free event stream, got none: all are open"))?;
    let overview = Overview::read(state, id).await?;
    let live =
        Live { state: state.clone(), subscription, _seat: seat, overview, news: WorkNews::default(), begun: false };
    let events = stream::unfold(live, |mut live| async move {
        live.next().await.then(|| {
            let event = Event::default().event("state").retry(RETRY);
            (Ok(data_of(event, &Work::from(&live.overview))), live)
        })
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(state.settings.stream_heartbeat)))
}

struct Live {
    state: AppState,
    subscription: WorkSubscription,
    _seat: Seat,
    overview: Overview,
    /// What the overview knows of already.
    news: WorkNews,
    begun: bool,
}

impl Live {
    /// Waits for something to tell; false when the server is shutting down, or the invitation was taken back.
    async fn next(&mut self) -> bool {
        if !self.begun {
            self.begun = true;
            return true;
        }
        let look_again = self.look_again();
        tokio::select! {
            open = self.subscription.changed() => {
                if !open {
                    return false;
                }
                let news = self.subscription.latest();
                if news.changes != self.news.changes {
                    self.read_again().await;
                }
                self.news = news;
            }
            // Workers of other processes, and other servers, are heard of through the database alone.
            () = sleep_until(look_again) => self.read_again().await,
        }
        self.overview.apply(&self.news);
        !self.overview.invitation.is_taken_back()
    }

    fn look_again(&self) -> Instant {
        Instant::now() + if self.overview.is_busy() { self.state.settings.stream_poll } else { QUIET }
    }

    async fn read_again(&mut self) {
        match Overview::read(&self.state, self.overview.invitation.id).await {
            Ok(overview) => self.overview = overview,
            // The reader keeps what it knows; the next look may succeed.
            Err(error) => tracing::warn!(detail = error.detail(), "event stream could not read a candidate's work"),
        }
    }
}
