//! A sandbox of a test's own, whose end is that no container of it is left.

use std::thread;

use gauntlet_grader::{
    doctor::probe_request,
    model::Limits,
    sandbox::{ContainerSpec, DockerSandbox, Role, RunOutput, RunSpec, Sandbox, Streams},
};
use gauntlet_tests::places;
use tokio::runtime::Runtime;

pub(crate) struct Harness {
    pub(crate) sandbox: DockerSandbox,
    runtime: Runtime,
}

impl Harness {
    pub(crate) fn new() -> Self {
        let sandbox = DockerSandbox::connect().expect("a Docker Engine");
        Self { sandbox, runtime: Runtime::new().expect("a runtime") }
    }

    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    /// How many containers of this sandbox there are, in any state.
    pub(crate) fn containers(&self) -> usize {
        self.block_on(self.sandbox.containers(self.sandbox.instance())).expect("a list of containers").len()
    }

    /// As [`Harness::run`], inside of what [`Harness::block_on`] waits for.
    pub(crate) async fn run_beside(&self, spec: RunSpec) -> RunOutput {
        self.sandbox.run(spec).await.expect("an output")
    }

    /// Runs a probe to its end.
    pub(crate) fn run(&self, spec: RunSpec) -> RunOutput {
        self.block_on(self.run_beside(spec))
    }
}

impl Drop for Harness {
    fn drop(&mut self) {
        let left = self.runtime.block_on(async {
            self.sandbox.close().await;
            self.sandbox.containers(self.sandbox.instance()).await
        });
        if !thread::panicking() {
            assert_eq!(left.expect("a list of containers"), Vec::<String>::new(), "containers that are left");
        }
    }
}

pub(crate) fn run_image() -> String {
    places::images().run
}

/// Asks the run image for a probe, with the limits of a submission but for 20 s of wall time.
pub(crate) fn probe(name: &str) -> RunSpec {
    let limits = Limits { wall_ms: 20_000, ..Limits::run() };
    let stdin = probe_request(name, None).expect("a request");
    RunSpec {
        container: ContainerSpec { image: run_image(), role: Role::Run, limits, cpuset: None, localhost: false },
        streams: Streams { stdin, stdout_cap_bytes: 1024 * 1024, on_stdout: None },
    }
}
