//! Gradings of one solution, and what of their reports is counted.

use std::{path::Path, time::Instant};

use anyhow::{Context, ensure};
use gauntlet_grader::{
    catalog, intake,
    model::{BenchmarkReport, BenchmarkVerdict, Challenge, Report, Verdict},
    pipeline::GradeOptions,
    submission::Submission,
};

use crate::fresh::FreshGrader;

/// A solution and its challenge.
pub(crate) struct Entry {
    /// `<challenge>/<solution>`.
    pub(crate) name: String,
    challenge: Challenge,
    submission: Submission,
}

impl Entry {
    /// The challenge's reference as a submission: what it is compared with is itself.
    pub(crate) fn reference(challenge: &Path) -> anyhow::Result<Self> {
        let reference = load(challenge)?.manifest.reference;
        Self::named(challenge, &reference)
    }

    /// `solution` is the path below `submissions/`.
    pub(crate) fn named(challenge: &Path, solution: &str) -> anyhow::Result<Self> {
        let loaded = load(challenge)?;
        let directory = challenge.join("submissions").join(solution);
        let handed_in = intake::from_path(&directory).with_context(|| format!("read {}", directory.display()))?;
        let submission = Submission::new(&loaded, &handed_in.files)?;
        Ok(Self { name: format!("{}/{solution}", loaded.manifest.slug), challenge: loaded, submission })
    }
}

fn load(challenge: &Path) -> anyhow::Result<Challenge> {
    catalog::load_challenge(challenge).with_context(|| format!("read {}", challenge.display()))
}

/// One grading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graded {
    /// Points of 100.
    pub(crate) score: f64,
    pub(crate) seconds: f64,
    /// The host was too busy for the grader's liking.
    pub(crate) noisy: bool,
    pub(crate) benchmarks: Vec<Compared>,
}

/// One benchmark of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared {
    pub(crate) verdict: BenchmarkVerdict,
    pub(crate) ratio: Option<f64>,
    pub(crate) band: Option<f64>,
    pub(crate) samples: usize,
}

impl From<&BenchmarkReport> for Compared {
    fn from(report: &BenchmarkReport) -> Self {
        let BenchmarkReport { verdict, ratio, band, ref samples, .. } = *report;
        Self { verdict, ratio, band, samples: samples.len() }
    }
}

/// Gradings of one solution under one condition.
#[derive(Debug, Default)]
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) gradings: Vec<Graded>,
}

impl Series {
    pub(crate) fn new(name: String) -> Self {
        Self { name, gradings: Vec::new() }
    }

    /// Grades so many times, each with tests once and a seed of its own: by default the same files get the same one.
    pub(crate) fn grade(&mut self, grader: &FreshGrader, entry: &Entry, gradings: u64) -> anyhow::Result<()> {
        for seed in 1..=gradings {
            let options = GradeOptions { seed: Some(seed), repetitions: Some(1), ..GradeOptions::default() };
            let begun = Instant::now();
            let report = grader.grade(&entry.challenge, &entry.submission, &options)?;
            let graded = graded(&report, begun.elapsed().as_secs_f64()).with_context(|| self.name.clone())?;
            eprintln!("soak-bench: {:<44} {seed:>3} of {gradings}: {}", self.name, line(&graded));
            self.gradings.push(graded);
        }
        Ok(())
    }
}

fn graded(report: &Report, seconds: f64) -> anyhow::Result<Graded> {
    let accepted = report.verdict == Verdict::Accepted && !report.benchmarks.is_empty();
    ensure!(accepted, "expected an accepted report with benchmarks, got {}: {}", report.verdict, report.summary);
    Ok(Graded {
        score: report.score.earned,
        seconds,
        noisy: report.bench_host.as_ref().is_some_and(|host| host.noisy),
        benchmarks: report.benchmarks.iter().map(Compared::from).collect(),
    })
}

fn line(graded: &Graded) -> String {
    let compared = graded.benchmarks.iter().map(|b| match b.ratio {
        Some(ratio) => format!("{ratio:.3} {:?}", b.verdict),
        None => format!("{:?}", b.verdict),
    });
    let compared = compared.collect::<Vec<_>>().join(", ");
    format!("{:.1} points in {:.1} s: {compared}", graded.score, graded.seconds)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Entry;
    use crate::levels::PLANTED;
    use gauntlet_tests::places;

    /// The steps of work in a solution's source, and the rest of it.
    fn steps_of(solution: &str) -> (f64, String) {
        let path = places::test_challenges().join("speed/submissions").join(solution).join("speed.go");
        let source = fs::read_to_string(path).unwrap();
        let (before, after) = source.split_once("const steps = ").unwrap();
        let (steps, after) = after.split_once('\n').unwrap();
        (steps.parse().unwrap(), format!("{before}{after}"))
    }

    #[test]
    fn what_is_planted_is_all_that_differs() {
        let (usual, source) = steps_of("accepted/reference");
        for (factor, name) in PLANTED.iter().copied().chain([(1.0, "same"), (4.0, "slower-4")]) {
            let (steps, rest) = steps_of(&format!("accepted/{name}"));
            assert_eq!((steps, rest.as_str()), (factor * usual, source.as_str()), "{name}");
        }
    }

    #[test]
    fn the_challenges_can_be_read() {
        let speed = Entry::reference(&places::test_challenges().join("speed")).unwrap();
        assert_eq!((speed.name.as_str(), speed.submission.files.len()), ("speed/accepted/reference", 1));
        assert!(Entry::named(&places::test_challenges().join("speed"), "accepted/absent").is_err());
    }
}
