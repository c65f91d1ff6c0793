//! A Postgres server of one's own: in a temporary directory, on a Unix socket that nobody else can open.
//!
//! A small shell starts it and then waits for its standard input to end. The system closes that pipe when this process
//! ends, however it ends (return, panic, kill -9); the shell then stops the server of its own directory, and no other,
//! and removes the directory.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use anyhow::{Context, Result, bail};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, postgres::PgConnectOptions};

/// `$1` holds the programs, `$2` is the directory. Says "ready" on standard output, and otherwise why not. The server is
/// a child of the shell, not of `pg_ctl start`, so that `wait` sees it end and leaves no zombie; it is up when the last
/// line of its `postmaster.pid` says so, which is what `pg_ctl` waits for too. Durability is off: these databases live
/// as long as one test run.
const SCRIPT: &str = r#"
set -u
trap '' PIPE # nobody may be there any more to hear "ready"; the end of the input tells
bin=$1 dir=$2 server=
finish() {
    trap '' HUP INT TERM
    if [ -n "$server" ]; then kill -INT "$server" 2>/dev/null; wait "$server"; fi
    rm -rf "$dir" 2>/dev/null
}
give_up() { tail -n 5 "$dir/log"; finish; exit 1; }
trap 'finish; exit 1' HUP INT TERM
"$bin/initdb" -D "$dir/data" -U gauntlet -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 </dev/null || give_up
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c max_connections=300 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off >>"$dir/log" 2>&1 </dev/null &
server=$!
polls=0
until grep -qs '^ready' "$dir/data/postmaster.pid"; do
    polls=$((polls + 1))
    if [ $polls -gt 1200 ] || ! kill -0 "$server" 2>/dev/null; then give_up; fi
    sleep 0.05
done
echo ready 2>/dev/null
cat >/dev/null
finish
"#;

/// What it takes to run a server.
const PROGRAMS: [&str; 2] = ["initdb", "postgres"];

/// Where Debian puts the server's programs, one directory per major version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// A running server. Dropping it stops the server and removes its directory.
#[derive(Debug)]
pub struct PrivatePostgres {
    dir: PathBuf,
    shell: Child,
    /// While this is open, the server runs.
    input: Option<ChildStdin>,
    databases: AtomicU32,
}

impl PrivatePostgres {
    /// Starts a server and waits until it answers (about a second).
    ///
    /// # Errors
    /// The programs are not installed, or the server did not start; the text says which, and what to do.
    pub fn start() -> Result<Self> {
        let bin = find_programs()?;
        let dir = tempfile::Builder::new().prefix("gauntlet-pg-").tempdir().context("making a directory")?;
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700))?;
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SCRIPT, "private-postgres"]).arg(&bin).arg(dir.path()).current_dir(dir.path());
        if fs::metadata(dir.path())?.uid() == 0 {
            // Postgres refuses to run as root.
            let (uid, gid) = unprivileged_user()?;
            chown(dir.path(), Some(uid), Some(gid))?;
            command.uid(uid).gid(gid);
        }
        // A group of its own: Ctrl-C is for the test run, and the shell learns of it by its input ending.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut shell = command.spawn().context("starting /bin/sh")?;
        let input = shell.stdin.take();
        let dir = dir.keep(); // from here on the shell removes it
        let mut said = String::new();
        if let Some(output) = shell.stdout.take() {
            for line in BufReader::new(output).lines() {
                let line = line.context("reading from the shell that runs Postgres")?;
                if line == "ready" {
                    return Ok(Self { dir, shell, input, databases: AtomicU32::new(0) });
                }
                said.push_str(&line);
                said.push('\n');
            }
        }
        shell.wait()?;
        bail!("a private Postgres did not start from {}:\n{said}", bin.display())
    }

    /// Creates an empty database and returns its URL.
    ///
    /// # Errors
    /// The server does not answer any more.
    pub async fn create_database(&self) -> Result<String> {
        let name = format!("db_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut connection =
            PgConnectOptions::new().socket(&self.dir).username("gauntlet").database("postgres").connect().await?;
        sqlx::raw_sql(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&mut connection).await?;
        connection.close().await?;
        Ok(format!("postgres://gauntlet@localhost/{name}?host={}", self.dir.display()))
    }

    /// The directory that holds the socket and the data; gone after the drop.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        drop(self.input.take());
        // The shell ends once the server has; there is nobody to tell if waiting for it fails.
        let _ = self.shell.wait();
        // Where the directory above is not a public one, the shell could empty its directory but not remove it.
        let _ = fs::remove_dir(&self.dir);
    }
}

