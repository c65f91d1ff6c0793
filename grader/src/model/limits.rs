//! What a container may use. Pure numbers: how they are enforced is the sandbox's business.

use serde::{Deserialize, Serialize};

const MIB: u64 = 1024 * 1024;

/// Limits of one container. Every one of them is enforced from outside the process that it limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Memory and swap together, in bytes.
    pub memory_bytes: u64,
    /// Processes and threads at once.
    pub pids: u64,
    /// Open files of one process.
    pub nofile: u64,
    /// Size of the only writable directory, in bytes; it counts against `memory_bytes` too.
    pub tmpfs_bytes: u64,
    /// Files and directories in the writable directory.
    pub tmpfs_inodes: u64,
    /// Standard output and standard error together, in bytes, per execution.
    pub output_bytes: u64,
    /// Longest line that is kept, in bytes; the rest of a longer one is dropped.
    pub line_bytes: u64,
    /// Wall time of the whole container, in milliseconds.
    pub wall_ms: u64,
    /// CPU time per wall time, in thousandths of a core; 0: no quota.
    pub cpu_millis: u64,
}

impl Limits {
    /// Defaults of the build container: a compiler and a linker for two binaries at once.
    #[must_use]
    pub fn build() -> Self {
        Self {
            memory_bytes: 2048 * MIB,
            pids: 512,
            nofile: 1024,
            tmpfs_bytes: 768 * MIB,
            tmpfs_inodes: 20_000,
            output_bytes: MIB,
            line_bytes: 8 * 1024,
            wall_ms: 120_000,
            cpu_millis: 0,
        }
    }

    /// Defaults of the containers that run the candidate's code.
    #[must_use]
    pub fn run() -> Self {
        Self {
            memory_bytes: 512 * MIB,
            pids: 256,
            nofile: 256,
            tmpfs_bytes: 96 * MIB,
            tmpfs_inodes: 512,
            output_bytes: MIB,
            line_bytes: 8 * 1024,
            wall_ms: 120_000,
            cpu_millis: 2_000,
        }
    }

    /// These limits with the challenge's own numbers in place of the defaults.
    #[must_use]
    pub fn with(mut self, overrides: &LimitOverrides) -> Self {
        let set = |field: &mut u64, value: Option<u64>| {
            if let Some(value) = value {
                *field = value;
            }
        };
        set(&mut self.memory_bytes, overrides.memory_bytes);
        set(&mut self.pids, overrides.pids);
        set(&mut self.nofile, overrides.nofile);
        set(&mut self.tmpfs_bytes, overrides.tmpfs_bytes);
        set(&mut self.tmpfs_inodes, overrides.tmpfs_inodes);
        set(&mut self.output_bytes, overrides.output_bytes);
        set(&mut self.line_bytes, overrides.line_bytes);
        self
    }
}

/// The `[limits]` table of a challenge: what differs from [`Limits::run`]. Units as there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct LimitOverrides {
    pub memory_bytes: Option<u64>,
    pub pids: Option<u64>,
    pub nofile: Option<u64>,
    pub tmpfs_bytes: Option<u64>,
    pub tmpfs_inodes: Option<u64>,
    pub output_bytes: Option<u64>,
    pub line_bytes: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::{LimitOverrides, Limits};

    #[test]
    fn overrides_replace_only_what_they_name() {
        let overrides = LimitOverrides { pids: Some(7), ..LimitOverrides::default() };
        let limits = Limits::run().with(&overrides);
        assert_eq!(limits, Limits { pids: 7, ..Limits::run() });
    }
}
