//! One submission from its files to its report: the one function to read first.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::{
    cache::BuildCache,
    clock::Clock,
    cores::{Cores, Lease},
    error::GradeError,
    gotest::{Attribution, TestRun, redact},
    judge::{self, Judgement, Outside},
    meters,
    model::{Challenge, ChallengeRef, Environment, Finding, Limits, Manifest, Report, SCHEMA, Verdict},
    plan,
    progress::{Observer, Stage},
    sandbox::{Images, Role, RunOutput, Sandbox},
    score,
    stage::{self, Bench, Benchmarked, BuildOutcome, Builds},
    submission::Submission,
};

/// Most of the tests' output that a report keeps, in bytes.
const SHOWN_OUTPUT_BYTES: usize = 64 * 1024;

/// Grades submissions in a sandbox.
pub struct Grader<S> {
    sandbox: S,
    images: Images,
    cache: BuildCache,
    cores: Cores,
}

/// What a caller may choose. The defaults are the challenge's own numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct GradeOptions {
    /// Seed of schedules; by default derived from the submission, so that the same files get the same one.
    pub seed: Option<u64>,
    /// Exactly so many repetitions of each test: no others within a time budget.
    pub repetitions: Option<u32>,
    /// Exactly so many benchmark samples per side, without a noise band, scaling curve or profile; 0 leaves benchmarks
    /// out.
    pub bench_samples: Option<u32>,
}

/// What a run of the test binary came to.
struct Tested {
    run: TestRun,
    judged: Judgement,
}

impl<S: Sandbox> Grader<S> {
    /// A grader that runs containers of `images` in `sandbox` on `cores`, and keeps builds in `cache`. All graders of a
    /// process have to share their cores.
    pub fn new(sandbox: S, images: Images, cache: BuildCache, cores: Cores) -> Self {
        Self { sandbox, images, cache, cores }
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

        let lease = self.cores.share(cores(&limits)).await;
        clock.start(Stage::Check);
        let image_digest = self.image_digest().await?;
        let builder = self.builder(&image_digest, &lease);
        // While the compiler works, the container for what it makes is started.
        let (built, waiting) = tokio::try_join!(
            stage::build(&builder, challenge, submission, &observer),
            self.start(Role::Run, manifest, &limits, &lease)
        )?;
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

        let wanted = !manifest.benchmarks.is_empty() && options.bench_samples != Some(0);
        let who = Attribution::new(manifest.package.module.clone(), submission.files.iter().map(|(p, _)| p.clone()));
        let (mut tested, bench_waiting) = match judged_early {
            Some(judged) => (Tested { run: TestRun::default(), judged }, None),
            None => {
                clock.start(Stage::Test);
                let plan = (repetitions, budget_ms, seed);
                let (tested, bench_waiting) = tokio::try_join!(
                    self.test(challenge, &who, &builds, plan, (waiting, &limits), &observer),
                    self.start_bench(wanted, manifest, &lease)
                )?;
                clock.end(Stage::Test, Some(tested.run.cpu_ms()));
                (tested, bench_waiting)
            }
        };
        // Benchmarks wait for cores that nobody else has, and this would be somebody else.
        drop(lease);

        let mut measured = Benchmarked::default();
        if tested.judged.verdict == Verdict::Accepted && wanted {
            clock.start(Stage::Benchmark);
            let reference = self.reference(challenge, &image_digest).await?;
            let bench = self.bench(challenge, &reference, &image_digest, (seed, &who), &observer);
            measured = bench.measure(&builds.benchmarked, options.bench_samples, bench_waiting).await?;
            clock.end(Stage::Benchmark, Some(measured.cpu_ms));
        }
        if let Some(detail) = measured.contradiction.take() {
            tested.judged = judge::tampered(tested.judged, &detail);
            measured = Benchmarked::default();
        }

        clock.start(Stage::Score);
        let mut findings = builds.findings;
        findings.extend(submission.notes.iter().cloned());
        let score = score::score(manifest, &tested.judged, &findings, &measured.reports);
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
            benchmarks: measured.reports,
            bench_host: measured.host,
            profiles: measured.profiles,
            waits: measured.waits,
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

    /// Builds the reference of a challenge and measures the noise of its benchmarks on this host, as far as that has not
    /// been done, so that no submission has to wait for it.
    ///
    /// # Errors
    /// The image is missing, or the reference does not compile.
    pub async fn prepare(&self, challenge: &Challenge) -> Result<(), GradeError> {
        let image_digest = self.image_digest().await?;
        let reference = self.reference(challenge, &image_digest).await?;
        if challenge.manifest.benchmarks.is_empty() {
            return Ok(());
        }
        let nobody: Arc<dyn Observer> = Arc::new(|_| ());
        let nothing = Attribution::new(challenge.manifest.package.module.clone(), []);
        self.bench(challenge, &reference, &image_digest, (0, &nothing), &nobody).bands().await.map(drop)
    }

    async fn test(
        &self,
        challenge: &Challenge,
        who: &Attribution,
        builds: &Builds,
        (repetitions, budget_ms, seed): (u32, u64, u64),
        (waiting, limits): (S::Started, &Limits),
        observer: &Arc<dyn Observer>,
    ) -> Result<Tested, GradeError> {
        let manifest = &challenge.manifest;
        let request = plan::test_request(manifest, repetitions, budget_ms, seed, limits);
        let total = repetitions.saturating_mul(u32::try_from(manifest.tests.len()).unwrap_or(u32::MAX));
        let mut binaries: Vec<_> = builds.tested.iter().map(|(name, binary)| (*name, binary.as_slice())).collect();
        if request.executions.iter().any(|e| e.binary == plan::PLAIN) {
            binaries.push((plan::PLAIN, &builds.benchmarked));
        }
        let (run, output) =
            stage::run(&self.sandbox, (waiting, Role::Run), &request, &binaries, (observer, total)).await?;
        let judged =
            judge::judge(manifest, repetitions, &run, outside(&output, limits, manifest.grading.wall_ms), who)?;
        Ok(Tested { run, judged })
    }

    fn bench<'a>(
        &'a self,
        challenge: &'a Challenge,
        reference: &'a [u8],
        image_digest: &'a str,
        (seed, who): (u64, &'a Attribution),
        observer: &'a Arc<dyn Observer>,
    ) -> Bench<'a, S> {
        Bench {
            sandbox: &self.sandbox,
            images: &self.images,
            image_digest,
            cache: &self.cache,
            cores: &self.cores,
            challenge,
            reference,
            who,
            seed,
            observer,
        }
    }

