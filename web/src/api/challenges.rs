//! The catalogue.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use gauntlet_grader::model::{self, Visibility};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::{Common, Problem},
    wire::challenge_address,
};
use crate::{
    extract::{ChallengeOf, OpenDoor},
    state::AppState,
};

/// A challenge in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChallengeSummary {
    /// Its name.
    #[schema(example = "worker-pool")]
    slug: String,
    /// Raised with every published change.
    version: u32,
    /// For people.
    title: String,
    /// `mid`, `senior` or `staff`.
    level: &'static str,
    /// One sentence.
    summary: String,
    /// What it tests.
    skills: Vec<String>,
    /// Suggested working time.
    minutes: u32,
    /// The whole of it.
    link: String,
}

/// A challenge, as far as candidates see it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Challenge {
    #[serde(flatten)]
    summary: ChallengeSummary,
    /// Markdown.
    statement: String,
    /// Starter and visible tests: content by path.
    files: BTreeMap<String, String>,
    /// Globs of files that may be handed in.
    editable: Vec<String>,
    /// Files that must be handed in.
    required: Vec<String>,
    /// Packages that may be imported.
    imports: Vec<String>,
    /// How often every test runs.
    repetitions: u32,
    /// What points are given for.
    criteria: Vec<Criterion>,
    /// Every test, the hidden ones by name and title only.
    tests: Vec<Test>,
    /// Every benchmark.
    benchmarks: Vec<Benchmark>,
}

/// What points are given for.
#[derive(Debug, Serialize, ToSchema)]
struct Criterion {
    id: String,
    title: String,
    /// Points of 100.
    weight: u32,
}

/// An expected test.
#[derive(Debug, Serialize, ToSchema)]
struct Test {
    name: String,
    title: String,
    /// A criterion's id.
    criterion: String,
    /// `visible` or `hidden`.
    visibility: &'static str,
}

/// An expected benchmark.
#[derive(Debug, Serialize, ToSchema)]
struct Benchmark {
    name: String,
    title: String,
    /// A criterion's id.
    criterion: String,
}

/// Every challenge that is there for whoever asks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ChallengeList {
    /// By slug.
    challenges: Vec<ChallengeSummary>,
}

impl From<&model::Challenge> for ChallengeSummary {
    fn from(challenge: &model::Challenge) -> Self {
        let manifest = &challenge.manifest;
        Self {
            slug: manifest.slug.to_string(),
            version: manifest.version,
            title: manifest.title.clone(),
            level: manifest.level.as_str(),
            summary: manifest.summary.clone(),
            skills: manifest.skills.clone(),
            minutes: manifest.minutes,
            link: challenge_address(&manifest.slug),
        }
    }
}

impl From<&model::Challenge> for Challenge {
    /// Reads the starter only: hidden files and the reference have no way from here to the wire.
    fn from(challenge: &model::Challenge) -> Self {
        let manifest = &challenge.manifest;
        let test = |t: &model::TestSpec| Test {
            name: t.name.clone(),
            title: t.title.clone(),
            criterion: t.criterion.clone(),
            visibility: match t.visibility {
                Visibility::Visible => "visible",
                Visibility::Hidden => "hidden",
            },
        };
        let benchmark = |b: &model::BenchmarkSpec| Benchmark {
            name: b.name.clone(),
            title: b.title.clone(),
            criterion: b.criterion.clone(),
        };
        let criterion =
            |c: &model::CriterionSpec| Criterion { id: c.id.clone(), title: c.title.clone(), weight: c.weight };
        Self {
            summary: challenge.into(),
            statement: challenge.statement.clone(),
            files: challenge.starter.iter().map(|(path, text)| (path.to_string(), text.to_owned())).collect(),
            editable: manifest.package.editable.clone(),
            required: manifest.package.required.clone(),
            imports: manifest.package.imports.clone(),
            repetitions: manifest.grading.repetitions,
            criteria: manifest.criteria.iter().map(criterion).collect(),
            tests: manifest.tests.iter().map(test).collect(),
            benchmarks: manifest.benchmarks.iter().map(benchmark).collect(),
        }
    }
}

/// Lists the challenges. Without an account, those are left out that an assessment asks.
#[utoipa::path(
    get, path = "/api/v1/challenges", tag = "challenges", operation_id = "listChallenges",
    responses((status = 200, description = "The challenges", body = ChallengeList), Common),
)]
pub(super) async fn list(State(state): State<AppState>, door: OpenDoor) -> Json<ChallengeList> {
    let shown = state.catalog.iter().filter(|c| door.shows(c.manifest.slug.as_str()));
    Json(ChallengeList { challenges: shown.map(|c| c.as_ref().into()).collect() })
}

/// Gives a challenge with its starter.
#[utoipa::path(
    get, path = "/api/v1/challenges/{slug}", tag = "challenges", operation_id = "getChallenge",
    params(("slug" = String, Path, description = "The challenge's name")),
    responses(
        (status = 200, description = "The challenge", body = Challenge),
        (status = 403, description = "Part of an assessment, and no account", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such challenge", body = Problem, content_type = "application/problem+json"),
        Common,
    ),
)]
pub(super) async fn get(ChallengeOf(challenge): ChallengeOf) -> Json<Challenge> {
    Json(challenge.as_ref().into())
}
