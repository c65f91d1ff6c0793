//! CPU times by the kernel's count: of the host, and of this process's children.
//!
//! Sources: proc_stat(5), proc_pid_stat(5). Both count in ticks of USER_HZ, which is 100 on every platform that the
//! runner image is built for.

use std::fs;

use anyhow::Context;

const TICKS_PER_SECOND: f64 = 100.0;

/// Seconds for which the host's processors have been busy since it started; time that a hypervisor took is not theirs.
pub(crate) fn of_host() -> anyhow::Result<f64> {
    let stat = fs::read_to_string("/proc/stat").context("read /proc/stat")?;
    busy(&stat).context("expected a first line 'cpu' with eight numbers in /proc/stat")
}

/// Seconds of all children of this process that have ended and been waited for, and of theirs.
pub(crate) fn of_children() -> anyhow::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat").context("read /proc/self/stat")?;
    children(&stat).context("expected times of children in /proc/self/stat")
}

fn busy(stat: &str) -> Option<f64> {
    let ticks: Vec<u64> =
        stat.lines().next()?.strip_prefix("cpu ")?.split_whitespace().map_while(|n| n.parse().ok()).collect();
    let [user, nice, system, _idle, _iowait, irq, softirq, _steal, ..] = ticks[..] else { return None };
    Some((user + nice + system + irq + softirq) as f64 / TICKS_PER_SECOND)
}

fn children(stat: &str) -> Option<f64> {
    // The second field is a name in brackets, which may hold anything. `state` comes after it: field 3.
    let (_, fields) = stat.rsplit_once(") ")?;
    let [user, system] = [16, 17].map(|field| fields.split(' ').nth(field - 3)?.parse::<u64>().ok());
    Some((user? + system?) as f64 / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::{busy, children, of_children};
    use std::process::Command;

    #[test]
    fn idle_and_stolen_time_is_not_busy() {
        assert_eq!(busy("cpu  100 20 30 9999 999 4 6 777 50 0\ncpu0 1 2 3\n"), Some(1.6));
        assert_eq!(busy("cpu  100 20 30\n"), None);
        assert_eq!(busy("cpu0 1 2 3 4 5 6 7 8\n"), None);
    }

    #[test]
    fn children_are_found_behind_any_name() {
        let fields: Vec<String> = (3..=52).map(|n: u32| n.to_string()).collect();
        assert_eq!(children(&format!("1 (a) b) {}", fields.join(" "))), Some(0.33));
        assert_eq!(children("1 (a) S 1"), None);
    }

    #[test]
    fn a_child_that_computes_is_counted() {
        let before = of_children().unwrap();
        let script = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
        assert!(Command::new("sh").args(["-c", script]).status().unwrap().success());
        assert!(of_children().unwrap() > before);
    }
}
