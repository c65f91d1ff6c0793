//! The report, in Markdown. Pure.

use std::fmt;

use gauntlet_grader::model::BenchmarkVerdict;
use gauntlet_tests::host::Host;

use crate::{
    figures::Share,
    graded::Series,
    levels::{self, Level},
};

/// Everything that was measured.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) host: Host,
    /// Load averages at the end.
    pub(crate) load_after: String,
    pub(crate) against_itself: Vec<Series>,
    /// By the planted factor.
    pub(crate) planted: Vec<(f64, Series)>,
}

impl Report {
    /// Levels that were not kept.
    pub(crate) fn missed(&self) -> Vec<Level> {
        self.levels().into_iter().filter(|level| !level.is_kept).collect()
    }

    fn levels(&self) -> Vec<Level> {
        let itself = self.against_itself.iter().flat_map(levels::of_itself);
        itself.chain(self.planted.iter().flat_map(|(factor, series)| levels::of_planted(*factor, series))).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# Benchmark verdicts\n\n{}; {} at the end.\n", self.host, self.load_after)?;
        writeln!(f, "## A reference against itself\n")?;
        header(f, "|gradings|differences|95 % interval|inconclusive|points|bands|samples|noisy host|seconds")?;
        for series in &self.against_itself {
            against_itself(f, series)?;
        }
        writeln!(f, "\n## Planted differences\n")?;
        header(
            f,
            "|gradings|median ratio|seen|95 % interval|seen by benchmark|wrong way|inconclusive|points|samples|seconds",
        )?;
        for (factor, series) in &self.planted {
            planted(f, *factor, series)?;
        }
        writeln!(
            f,
            "\nDifferences and what is seen are counted by grading, everything else by benchmark. Points are the least and the most, \
             bands the narrowest and the widest, samples a side the median, seconds of a grading the median and the most.\n"
        )?;
        writeln!(f, "## Levels\n")?;
        for Level { what, is_kept } in self.levels() {
            writeln!(f, "- {}: {what}", if is_kept { "kept" } else { "**missed**" })?;
        }
        Ok(())
    }
}

fn against_itself(f: &mut fmt::Formatter<'_>, series: &Series) -> fmt::Result {
    let different = series.different();
    let bands = series.bands().map_or_else(|| "not measured".to_owned(), |bands| span(bands, 2));
    row(
        f,
        &[
            &series.name,
            &series.gradings.len().to_string(),
            &counted(different),
            &percent(different.interval()),
            &counted(series.compared_as(&[BenchmarkVerdict::Inconclusive])),
            &span(series.scores(), 1),
            &bands,
            &format!("{:.0}", series.samples()),
            &counted(series.noisy()),
            &span(series.seconds(), 1),
        ],
    )
}

fn planted(f: &mut fmt::Formatter<'_>, factor: f64, series: &Series) -> fmt::Result {
    let seen = levels::noticed(factor, series);
    row(
        f,
        &[
            &series.name,
            &series.gradings.len().to_string(),
            &series.ratio().map_or_else(|| "none".to_owned(), |ratio| format!("{ratio:.3}")),
            &counted(seen),
            &percent(seen.interval()),
            &counted(levels::right_way(factor, series)),
            &counted(levels::wrong_way(factor, series)),
            &counted(series.compared_as(&[BenchmarkVerdict::Inconclusive])),
            &span(series.scores(), 1),
            &format!("{:.0}", series.samples()),
            &span(series.seconds(), 1),
        ],
    )
}

fn header(f: &mut fmt::Formatter<'_>, names: &str) -> fmt::Result {
    let names: Vec<_> = names.split('|').collect();
    row(f, &names)?;
    row(f, &vec!["---"; names.len()])
}

fn row(f: &mut fmt::Formatter<'_>, cells: &[&str]) -> fmt::Result {
    writeln!(f, "| {} |", cells.join(" | "))
}

fn counted(share: Share) -> String {
    format!("{}/{} ({:.1} %)", share.part, share.of, 100.0 * share.value())
}

fn percent((low, high): (f64, f64)) -> String {
    format!("{:.1}-{:.1} %", 100.0 * low, 100.0 * high)
}

fn span((low, high): (f64, f64), digits: usize) -> String {
    format!("{low:.digits$}-{high:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::Report;
    use crate::figures::tests::series;
    use gauntlet_grader::model::BenchmarkVerdict::{Inconclusive, Same, Slower};

    #[test]
    fn everything_is_in_the_report() {
        let report = Report {
            against_itself: vec![series("pool, idle", &[(100.0, &[Same, Inconclusive]), (99.0, &[Same, Same])])],
            planted: vec![(2.0, series("slower-2", &[(50.0, &[Slower, Same]), (50.0, &[Same, Same])]))],
            ..Report::default()
        };
        let text = report.to_string();
        for line in [
            "| pool, idle | 2 | 0/2 (0.0 %) | 0.0-65.8 % | 1/4 (25.0 %) | 99.0-100.0 | 1.05-1.05 | 6 | 0/2 (0.0 %) | 2.0-2.0 |",
            "| slower-2 | 2 | 1.500 | 1/2 (50.0 %) | 9.5-90.5 % | 1/4 (25.0 %) | 0/4 (0.0 %) | 0/4 (0.0 %) | 50.0-50.0 | 6 | 2.0-2.0 |",
            "- kept: pool, idle: differences in at most 5 % of gradings",
            "- **missed**: slower-2: seen in at least 100 % of gradings",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
        assert_eq!(report.missed().len(), 1);
    }
}
