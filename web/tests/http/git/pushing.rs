//! Pushing: saves and attempts.

use gauntlet_db::{Origin, Purpose, Source};

use super::checkout::Served;
use crate::fixture;

const ONE: &str = "package echo\n\n// One.\nfunc Echo(s string) string { return s }\n";
const TWO: &str = "package echo\n\n// Two.\nfunc Echo(s string) string { return s }\n";

#[tokio::test]
async fn a_push_is_a_save() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.work(ONE).await;
    checkout.git(&["push", "-q"]).await.good("remote: Saved as version 1.");
    let draft = served.draft().await.unwrap();
    assert_eq!((draft.origin, draft.device.as_str()), (Origin::Git, "git"));
    assert_eq!(draft.files.into_iter().collect::<Vec<_>>(), [("echo.go".to_owned(), ONE.to_owned())]);
    let page = served.invited.get(&format!("/take/{}", fixture::SLUG)).await;
    assert!(page.text().contains("// One.") && page.text().contains("Saved as version 1"));
    assert_eq!(served.invited.app.stored().await, 0, "nothing was handed in");
}

#[tokio::test]
async fn what_is_set_aside_is_said() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.write("mine_test.go", "package echo\n");
    checkout.write("go.mod", "module other\n");
    checkout.write(".gitignore", "*.out\n");
    checkout.work(ONE).await;
    let said = checkout.git(&["push", "-q"]).await;
    said.good("remote: mine_test.go: kept, but not run")
        .good("remote: go.mod: set aside")
        .good(".gitignore: not looked at");
    assert!(!said.text.contains("README.md") && !said.text.contains("echo_test.go"), "{said:?}");
    assert_eq!(checkout.git(&["push", "-q"]).await.text, "", "and pushing again does nothing");
}

#[tokio::test]
async fn the_tag_submit_is_a_counted_attempt() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.work(ONE).await;
    checkout.git(&["tag", "submit"]).await.good("");
    let said = checkout.git(&["push", "origin", "main", "submit"]).await;
    let store = &served.invited.app.state.store;
    let all = store.handed_in_by(served.invited.id, None, 9).await.unwrap();
    let [only] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((only.purpose, only.attempt_number), (Purpose::Attempt, Some(1)));
    let address = format!("http://localhost:8080/take/results/{}", only.id);
    said.good("remote: Saved as version 1.").good(&format!("remote: Attempt 1 of 2 is queued: {address}"));
    assert_eq!(store.submission(only.id).await.unwrap().source, Source::Api);
    assert_eq!(store.submission_files(only.id).await.unwrap()["echo.go"], ONE);

    checkout.work(TWO).await;
    checkout.git(&["tag", "-f", "-a", "-m", "With words", "submit"]).await.good("");
    checkout.git(&["push", "origin", "main", "submit"]).await.bad("already exists");
    checkout.git(&["push", "-f", "origin", "submit"]).await.good("remote: Attempt 2 of 2 is queued: ");

    checkout.work(ONE).await;
    checkout.git(&["tag", "-f", "submit"]).await.good("");
    checkout.git(&["push", "-f", "origin", "main", "submit"]).await.bad("All 2 attempts have been made");
    assert_eq!((served.revision().await, served.attempts().await), (2, 2), "nothing of it was stored");
    checkout.git(&["push", "origin", "main"]).await.good("remote: Saved as version 3.");
}

#[tokio::test]
async fn main_follows_a_tag_that_was_pushed_alone() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.work(ONE).await;
    checkout.git(&["tag", "submit"]).await.good("");
    checkout.git(&["push", "origin", "submit"]).await.good("remote: Attempt 1 of 2");
    let mine = checkout.oid("HEAD").await;
    checkout.git(&["fetch", "-q"]).await.good("");
    assert_eq!(checkout.oid("origin/main").await, mine, "by the commit itself, not by a copy of it");
    checkout.work(TWO).await;
    checkout.git(&["push", "-q"]).await.good("remote: Saved as version 2.");
}

#[tokio::test]
async fn whoever_hands_in_an_earlier_commit_goes_on_with_the_later_one() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.work(ONE).await;
    checkout.work(TWO).await;
    checkout.git(&["push", "-q"]).await.good("");
    checkout.git(&["tag", "submit", "HEAD~1"]).await.good("");
    checkout.git(&["push", "origin", "submit"]).await.good("remote: Attempt 1 of 2");
    let store = &served.invited.app.state.store;
    let attempt = &store.handed_in_by(served.invited.id, None, 9).await.unwrap()[0];
    assert_eq!(store.submission_files(attempt.id).await.unwrap()["echo.go"], ONE);
    assert_eq!(served.draft().await.unwrap().files["echo.go"], TWO);
    let before = checkout.oid("HEAD").await;
    checkout.git(&["pull", "-q"]).await.good("");
    assert_eq!(checkout.oid("HEAD").await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_pushes_at_once_one_wins_and_the_other_adds_to_it() {
    let served = Served::at_work().await;
    let (a, b) = (served.checkout("a").await, served.checkout("b").await);
    for (checkout, name) in [(&a, "a.go"), (&b, "b.go")] {
        checkout.write(name, format!("package echo\n\n// {name}\n"));
        checkout.commit(name).await;
    }
    let (first, second) = tokio::join!(a.git(&["push"]), b.git(&["push"]));
    assert!(first.is_good != second.is_good, "{first:?} {second:?}");
    let loser = if first.is_good { &b } else { &a };
    assert_eq!(served.revision().await, 1);
    loser.git(&["pull", "-q"]).await.good("");
    loser.git(&["push", "-q"]).await.good("remote: Saved as version 2.");
    let files = served.draft().await.unwrap().files;
    assert_eq!(files.keys().collect::<Vec<_>>(), ["a.go", "b.go", "echo.go"]);
}

#[tokio::test]
async fn bodies_of_unknown_length_arrive_whole() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.write("long.go", format!("package echo\n\nconst long = `{}`\n", noise(200_000)));
    checkout.commit("Long").await;
    checkout.git(&["-c", "http.postBuffer=65536", "push", "-q"]).await.good("remote: Saved as version 1.");
    assert_eq!(served.draft().await.unwrap().files["long.go"], checkout.read("long.go"));
}

/// Letters that do not compress well.
fn noise(length: usize) -> String {
    let mut state = 1_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap())
    };
    std::iter::repeat_with(next).take(length).collect()
}
