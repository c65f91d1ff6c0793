//! The machine that figures belong to.

use std::{fmt, fs, process::Command, thread};

use anyhow::Context;

/// What figures depend on.
#[derive(Debug, Default, Clone)]
pub struct Host {
    /// UTC, as in `2026-11-21T06:00:00Z`.
    pub date: String,
    cpu: String,
    processors: usize,
    kernel: String,
    /// Before anything was measured.
    load: String,
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, cpu, processors, kernel, load } = self;
        write!(f, "{date}, {processors} processors ({cpu}), Linux {kernel}, load average {load}")
    }
}

/// This machine, now.
///
/// # Errors
/// A kernel that does not tell what it is asked for.
pub fn describe() -> anyhow::Result<Host> {
    let date = Command::new("date").args(["-u", "+%Y-%m-%dT%H:%M:%SZ"]).output().context("run date")?;
    let read = |path: &str| fs::read_to_string(path).with_context(|| format!("read {path}"));
    Ok(Host {
        date: String::from_utf8_lossy(&date.stdout).trim().to_owned(),
        cpu: cpu_model(&read("/proc/cpuinfo")?).to_owned(),
        processors: thread::available_parallelism().context("count the processors")?.get(),
        kernel: read("/proc/sys/kernel/osrelease")?.trim().to_owned(),
        load: load()?,
    })
}

/// The load averages over 1, 5 and 15 minutes.
///
/// # Errors
/// A kernel that does not tell them.
pub fn load() -> anyhow::Result<String> {
    let text = fs::read_to_string("/proc/loadavg").context("read /proc/loadavg")?;
    Ok(text.split(' ').take(3).collect::<Vec<_>>().join(" "))
}

/// The model of the first processor; ARM kernels do not name it.
fn cpu_model(cpuinfo: &str) -> &str {
    let named = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    named.map_or("model unknown", |(_, model)| model.trim())
}

#[cfg(test)]
mod tests {
    use super::cpu_model;

    #[test]
    fn the_model_is_found_where_the_kernel_names_it() {
        assert_eq!(cpu_model("processor\t: 0\nmodel\t\t: 1\nmodel name\t: AMD EPYC\nstepping: 1\n"), "AMD EPYC");
        assert_eq!(cpu_model("processor\t: 0\nBogoMIPS\t: 48.00\n"), "model unknown");
    }
}
