//! The machine itself, where the engine runs on this one.

use std::{collections::BTreeSet, fs, path::Path};

use tokio::process::Command;

use super::check::{Check, size};
use crate::model::Limits;

const GIB: u64 = 1 << 30;

pub(super) async fn examine(engine_root: &str) -> Vec<Check> {
    vec![
        address_randomness(fs::read_to_string("/proc/sys/vm/mmap_rnd_bits").ok().as_deref()),
        free_memory(fs::read_to_string("/proc/meminfo").ok().as_deref()),
        free_disk(engine_root).await,
        frequency(&governors(Path::new("/sys/devices/system/cpu/cpufreq"))),
    ]
}

/// Above 28 bits the race detector may find its shadow memory taken, and gives up with exit code 66: that was seen with
/// 32 bits. Only a warning, since it does not happen on every kernel, and a run that it hits is never scored.
fn address_randomness(text: Option<&str>) -> Check {
    let (id, title) = ("mmap_rnd_bits", "Address randomness (vm.mmap_rnd_bits)");
    let mend = "run 'sysctl vm.mmap_rnd_bits=28', and keep it in /etc/sysctl.d";
    match text.map(|text| text.trim().parse::<u32>()) {
        Some(Ok(bits @ ..=28)) => Check::ok(id, title, format!("{bits} bits")),
        Some(Ok(bits)) => {
            let found = format!("{bits} bits, more than 28: the race detector may fail to map its memory");
            Check::warn(id, title, found, mend)
        }
        // Not every kernel has it; those that lack it randomise less.
        _ => Check::ok(id, title, "not a setting of this kernel"),
    }
}

fn free_memory(meminfo: Option<&str>) -> Check {
    let (id, title) = ("memory.free", "Free memory");
    let available = meminfo.and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("MemAvailable:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok()?.checked_mul(1024)
    });
    let Some(available) = available else {
        return Check::warn(id, title, "expected MemAvailable in /proc/meminfo, found none", "see with 'free -m'");
    };
    let build = Limits::build().memory_bytes;
    let mend = format!("a build may take {}, a run {}", size(build), size(Limits::run().memory_bytes));
    match available {
        _ if available < build / 2 => Check::fail(id, title, size(available), mend),
        _ if available < build => Check::warn(id, title, size(available), mend),
        _ => Check::ok(id, title, size(available)),
    }
}

/// Asks `df`, whose output format POSIX fixes: a header line, then blocks of 1024 bytes with the free ones in the
/// fourth column.
async fn free_disk(engine_root: &str) -> Check {
    let (id, title) = ("disk.free", "Free disk space for the engine");
    let root = if Path::new(engine_root).exists() { engine_root } else { "/" };
    let output = Command::new("df").args(["-P", "-k", root]).env("LC_ALL", "C").output().await;
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    match free_blocks(&text) {
        Some(kib) => judge_disk(id, title, kib.saturating_mul(1024), root),
        None => {
            Check::warn(id, title, format!("expected the answer of 'df -P -k {root}', got: {text:?}"), "install df")
        }
    }
}

fn free_blocks(df: &str) -> Option<u64> {
    df.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

fn judge_disk(id: &str, title: &str, free: u64, root: &str) -> Check {
    let found = format!("{} at {root}", size(free));
    let mend = format!("free some: 'docker system df' says what the engine keeps below {root}");
    match free {
        _ if free < GIB => Check::fail(id, title, found, mend),
        _ if free < 5 * GIB => Check::warn(id, title, found, mend),
        _ => Check::ok(id, title, found),
    }
}

/// What sets the processors' frequencies: the governor of each policy of Linux's CPUFreq; none in most virtual machines.
fn governors(cpufreq: &Path) -> BTreeSet<String> {
    let policies = fs::read_dir(cpufreq).into_iter().flatten().flatten();
    let governor = |policy: fs::DirEntry| fs::read_to_string(policy.path().join("scaling_governor")).ok();
    policies.filter_map(governor).map(|name| name.trim().to_owned()).collect()
}

/// Only a warning: both sides of a comparison are measured in turn, so that a slow change of the frequency hits both. It
/// makes samples scatter, and a comparison take longer.
fn frequency(governors: &BTreeSet<String>) -> Check {
    let (id, title) = ("cpus.frequency", "Frequency of the processors");
    let names: Vec<_> = governors.iter().map(String::as_str).collect();
    match names.as_slice() {
        [] => Check::ok(id, title, "not set by this kernel"),
        ["performance"] => Check::ok(id, title, "held high (governor performance)"),
        names => {
            let found = format!("follows the load (governor {}): benchmarks scatter more", names.join(", "));
            Check::warn(id, title, found, "run 'cpupower frequency-set --governor performance'")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::CheckStatus;

    #[test]
    fn more_than_28_bits_are_warned_of() {
        let status = |text| address_randomness(text).status;
        assert_eq!(status(Some("28\n")), CheckStatus::Ok);
        assert_eq!(status(Some("32\n")), CheckStatus::Warn);
        assert_eq!(status(None), CheckStatus::Ok);
    }

    #[test]
    fn memory_is_measured_against_a_build() {
        let status = |kib: u64| free_memory(Some(&format!("MemTotal: 1 kB\nMemAvailable:  {kib} kB\n"))).status;
        let build_kib = Limits::build().memory_bytes / 1024;
        assert_eq!(status(build_kib), CheckStatus::Ok);
        assert_eq!(status(build_kib - 1), CheckStatus::Warn);
        assert_eq!(status(build_kib / 2 - 1), CheckStatus::Fail);
        assert_eq!(free_memory(Some("nonsense")).status, CheckStatus::Warn);
    }

    #[test]
    fn the_free_blocks_are_the_fourth_column_of_df() {
        let df = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 100 30 70 30% /\n";
        assert_eq!(free_blocks(df), Some(70));
        assert_eq!(free_blocks("df: no such file\n"), None);
        assert_eq!(judge_disk("d", "D", GIB - 1, "/").status, CheckStatus::Fail);
        assert_eq!(judge_disk("d", "D", GIB, "/").status, CheckStatus::Warn);
        assert_eq!(judge_disk("d", "D", 5 * GIB, "/").status, CheckStatus::Ok);
    }

    #[test]
    fn a_frequency_that_follows_the_load_is_warned_of() {
        let cpufreq = tempfile::tempdir().unwrap();
        let seen = || frequency(&governors(cpufreq.path()));
        let policy = |name: &str, governor: &str| {
            fs::create_dir(cpufreq.path().join(name)).unwrap();
            fs::write(cpufreq.path().join(name).join("scaling_governor"), governor).unwrap();
        };
        assert_eq!(seen().status, CheckStatus::Ok);
        policy("policy0", "performance\n");
        assert_eq!(seen().status, CheckStatus::Ok);
        policy("policy1", "schedutil\n");
        assert_eq!(seen().status, CheckStatus::Warn);
        assert!(seen().found.contains("governor performance, schedutil"), "{}", seen().found);
        assert_eq!(frequency(&governors(Path::new("/no/such/directory"))).status, CheckStatus::Ok);
    }

    #[tokio::test]
    async fn this_machine_has_a_root_directory() {
        assert!(free_disk("/").await.found.contains("at /"));
    }
}