/// The directory with `initdb` and `postgres`: `GAUNTLET_PG_BIN`, else one of `PATH`, else Debian's newest.
fn find_programs() -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("GAUNTLET_PG_BIN").map(PathBuf::from) {
        return programs_in(&dir)
            .with_context(|| format!("GAUNTLET_PG_BIN is {}: expected {PROGRAMS:?} there", dir.display()));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let version = |dir: &PathBuf| dir.file_name()?.to_str()?.parse::<u32>().ok();
    let mut debian: Vec<PathBuf> = fs::read_dir(DEBIAN).into_iter().flatten().flatten().map(|e| e.path()).collect();
    debian.sort_by_key(|dir| std::cmp::Reverse(version(dir)));
    let mut candidates = std::env::split_paths(&path).chain(debian.into_iter().map(|dir| dir.join("bin")));
    candidates.find_map(|dir| programs_in(&dir)).context(
        "expected the programs of a Postgres server (initdb, postgres) in PATH or /usr/lib/postgresql, found \
         none: install Debian's package \"postgresql\" (apt-get install postgresql), or set GAUNTLET_PG_BIN",
    )
}

/// Where a directory's programs really are: in PATH there may be links to some of a version's programs only.
fn programs_in(dir: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(dir.join("initdb")).ok()?.parent()?.to_owned();
    PROGRAMS.iter().all(|program| real.join(program).is_file()).then_some(real)
}

/// User and group id of `postgres`, else of `nobody`.
fn unprivileged_user() -> Result<(u32, u32)> {
    let passwd = fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
    let ids = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres").or_else(|| ids("nobody")).context("expected a user postgres or nobody in /etc/passwd, found none")
}

#[cfg(test)]
mod tests {
    use super::PrivatePostgres;
    use sqlx::{Connection, PgConnection};
    use std::{
        fs,
        io::{BufRead, BufReader, Read},
        os::unix::fs::PermissionsExt,
        process::{Command, Stdio},
    };

    /// Not a test of its own: the process that `a_killed_process_leaves_nothing` kills.
    #[test]
    #[ignore = "waits for ever; run by a_killed_process_leaves_nothing"]
    fn holds_a_server_for_ever() {
        let server = PrivatePostgres::start().unwrap();
        println!("up in {}", server.dir().display());
        loop {
            std::thread::park();
        }
    }

    #[test]
    fn a_killed_process_leaves_nothing() {
        for once_up in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o1777)).unwrap();
            let mut holder = Command::new(std::env::current_exe().unwrap())
                .args(["--ignored", "--exact", "postgres::tests::holds_a_server_for_ever", "--nocapture"])
                .env("TMPDIR", dir.path())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            let is_empty = || fs::read_dir(dir.path()).unwrap().next().is_none();
            if once_up {
                let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
                assert!(lines.any(|line| line.unwrap().contains("up in ")), "the server comes up");
            } else {
                let entries = |dir: &std::path::Path| fs::read_dir(dir).into_iter().flatten().flatten();
                while !entries(dir.path()).any(|made| entries(&made.path()).next().is_some()) {
                    std::thread::yield_now(); // until initdb has begun
                }
            }
            holder.kill().unwrap();
            holder.wait().unwrap();
            // The shell that holds the server inherited this; it ends when the shell has tidied up.
            holder.stderr.take().unwrap().read_to_end(&mut Vec::new()).unwrap();
            assert!(is_empty(), "once up: {once_up}");
        }
    }

    #[tokio::test]
    async fn each_database_is_its_own_and_nothing_stays_behind() {
        let server = PrivatePostgres::start().unwrap();
        let (one, two) = (server.create_database().await.unwrap(), server.create_database().await.unwrap());
        assert_ne!(one, two);
        let mut connection = PgConnection::connect(&one).await.unwrap();
        connection.ping().await.unwrap();

        let dir = server.dir().to_owned();
        let pid = std::fs::read_to_string(dir.join("data/postmaster.pid")).unwrap();
        let process = std::path::Path::new("/proc").join(pid.lines().next().unwrap());
        assert!(process.exists());
        drop(server);
        assert!(!process.exists(), "the server is gone");
        assert!(!dir.exists(), "its directory is gone");
        assert!(connection.ping().await.is_err());
    }
}
