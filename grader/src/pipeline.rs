//! One submission from its files to its report: the one function to read first.

use std::{sync::Arc, time::Instant};

use sha2::{Digest, Sha256};

use crate::{
    bench,
    cache::BuildCache,
    error::GradeError,
    gotest::{Attribution, TestRun, redact},
    judge::{self, Judgement, Outside},
    meters,
    model::{BenchmarkReport, Challenge, ChallengeRef, Environment, Finding, Limits, Phase, Report, SCHEMA, Verdict},
    plan,
    progress::{Observer, Progress, Stage},
    sandbox::{Images, Role, RunOutput, Sandbox},
    score,
    stage::{self, BuildOutcome, Builds},
    submission::Submission,
};

/// Most of the tests' output that a report keeps, in bytes.
const SHOWN_OUTPUT_BYTES: usize = 64 * 1024;

/// Grades submissions in a sandbox.
pub struct Grader<S> {
    sandbox: S,
    images: Images,
    cache: BuildCache,
}

/// What a caller may choose. The defaults are the challenge's own numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct GradeOptions {
    /// Seed of schedules; by default derived from the submission, so that the same files get the same one.
    pub seed: Option<u64>,
    /// Exactly so many repetitions of each test: no others within a time budget.
    pub repetitions: Option<u32>,
    /// Benchmark samples per side; 0 leaves benchmarks out.
    pub bench_samples: Option<u32>,
}

/// What a run of the test binary came to.
struct Tested {
    run: TestRun,
    judged: Judgement,
}

impl<S: Sandbox> Grader<S> {
    /// A grader that runs containers of `images` in `sandbox` and keeps builds in `cache`.
    pub fn new(sandbox: S, images: Images, cache: BuildCache) -> Self {
        Self { sandbox, images, cache }
    }

    /// The sandbox that this grader uses.
    pub fn sandbox(&self) -> &S {
        &self.sandbox
    }

    /// Grades one submission.
    ///
    /// # Errors
    /// Only our own faults; whatever the submission does ends as a report.
    pub async fn grade(
        &self,
        challenge: &Challenge,
        submission: &Submission,
        options: &GradeOptions,
        observer: Arc<dyn Observer>,
    ) -> Result<Report, GradeError> {
        let manifest = &challenge.manifest;
        let seed = options.seed.unwrap_or_else(|| seed_of(challenge, submission));
        let repetitions = options.repetitions.unwrap_or(manifest.grading.repetitions).max(1);
        let budget_ms = if options.repetitions.is_some() { 0 } else { manifest.grading.budget_ms };
        let limits = Limits { wall_ms: manifest.grading.wall_ms + 15_000, ..Limits::run().with(&manifest.limits) };
        let mut clock = Clock::new(Arc::clone(&observer));

        clock.start(Stage::Check);
        let image_digest = self.image_digest().await?;
        let built = stage::build(&self.builder(&image_digest), challenge, submission, &observer).await?;
        let (builds, judged_early) = match built {
            BuildOutcome::Built(builds) => (builds, None),
            BuildOutcome::Forbidden(findings) => {
                let summary = forbidden_summary(&findings);
                let judged = judge::not_run(manifest, repetitions, Verdict::ForbiddenCode, summary);
                (Builds { findings, ..Builds::default() }, Some(judged))
            }
            BuildOutcome::Failed { findings, summary } => {
                let judged = judge::not_run(manifest, repetitions, Verdict::CompileError, summary);
                (Builds { findings, ..Builds::default() }, Some(judged))
            }
        };
        clock.end(Stage::Build, Some(builds.cpu_ms));

        let tested = match judged_early {
            Some(judged) => Tested { run: TestRun::default(), judged },
            None => {
                clock.start(Stage::Test);
                let tested = self
                    .test(challenge, submission, &builds, (repetitions, budget_ms, seed), &limits, &observer)
                    .await?;
                clock.end(Stage::Test, Some(tested.run.cpu_ms()));
                tested
            }
        };

        let samples = options.bench_samples.unwrap_or(manifest.bench.samples);
        let mut benchmarks = Vec::new();
        if tested.judged.verdict == Verdict::Accepted && !manifest.benchmarks.is_empty() && samples > 0 {
            clock.start(Stage::Benchmark);
            let (measured, cpu_ms) =
                self.benchmark(challenge, builds.benchmarked, samples, &image_digest, seed, &observer).await?;
            benchmarks = measured;
            clock.end(Stage::Benchmark, Some(cpu_ms));
        }

        clock.start(Stage::Score);
        let mut findings = builds.findings;
        findings.extend(submission.notes.iter().cloned());
        let score = score::score(manifest, &tested.judged, &findings, &benchmarks);
        let meters = meters::meters(&tested.run, &limits);
        clock.end(Stage::Score, None);
        let Tested { run, judged } = tested;
        Ok(Report {
            schema: SCHEMA,
            challenge: ChallengeRef { slug: manifest.slug.clone(), version: manifest.version },
            verdict: judged.verdict,
            summary: judged.summary,
            score,
            tests: judged.tests,
            races: judged.races,
            leaks: judged.leaks,
            hangs: judged.hangs,
            panics: judged.panics,
            findings,
            benchmarks,
            meters,
            phases: clock.phases,
            limits,
            environment: Environment {
                go_version: builds.go_version,
                image_digest,
                grader_version: env!("CARGO_PKG_VERSION").to_owned(),
                gomaxprocs: manifest.grading.gomaxprocs.clone(),
                seed,
            },
            reproduce: format!("go test -race -count={repetitions} -shuffle=on ./..."),
            output: redact::without_hidden_tests(&run.shown_output(SHOWN_OUTPUT_BYTES), &challenge.hidden),
        })
    }

