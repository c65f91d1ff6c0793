//! What is not taken, with nothing stored.

use std::{
    ffi::OsStr,
    os::unix::{ffi::OsStrExt, fs::symlink},
};

use super::checkout::{Checkout, Said, Served};

const GOOD: &str = "package echo\n\n// Good.\nfunc Echo(s string) string { return s }\n";

/// Pushes main and the tag, which has to fail with nothing stored.
async fn refused(served: &Served, checkout: &Checkout) -> Said {
    checkout.commit("A try").await;
    let before = (served.revision().await, served.ask_stored(&["for-each-ref"]).await);
    checkout.git(&["tag", "-f", "submit"]).await.good("");
    let said = checkout.git(&["push", "-f", "origin", "main", "submit"]).await;
    said.bad("remote: ");
    assert_eq!((served.revision().await, served.ask_stored(&["for-each-ref"]).await), before);
    assert_eq!(served.invited.app.stored().await, 0);
    said
}

#[tokio::test]
async fn other_branches_and_tags_are_refused_with_what_to_push_instead() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.work(GOOD).await;
    checkout.git(&["push", "origin", "main:try"]).await.bad("git push origin try:main");
    checkout.git(&["push", "origin", "main", "main:try"]).await.bad("Nothing of this push was stored");
    checkout.git(&["push", "origin", "main:refs/tags/v1"]).await.bad("the only tag here is submit");
    checkout.git(&["push", "origin", "main:refs/notes/x"]).await.bad("'refs/notes/x' was not taken");
    checkout.git(&["push", "origin", ":main"]).await.bad("main cannot be deleted");
    checkout.git(&["push", "origin", "HEAD^{tree}:refs/tags/submit"]).await.bad("has to name a commit");
    assert_eq!(served.revision().await, 0);
    let refs = served.ask_stored(&["for-each-ref", "--format=%(refname) %(objectname)"]).await;
    assert_eq!(refs, format!("refs/heads/main {}", checkout.oid("origin/main").await));
}

#[tokio::test]
async fn links_and_submodules_are_refused_by_name() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    symlink("/etc/passwd", checkout.path("link.go")).unwrap();
    refused(&served, &checkout).await.bad("'link.go' is a symbolic link");
    std::fs::remove_file(checkout.path("link.go")).unwrap();
    let entry = format!("160000,{},vendor/x", checkout.oid("HEAD").await);
    checkout.git(&["update-index", "--add", "--cacheinfo", &entry]).await.good("");
    checkout.git(&["rm", "-q", "--cached", "link.go"]).await.good("");
    checkout.git(&["commit", "-q", "-m", "A submodule"]).await.good("");
    checkout.git(&["push"]).await.bad("'vendor/x' is a submodule");
    assert_eq!(served.revision().await, 0);
}

#[tokio::test]
async fn strange_names_are_refused() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    for (name, why) in [
        (b"a\nb.go".as_slice(), "must not contain backslashes, colons or control characters"),
        (b"\xff.go", "is not UTF-8"),
        (b"ECHO.go", "differ only in case"),
    ] {
        let path = checkout.path("").join(OsStr::from_bytes(name));
        std::fs::write(&path, GOOD).unwrap();
        refused(&served, &checkout).await.bad(why);
        std::fs::remove_file(path).unwrap();
    }
    let deep = "a/b/c/d/e/f/g/h/i.go";
    checkout.write(deep, GOOD);
    refused(&served, &checkout).await.bad("at most 8 directories deep");
}

#[tokio::test]
async fn contents_are_held_to_the_rules_of_any_upload() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.write("bad.go", b"package echo // \xff\n");
    refused(&served, &checkout).await.bad("'bad.go' is not UTF-8 text");
    checkout.write("bad.go", b"package echo // \0\n");
    refused(&served, &checkout).await.bad("'bad.go' holds a NUL byte");
    checkout.write("bad.go", vec![b'/'; 1_048_577]);
    refused(&served, &checkout).await.bad("'bad.go' is larger than 1 MiB");
    std::fs::remove_file(checkout.path("bad.go")).unwrap();
    checkout.write("sub/more.go", GOOD);
    refused(&served, &checkout).await.bad("sub/more.go is not one of those that may be handed in");
    std::fs::remove_dir_all(checkout.path("sub")).unwrap();
    for n in 0..200 {
        checkout.write(&format!("f{n}.go"), GOOD);
    }
    refused(&served, &checkout).await.bad("more than 200 files");
    checkout.git(&["rm", "-q", "-r", "."]).await.good("");
    refused(&served, &checkout).await.bad("there is no file to grade");
}

#[tokio::test]
async fn what_was_removed_again_is_looked_at_too() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    checkout.write("big.bin", vec![b'/'; 6 << 20]);
    checkout.commit("Big").await;
    std::fs::remove_file(checkout.path("big.bin")).unwrap();
    refused(&served, &checkout).await.bad("holds a file of 6 MiB, even if a later one removes it");
}

#[tokio::test]
async fn a_push_that_is_too_large_ends_in_words() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    let mut state = 1_u32;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    });
    checkout.write("noise.bin", noise.take(11 << 20).collect::<Vec<_>>());
    refused(&served, &checkout).await.bad("pack exceeds maximum allowed size");
    let objects = served.ask_stored(&["cat-file", "--batch-all-objects", "--batch-check=%(objectsize)"]).await;
    assert!(objects.lines().all(|size| size.parse::<u64>().unwrap() < 10_000), "{objects}");
}

#[tokio::test]
async fn a_tag_beside_main_is_refused() {
    let served = Served::at_work().await;
    let checkout = served.checkout("a").await;
    served.invited.save(0, GOOD).await;
    checkout.write("more.go", "package echo\n");
    checkout.commit("Without what was saved").await;
    checkout.git(&["tag", "submit"]).await.good("");
    checkout.git(&["push", "origin", "submit"]).await.bad("is not based on main");
    assert_eq!((served.revision().await, served.attempts().await), (1, 0));
}
