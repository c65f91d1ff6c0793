//! What the host did while benchmarks ran.

use gauntlet_grader::model::Report;

use crate::pages::format;

pub(in crate::pages) struct HostView {
    pub(in crate::pages) sentence: String,
    /// What that means; empty unless the host was busy.
    pub(in crate::pages) warning: &'static str,
}

/// None if nothing was measured or the host does not say.
pub(in crate::pages) fn host(report: &Report) -> Option<HostView> {
    let load = report.bench_host.as_ref().filter(|_| !report.benchmarks.is_empty())?;
    let cores = if load.cores.contains(['-', ',']) { "cores" } else { "core" };
    let (others, steal) = (share(load.others), share(load.steal));
    let heat = match load.throttled {
        0 => String::new(),
        n => format!(" They were slowed down by heat {}.", format::count(n, "time", "times")),
    };
    Some(HostView {
        sentence: format!(
            "Measured on {cores} {}. Meanwhile other processes took {others} of their time and the hypervisor {steal}.{heat}",
            load.cores
        ),
        warning: if load.noisy {
            "The host was busy while this was measured: more samples were taken than usual, and differences may still be noise."
        } else {
            ""
        },
    })
}

fn share(share: f64) -> String {
    if (0.0..=1.0).contains(&share) {
        format!("{} %", format::number(share * 100.0, 1))
    } else {
        "an unknown share".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{host, share};
    use crate::pages::fixtures::accepted;

    #[test]
    fn a_busy_host_is_told() {
        let mut report = accepted();
        let view = host(&report).unwrap();
        assert!(view.sentence.starts_with("Measured on cores 0-7. Meanwhile other processes took 4 %"));
        assert!(view.warning.is_empty());
        assert!(!view.sentence.contains("heat"));
        let load = report.bench_host.as_mut().unwrap();
        (load.noisy, load.throttled) = (true, 2);
        assert!(host(&report).unwrap().sentence.ends_with("slowed down by heat 2 times."));
        assert!(host(&report).unwrap().warning.contains("busy"));
        report.benchmarks.clear();
        assert!(host(&report).is_none(), "nothing was measured");
    }

    #[test]
    fn shares_are_between_nothing_and_all() {
        assert_eq!([0.0, 0.0312, 1.0].map(share), ["0 %", "3.1 %", "100 %"]);
        assert!([-0.1, 1.1, f64::NAN, f64::INFINITY].map(share).iter().all(|s| s == "an unknown share"));
    }
}
