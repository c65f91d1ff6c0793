//! Counts over series of gradings. Pure.

use gauntlet_grader::{bench::stats, model::BenchmarkVerdict};

use crate::graded::{Compared, Series};

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) part: usize,
    pub(crate) of: usize,
}

impl Share {
    /// 0 to 1; 0 of none.
    pub(crate) fn value(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.part as f64 / self.of as f64 }
    }

    /// A 95 % interval for the chance behind the share (Wilson 1927).
    pub(crate) fn interval(self) -> (f64, f64) {
        const Z: f64 = 1.959_963_984_540_054;
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (n, p) = (self.of as f64, self.value());
        let middle = p + Z * Z / (2.0 * n);
        let reach = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        let scale = 1.0 + Z * Z / n;
        (((middle - reach) / scale).max(0.0), ((middle + reach) / scale).min(1.0))
    }
}

impl Series {
    /// Gradings in which some benchmark was called different.
    pub(crate) fn different(&self) -> Share {
        let part = self.gradings.iter().filter(|g| g.benchmarks.iter().any(Compared::is_different)).count();
        Share { part, of: self.gradings.len() }
    }

    /// Comparisons, one for each benchmark of each grading, with one of these verdicts.
    pub(crate) fn compared_as(&self, verdicts: &[BenchmarkVerdict]) -> Share {
        let part = self.compared().filter(|b| verdicts.contains(&b.verdict)).count();
        Share { part, of: self.compared().count() }
    }

    /// Gradings with one of these verdicts on some benchmark.
    pub(crate) fn graded_as(&self, verdicts: &[BenchmarkVerdict]) -> Share {
        let part = self.gradings.iter().filter(|g| g.benchmarks.iter().any(|b| verdicts.contains(&b.verdict))).count();
        Share { part, of: self.gradings.len() }
    }

    /// Gradings on a host that was called noisy.
    pub(crate) fn noisy(&self) -> Share {
        Share { part: self.gradings.iter().filter(|g| g.noisy).count(), of: self.gradings.len() }
    }

    /// The least and the most points.
    pub(crate) fn scores(&self) -> (f64, f64) {
        range(self.gradings.iter().map(|g| g.score)).unwrap_or_default()
    }

    /// The narrowest and the widest noise band; none where none was measured.
    pub(crate) fn bands(&self) -> Option<(f64, f64)> {
        range(self.compared().filter_map(|b| b.band))
    }

    pub(crate) fn ratio(&self) -> Option<f64> {
        stats::median(&self.compared().filter_map(|b| b.ratio).collect::<Vec<_>>())
    }

    /// Median number of samples a side.
    pub(crate) fn samples(&self) -> f64 {
        stats::median(&self.compared().map(|b| b.samples as f64).collect::<Vec<_>>()).unwrap_or_default()
    }

    /// Median and largest time of a grading.
    pub(crate) fn seconds(&self) -> (f64, f64) {
        let all: Vec<f64> = self.gradings.iter().map(|g| g.seconds).collect();
        (stats::median(&all).unwrap_or_default(), all.iter().copied().fold(0.0, f64::max))
    }

    fn compared(&self) -> impl Iterator<Item = &Compared> {
        self.gradings.iter().flat_map(|g| &g.benchmarks)
    }
}

impl Compared {
    /// Implausibly fast is different, too.
    fn is_different(&self) -> bool {
        !matches!(self.verdict, BenchmarkVerdict::Same | BenchmarkVerdict::Inconclusive)
    }
}

fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |range, v| Some(range.map_or((v, v), |(low, high): (f64, f64)| (low.min(v), high.max(v)))))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{BenchmarkVerdict, Compared, Series, Share};
    use crate::graded::Graded;

    /// A series with one benchmark for each verdict of each grading.
    pub(crate) fn series(name: &str, gradings: &[(f64, &[BenchmarkVerdict])]) -> Series {
        let compared =
            |verdict: &BenchmarkVerdict| Compared { verdict: *verdict, ratio: Some(1.5), band: Some(1.05), samples: 6 };
        let graded = |(score, verdicts): &(f64, &[BenchmarkVerdict])| Graded {
            score: *score,
            seconds: 2.0,
            noisy: false,
            benchmarks: verdicts.iter().map(compared).collect(),
        };
        Series { name: name.to_owned(), gradings: gradings.iter().map(graded).collect() }
    }

    #[test]
    fn gradings_and_comparisons_are_counted() {
        use BenchmarkVerdict::{Faster, Implausible, Inconclusive, Same, Slower};
        let series = series(
            "x",
            &[
                (100.0, &[Same, Same]),
                (97.5, &[Slower, Same]),
                (99.0, &[Inconclusive, Same]),
                (0.0, &[Implausible, Faster]),
            ],
        );
        assert_eq!(series.different(), Share { part: 2, of: 4 });
        assert_eq!(series.graded_as(&[Slower, Faster]), Share { part: 2, of: 4 });
        assert_eq!(series.compared_as(&[Slower]), Share { part: 1, of: 8 });
        assert_eq!(series.compared_as(&[Faster, Implausible]), Share { part: 2, of: 8 });
        assert_eq!((series.scores(), series.bands()), ((0.0, 100.0), Some((1.05, 1.05))));
        assert_eq!((series.ratio(), series.samples(), series.seconds()), (Some(1.5), 6.0, (2.0, 2.0)));
        assert_eq!((Series::default().bands(), Series::default().scores()), (None, (0.0, 0.0)));
    }

    /// Known values: 0 of 100 may still be 3.7 %, 50 of 100 is 40 to 60 %.
    #[test]
    fn shares_have_intervals() {
        let round = |share: Share| {
            let (low, high) = share.interval();
            (format!("{low:.3}"), format!("{high:.3}"))
        };
        assert_eq!(round(Share { part: 0, of: 100 }), ("0.000".to_owned(), "0.037".to_owned()));
        assert_eq!(round(Share { part: 50, of: 100 }), ("0.404".to_owned(), "0.596".to_owned()));
        assert_eq!(round(Share { part: 3, of: 3 }), ("0.439".to_owned(), "1.000".to_owned()));
        assert_eq!((Share { part: 0, of: 0 }.value(), Share { part: 0, of: 0 }.interval()), (0.0, (0.0, 1.0)));
    }
}
