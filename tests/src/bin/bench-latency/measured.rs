//! What every command took, and how that is shown.

use std::time::Duration;

use crate::{
    bars::{self, Took},
    by_hand::ByHand,
    figures::{Series, print_table},
    graded::Graded,
    in_docker::InDocker,
};

/// One series for each line of the table.
#[derive(Default)]
pub(crate) struct Measured {
    gauntlet: Series,
    phases: Vec<Phase>,
    outside_phases: Series,
    vet: Series,
    test: Series,
    bench: Series,
    by_hand: Series,
    short_bench: Series,
    short_by_hand: Series,
    edited: Series,
    in_docker: Series,
    in_docker_test: Series,
    uncached: Series,
}

#[derive(Default)]
struct Phase {
    name: String,
    wall: Series,
    cpu: Series,
}

impl Measured {
    pub(crate) fn graded(&mut self, graded: Graded) {
        let mut outside = graded.wall;
        for phase in graded.phases {
            outside = outside.saturating_sub(phase.wall);
            if !self.phases.iter().any(|known| known.name == phase.name) {
                self.phases.push(Phase { name: phase.name.clone(), ..Phase::default() });
            }
            for known in self.phases.iter_mut().filter(|known| known.name == phase.name) {
                known.wall.push(phase.wall);
                phase.cpu.into_iter().for_each(|cpu| known.cpu.push(cpu));
            }
        }
        self.gauntlet.push(graded.wall);
        self.outside_phases.push(outside);
    }

    /// The unchanged package, and then one that was edited.
    pub(crate) fn by_hand(&mut self, by_hand: &ByHand, benchtime: &str) -> anyhow::Result<()> {
        let (vet, test, bench) = (by_hand.vet()?, by_hand.test()?, by_hand.bench(None)?);
        let short_bench = by_hand.bench(Some(benchtime))?;
        self.vet.push(vet);
        self.test.push(test);
        self.bench.push(bench);
        self.by_hand.push(vet + test + bench);
        self.short_bench.push(short_bench);
        self.short_by_hand.push(vet + test + short_bench);
        by_hand.edit()?;
        self.edited.push(by_hand.vet()? + by_hand.test()? + by_hand.bench(None)?);
        Ok(())
    }

    pub(crate) fn in_docker(&mut self, in_docker: &InDocker) -> anyhow::Result<()> {
        let test = in_docker.test()?;
        self.in_docker.push(in_docker.vet()? + test + in_docker.bench()?);
        self.in_docker_test.push(test);
        Ok(())
    }

    pub(crate) fn uncached(&mut self, took: Duration) {
        self.uncached.push(took);
    }

    pub(crate) fn print(&self, pairs: usize, benchtime: &str) -> anyhow::Result<()> {
        println!("{pairs} pairs in turn, wall time in seconds\n");
        let mut rows = vec![("gauntlet grade", &self.gauntlet)];
        let phases: Vec<_> = self.phases.iter().map(|phase| (format!("  {}", phase.name), &phase.wall)).collect();
        rows.extend(phases.iter().map(|(name, series)| (name.as_str(), *series)));
        let bench_short = format!("  go test -run '^$' -bench . {benchtime} ./...");
        let by_hand_short = format!("by hand, with {benchtime}");
        rows.extend([
            ("  outside the phases: process, report", &self.outside_phases),
            ("by hand", &self.by_hand),
            ("  go vet ./...", &self.vet),
            ("  go test -race -count=1 ./...", &self.test),
            ("  go test -run '^$' -bench . ./...", &self.bench),
            ("by hand, after an edit of the submission", &self.edited),
            (by_hand_short.as_str(), &self.short_by_hand),
            (bench_short.as_str(), &self.short_bench),
            ("docker run, a container for each command", &self.in_docker),
            ("  docker run ... go test -race -count=1 ./...", &self.in_docker_test),
            ("  the same, standard library not cached, once", &self.uncached),
        ]);
        print_table(&rows)?;
        println!("\nWhere a grading's time goes, medians in seconds\n\n{}", bars::picture(&self.took()?));
        println!("ratio to by hand after an edit: {:.2}", self.ratio_to(&self.edited)?);
        println!("ratio to by hand with Gauntlet's {benchtime}: {:.2}", self.ratio_to(&self.short_by_hand)?);
        println!("ratio to a container for each command: {:.2}", self.ratio_to(&self.in_docker)?);
        println!("ratio: {:.2}", self.ratio_to(&self.by_hand)?);
        Ok(())
    }

    fn took(&self) -> anyhow::Result<Vec<Took<'_>>> {
        let mut all = Vec::new();
        for Phase { name, wall, cpu } in &self.phases {
            // A phase without a container tells no CPU time.
            all.push(Took { name, wall: wall.median()?, cpu: cpu.median().ok() });
        }
        Ok(all)
    }

    fn ratio_to(&self, series: &Series) -> anyhow::Result<f64> {
        Ok(self.gauntlet.median()?.as_secs_f64() / series.median()?.as_secs_f64())
    }
}