    /// Builds the reference of a challenge if that has not been done, so that no submission has to wait for it.
    ///
    /// # Errors
    /// The image is missing, or the reference does not compile.
    pub async fn prepare(&self, challenge: &Challenge) -> Result<(), GradeError> {
        let image_digest = self.image_digest().await?;
        self.reference(challenge, &image_digest).await.map(drop)
    }

    async fn test(
        &self,
        challenge: &Challenge,
        submission: &Submission,
        builds: &Builds,
        (repetitions, budget_ms, seed): (u32, u64, u64),
        limits: &Limits,
        observer: &Arc<dyn Observer>,
    ) -> Result<Tested, GradeError> {
        let manifest = &challenge.manifest;
        let request = plan::test_request(manifest, repetitions, budget_ms, seed, limits);
        let total = repetitions.saturating_mul(u32::try_from(manifest.tests.len()).unwrap_or(u32::MAX));
        let binaries: Vec<_> = builds.tested.iter().map(|(name, binary)| (*name, binary.as_slice())).collect();
        let (run, output) =
            stage::run(&self.sandbox, &self.images.run, (Role::Run, limits), &request, &binaries, (observer, total))
                .await?;
        let who = Attribution::new(manifest.package.module.clone(), submission.files.iter().map(|(p, _)| p.clone()));
        let judged =
            judge::judge(manifest, repetitions, &run, outside(&output, limits, manifest.grading.wall_ms), &who)?;
        Ok(Tested { run, judged })
    }

    async fn benchmark(
        &self,
        challenge: &Challenge,
        candidate: Vec<u8>,
        samples: u32,
        image_digest: &str,
        seed: u64,
        observer: &Arc<dyn Observer>,
    ) -> Result<(Vec<BenchmarkReport>, u64), GradeError> {
        let manifest = &challenge.manifest;
        let reference = self.reference(challenge, image_digest).await?;
        let limits = Limits { cpu_millis: 0, ..Limits::run().with(&manifest.limits) };
        let request = plan::bench_request(manifest, samples, &limits);
        let total = u32::try_from(request.executions.len()).unwrap_or(u32::MAX);
        let binaries = [(plan::CANDIDATE, candidate.as_slice()), (plan::REFERENCE, reference.as_slice())];
        let (run, _) =
            stage::run(&self.sandbox, &self.images.run, (Role::Bench, &limits), &request, &binaries, (observer, total))
                .await?;
        let compared = manifest
            .benchmarks
            .iter()
            .map(|spec| {
                let measured = bench::measurement(&spec.name, &run);
                bench::compare(
                    spec,
                    &measured,
                    score::benchmark_max(manifest, &spec.name),
                    manifest.benchmarks.len(),
                    seed,
                )
            })
            .collect();
        Ok((compared, run.cpu_ms()))
    }

    async fn reference(&self, challenge: &Challenge, image_digest: &str) -> Result<Vec<u8>, GradeError> {
        stage::build_reference(&self.builder(image_digest), challenge).await
    }

    fn builder<'a>(&'a self, image_digest: &'a str) -> stage::Builder<'a, S> {
        stage::Builder { sandbox: &self.sandbox, image: &self.images.build, image_digest, cache: &self.cache }
    }

    async fn image_digest(&self) -> Result<String, GradeError> {
        let (build, run) = tokio::try_join!(
            self.sandbox.image_digest(&self.images.build),
            self.sandbox.image_digest(&self.images.run)
        )?;
        Ok(format!("{build}+{run}"))
    }
}

fn outside(output: &RunOutput, limits: &Limits, wall_limit_ms: u64) -> Outside {
    Outside {
        oom_killed: output.oom_killed,
        timed_out: output.timed_out,
        memory_limit_bytes: limits.memory_bytes,
        output_limit_bytes: limits.output_bytes,
        wall_limit_ms,
    }
}

fn forbidden_summary(findings: &[Finding]) -> String {
    let Some(first) = findings.first() else { return "The submission uses what the challenge forbids.".to_owned() };
    let line = if first.line > 0 { format!(":{}", first.line) } else { String::new() };
    format!("The submission was not built: {}{line}: {}.", first.file, first.message.trim_end_matches('.'))
}

/// The same files for the same version of a challenge get the same schedules: an unchanged resubmit changes nothing.
fn seed_of(challenge: &Challenge, submission: &Submission) -> u64 {
    let mut hash = Sha256::new();
    hash.update(challenge.manifest.slug.as_str());
    hash.update(challenge.manifest.version.to_be_bytes());
    for (path, content) in submission.files.iter() {
        for part in [path.as_str(), content] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    let digest = hash.finalize();
    digest.iter().take(6).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
}

/// Measures the stages and tells when they begin and end.
struct Clock {
    observer: Arc<dyn Observer>,
    started: Instant,
    phases: Vec<Phase>,
}

impl Clock {
    fn new(observer: Arc<dyn Observer>) -> Self {
        Self { observer, started: Instant::now(), phases: Vec::new() }
    }

    fn start(&mut self, stage: Stage) {
        self.started = Instant::now();
        self.observer.observe(Progress::Started { stage });
    }

    fn end(&mut self, stage: Stage, cpu_ms: Option<u64>) {
        let wall_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.phases.push(Phase { name: stage.as_str().to_owned(), wall_ms, cpu_ms });
        self.observer.observe(Progress::Ended { stage, wall_ms });
    }
}
