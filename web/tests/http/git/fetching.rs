//! Cloning and fetching: the starter, and what was saved in the browser.

use axum::http::StatusCode;

use super::checkout::Served;
use crate::fixture;

const MINE: &str = "package echo\n\n// Echo is mine.\nfunc Echo(s string) string { return s }\n";

#[tokio::test]
async fn a_clone_holds_statement_starter_and_visible_tests() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    let files = checkout.git(&["ls-files"]).await;
    assert_eq!(files.out, "README.md\necho.go\necho_test.go\ngo.mod\n");
    assert_eq!(checkout.read("echo.go"), fixture::STARTER);
    assert!(checkout.read("README.md").contains("Write `Echo`."));
    let log = checkout.git(&["log", "--format=%an|%s|%D"]).await;
    assert_eq!(log.out, "Gauntlet|Echo <pool>, version 3|HEAD -> main, origin/main, origin/HEAD\n");
    let again = served.checkout("b").await;
    assert_eq!(checkout.oid("HEAD").await, again.oid("HEAD").await);
    assert_eq!(served.revision().await, 0, "nothing was saved by looking");
}

#[tokio::test]
async fn the_first_commit_depends_on_nothing_but_the_start() {
    let served = Served::at_work().await;
    let first = served.checkout("a").await.oid("HEAD").await;
    std::fs::remove_dir_all(served.stored()).unwrap();
    assert_eq!(served.checkout("b").await.oid("HEAD").await, first, "a repository that was lost is made again");
}

#[tokio::test]
async fn what_was_saved_in_the_browser_is_pulled() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    assert_eq!(served.invited.save(0, MINE).await.status, StatusCode::OK);
    checkout.git(&["pull", "-q"]).await.good("");
    assert_eq!(checkout.read("echo.go"), MINE);
    assert!(checkout.path("README.md").is_file(), "what is not edited in the browser stays");
    let log = checkout.git(&["log", "-1", "--format=%an|%s"]).await;
    assert_eq!(log.out, "Gauntlet|Saved in the browser, version 1\n");
    let head = checkout.oid("HEAD").await;
    checkout.git(&["fetch", "-q"]).await.good("");
    assert_eq!(checkout.oid("origin/main").await, head, "one commit for one save");
}

#[tokio::test]
async fn browser_and_git_take_turns_and_nothing_is_lost() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.write("helper.go", "package echo\n");
    checkout.write(".gitignore", "*.out\n");
    checkout.commit("A helper").await;
    checkout.git(&["push", "-q"]).await.good("Saved as version 1.");

    assert_eq!(served.invited.save(1, MINE).await.status, StatusCode::OK);
    checkout.write("other.go", "package echo\n\n// Other.\n");
    checkout.commit("Another").await;
    checkout.git(&["push"]).await.bad("fetch first");
    checkout.git(&["push", "-f"]).await.bad("main has moved on");
    assert_eq!(served.revision().await, 2, "not even by force");

    checkout.git(&["pull", "-q"]).await.good("");
    assert_eq!(checkout.read("echo.go"), MINE);
    assert!(!checkout.path("helper.go").exists(), "the browser saved without it");
    assert!(checkout.path(".gitignore").is_file(), "the browser knows nothing of it");
    checkout.git(&["push", "-q"]).await.good("Saved as version 3.");
    let files = served.draft().await.unwrap().files;
    assert_eq!(files.keys().collect::<Vec<_>>(), ["echo.go", "other.go"]);
    assert_eq!(files["echo.go"], MINE);
}

#[tokio::test]
async fn long_negotiations_are_compressed_and_understood() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    for n in 0..60 {
        checkout.git(&["commit", "-q", "--allow-empty", "-m", &n.to_string()]).await.good("");
    }
    for (protocol, base) in [("protocol.version=0", 0), ("protocol.version=2", 1)] {
        let saved = served.invited.save(base, &format!("{MINE}\n// {base}\n")).await;
        assert_eq!(saved.status, StatusCode::OK);
        checkout.git(&["-c", protocol, "fetch", "-q"]).await.good("");
        let log = checkout.git(&["log", "-1", "--format=%s", "origin/main"]).await;
        assert_eq!(log.out, format!("Saved in the browser, version {}\n", base + 1));
    }
}

#[tokio::test]
async fn after_the_end_there_is_fetching_and_no_pushing() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    served.invited.save(0, MINE).await;
    let ended = served.invited.send(axum::http::Method::POST, "/take/end", "").await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    checkout.git(&["pull", "-q"]).await.good("");
    assert_eq!(checkout.read("echo.go"), MINE);
    checkout.work("package echo\n\n// Late.\n").await;
    checkout.git(&["push"]).await.bad("remote: Your work is over: nothing can be pushed any more.");
    assert_eq!(served.revision().await, 1);
}
