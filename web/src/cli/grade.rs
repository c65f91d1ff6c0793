//! `gauntlet grade`: one submission, its report on standard output, progress on standard error.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, anyhow};
use clap::{Args, ValueEnum};
use gauntlet_grader::{
    catalog::{self, Catalog},
    intake,
    model::{Challenge, Slug},
    pipeline::GradeOptions,
    sandbox::DockerSandbox,
    submission::Submission,
};

use super::{Failure, report_text, shared::GraderOptions};

mod terminal;

#[derive(Debug, Args)]
pub(super) struct GradeArguments {
    /// A challenge of the catalogue, or the directory of one.
    #[arg(long, value_name = "SLUG|DIR")]
    challenge: String,
    /// A directory, zip, tar.gz or single .go file.
    #[arg(long, value_name = "PATH")]
    submission: PathBuf,
    /// How the report is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Seed of the schedules; by default derived from the submission.
    #[arg(long)]
    seed: Option<u64>,
    /// Repetitions of each test instead of the challenge's.
    #[arg(long, value_name = "N")]
    repetitions: Option<u32>,
    /// Benchmark samples per side instead of the challenge's; 0 leaves benchmarks out.
    #[arg(long, value_name = "N")]
    bench_samples: Option<u32>,
    #[command(flatten)]
    grader: GraderOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Text,
}

#[allow(clippy::print_stdout)]
pub(super) async fn run(arguments: GradeArguments) -> Result<ExitCode, Failure> {
    let challenge = find_challenge(&arguments.challenge, &arguments.grader.challenges).map_err(Failure::Input)?;
    let submission = read_submission(&arguments.submission, &challenge).map_err(Failure::Input)?;
    let infrastructure = |e: anyhow::Error| Failure::Infrastructure(e);
    let sandbox = DockerSandbox::connect().context("connect to Docker").map_err(infrastructure)?;
    let grader = arguments.grader.grader(sandbox).map_err(infrastructure)?;
    let options = GradeOptions {
        seed: arguments.seed,
        repetitions: arguments.repetitions,
        bench_samples: arguments.bench_samples,
    };
    let progress = Arc::new(terminal::Terminal::new());
    let graded = tokio::select! {
        graded = grader.grade(&challenge, &submission, &options, progress.clone()) => graded.context("grade the submission"),
        _ = tokio::signal::ctrl_c() => Err(anyhow!("interrupted")),
    };
    progress.clear();
    grader.sandbox().close().await;
    let report = graded.map_err(infrastructure)?;
    match arguments.format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&report).context("encode the report").map_err(infrastructure)?;
            println!("{json}");
        }
        Format::Text => print!("{}", report_text::render(&report, &submission.files)),
    }
    Ok(ExitCode::SUCCESS)
}

/// A slug names a challenge of the catalogue; anything that is a directory with a challenge.toml is one itself.
fn find_challenge(name: &str, root: &Path) -> anyhow::Result<Arc<Challenge>> {
    let directory = Path::new(name);
    if directory.join("challenge.toml").is_file() {
        let directory = directory.canonicalize().with_context(|| format!("find {name}"))?;
        return Ok(Arc::new(catalog::load_challenge(&directory)?));
    }
    let slug = Slug::parse(name).map_err(|e| anyhow!(e))?;
    let catalog = Catalog::load(root)?;
    catalog.get(&slug).ok_or_else(|| {
        let known: Vec<_> = catalog.iter().map(|c| c.manifest.slug.as_str()).collect();
        anyhow!("expected a challenge of {} ({}), got '{name}'", root.display(), known.join(", "))
    })
}

fn read_submission(path: &Path, challenge: &Challenge) -> anyhow::Result<Submission> {
    let intake = intake::from_path(path).with_context(|| format!("read {}", path.display()))?;
    Submission::new(challenge, &intake.files).with_context(|| format!("read {}", path.display()))
}
