//! What a process has used, by the kernel's count. Sources: proc_pid_stat(5), proc_pid_status(5).

use std::fs;

use anyhow::Context;

/// USER_HZ: 100 on every platform that the runner image is built for.
const TICKS_PER_SECOND: f64 = 100.0;

/// CPU time so far, and memory.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Usage {
    /// Seconds of all its threads, in the kernel and outside; of no other process.
    pub(crate) cpu_s: f64,
    /// In main memory now, in MiB.
    pub(crate) resident_mib: f64,
    /// The most that it ever was, in MiB.
    pub(crate) most_mib: f64,
}

impl Usage {
    pub(crate) fn of(process: u32) -> anyhow::Result<Self> {
        let read = |what: &str| {
            let path = format!("/proc/{process}/{what}");
            fs::read_to_string(&path).with_context(|| format!("read {path}"))
        };
        let status = read("status")?;
        let mib = |name: &str| mib(&status, name).with_context(|| format!("expected {name} in /proc/{process}/status"));
        Ok(Self {
            cpu_s: cpu(&read("stat")?).with_context(|| format!("expected times in /proc/{process}/stat"))?,
            resident_mib: mib("VmRSS:")?,
            most_mib: mib("VmHWM:")?,
        })
    }
}

fn cpu(stat: &str) -> Option<f64> {
    // The second field is a name in brackets, which may hold anything. `state` comes after it: field 3.
    let (_, fields) = stat.rsplit_once(") ")?;
    let [user, system] = [14, 15].map(|field| fields.split(' ').nth(field - 3)?.parse::<u64>().ok());
    Some((user? + system?) as f64 / TICKS_PER_SECOND)
}

fn mib(status: &str, name: &str) -> Option<f64> {
    let value = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kib: u64 = value.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib as f64 / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::{Usage, cpu, mib};

    #[test]
    fn times_are_found_behind_any_name() {
        let fields: Vec<String> = (3..=52).map(|n: u32| n.to_string()).collect();
        assert_eq!(cpu(&format!("1 (a) b) {}", fields.join(" "))), Some(0.29));
        assert_eq!(cpu("1 (a) S 1"), None);
    }

    #[test]
    fn memory_is_read_in_mebibytes() {
        let status = "Name:\tgauntlet\nVmHWM:\t   20480 kB\nVmRSS:\t    1536 kB\n";
        assert_eq!((mib(status, "VmHWM:"), mib(status, "VmRSS:")), (Some(20.0), Some(1.5)));
        assert_eq!(mib(status, "VmSwap:"), None);
    }

    #[test]
    fn this_process_uses_something() {
        let usage = Usage::of(std::process::id()).unwrap();
        assert!(usage.resident_mib > 0.0 && usage.most_mib >= usage.resident_mib, "{usage:?}");
    }
}
