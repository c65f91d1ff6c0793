//! The program itself, as an operator starts it.

use std::{net::SocketAddr, process::Stdio, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD};
use gauntlet_db::ResultsRule;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, ChildStderr, Command},
    time::timeout,
};

use super::checkout::Served;
use crate::{app::url, invited::Invited};

/// How long it may take to start: the machine may be fully loaded.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program over the database of somebody who is at work, and what it has logged so far.
async fn start(invited: &Invited, git: &std::path::Path) -> (Child, SocketAddr, BufReader<ChildStderr>, String) {
    let root = invited.app.directory.path();
    let mut program = Command::new(env!("CARGO_BIN_EXE_gauntlet"))
        .arg("serve")
        .env("GAUNTLET_LISTEN", "127.0.0.1:0")
        .env("GAUNTLET_WORKERS", "0")
        .env("GAUNTLET_DATABASE_URL", url(root))
        .env("GAUNTLET_CHALLENGES", root.join("challenges"))
        .env("GAUNTLET_GIT_DIR", git)
        .env("GAUNTLET_LOG", "debug")
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stderr.take().unwrap());
    let mut log = String::new();
    let address = timeout(PATIENCE, async {
        loop {
            assert!(lines.read_line(&mut log).await.unwrap() > 0, "it ended: {log}");
            let last = log.lines().last().unwrap_or_default();
            if let (true, Some(at)) = (last.contains(" serving "), last.find("address=")) {
                let address = last[at + "address=".len()..].split(' ').next().unwrap();
                return address.parse().unwrap_or_else(|_| panic!("{last}"));
            }
        }
    });
    let address = address.await.expect("it starts");
    (program, address, lines, log)
}

#[tokio::test]
async fn the_program_takes_pushes_and_logs_no_token() {
    let invited = Invited::at_work(ResultsRule::AtOnce).await;
    let directory = tempfile::tempdir().unwrap();
    let (mut program, address, mut lines, mut log) = start(&invited, &directory.path().join("git")).await;
    let token = invited.token.secret().to_owned();
    let served = Served::at(invited, address, directory);
    let checkout = served.checkout("a").await;
    checkout.work("package echo\n\n// Good.\nfunc Echo(s string) string { return s }\n").await;
    checkout.git(&["tag", "submit"]).await.good("");
    let said = checkout.git(&["push", "origin", "main", "submit"]).await;
    said.good(&format!("remote: Attempt 1 of 2 is queued: http://{address}/take/results/"));
    assert_eq!((served.revision().await, served.attempts().await), (1, 1));
    program.kill().await.unwrap();
    lines.read_to_string(&mut log).await.unwrap();
    let encoded = BASE64_STANDARD.encode(format!("me:{token}"));
    assert!(log.contains("/git/echo-pool.git/git-receive-pack"), "it logs: {log}");
    assert!(!log.contains(&token) && !log.contains(&encoded));
}
