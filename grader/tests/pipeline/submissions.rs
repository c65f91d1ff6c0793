//! Which files make a submission, and which challenges can be loaded.

use gauntlet_grader::{
    catalog::{Catalog, CatalogError},
    model::FindingKind,
    submission::{Submission, SubmissionError},
};
use rstest::rstest;

use crate::setup::{MANIFEST, challenge, challenge_directory, files};

#[test]
fn tests_and_go_mod_of_the_candidate_are_set_aside() {
    let handed_in = files(&[
        ("counter.go", "package counter\n"),
        ("more.go", "package counter\n"),
        ("secret_test.go", "package counter_test\n"),
        ("go.mod", "module your/counter\ntoolchain go9.9\n"),
    ]);
    let submission = Submission::new(&challenge(), &handed_in).unwrap();
    let kept: Vec<_> = submission.files.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(kept, ["counter.go", "more.go"]);
    assert_eq!(submission.notes.len(), 2);
    assert!(submission.notes.iter().all(|n| n.kind == FindingKind::Note));
}

#[test]
fn the_unchanged_starter_gets_no_notes() {
    let challenge = challenge();
    assert!(Submission::new(&challenge, &challenge.starter).unwrap().notes.is_empty());
}

#[test]
fn characters_that_change_the_direction_of_text_are_noted() {
    let handed_in = files(&[
        ("counter.go", "package counter\n\n// isAdmin \u{202e}\u{2066}\n"),
        ("more.go", "package counter // שלום\n"),
    ]);
    let notes = Submission::new(&challenge(), &handed_in).unwrap().notes;
    let told: Vec<_> = notes.iter().map(|n| (n.kind, n.file.as_str(), n.line)).collect();
    assert_eq!(told, [(FindingKind::Note, "counter.go", 3)]);
}

#[test]
fn a_missing_file_and_a_file_in_the_wrong_place_are_named() {
    let missing = Submission::new(&challenge(), &files(&[("other.go", "package counter\n")])).unwrap_err();
    assert!(
        matches!(&missing, SubmissionError::MissingFile { expected, got } if expected == "counter.go" && got == "other.go")
    );
    let handed_in = files(&[("counter.go", ""), ("internal/x.go", "")]);
    let misplaced = Submission::new(&challenge(), &handed_in).unwrap_err();
    assert!(matches!(&misplaced, SubmissionError::NotEditable { path, .. } if path == "internal/x.go"));
}

#[test]
fn a_catalogue_is_every_directory_with_a_manifest() {
    let home = challenge_directory(MANIFEST);
    std::fs::create_dir(home.path().join("notes")).unwrap();
    let catalog = Catalog::load(home.path()).unwrap();
    assert_eq!(catalog.iter().map(|c| c.manifest.slug.as_str()).collect::<Vec<_>>(), ["counter"]);
    let challenge = catalog.iter().next().unwrap();
    assert_eq!(
        challenge.reference.iter().map(|(p, _)| p.as_str()).collect::<Vec<_>>(),
        ["counter.go"],
        "no promise.toml"
    );
}

#[rstest]
#[case::slug("slug = \"counter\"", "slug = \"other\"", "slug")]
#[case::import("imports = [\"sync\"", "imports = [\"os/exec\"", "cannot forge")]
#[case::program("kind = \"package\"", "kind = \"program\"", "package.name")]
#[case::points("points = 3", "points = 4000000000", "points from 1 to 1000")]
#[case::reference("reference = \"accepted/plain\"", "reference = \"../..\"", "reference")]
#[case::weights("weight = 80", "weight = 70", "sum to 100")]
#[case::module("your/counter", "counter", "sorts after the standard library")]
#[case::criterion("criterion = \"performance\"", "criterion = \"correctness\"", "none of its kind")]
#[case::curve("full = 1.5", "full = 9.5", "0 < full < zero")]
#[case::unknown_key("minutes = 10", "minutes = 10\nminuets = 3", "minuets")]
#[case::twice("name = \"TestLeaves\"", "name = \"TestAdds\"", "listed twice")]
#[case::pattern("name = \"TestLeaves\"", "name = \"Test.*\"", "expected a name")]
fn an_inconsistent_challenge_is_refused_with_the_reason(#[case] was: &str, #[case] is: &str, #[case] reason: &str) {
    assert!(MANIFEST.contains(was));
    let home = challenge_directory(&MANIFEST.replace(was, is));
    let error = Catalog::load(home.path()).unwrap_err();
    assert!(matches!(error, CatalogError::Manifest { .. } | CatalogError::Inconsistent { .. }));
    assert!(error.to_string().contains(reason), "{error}");
}
