//! The words of Gauntlet as types: what a challenge, a submission and a report are.
//!
//! A leaf: serde only, no I/O, and nothing here knows how a value was obtained.

mod challenge;
mod evidence;
mod files;
mod limits;
mod outcome;
mod report;
mod verdict;

pub use challenge::{
    BenchPlan, BenchmarkSpec, Cap, Challenge, CriterionSource, CriterionSpec, Grading, Kind, Level, Manifest,
    PackageRules, Slug, TestSpec, Visibility,
};
pub use evidence::{Access, AccessKind, Finding, FindingKind, Frame, GoroutineGroup, Hang, Leak, Panic, Race};
pub use files::{FileSet, PathError, RelPath};
pub use limits::{LimitOverrides, Limits};
pub use outcome::Outcome;
pub use report::{
    BenchmarkReport, BenchmarkVerdict, ChallengeRef, CriterionScore, Environment, Meter, Phase, Report, SCHEMA, Score,
    ScoreCap, TestReport,
};
pub use verdict::Verdict;
