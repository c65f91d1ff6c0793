//! Progress of one grading on its way to the pages: announced at once, stored as fast as the database takes it.

use std::sync::Arc;

use gauntlet_db::{ClaimedJob, Store};
use gauntlet_grader::progress::{Observer, Progress};
use tokio::{sync::watch, task::JoinHandle};

use crate::{
    hub::{Hub, Subject},
    progress::ProgressView,
};

/// Ends its recorder when it is dropped.
pub(super) struct Telling {
    view: watch::Sender<ProgressView>,
    hub: Hub,
    job: ClaimedJob,
    recorder: JoinHandle<()>,
}

impl Telling {
    pub(super) fn start(store: Store, hub: Hub, job: &ClaimedJob) -> Self {
        let (view, stored) = watch::channel(ProgressView::of(job.purpose));
        let recorder = tokio::spawn(record(store, job.clone(), stored));
        Self { view, hub, job: job.clone(), recorder }
    }

    pub(super) fn observer(&self) -> Arc<dyn Observer> {
        let (view, hub, subject) = (self.view.clone(), self.hub.clone(), Subject::from(&self.job));
        Arc::new(move |progress: Progress| {
            view.send_modify(|v| v.apply(progress));
            hub.publish(subject, view.borrow().clone());
        })
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        self.recorder.abort();
    }
}

/// Stores the latest state whenever the last one is stored; what lies between is skipped. Losing one costs nothing but
/// a page that is a moment behind.
async fn record(store: Store, job: ClaimedJob, mut view: watch::Receiver<ProgressView>) {
    while view.changed().await.is_ok() {
        let Ok(json) = serde_json::to_string(&*view.borrow_and_update()) else { return };
        if let Err(error) = store.record_progress(job.job_id, job.fence, &json).await {
            tracing::debug!(submission = %job.submission_id, %error, "progress not stored");
        }
    }
}
