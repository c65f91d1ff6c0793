//! Where things are: the repository, its challenges, the built binary, the images.

use std::path::{Path, PathBuf};

use gauntlet_grader::sandbox::Images;

/// The repository's root.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a directory above tests/").to_owned()
}

/// The catalogue that is published.
#[must_use]
pub fn challenges() -> PathBuf {
    repository().join("challenges")
}

/// The catalogue of the tests alone: `open`, whose submissions may import the whole standard library.
#[must_use]
pub fn test_challenges() -> PathBuf {
    repository().join("tests/challenges")
}

/// The directory of cargo's artefacts that this test program lies in, `target/<profile>`.
#[must_use]
pub fn profile_directory() -> PathBuf {
    let program = std::env::current_exe().expect("this program's path");
    let below = program.parent().expect("a directory");
    if below.ends_with("deps") { below.parent().expect("a directory above deps/").to_owned() } else { below.to_owned() }
}

/// The images that `GAUNTLET_BUILD_IMAGE` and `GAUNTLET_RUN_IMAGE` name, or the defaults.
#[must_use]
pub fn images() -> Images {
    let image = |name: &str, default: String| std::env::var(name).unwrap_or(default);
    let defaults = Images::default();
    Images { build: image("GAUNTLET_BUILD_IMAGE", defaults.build), run: image("GAUNTLET_RUN_IMAGE", defaults.run) }
}

/// Reference binaries that are kept from one test run to the next.
#[must_use]
pub fn binary_cache() -> PathBuf {
    profile_directory().join("gauntlet-test-cache")
}

/// The built `gauntlet`: what `GAUNTLET_BIN` names, or else the one beside this test program, which
/// `cargo test --workspace` has just built.
///
/// # Panics
/// When it is not there, with the command that builds it.
#[must_use]
pub fn gauntlet() -> PathBuf {
    let path = std::env::var_os("GAUNTLET_BIN").map_or_else(|| profile_directory().join("gauntlet"), PathBuf::from);
    assert!(path.is_file(), "expected the program {}; build it with 'cargo build -p gauntlet-web'", path.display());
    path
}
