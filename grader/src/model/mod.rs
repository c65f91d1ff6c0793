//! The words of Gauntlet as types: what a challenge, a submission and a report are.
//!
//! A leaf: serde only, no I/O, and nothing here knows how a value was obtained.

mod bench_plan;
mod benchmark;
mod challenge;
mod evidence;
mod files;
mod limits;
mod outcome;
mod report;
mod verdict;

pub use bench_plan::{BenchPlan, BenchmarkSpec};
pub use benchmark::{
    BenchmarkMetric, BenchmarkReport, BenchmarkVerdict, HostLoad, Profile, ProfileKind, ProfileStack, ScalingPoint,
    WaitKind, WaitSite, Waits,
};
pub use challenge::{
    Cap, Challenge, CriterionSource, CriterionSpec, Grading, Kind, Level, Manifest, PackageRules, Slug, TestSpec,
    Visibility,
};
pub use evidence::{Access, AccessKind, Finding, FindingKind, Frame, GoroutineGroup, Hang, Leak, Panic, Race};
pub use files::{FileSet, PathError, RelPath};
pub use limits::{LimitOverrides, Limits};
pub use outcome::Outcome;
pub use report::{
    ChallengeRef, CriterionScore, Environment, Meter, Phase, Report, SCHEMA, Score, ScoreCap, TestReport,
};
pub use verdict::Verdict;
