//! One side: gradings, several at once.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, anyhow, ensure};
use gauntlet_grader::{
    model::{Challenge, FileSet, Phase, Verdict},
    pipeline::GradeOptions,
    submission::Submission,
};
use gauntlet_tests::fixture::Fixture;

use crate::{SOURCE, Work, cost::Parts};

/// Grades the reference so many times, each time with another variable. Answers the CPU seconds of all containers, as the
/// reports tell them.
pub(crate) fn grade_all(challenge: &Challenge, work: &Work, lanes: usize, gradings: usize) -> anyhow::Result<Parts> {
    let next = AtomicUsize::new(0);
    let lane = || -> anyhow::Result<Parts> {
        let fixture = Fixture::new();
        let mut spent = Parts::default();
        while next.fetch_add(1, Ordering::Relaxed) < gradings {
            spent = spent + grade(&fixture, challenge, work)?;
        }
        Ok(spent)
    };
    thread::scope(|scope| {
        let started: Vec<_> = (0..lanes).map(|_| scope.spawn(lane)).collect();
        started.into_iter().map(|lane| lane.join().map_err(|_| anyhow!("a lane panicked; see above"))?).sum()
    })
}

fn grade(fixture: &Fixture, challenge: &Challenge, work: &Work) -> anyhow::Result<Parts> {
    let submission = Submission::new(challenge, &another(&challenge.reference)?)?;
    let options = GradeOptions {
        repetitions: Some(work.repetitions),
        bench_samples: Some(work.samples),
        ..GradeOptions::default()
    };
    let report = fixture.grade(challenge, &submission, &options)?;
    let accepted = report.verdict == Verdict::Accepted && !report.benchmarks.is_empty();
    ensure!(accepted, "expected an accepted report with benchmarks, got {}: {}", report.verdict, report.summary);
    Ok(parts(&report.phases))
}

fn parts(phases: &[Phase]) -> Parts {
    let cpu_s = |name: &str| {
        let of_phase = phases.iter().filter(|phase| phase.name == name).filter_map(|phase| phase.cpu_ms);
        of_phase.sum::<u64>() as f64 / 1000.0
    };
    Parts { build: cpu_s("build"), tests: cpu_s("test"), benchmarks: cpu_s("benchmark") }
}

/// The same files with another variable, so that neither side can take anything from its cache: after a comment the go
/// command would find that the package has not changed, and build nothing that depends on it.
pub(crate) fn another(files: &FileSet) -> anyhow::Result<FileSet> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("read the clock")?;
    let mut changed = FileSet::new();
    for (path, content) in files.iter() {
        let last =
            if path.as_str() == SOURCE { format!("\nvar copiedAt = \"{}\"\n", now.as_nanos()) } else { String::new() };
        changed.insert(path.clone(), format!("{content}{last}"));
    }
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use super::another;
    use crate::SOURCE;
    use gauntlet_grader::model::{FileSet, RelPath};

    #[test]
    fn only_the_source_changes() {
        let mut files = FileSet::new();
        for name in [SOURCE, "queue.go"] {
            files.insert(RelPath::parse(name).unwrap(), "package workerpool\n".to_owned());
        }
        let [one, two] = [(); 2].map(|()| another(&files).unwrap());
        assert_eq!(one.get("queue.go"), files.get("queue.go"));
        assert_ne!(one.get(SOURCE), two.get(SOURCE));
        assert!(one.get(SOURCE).unwrap().starts_with("package workerpool\n\nvar copiedAt = \""));
    }
}
