//! The challenge catalogue: the only reader of `challenges/`. It knows files and their rules, not how they are graded.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::model::{Challenge, CriterionSource, FileSet, Kind, Manifest, RelPath, Slug};

/// Every challenge of a directory, checked, by slug.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    challenges: BTreeMap<Slug, Arc<Challenge>>,
}

/// A challenge that cannot be used, and why.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// A file or directory could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// challenge.toml is not of the format; the text points into the file.
    #[error("{}: {reason}", path.display())]
    Manifest {
        /// The challenge.toml.
        path: PathBuf,
        /// Where and what.
        reason: String,
    },
    /// The parts of the challenge do not fit together.
    #[error("{}: {reason}", path.display())]
    Inconsistent {
        /// The challenge's directory.
        path: PathBuf,
        /// What was expected and what is there.
        reason: String,
    },
}

impl Catalog {
    /// Reads every directory below `root` that holds a challenge.toml.
    ///
    /// # Errors
    /// The first challenge that cannot be used: a host with a broken catalogue should say so and not start.
    pub fn load(root: &Path) -> Result<Self, CatalogError> {
        let read = |source| CatalogError::Read { path: root.to_owned(), source };
        let mut challenges = BTreeMap::new();
        for entry in fs::read_dir(root).map_err(read)? {
            let directory = entry.map_err(read)?.path();
            if directory.join("challenge.toml").is_file() {
                let challenge = load_challenge(&directory)?;
                challenges.insert(challenge.manifest.slug.clone(), Arc::new(challenge));
            }
        }
        Ok(Self { challenges })
    }

    /// The challenge of that name.
    #[must_use]
    pub fn get(&self, slug: &Slug) -> Option<Arc<Challenge>> {
        self.challenges.get(slug).cloned()
    }

    /// Every challenge, by slug.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Challenge>> {
        self.challenges.values()
    }

    /// Number of challenges.
    #[must_use]
    pub fn len(&self) -> usize {
        self.challenges.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.challenges.is_empty()
    }
}

/// Reads and checks one challenge.
///
/// # Errors
/// What is missing, malformed or inconsistent, and where.
pub fn load_challenge(directory: &Path) -> Result<Challenge, CatalogError> {
    let manifest_path = directory.join("challenge.toml");
    let text = read_text(&manifest_path)?;
    let manifest: Manifest = toml::from_str(&text)
        .map_err(|e| CatalogError::Manifest { path: manifest_path.clone(), reason: e.to_string() })?;
    RelPath::parse(&manifest.reference)
        .map_err(|e| CatalogError::Manifest { path: manifest_path.clone(), reason: format!("reference: {e}") })?;
    let challenge = Challenge {
        statement: read_text(&directory.join("README.md"))?,
        starter: read_files(&directory.join("starter"))?,
        hidden: read_files(&directory.join("hidden"))?,
        reference: read_solution(&directory.join("submissions").join(&manifest.reference))?,
        manifest,
    };
    check(&challenge, directory).map_err(|reason| CatalogError::Inconsistent { path: directory.to_owned(), reason })?;
    Ok(challenge)
}

fn read_text(path: &Path) -> Result<String, CatalogError> {
    fs::read_to_string(path).map_err(|source| CatalogError::Read { path: path.to_owned(), source })
}

/// The Go files of a solution below `submissions/`, without its promise.
fn read_solution(directory: &Path) -> Result<FileSet, CatalogError> {
    let files = read_files(directory)?;
    Ok(files.iter().filter(|(p, _)| p.as_str().ends_with(".go")).map(|(p, c)| (p.clone(), c.to_owned())).collect())
}

fn read_files(directory: &Path) -> Result<FileSet, CatalogError> {
    let mut files = FileSet::new();
    let mut open = vec![directory.to_owned()];
    while let Some(current) = open.pop() {
        let read = |source| CatalogError::Read { path: current.clone(), source };
        for entry in fs::read_dir(&current).map_err(read)? {
            let path = entry.map_err(read)?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let relative = path.strip_prefix(directory).ok().and_then(Path::to_str).unwrap_or_default();
            let relative = RelPath::parse(relative)
                .map_err(|e| CatalogError::Inconsistent { path: path.clone(), reason: e.to_string() })?;
            files.insert(relative, read_text(&path)?);
        }
    }
    Ok(files)
}

/// How tests of a program start it on a candidate's machine. The build puts the sandbox's way in its place.
const PROGRAM_FILE: &str = "gauntlet_program_test.go";

/// Most points of one test or benchmark, of which a criterion takes the share.
const MAX_POINTS: u32 = 1_000;

