//! Samples in the format of Go's benchmarks, for benchstat and other programs that read it.
//!
//! Format: <https://go.dev/design/14313-benchmark-format>. Configuration lines `key: value` hold from where they stand;
//! a result line has a name, iterations, and values with their units.

use std::fmt::Write as _;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use gauntlet_db::SubmissionRow;
use gauntlet_grader::model::{BenchmarkReport, Challenge, Report};

use super::{problem::Common, problem::Problem, submissions};
use crate::{
    error::{AppError, AppResult},
    extract::SubmissionOf,
    state::AppState,
};

/// Gives the benchmarks' samples in the format that benchstat reads: `benchstat -col side <file>`.
#[utoipa::path(
    get, path = "/api/v1/submissions/{id}/benchmarks.txt", tag = "submissions", operation_id = "getBenchmarks",
    params(("id" = uuid::Uuid, Path, description = "The submission's id")),
    responses(
        (status = 200, description = "Both sides' samples", body = String, content_type = "text/plain"),
        (
            status = 404, description = "No such submission, or nothing was measured", body = Problem,
            content_type = "application/problem+json",
        ),
        (status = 409, description = "No report, or not yet", body = Problem, content_type = "application/problem+json"),
        Common,
    ),
)]
pub(super) async fn get(State(state): State<AppState>, SubmissionOf(row): SubmissionOf) -> AppResult<Response> {
    download(&state, &row).await
}

/// The samples of one submission, as a file.
///
/// # Errors
/// [`AppError::NotFinished`] without a report, [`AppError::NotFound`] without a submission or without benchmarks.
pub async fn download(state: &AppState, row: &SubmissionRow) -> AppResult<Response> {
    let report = submissions::finished_report(state, row).await?;
    if report.benchmarks.is_empty() {
        let why = "Nothing was measured: only accepted submissions of challenges with benchmarks are.";
        return Err(AppError::NotFound(why.to_owned()));
    }
    let challenge = state.catalog.get(&report.challenge.slug);
    // Another version may measure another way.
    let challenge = challenge.filter(|c| c.manifest.version == report.challenge.version);
    let text = write(&report, challenge.as_deref().map(Setting::of));
    let disposition = format!("attachment; filename=\"benchmarks-{}.txt\"", row.id);
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, text).into_response())
}

/// What the challenge says of its benchmarks.
#[derive(Clone, Copy)]
struct Setting<'a> {
    module: &'a str,
    gomaxprocs: u32,
}

impl<'a> Setting<'a> {
    fn of(challenge: &'a Challenge) -> Self {
        Self { module: &challenge.manifest.package.module, gomaxprocs: challenge.manifest.bench.gomaxprocs }
    }
}

/// The reference comes first: benchstat compares with what it reads first.
fn write(report: &Report, setting: Option<Setting>) -> String {
    let mut text = String::from("goos: linux\n");
    if let Some(setting) = setting {
        configure(&mut text, "pkg", setting.module);
    }
    configure(&mut text, "go", &report.environment.go_version);
    if let Some(host) = &report.bench_host {
        configure(&mut text, "cores", &host.cores);
    }
    for side in [Side::Reference, Side::Candidate] {
        text.push('\n');
        configure(&mut text, "side", side.name());
        for benchmark in &report.benchmarks {
            results(&mut text, benchmark, side, setting.map(|s| s.gomaxprocs));
        }
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Reference,
    Candidate,
}

impl Side {
    fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Candidate => "yours",
        }
    }

    fn of<T>(self, candidate: T, reference: T) -> T {
        match self {
            Self::Reference => reference,
            Self::Candidate => candidate,
        }
    }
}

fn configure(text: &mut String, key: &str, value: &str) {
    let value: String = value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let _ = writeln!(text, "{key}: {}", value.trim());
}

fn results(text: &mut String, b: &BenchmarkReport, side: Side, gomaxprocs: Option<u32>) {
    let name = word(&b.name);
    let main = suffixed(&name, gomaxprocs);
    for sample in side.of(&b.samples, &b.reference_samples) {
        result(text, &main, *sample, "ns/op");
    }
    // Only medians are kept of these: one line, so that nobody takes them for as many samples.
    for metric in &b.metrics {
        if let Some(median) = side.of(Some(metric.candidate), metric.reference) {
            result(text, &main, median, &word(&metric.unit));
        }
    }
    for point in b.scaling.iter().filter(|p| Some(p.gomaxprocs) != gomaxprocs) {
        let name = suffixed(&name, Some(point.gomaxprocs));
        for sample in side.of(&point.samples, &point.reference_samples) {
            result(text, &name, *sample, "ns/op");
        }
    }
}

fn result(text: &mut String, name: &str, value: f64, unit: &str) {
    if value.is_finite() {
        // A report keeps times for one operation, not how many there were.
        let prefix = if name.starts_with("Benchmark") { "" } else { "Benchmark" };
        let _ = writeln!(text, "{prefix}{name}\t1\t{value} {unit}");
    }
}

