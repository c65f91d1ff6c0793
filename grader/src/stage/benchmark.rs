//! Measures a submission against the reference: rounds of samples until what counts is settled.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use tokio::time::sleep;

use super::{container, run};
use crate::{
    bench::{self, Bands, Measurements, calibration, calibration::Calibration, host::CoreTimes, profile, waits},
    cache::{BuildCache, CacheKey},
    cores::{Cores, Lease},
    error::GradeError,
    gotest::{Attribution, TestEvent, TestRun},
    model::{BenchmarkReport, BenchmarkVerdict, Challenge, HostLoad, Limits, Manifest, Profile, Waits},
    plan::{self, Round},
    progress::Observer,
    runner::RunRequest,
    sandbox::{Images, Role, Sandbox},
};

/// Samples per side and point of a scaling curve.
const SCALING_SAMPLES: u32 = 3;
/// Pause after which a comparison is measured anew that a noisy host left open. Who disturbed it may be gone by then; the
/// cores are free meanwhile.
const PAUSE: Duration = Duration::from_secs(10);
/// What the budget is multiplied by the second time.
const PATIENCE: u32 = 2;

/// What measuring takes.
pub(crate) struct Bench<'a, S> {
    pub(crate) sandbox: &'a S,
    pub(crate) images: &'a Images,
    pub(crate) image_digest: &'a str,
    pub(crate) cache: &'a BuildCache,
    pub(crate) cores: &'a Cores,
    pub(crate) challenge: &'a Challenge,
    /// The reference's benchmark binary.
    pub(crate) reference: &'a [u8],
    pub(crate) who: &'a Attribution,
    pub(crate) seed: u64,
    pub(crate) observer: &'a Arc<dyn Observer>,
}

/// What came of it.
#[derive(Default)]
pub(crate) struct Benchmarked {
    pub(crate) reports: Vec<BenchmarkReport>,
    pub(crate) host: Option<HostLoad>,
    pub(crate) profiles: Vec<Profile>,
    pub(crate) waits: Vec<Waits>,
    pub(crate) cpu_ms: u64,
    /// Reports that contradict themselves: nothing of the submission counts.
    pub(crate) contradiction: Option<String>,
}

/// One measuring: leased cores, and what was found on them.
struct Session<'a, S: Sandbox> {
    bench: &'a Bench<'a, S>,
    candidate: &'a [u8],
    limits: Limits,
    lease: Lease,
    /// Times of the leased cores at the beginning.
    before: Option<CoreTimes>,
    /// A container for the first round, if one was started ahead.
    waiting: Option<S::Started>,
    measured: Measurements,
    rounds: u32,
    cpu_ms: u64,
    contradiction: Option<String>,
}

