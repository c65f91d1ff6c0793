//! The sandbox on Docker Engine, through bollard.
//!
//! | file | owns |
//! |---|---|
//! | `lifecycle` | one container from its creation to its input, and from there to its exit |
//! | `streams` | the attached streams: feeding, reading, capping |
//! | `tracked` | removal of what this process made, also of what it gave up on |
//! | `owner`, `sweep` | removal of what another process left when it died |
//! | `engine` | what the engine says of itself |
//! | `failure` | bollard's errors as ours |

mod engine;
mod failure;
mod lifecycle;
mod owner;
mod streams;
mod sweep;
mod tracked;

use std::sync::Arc;

use bollard::Docker;
use uuid::Uuid;

pub use engine::EngineFacts;
pub use lifecycle::StartedContainer;
pub use sweep::SweepReport;

use self::{owner::Owner, tracked::Tracker};
use super::{ContainerSpec, Role, RunOutput, Sandbox, SandboxError, Streams};

/// Labels of every container, beside those of [`Owner`].
mod label {
    /// Id of the [`super::DockerSandbox`] that made the container.
    pub(super) const INSTANCE: &str = "gauntlet.instance";
    /// `build`, `run` or `bench`.
    pub(super) const ROLE: &str = "gauntlet.role";
    /// The container's wall time, in milliseconds.
    pub(super) const WALL_MS: &str = "gauntlet.wall_ms";
}

/// Runs containers on the Docker Engine of this host. Clones share the connection and what is tracked.
///
/// A container is removed as soon as its run ends, in the background: await [`DockerSandbox::close`] before the
/// process ends. What a process left that was killed is removed by the next one's [`DockerSandbox::sweep`].
///
/// # Security
/// Whoever reaches the engine's socket is root on its host. Submissions never do; this process has to.
#[derive(Clone)]
pub struct DockerSandbox {
    docker: Docker,
    endpoint: Arc<str>,
    runtime: Option<Arc<str>>,
    instance: Uuid,
    owner: Arc<Owner>,
    tracker: Arc<Tracker>,
}

impl DockerSandbox {
    /// Uses the engine that `DOCKER_HOST` names, or that of the local unix socket, and the runtime that
    /// `GAUNTLET_RUNTIME` names. Sends nothing yet.
    ///
    /// # Errors
    /// [`SandboxError::Unavailable`] when there is no such socket, or the address has a scheme other than `unix`,
    /// `tcp` and `http`.
    pub fn connect() -> Result<Self, SandboxError> {
        let host = std::env::var("DOCKER_HOST").ok().filter(|host| !host.is_empty());
        let runtime = std::env::var("GAUNTLET_RUNTIME").ok();
        Ok(Self::connect_to(host.as_deref().unwrap_or("unix:///var/run/docker.sock"))?.with_runtime(runtime.as_deref()))
    }

    /// Runs submissions under an OCI runtime that the engine knows by this name, such as `runsc` (gVisor); none or an
    /// empty name is the engine's default. Builds execute nothing of a submission and stay with the default.
    #[must_use]
    pub fn with_runtime(mut self, runtime: Option<&str>) -> Self {
        self.runtime = runtime.filter(|name| !name.is_empty()).map(Arc::from);
        self
    }

    fn runtime_of(&self, role: Role) -> Option<&str> {
        match role {
            Role::Build => None,
            Role::Run | Role::Bench => self.runtime.as_deref(),
        }
    }

    /// Uses the engine at `endpoint`, e.g. `unix:///var/run/docker.sock` or `tcp://10.0.0.7:2375`.
    ///
    /// # Errors
    /// As [`DockerSandbox::connect`].
    pub fn connect_to(endpoint: &str) -> Result<Self, SandboxError> {
        let docker = Docker::connect_with_host(endpoint).map_err(|err| failure::unavailable(endpoint, &err))?;
        Ok(Self {
            tracker: Arc::new(Tracker::new(docker.clone())),
            docker,
            endpoint: Arc::from(endpoint),
            runtime: None,
            instance: Uuid::now_v7(),
            owner: Arc::new(Owner::current()),
        })
    }

    /// The value of the label `gauntlet.instance` on every container that this sandbox makes.
    #[must_use]
    pub fn instance(&self) -> Uuid {
        self.instance
    }

    /// Waits until every container that this sandbox made is removed, those of runs under way included. One that was
    /// started ahead is waited for until it is dropped.
    pub async fn close(&self) {
        self.tracker.settled().await;
    }
}

impl Sandbox for DockerSandbox {
    type Started = StartedContainer;

