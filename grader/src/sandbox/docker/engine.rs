//! What the engine says of itself.

use super::{DockerSandbox, SandboxError};

/// Facts about an engine and its host. Empty or 0 where the engine does not say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EngineFacts {
    /// Where it was reached.
    pub endpoint: String,
    /// Of the engine, e.g. `20.10.24`.
    pub version: String,
    /// Of its API, e.g. `1.41`.
    pub api_version: String,
    /// Of runc, e.g. `1.1.5+ds1`.
    pub runc_version: String,
    /// `1` or `2`.
    pub cgroup_version: String,
    /// E.g. `overlay2`.
    pub storage_driver: String,
    /// Where the engine keeps images and containers.
    pub root_dir: String,
    /// Names of the OCI runtimes that it knows, in order.
    pub runtimes: Vec<String>,
    /// The one that submissions run under; none is the engine's default.
    pub runtime: Option<String>,
    /// Security features, as the engine names them: `name=seccomp,profile=default`, ...
    pub security_options: Vec<String>,
    /// What the engine warns of, such as missing swap accounting.
    pub warnings: Vec<String>,
    /// Processors of the host.
    pub cpus: u64,
    /// Memory of the host, in bytes.
    pub memory_bytes: u64,
    /// Whether the engine is reached through a local socket, so that its host is this one.
    pub is_local: bool,
}

impl DockerSandbox {
    /// Asks the engine what it is.
    ///
    /// # Errors
    /// [`SandboxError::Unavailable`] when nobody answers.
    pub async fn engine(&self) -> Result<EngineFacts, SandboxError> {
        let (version, info) = tokio::try_join!(self.docker.version(), self.docker.info())
            .map_err(|err| self.failure("describe itself", &err))?;
        let runc = version.components.unwrap_or_default().into_iter().find(|component| component.name == "runc");
        let mut runtimes: Vec<String> = info.runtimes.unwrap_or_default().into_keys().collect();
        runtimes.sort();
        Ok(EngineFacts {
            runtimes,
            runtime: self.runtime.as_deref().map(str::to_owned),
            endpoint: self.endpoint.to_string(),
            version: version.version.unwrap_or_default(),
            api_version: version.api_version.unwrap_or_default(),
            runc_version: runc.map(|component| component.version).unwrap_or_default(),
            cgroup_version: info.cgroup_version.map(|version| version.to_string()).unwrap_or_default(),
            storage_driver: info.driver.unwrap_or_default(),
            root_dir: info.docker_root_dir.unwrap_or_default(),
            security_options: info.security_options.unwrap_or_default(),
            warnings: info.warnings.unwrap_or_default(),
            cpus: info.ncpu.and_then(|count| u64::try_from(count).ok()).unwrap_or(0),
            memory_bytes: info.mem_total.and_then(|bytes| u64::try_from(bytes).ok()).unwrap_or(0),
            is_local: self.endpoint.starts_with("unix://"),
        })
    }
}