/// As Go does: GOMAXPROCS after the name, unless it is 1.
fn suffixed(name: &str, gomaxprocs: Option<u32>) -> String {
    gomaxprocs.filter(|n| *n != 1).map_or_else(|| name.to_owned(), |n| format!("{name}-{n}"))
}

/// Names and units end at white space.
fn word(text: &str) -> String {
    let word: String = text.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
    if word.is_empty() { "_".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use gauntlet_grader::model::{BenchmarkReport, Limits, Report};
    use serde_json::json;

    use super::{Setting, write};

    const SETTING: Setting = Setting { module: "your/pool", gomaxprocs: 2 };

    fn report() -> Report {
        let report = json!({
            "schema": 1, "challenge": {"slug": "pool", "version": 1}, "verdict": "accepted", "summary": "",
            "score": {"earned": 1.0, "max": 1.0, "criteria": [], "cap": null},
            "tests": [], "races": [], "leaks": [], "hangs": [], "panics": [], "findings": [],
            "benchmarks": [{
                "name": "BenchmarkSubmit", "title": "Submit", "ratio": 1.5, "ci_low": null, "ci_high": null,
                "p_value": null, "samples": [612.0, 655.5], "reference_samples": [351.0],
                "metrics": [
                    {"unit": "allocs/op", "candidate": 2.0, "reference": 1.0},
                    {"unit": "waits/op", "candidate": 0.27, "reference": null},
                ],
                "scaling": [{"gomaxprocs": 1, "samples": [1004.0], "reference_samples": []}],
                "verdict": "slower", "earned": 1.0, "max": 1.0,
            }],
            "bench_host": {"cores": "0-1", "steal": 0.0, "others": 0.0, "noisy": false},
            "meters": [], "phases": [], "limits": Limits::run(), "reproduce": "", "output": "",
            "environment": {"go_version": "go1.27.3", "image_digest": "", "grader_version": "", "gomaxprocs": [], "seed": 1},
        });
        serde_json::from_value(report).unwrap()
    }

    #[test]
    fn each_sample_is_a_line_under_its_side() {
        let expected = "goos: linux\npkg: your/pool\ngo: go1.27.3\ncores: 0-1\n\n\
            side: reference\nBenchmarkSubmit-2\t1\t351 ns/op\nBenchmarkSubmit-2\t1\t1 allocs/op\n\n\
            side: yours\nBenchmarkSubmit-2\t1\t612 ns/op\nBenchmarkSubmit-2\t1\t655.5 ns/op\n\
            BenchmarkSubmit-2\t1\t2 allocs/op\nBenchmarkSubmit-2\t1\t0.27 waits/op\n\
            BenchmarkSubmit\t1\t1004 ns/op\n";
        assert_eq!(write(&report(), Some(SETTING)), expected);
    }

    #[test]
    fn without_the_challenge_package_and_gomaxprocs_are_unknown() {
        let text = write(&report(), None);
        assert!(!text.contains("pkg:") && text.contains("\nBenchmarkSubmit\t1\t612 ns/op\n"), "{text}");
    }

    #[test]
    fn every_line_can_be_read_whatever_was_stored() {
        let mut report = report();
        let bad = "x\n side: reference\u{2028}\u{1b}[2J<b>";
        (report.environment.go_version, report.bench_host.as_mut().unwrap().cores) = (bad.to_owned(), bad.to_owned());
        let odd = vec![f64::NAN, f64::INFINITY, f64::MAX, -0.0, f64::MIN_POSITIVE, 3.0];
        let benchmark = &mut report.benchmarks[0];
        (benchmark.name, benchmark.samples, benchmark.reference_samples) = (bad.to_owned(), odd, Vec::new());
        benchmark.metrics[0].unit = bad.to_owned();
        let nameless = BenchmarkReport { name: String::new(), ..benchmark.clone() };
        report.benchmarks.push(nameless);

        let text = write(&report, Some(SETTING));
        let (results, head): (Vec<&str>, Vec<&str>) =
            text.lines().filter(|l| !l.is_empty()).partition(|l| l.starts_with("Benchmark"));
        assert_eq!(head.len(), 6, "nothing stored becomes a line of its own: {head:?}");
        assert_eq!(head[4..], ["side: reference", "side: yours"]);
        assert_eq!(results.len(), 2 * (1 + 4 + 2 + 1), "{results:?}");
        for line in results {
            let fields: Vec<&str> = line.split_whitespace().collect();
            assert!(fields.len() == 4 && fields[1] == "1" && fields[2].parse::<f64>().unwrap().is_finite(), "{line}");
        }
        assert!(!text.chars().any(|c| c.is_control() && !"\n\t".contains(c)));
    }
}
