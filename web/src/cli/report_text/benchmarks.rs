//! Benchmarks as lines of text.

use gauntlet_grader::model::{BenchmarkReport, BenchmarkVerdict, HostLoad};

use super::points;

/// One line for each benchmark, its reason below it, and last whether the host was busy.
pub(super) fn lines(benchmarks: &[BenchmarkReport], host: Option<&HostLoad>) -> Vec<String> {
    let mut lines = Vec::new();
    for b in benchmarks {
        lines.push(benchmark(b));
        if !b.why.is_empty() {
            lines.push(format!("      {}", b.why));
        }
    }
    lines.extend(host.filter(|host| host.noisy).map(|host| {
        let (others, steal) = (percent(host.others), percent(host.steal));
        let heat = if host.throttled > 0 { " They were slowed down by heat, too." } else { "" };
        format!(
            "  The host was busy meanwhile: on cores {} other processes took {others} of the time and the hypervisor \
             {steal}.{heat}",
            host.cores
        )
    }));
    lines
}

/// `Submit from eight goroutines  1.77 (1.62 to 1.93)  slower  13.4 of 15 points`.
fn benchmark(b: &BenchmarkReport) -> String {
    let ratio = match (b.ratio, b.ci_low, b.ci_high) {
        (Some(r), Some(low), Some(high)) => {
            format!("{} (95 % interval {} to {})", ratio(r), ratio(low), ratio(high))
        }
        (Some(r), ..) => ratio(r),
        _ => "no measurement".to_owned(),
    };
    let word = match b.verdict {
        BenchmarkVerdict::Faster => "faster",
        BenchmarkVerdict::Same => "same",
        BenchmarkVerdict::Slower => "slower",
        BenchmarkVerdict::Inconclusive => "inconclusive",
        BenchmarkVerdict::Implausible => "implausible",
    };
    format!("  {:<40} {ratio}  {word}  {} of {} points", b.title, points(b.earned), points(b.max))
}

/// Two decimals, more of what is very small.
fn ratio(ratio: f64) -> String {
    match ratio.abs() {
        size if !size.is_finite() => "unknown".to_owned(),
        size if (0.1..1e6).contains(&size) => format!("{ratio:.2}"),
        size if (0.001..0.1).contains(&size) => format!("{ratio:.4}"),
        _ => format!("{ratio:.2e}"),
    }
}

fn percent(share: f64) -> String {
    if (0.0..=1.0).contains(&share) { format!("{:.0} %", share * 100.0) } else { "an unknown share".to_owned() }
}

#[cfg(test)]
mod tests {
    use gauntlet_grader::model::{BenchmarkReport, BenchmarkVerdict, HostLoad};

    use super::{lines, percent, ratio};

    fn measured() -> BenchmarkReport {
        BenchmarkReport {
            name: "BenchmarkSubmit".to_owned(),
            title: "Submit".to_owned(),
            ratio: Some(1.77),
            ci_low: Some(1.62),
            ci_high: Some(1.93),
            p_value: None,
            band: None,
            samples: Vec::new(),
            reference_samples: Vec::new(),
            metrics: Vec::new(),
            scaling: Vec::new(),
            verdict: BenchmarkVerdict::Slower,
            why: "Slower than the noise explains.".to_owned(),
            earned: 13.4,
            max: 15.0,
        }
    }

    #[test]
    fn a_line_for_each_benchmark_and_its_reason_below() {
        let unknown =
            BenchmarkReport { ratio: None, verdict: BenchmarkVerdict::Inconclusive, why: String::new(), ..measured() };
        let lines = lines(&[measured(), unknown], None);
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].starts_with("  Submit  "), "{lines:?}");
        assert!(lines[0].ends_with("1.77 (95 % interval 1.62 to 1.93)  slower  13.4 of 15 points"), "{lines:?}");
        assert_eq!(lines[1].trim(), "Slower than the noise explains.");
        assert!(lines[2].ends_with("no measurement  inconclusive  13.4 of 15 points"), "{lines:?}");
    }

    #[test]
    fn the_host_is_named_only_where_it_was_busy() {
        let host = |noisy| HostLoad { cores: "0-1".to_owned(), steal: 0.02, others: 0.314, throttled: 0, noisy };
        assert_eq!(lines(&[measured()], Some(&host(false))).len(), 2);
        assert_eq!(
            lines(&[measured()], Some(&host(true)))[2],
            "  The host was busy meanwhile: on cores 0-1 other processes took 31 % of the time and the hypervisor 2 %."
        );
        let hot = HostLoad { throttled: 1, ..host(true) };
        assert!(lines(&[measured()], Some(&hot))[2].ends_with("hypervisor 2 %. They were slowed down by heat, too."));
    }

    #[test]
    fn odd_ratios_and_shares_stay_short() {
        assert_eq!([1.0, 0.0108, f64::MAX, f64::NAN].map(ratio), ["1.00", "0.0108", "1.80e308", "unknown"]);
        assert_eq!([0.314, f64::NAN, -1.0].map(percent), ["31 %", "an unknown share", "an unknown share"]);
    }
}