/// What has to hold between the parts of a challenge.
fn check(challenge: &Challenge, directory: &Path) -> Result<(), String> {
    let m = &challenge.manifest;
    let name = directory.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    ensure(m.schema == 1, || format!("expected schema = 1, got {}", m.schema))?;
    ensure(m.slug.as_str() == name, || format!("expected slug = \"{name}\" as the directory, got \"{}\"", m.slug))?;
    // Everything of the standard library has to initialise before the harness, and the harness before the submission.
    ensure(m.package.module.as_str() > "weak", || {
        format!(
            "expected a module path that sorts after the standard library, such as your/{}, got {}",
            m.package.name, m.package.module
        )
    })?;
    let weights: u64 = m.criteria.iter().map(|c| u64::from(c.weight)).sum();
    ensure(weights == 100, || format!("expected criteria whose weights sum to 100, got {weights}"))?;
    ensure(m.grading.repetitions > 0 && !m.grading.gomaxprocs.is_empty(), || {
        "expected grading.repetitions of at least 1 and a grading.gomaxprocs".to_owned()
    })?;
    let ids: BTreeSet<_> = m.criteria.iter().map(|c| &c.id).collect();
    ensure(ids.len() == m.criteria.len(), || "expected criteria with ids of their own, got one twice".to_owned())?;
    check_imports(m)?;
    check_names(m)?;
    if m.kind == Kind::Program {
        check_program(challenge)?;
    }
    ensure(m.criteria.iter().all(|c| c.source == CriterionSource::Quality || is_used(m, &c.id)), || {
        "expected every criterion to be named by a test or a benchmark".to_owned()
    })
}

/// Packages with which code can end the process that tests it, reach outside of it, look into it or, as weak does, blind
/// the leak profile. With what is below them.
const DANGEROUS: [&str; 17] = [
    "C",
    "debug",
    "embed",
    "flag",
    "internal",
    "io/ioutil",
    "log",
    "net",
    "os",
    "plugin",
    "reflect",
    "runtime",
    "std",
    "syscall",
    "testing",
    "unsafe",
    "weak",
];

/// A package challenge stays honest because of what its submissions cannot import. A program runs on its own.
fn check_imports(m: &Manifest) -> Result<(), String> {
    if m.kind == Kind::Program || m.package.dangerous_imports {
        return Ok(());
    }
    let dangerous = |import: &str| {
        DANGEROUS
            .iter()
            .any(|name| import.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    };
    match m.package.imports.iter().find(|import| dangerous(import)) {
        Some(import) => Err(format!(
            "expected package.imports that cannot forge a result, got \"{import}\"; leave it out, or make this a program"
        )),
        None => Ok(()),
    }
}

/// What a program challenge has beside.
fn check_program(challenge: &Challenge) -> Result<(), String> {
    let m = &challenge.manifest;
    ensure(m.package.name == "main", || format!("expected package.name = \"main\", got \"{}\"", m.package.name))?;
    ensure(m.benchmarks.is_empty(), || "expected no [[benchmarks]]: a program is not benchmarked".to_owned())?;
    let starts = challenge.starter.iter().any(|(path, _)| path.as_str() == PROGRAM_FILE);
    ensure(starts, || format!("expected starter/{PROGRAM_FILE}, with which candidates test their program"))
}

fn is_used(m: &Manifest, id: &str) -> bool {
    m.tests.iter().any(|t| t.criterion == id) || m.benchmarks.iter().any(|b| b.criterion == id)
}

fn check_names(m: &Manifest) -> Result<(), String> {
    let mut names = BTreeSet::new();
    let tests = m.tests.iter().map(|t| (&t.name, &t.criterion, "Test", CriterionSource::Tests));
    let benchmarks = m.benchmarks.iter().map(|b| (&b.name, &b.criterion, "Benchmark", CriterionSource::Benchmarks));
    for (name, criterion, prefix, source) in tests.chain(benchmarks) {
        ensure(names.insert(name), || format!("{name} is listed twice"))?;
        let is_name = name.starts_with(prefix) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        ensure(is_name, || format!("expected a name such as {prefix}Something, got '{name}'"))?;
        let found = m.criteria.iter().any(|c| c.id == *criterion && c.source == source);
        ensure(found, || format!("{name} names the criterion '{criterion}', which is none of its kind"))?;
    }
    let points = m.tests.iter().map(|t| t.points).chain(m.benchmarks.iter().map(|b| b.points));
    if let Some(got) = points.into_iter().find(|points| !(1..=MAX_POINTS).contains(points)) {
        return Err(format!("expected points from 1 to {MAX_POINTS}, got {got}"));
    }
    for b in &m.benchmarks {
        ensure(b.full > 0.0 && b.full < b.zero && b.zero.is_finite(), || {
            format!("{}: expected 0 < full < zero", b.name)
        })?;
        ensure(b.half.is_none_or(|half| b.full < half && half < b.zero), || {
            format!("{}: expected full < half < zero", b.name)
        })?;
        ensure((0.0..b.full.min(1.0)).contains(&b.floor), || {
            format!("{}: expected a floor of at least 0 and below full and 1", b.name)
        })?;
    }
    ensure(!m.tests.is_empty(), || "expected at least one [[tests]] entry".to_owned())
}

fn ensure(holds: bool, reason: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(reason()) }
}