    async fn start(&self, spec: ContainerSpec) -> Result<StartedContainer, SandboxError> {
        lifecycle::start(self, spec).await
    }

    async fn pin(&self, started: &mut StartedContainer, cpuset: &str) -> Result<(), SandboxError> {
        lifecycle::pin_to(self, started.name(), cpuset).await
    }

    async fn finish(&self, started: StartedContainer, streams: Streams) -> Result<RunOutput, SandboxError> {
        lifecycle::finish(self, started, streams).await
    }

    async fn image_digest(&self, image: &str) -> Result<String, SandboxError> {
        let found = self.docker.inspect_image(image).await;
        let found = found.map_err(|err| self.failure("inspect an image", &err).or_missing_image(image))?;
        found.id.ok_or_else(|| SandboxError::Engine {
            action: "inspect an image",
            reason: format!("expected the id of {image}, got none"),
        })
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::UnixListener,
    };

    use super::{ContainerSpec, DockerSandbox, Role, Sandbox, SandboxError};
    use crate::model::Limits;

    /// An engine that answers one request, and tells what was asked.
    async fn answer_once(listener: UnixListener, status: &str, body: &str) -> String {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 64 * 1024];
        let length = connection.read(&mut request).await.unwrap();
        let head =
            format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
        connection.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        String::from_utf8_lossy(&request[..length]).lines().next().unwrap_or_default().to_owned()
    }

    async fn digest_from(status: &str, body: &str) -> (String, Result<String, SandboxError>) {
        let directory = tempfile::tempdir().unwrap();
        let socket = directory.path().join("engine.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        let sandbox = DockerSandbox::connect_to(&format!("unix://{}", socket.display())).unwrap();
        tokio::join!(answer_once(listener, status, body), sandbox.image_digest("some-image"))
    }

    #[test]
    fn only_what_executes_a_submission_runs_under_another_runtime() {
        let sandbox = DockerSandbox::connect_to("tcp://127.0.0.1:1").unwrap();
        assert_eq!(sandbox.runtime_of(Role::Run), None);
        assert_eq!(sandbox.clone().with_runtime(Some("")).runtime_of(Role::Run), None);
        let sandbox = sandbox.with_runtime(Some("runsc"));
        let runtimes = [Role::Build, Role::Run, Role::Bench].map(|role| sandbox.runtime_of(role));
        assert_eq!(runtimes, [None, Some("runsc"), Some("runsc")]);
    }

    /// On one thread nothing has run yet but the first step of the start.
    #[tokio::test]
    async fn a_container_counts_from_the_moment_it_was_asked_for() {
        let sandbox = DockerSandbox::connect_to("tcp://127.0.0.1:1").unwrap();
        let spec = ContainerSpec {
            image: "any".to_owned(),
            role: Role::Run,
            limits: Limits::run(),
            cpuset: None,
            localhost: false,
        };
        assert!(sandbox.close().now_or_never().is_some());
        assert!(sandbox.start(spec).now_or_never().is_none());
        assert!(sandbox.close().now_or_never().is_none());
    }

    /// Engine 20.10 refuses a version that is newer than its own, and bollard's default is: so there must be none.
    #[tokio::test]
    async fn requests_name_no_api_version() {
        let (request, digest) = digest_from("200 OK", r#"{"Id":"sha256:abc"}"#).await;
        assert_eq!(request, "GET /images/some-image/json HTTP/1.1");
        assert_eq!(digest.unwrap(), "sha256:abc");
    }

    #[tokio::test]
    async fn not_found_is_a_missing_image() {
        let (_, digest) = digest_from("404 Not Found", r#"{"message":"No such image"}"#).await;
        assert!(matches!(&digest, Err(SandboxError::ImageMissing { image }) if image == "some-image"), "{digest:?}");
    }

    #[tokio::test]
    async fn any_other_refusal_is_told_in_the_engines_words() {
        let (_, digest) = digest_from("500 Internal Server Error", r#"{"message":"disk is full"}"#).await;
        let error = digest.unwrap_err().to_string();
        assert_eq!(error, "Docker Engine failed to inspect an image: disk is full (HTTP status 500)");
    }

    #[tokio::test]
    async fn no_engine_is_named_with_its_endpoint() {
        let directory = tempfile::tempdir().unwrap();
        let endpoint = format!("unix://{}/none.sock", directory.path().display());
        let error = match DockerSandbox::connect_to(&endpoint) {
            Ok(sandbox) => sandbox.image_digest("some-image").await.unwrap_err(),
            Err(err) => err,
        };
        assert!(matches!(&error, SandboxError::Unavailable { endpoint: at, .. } if *at == endpoint), "{error:?}");
    }
}
