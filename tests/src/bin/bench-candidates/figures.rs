//! What was measured, and how it is counted. Pure.

use std::time::Duration;

use crate::process::Usage;

/// Everything of one run.
#[derive(Debug, Default)]
pub(crate) struct Measured {
    pub(crate) saves: Latencies,
    /// Saves that were to be made.
    pub(crate) due: usize,
    /// Drafts that were not what was acknowledged.
    pub(crate) lost: Vec<String>,
    /// Whatever else went wrong.
    pub(crate) errors: Vec<String>,
    /// Events of each stream.
    pub(crate) events: Vec<u64>,
    pub(crate) gradings: Gradings,
    pub(crate) server: Server,
}

/// Times of saves, shortest first.
#[derive(Debug, Default)]
pub(crate) struct Latencies(Vec<Duration>);

/// What the server graded meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Gradings {
    /// How many were being graded, at each look.
    pub(crate) looks: Vec<usize>,
    pub(crate) accepted: usize,
}

/// What the server's process used while everybody typed.
#[derive(Debug, Default)]
pub(crate) struct Server {
    pub(crate) wall: Duration,
    /// CPU time is of that while; memory is as it was at its end.
    pub(crate) used: Usage,
}

impl Latencies {
    pub(crate) fn new(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self(all)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The shortest time that at least this share of saves took at most (nearest rank); none of none.
    pub(crate) fn quantile(&self, share: f64) -> Option<Duration> {
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0.get(rank.saturating_sub(1)).copied()
    }
}

impl Gradings {
    /// Share of looks at which at least so many were being graded; 0 of none.
    pub(crate) fn share_of(&self, least: usize) -> f64 {
        let enough = self.looks.iter().filter(|running| **running >= least).count();
        if self.looks.is_empty() { 0.0 } else { enough as f64 / self.looks.len() as f64 }
    }
}

impl Server {
    /// Processors that it kept busy, on average.
    pub(crate) fn processors(&self) -> f64 {
        if self.wall.is_zero() { 0.0 } else { self.used.cpu_s / self.wall.as_secs_f64() }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Gradings, Latencies, Server, Usage};

    #[test]
    fn quantiles_are_times_that_were_measured() {
        let latencies = Latencies::new((1..=200).rev().map(Duration::from_millis).collect());
        let ms = |share: f64| latencies.quantile(share).unwrap().as_millis();
        assert_eq!([0.0, 0.5, 0.9, 0.99, 1.0].map(ms), [1, 100, 180, 198, 200]);
        assert_eq!(Latencies::default().quantile(0.5), None);
        let one = Latencies::new(vec![Duration::from_millis(7)]);
        assert_eq!(one.quantile(0.99), Some(Duration::from_millis(7)));
    }

    #[test]
    fn shares_and_processors() {
        let gradings = Gradings { looks: vec![2, 1, 2, 3], accepted: 1 };
        assert_eq!((gradings.share_of(2), Gradings::default().share_of(0)), (0.75, 0.0));
        let used = Usage { cpu_s: 6.0, ..Usage::default() };
        assert!((Server { wall: Duration::from_secs(12), used }.processors() - 0.5).abs() < 1e-9);
        assert!(Server::default().processors().abs() < 1e-9);
    }
}
