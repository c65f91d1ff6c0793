//! What else a host's cores did while benchmarks ran, by the kernel's own count.
//!
//! Source: `/proc/stat`, proc_stat(5): per core the time in user, nice, system, idle, iowait, irq, softirq and steal, in
//! clock ticks. `/sys/devices/system/cpu/cpu<N>/thermal_throttle/core_throttle_count` (x86): how often a core was slowed
//! down since the host started.

use std::fs;

use crate::model::HostLoad;

/// Length of a clock tick, in milliseconds: the kernel's USER_HZ is 100 on every architecture that Go's race detector
/// runs on.
const TICK_MS: u64 = 10;
/// Stolen time beyond this share distorts samples: they measure another machine's work.
const MOST_STEAL: f64 = 0.03;
/// So does work of other processes. Docker's own for a container stays below.
const MOST_OTHERS: f64 = 0.15;

/// Times of some cores together since the host started, in milliseconds, and how often they were too hot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CoreTimes {
    busy_ms: u64,
    idle_ms: u64,
    steal_ms: u64,
    throttled: u64,
}

impl CoreTimes {
    /// Of these cores now; none where the kernel does not tell.
    #[must_use]
    pub fn now(cores: &[usize]) -> Option<Self> {
        let times = Self::parse(&fs::read_to_string("/proc/stat").ok()?, cores)?;
        Some(Self { throttled: cores.iter().filter_map(|core| throttle_count(*core)).sum(), ..times })
    }

    /// Of these cores by the text of `/proc/stat`; none if it does not have them all.
    #[must_use]
    pub fn parse(stat: &str, cores: &[usize]) -> Option<Self> {
        let mut sum = Self::default();
        for core in cores {
            let name = format!("cpu{core}");
            let line = stat.lines().find(|line| line.split(' ').next() == Some(&name))?;
            let ticks: Vec<u64> = line.split_whitespace().skip(1).map_while(|n| n.parse().ok()).collect();
            let [user, nice, system, idle, iowait, irq, softirq, steal, ..] = ticks[..] else { return None };
            sum.busy_ms += (user + nice + system + irq + softirq) * TICK_MS;
            sum.idle_ms += (idle + iowait) * TICK_MS;
            sum.steal_ms += steal * TICK_MS;
        }
        Some(sum)
    }

    /// What happened between `self` and `later`, of which `own_cpu_ms` was the benchmarks' own work. `cores` is the list as
    /// the kernel writes it. None where no time has passed.
    #[must_use]
    pub fn load_until(&self, later: &Self, own_cpu_ms: u64, cores: String) -> Option<HostLoad> {
        let since = |f: fn(&Self) -> u64| f(later).saturating_sub(f(self));
        let (busy, steal) = (since(|t| t.busy_ms), since(|t| t.steal_ms));
        let all = (busy + steal + since(|t| t.idle_ms)) as f64;
        if all <= 0.0 {
            return None;
        }
        let (steal, others) = (steal as f64 / all, busy.saturating_sub(own_cpu_ms) as f64 / all);
        let throttled = since(|t| t.throttled);
        let noisy = steal > MOST_STEAL || others > MOST_OTHERS || throttled > 0;
        Some(HostLoad { cores, steal, others, throttled, noisy })
    }
}

/// None where the processor does not count, as in most virtual machines.
fn throttle_count(core: usize) -> Option<u64> {
    let path = format!("/sys/devices/system/cpu/cpu{core}/thermal_throttle/core_throttle_count");
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::CoreTimes;

    const BEFORE: &str = "cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 100 0 50 1000 10 0 0 5 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\n\
                          cpu10 7 7 7 7 7 7 7 7 7 7\nintr 1 2 3\n";

    #[test]
    fn takes_the_cores_that_are_asked_for() {
        let times = CoreTimes::parse(BEFORE, &[0, 1]).unwrap();
        assert_eq!((times.busy_ms, times.idle_ms, times.steal_ms), (1500, 10_100, 50));
        assert_eq!(CoreTimes::parse(BEFORE, &[2]), None);
        assert_eq!(CoreTimes::parse("cpu0 1 2 3\n", &[0]), None);
        assert_eq!(CoreTimes::parse("cpu0 a b\n", &[0]), None);
    }

    #[test]
    fn own_work_is_not_others() {
        let after = "cpu0 180 0 50 1020 10 0 0 5 0 0\ncpu1 10 0 0 88 0 0 0 2 0 0\n";
        let (before, after) = (CoreTimes::parse(BEFORE, &[0, 1]).unwrap(), CoreTimes::parse(after, &[0, 1]).unwrap());
        let load = before.load_until(&after, 800, "0-1".to_owned()).unwrap();
        assert_eq!((load.cores.as_str(), load.steal, load.others, load.noisy), ("0-1", 0.01, 0.05, false));
        let load = before.load_until(&after, 400, "0-1".to_owned()).unwrap();
        assert!(load.noisy && load.others == 0.25, "{load:?}");
        assert_eq!(before.load_until(&before, 0, String::new()), None);
    }

    #[test]
    fn a_core_that_was_too_hot_is_noise() {
        let after = "cpu0 180 0 50 1020 10 0 0 5 0 0\n";
        let (before, after) = (CoreTimes::parse(BEFORE, &[0]).unwrap(), CoreTimes::parse(after, &[0]).unwrap());
        let hot = CoreTimes { throttled: before.throttled + 3, ..after };
        let load = [after, hot].map(|after| before.load_until(&after, 800, String::new()).unwrap());
        assert_eq!(load.map(|load| (load.throttled, load.noisy)), [(0, false), (3, true)]);
    }
}