impl<S: Sandbox> Bench<'_, S> {
    /// Measures a candidate, in `waiting` first. `samples`: exactly so many per side, and nothing else.
    pub(crate) async fn measure(
        &self,
        candidate: &[u8],
        samples: Option<u32>,
        waiting: Option<S::Started>,
    ) -> Result<Benchmarked, GradeError> {
        let manifest = &self.challenge.manifest;
        let bands = if samples.is_some() { Bands::new() } else { self.bands().await? };
        let (mut session, host) = match samples {
            Some(samples) => {
                let mut session = self.session(candidate, waiting).await?;
                session.round(samples, &names(manifest), manifest.bench.gomaxprocs).await?;
                let host = session.host();
                (session, host)
            }
            None => self.settled(candidate, &bands, waiting).await?,
        };
        let (mut profiles, mut waits) = (Vec::new(), Vec::new());
        if samples.is_none() && session.contradiction.is_none() {
            session.scaling().await?;
            (profiles, waits) = session.profiles().await?;
        }
        let reports = bench::compare(manifest, &session.measured, &bands);
        let Session { cpu_ms, contradiction, .. } = session;
        Ok(Benchmarked { reports, host, profiles, waits, cpu_ms, contradiction })
    }

    /// Measures until nothing that counts is open or the budget is spent. What a noisy host left open is measured anew
    /// after a pause, once, rather than scored by chance.
    async fn settled<'a>(
        &'a self,
        candidate: &'a [u8],
        bands: &Bands,
        waiting: Option<S::Started>,
    ) -> Result<(Session<'a, S>, Option<HostLoad>), GradeError> {
        let mut first = self.session(candidate, waiting).await?;
        let is_open = first.until_settled(bands, 1).await?;
        let host = first.host();
        if !is_open || !host.as_ref().is_some_and(|host| host.noisy) {
            return Ok((first, host));
        }
        let spent_ms = first.cpu_ms;
        // With the lease of its cores.
        drop(first);
        sleep(PAUSE).await;
        let mut second = self.session(candidate, None).await?;
        second.until_settled(bands, PATIENCE).await?;
        let host = second.host();
        second.cpu_ms += spent_ms;
        Ok((second, host))
    }

    /// The noise bands of this host, measured with the reference on both sides where that was not done lately.
    pub(crate) async fn bands(&self) -> Result<Bands, GradeError> {
        let manifest = &self.challenge.manifest;
        let key = self.calibration_key();
        let now_s = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let kept = self.cache.get(&key).and_then(|json| serde_json::from_slice::<Calibration>(&json).ok());
        if let Some(kept) = kept.filter(|kept| kept.is_fresh(now_s)) {
            return Ok(kept.bands);
        }
        let mut session = self.session(self.reference, None).await?;
        let samples = manifest.bench.samples * calibration::ROUNDS;
        session.round(samples, &names(manifest), manifest.bench.gomaxprocs).await?;
        let is_noisy = session.host().is_some_and(|host| host.noisy);
        let calibration = Calibration::new(manifest, &session.measured, now_s, is_noisy);
        let json = serde_json::to_vec(&calibration)
            .map_err(|e| GradeError::Io { what: "write a calibration".to_owned(), source: e.into() })?;
        self.cache.put(&key, &json)?;
        Ok(calibration.bands)
    }

    /// Of everything that the noise of a benchmark depends on but the host, whose the cache is.
    fn calibration_key(&self) -> CacheKey {
        let bench = &self.challenge.manifest.bench;
        let plan = format!("calibration {} {} {}\n", bench.samples, bench.benchtime_ms, bench.gomaxprocs);
        CacheKey::new(&[plan.as_bytes(), self.reference].concat(), self.image_digest)
    }

    async fn session<'a>(
        &'a self,
        candidate: &'a [u8],
        mut waiting: Option<S::Started>,
    ) -> Result<Session<'a, S>, GradeError> {
        let lease = self.cores.exclusive(self.challenge.manifest.bench.gomaxprocs as usize).await;
        if let Some(started) = &mut waiting {
            self.sandbox.pin(started, &lease.cpuset()).await?;
        }
        let before = self.sandbox.core_times(lease.cores());
        Ok(Session {
            bench: self,
            candidate,
            limits: limits(&self.challenge.manifest),
            lease,
            before,
            waiting,
            measured: Measurements::default(),
            rounds: 0,
            cpu_ms: 0,
            contradiction: None,
        })
    }
}