    async fn start(
        &self,
        role: Role,
        manifest: &Manifest,
        limits: &Limits,
        lease: &Lease,
    ) -> Result<S::Started, GradeError> {
        let spec = stage::container(&self.images, role, manifest, limits, lease.cpuset());
        Ok(self.sandbox.start(spec).await?)
    }

    /// Whether there will be a first round of benchmarks is not known before the tests have ended; its container is
    /// started while they run.
    async fn start_bench(
        &self,
        wanted: bool,
        manifest: &Manifest,
        lease: &Lease,
    ) -> Result<Option<S::Started>, GradeError> {
        if !wanted {
            return Ok(None);
        }
        self.start(Role::Bench, manifest, &stage::bench_limits(manifest), lease).await.map(Some)
    }

    async fn reference(&self, challenge: &Challenge, image_digest: &str) -> Result<Vec<u8>, GradeError> {
        let lease = self.cores.share(cores(&Limits::run())).await;
        stage::build_reference(&self.builder(image_digest, &lease), challenge).await
    }

    fn builder<'a>(&'a self, image_digest: &'a str, lease: &Lease) -> stage::Builder<'a, S> {
        stage::Builder {
            sandbox: &self.sandbox,
            image: &self.images.build,
            image_digest,
            cache: &self.cache,
            cpuset: lease.cpuset(),
        }
    }

    async fn image_digest(&self) -> Result<String, GradeError> {
        let (build, run) = tokio::try_join!(
            self.sandbox.image_digest(&self.images.build),
            self.sandbox.image_digest(&self.images.run)
        )?;
        Ok(format!("{build}+{run}"))
    }
}

/// How many cores builds and tests share: those that their CPU quota fills.
fn cores(limits: &Limits) -> usize {
    usize::try_from(limits.cpu_millis.div_ceil(1000)).unwrap_or(usize::MAX)
}

fn outside(output: &RunOutput, limits: &Limits, wall_limit_ms: u64) -> Outside {
    Outside {
        oom_killed: output.oom_killed,
        timed_out: output.timed_out,
        flooded: output.truncated,
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
