//! Medians and spreads, and the table of them. Pure but for the printing.

use std::time::Duration;

use anyhow::Context;

/// Durations of one command, in the order in which they were measured.
#[derive(Debug, Default)]
pub(crate) struct Series(Vec<Duration>);

impl Series {
    pub(crate) fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The middle one, or the mean of the two in the middle.
    pub(crate) fn median(&self) -> anyhow::Result<Duration> {
        let sorted = self.sorted();
        let upper = *sorted.get(sorted.len() / 2).context("expected at least one measurement, got none")?;
        let lower = sorted.get((sorted.len() - 1) / 2).copied().unwrap_or(upper);
        Ok((lower + upper) / 2)
    }

    fn sorted(&self) -> Vec<Duration> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted
    }

    fn row(&self, name: &str) -> anyhow::Result<String> {
        let sorted = self.sorted();
        let (median, least, most) = (self.median()?, sorted[0], sorted[sorted.len() - 1]);
        let [median, least, most] = [median, least, most].map(|d| format!("{:.3}", d.as_secs_f64()));
        Ok(format!("{name:<52}{median:>8}{:>18}", format!("{least}-{most}")))
    }
}

pub(crate) fn print_table(rows: &[(&str, &Series)]) -> anyhow::Result<()> {
    println!("{:<52}{:>8}{:>18}", "", "median", "min-max");
    for (name, series) in rows {
        println!("{}", series.row(name)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Series;
    use std::time::Duration;

    fn series(ms: &[u64]) -> Series {
        Series(ms.iter().copied().map(Duration::from_millis).collect())
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(series(&[900, 100, 200]).median().unwrap(), Duration::from_millis(200));
        assert_eq!(series(&[400, 100, 200, 900]).median().unwrap(), Duration::from_millis(300));
        assert!(series(&[]).median().is_err());
    }

    #[test]
    fn a_row_shows_the_spread() {
        let row = series(&[1500, 1250, 3000]).row("go vet").unwrap();
        assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["go", "vet", "1.500", "1.250-3.000"]);
    }
}