impl<S: Sandbox> Session<'_, S> {
    /// Rounds until every benchmark is settled or has all its samples, or `patience` times the budget is spent. Tells
    /// whether noise kept one from any conclusion.
    async fn until_settled(&mut self, bands: &Bands, patience: u32) -> Result<bool, GradeError> {
        let manifest = &self.bench.challenge.manifest;
        let plan = &manifest.bench;
        let began = Instant::now();
        let mut open = names(manifest);
        loop {
            self.round(plan.samples, &open, plan.gomaxprocs).await?;
            let reports = bench::compare(manifest, &self.measured, bands);
            open = manifest
                .benchmarks
                .iter()
                .zip(&reports)
                .filter(|(spec, report)| {
                    let taken = u32::try_from(report.samples.len()).unwrap_or(u32::MAX);
                    let measurable = taken > 0 && !report.reference_samples.is_empty();
                    measurable && taken < plan.max_samples && !bench::is_settled(spec, report)
                })
                .map(|(spec, _)| spec.name.clone())
                .collect();
            let is_time_up = began.elapsed() >= Duration::from_millis(plan.budget_ms) * patience;
            if open.is_empty() || self.contradiction.is_some() || is_time_up {
                let is_open = |report: &BenchmarkReport| {
                    let failed = self.measured.of(&report.name, plan.gomaxprocs).candidate.failed;
                    report.verdict == BenchmarkVerdict::Inconclusive && report.ratio.is_some() && failed == 0
                };
                return Ok(self.contradiction.is_none() && reports.iter().any(is_open));
            }
        }
    }

    /// The other points of the scaling curve, as far as this host has the cores.
    async fn scaling(&mut self) -> Result<(), GradeError> {
        let manifest = &self.bench.challenge.manifest;
        let cores = self.lease.cores().len();
        let others = manifest.bench.scaling.iter().filter(|&&p| p != manifest.bench.gomaxprocs && p as usize <= cores);
        for &gomaxprocs in others {
            self.round(SCALING_SAMPLES, &names(manifest), gomaxprocs).await?;
        }
        Ok(())
    }

    async fn profiles(&mut self) -> Result<(Vec<Profile>, Vec<Waits>), GradeError> {
        let (mut profiles, mut waited) = (Vec::new(), Vec::new());
        let Some(request) = plan::profile_request(&self.bench.challenge.manifest, &self.limits) else {
            return Ok((profiles, waited));
        };
        let run = self.run(&request).await?;
        for event in run.processes.iter().flat_map(|p| &p.events) {
            match event {
                TestEvent::Profile { profile, data } => profiles.extend(profile::decode(*profile, data)),
                TestEvent::Waits { waits, data } => waited.extend(waits::decode(*waits, data, self.bench.who)),
                _ => {}
            }
        }
        Ok((profiles, waited))
    }

    async fn round(&mut self, samples: u32, benchmarks: &[String], gomaxprocs: u32) -> Result<(), GradeError> {
        let round = Round { index: self.rounds, samples, benchmarks, gomaxprocs };
        self.rounds += samples.div_ceil(2);
        let request = plan::bench_request(&self.bench.challenge.manifest, round, self.bench.seed, &self.limits);
        let run = self.run(&request).await?;
        self.measured.take(&request, &run);
        self.contradiction = self.contradiction.take().or_else(|| bench::contradiction(&run));
        Ok(())
    }

    async fn run(&mut self, request: &RunRequest) -> Result<TestRun, GradeError> {
        let binaries = [(plan::CANDIDATE, self.candidate), (plan::REFERENCE, self.bench.reference)];
        let total = u32::try_from(request.executions.len()).unwrap_or(u32::MAX);
        let sandbox = self.bench.sandbox;
        let started = match self.waiting.take() {
            Some(started) => started,
            None => {
                let (images, manifest) = (self.bench.images, &self.bench.challenge.manifest);
                let spec = container(images, Role::Bench, manifest, &self.limits, self.lease.cpuset());
                sandbox.start(spec).await?
            }
        };
        let told = (self.bench.observer, total);
        let (run, _) = run(sandbox, (started, Role::Bench), request, &binaries, told).await?;
        self.cpu_ms += run.cpu_ms();
        Ok(run)
    }

    fn host(&self) -> Option<HostLoad> {
        let now = self.bench.sandbox.core_times(self.lease.cores())?;
        self.before?.load_until(&now, self.cpu_ms, self.lease.cpuset())
    }
}

/// Limits of a container for benchmarks. A quota stops a process for the rest of a period, which a benchmark would measure.
pub(crate) fn limits(manifest: &Manifest) -> Limits {
    Limits { cpu_millis: 0, ..Limits::run().with(&manifest.limits) }
}

fn names(manifest: &Manifest) -> Vec<String> {
    manifest.benchmarks.iter().map(|b| b.name.clone()).collect()
}
