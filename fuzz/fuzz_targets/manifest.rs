//! challenge.toml, read as the catalogue reads it: with the files of a challenge around it.
#![no_main]

use std::{collections::BTreeSet, fs, path::PathBuf, sync::LazyLock};

use gauntlet_grader::{
    catalog::{CatalogError, load_challenge},
    model::{Manifest, RelPath},
};
use libfuzzer_sys::fuzz_target;

/// A challenge's directory, of which only challenge.toml changes. scripts/fuzz removes it.
static DIRECTORY: LazyLock<PathBuf> = LazyLock::new(|| {
    let directory = tempfile::tempdir().expect("a temporary directory").keep().join("worker-pool");
    for name in ["README.md", "starter/pool.go", "hidden/pool_test.go", "submissions/accepted/channels/pool.go"] {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("an empty directory");
        fs::write(path, "package workerpool\n").expect("room for a file");
    }
    directory
});

fuzz_target!(|text: &str| {
    let parsed = toml::from_str::<Manifest>(text);
    // The reference is read from wherever it says; a fuzz target should read nothing but its own files.
    if parsed.as_ref().is_ok_and(|manifest| RelPath::parse(&manifest.reference).is_err()) {
        return;
    }
    fs::write(DIRECTORY.join("challenge.toml"), text).expect("room for a file");
    match load_challenge(&DIRECTORY) {
        Ok(challenge) => {
            assert_eq!(parsed.as_ref(), Ok(&challenge.manifest));
            check(&challenge.manifest);
        }
        Err(CatalogError::Manifest { reason, .. }) => assert!(parsed.is_err() && !reason.is_empty()),
        Err(CatalogError::Inconsistent { .. } | CatalogError::Read { .. }) => assert!(parsed.is_ok()),
    }
});

fn check(manifest: &Manifest) {
    assert_eq!((manifest.schema, manifest.slug.as_str()), (1, "worker-pool"));
    assert_eq!(manifest.criteria.iter().map(|c| u64::from(c.weight)).sum::<u64>(), 100);
    assert!(manifest.grading.repetitions > 0 && !manifest.grading.gomaxprocs.is_empty() && !manifest.tests.is_empty());
    assert!(manifest.package.module.as_str() > "weak");
    let tests = manifest.tests.iter().map(|t| &t.name).inspect(|name| assert!(name.starts_with("Test")));
    let benchmarks = manifest.benchmarks.iter().map(|b| &b.name).inspect(|name| assert!(name.starts_with("Benchmark")));
    let names: Vec<&String> = tests.chain(benchmarks).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    assert!(manifest.benchmarks.iter().all(|b| 0.0 < b.full && b.full < b.zero));
    let again = toml::to_string(manifest).expect("a manifest is TOML");
    assert_eq!(toml::from_str::<Manifest>(&again).as_ref(), Ok(manifest));
}
