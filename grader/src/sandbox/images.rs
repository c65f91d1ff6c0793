//! The names of the runner image's two targets.

/// Which images are used. The names are tags or ids on the local Docker Engine; nothing is ever pulled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Images {
    /// Compiles: the toolchain, and no supervisor.
    pub build: String,
    /// Runs tests and benchmarks: what a race binary needs, and the supervisor.
    pub run: String,
}

impl Default for Images {
    /// The tags that `make image` gives.
    fn default() -> Self {
        Self { build: "gauntlet-build:latest".to_owned(), run: "gauntlet-run:latest".to_owned() }
    }
}
