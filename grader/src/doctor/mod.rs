//! The checks behind `gauntlet doctor`, and behind a worker's decision to grade at all: is the engine there, is it
//! safe, and do the limits really hold on this host?
//!
//! It reports and mends nothing. It knows the sandbox and the probes of the run image, but nothing of grading.

mod check;
mod enforced;
mod engine;
mod host;
mod images;
mod probe;

pub use check::{Check, CheckStatus, is_fit};
pub use probe::request as probe_request;

use crate::sandbox::{DockerSandbox, Images};

/// Examines this host: the engine that `DOCKER_HOST` names, the images, and every limit by trying to pass it.
///
/// Takes some seconds and starts a dozen containers. The order is that in which one would mend things: without an
/// engine only that one check comes back.
pub async fn examine(images: &Images) -> Vec<Check> {
    let sandbox = match DockerSandbox::connect() {
        Ok(sandbox) => sandbox,
        Err(err) => return vec![engine::unreachable(&err)],
    };
    let facts = match sandbox.engine().await {
        Ok(facts) => facts,
        Err(err) => return vec![engine::unreachable(&err)],
    };
    let mut checks = engine::judge(&facts);
    if facts.is_local {
        checks.extend(host::examine(&facts.root_dir).await);
    }
    let (present, run_image) = images::examine(&sandbox, images).await;
    checks.extend(present);
    if run_image {
        checks.extend(enforced::examine(&sandbox, &images.run).await);
    }
    sandbox.close().await;
    checks
}
