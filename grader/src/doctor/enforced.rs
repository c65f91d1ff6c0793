//! Whether the limits really hold on this host: the run image tries to get past each of them, in a container like a
//! submission's.
//!
//! Every check passes only on a positive answer. A probe that crashed, said nothing or was never asked proves nothing.

use futures_util::{FutureExt, StreamExt, stream};
use serde::de::DeserializeOwned;

use super::{
    check::{Check, size},
    probe::{self, Dial, Facts, Neighbour, Network, Reached, Syscalls, Writes},
};
use crate::{
    model::Limits,
    sandbox::{ContainerSpec, MEMORY_EXIT, Role, RunOutput, RunSpec, Sandbox, Streams},
};

const MIB: u64 = 1024 * 1024;

/// Probes under way at once: enough to be quick, few enough for two processors.
const AT_ONCE: usize = 3;

/// Bytes of output that a probe may write. An answer is much smaller; the flood must not be.
const STDOUT_CAP: u64 = MIB;

/// Small, so that each limit is reached soon.
fn limits() -> Limits {
    Limits {
        memory_bytes: 96 * MIB,
        pids: 40,
        nofile: 64,
        tmpfs_bytes: 4 * MIB,
        tmpfs_inodes: 64,
        output_bytes: STDOUT_CAP,
        line_bytes: 8 * 1024,
        wall_ms: 20_000,
        cpu_millis: 1_000,
    }
}

/// One limit: the probe that tries it, and what must come of it. `judge` says what was found, or else what is wrong.
struct Trial {
    id: &'static str,
    title: &'static str,
    probe: &'static str,
    wall_ms: u64,
    /// Whether the container knows that name.
    localhost: bool,
    judge: fn(&RunOutput) -> Result<String, String>,
}

const TRIALS: [Trial; 13] = [
    trial("limit.privileges", "User, capabilities, read-only root", "facts", privileges),
    trial("limit.memory", "Memory limit", "memory", memory),
    trial("limit.pids", "Process limit", "pids", |output| counted(output, limits().pids)),
    trial("limit.nofile", "Open file limit", "nofile", |output| counted(output, limits().nofile)),
    trial("limit.tmpfs_bytes", "Size of /work", "tmpfs_bytes", |output| counted(output, limits().tmpfs_bytes)),
    trial("limit.tmpfs_inodes", "Files in /work", "tmpfs_inodes", |output| counted(output, limits().tmpfs_inodes)),
    trial("limit.write_root", "No other place to write to", "write_root", write_root),
    trial("limit.neighbour", "Tests of programs out of reach", "neighbour", neighbour),
    trial("limit.network", "No network", "network", network),
    Trial { localhost: true, ..trial("limit.localhost", "No network, loopback by name", "localhost", network) },
    trial("limit.syscalls", "System call filter at work", "syscalls", syscalls),
    Trial { wall_ms: 300, ..trial("limit.wall", "Wall time limit", "sleep", wall) },
    trial("limit.output", "Output limit", "stdout", flood),
];

const fn trial(
    id: &'static str,
    title: &'static str,
    probe: &'static str,
    judge: fn(&RunOutput) -> Result<String, String>,
) -> Trial {
    Trial { id, title, probe, wall_ms: 20_000, localhost: false, judge }
}

pub(super) async fn examine<S: Sandbox>(sandbox: &S, image: &str) -> Vec<Check> {
    // A list and not a closure: with one, the compiler cannot prove that the whole may move between threads.
    let mut trials = Vec::new();
    for trial in &TRIALS {
        trials.push(trial.run(sandbox, image).boxed());
    }
    stream::iter(trials).buffered(AT_ONCE).collect().await
}

impl Trial {
    async fn run<S: Sandbox>(&self, sandbox: &S, image: &str) -> Check {
        let mend = "do not grade on this host until this holds: look at the engine's configuration, the kernel and the run image";
        match self.output(sandbox, image).await.and_then(|output| (self.judge)(&output)) {
            Ok(found) => Check::ok(self.id, self.title, found),
            Err(wrong) => Check::fail(self.id, self.title, wrong, mend),
        }
    }

    async fn output<S: Sandbox>(&self, sandbox: &S, image: &str) -> Result<RunOutput, String> {
        let limits = Limits { wall_ms: self.wall_ms, ..limits() };
        let stdin = probe::request(self.probe, None).map_err(|err| err.to_string())?;
        let spec = RunSpec {
            container: ContainerSpec {
                image: image.to_owned(),
                role: Role::Run,
                limits,
                cpuset: None,
                localhost: self.localhost,
            },
            streams: Streams { stdin, stdout_cap_bytes: STDOUT_CAP, on_stdout: None },
        };
        sandbox.run(spec).await.map_err(|err| err.to_string())
    }
}

/// The answer of a probe that ended by itself.
fn answer<T: DeserializeOwned>(output: &RunOutput) -> Result<T, String> {
    let stderr = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
    if output.exit_code != 0 || output.timed_out {
        return Err(format!("expected an answer, got exit code {} and {:?}", output.exit_code, stderr()));
    }
    serde_json::from_slice(&output.stdout).map_err(|err| format!("expected the answer of a probe, got: {err}"))
}

/// A limit that is counted from inside: reached to within a quarter (the probe itself takes some), never passed.
fn counted(output: &RunOutput, limit: u64) -> Result<String, String> {
    let Reached { count, error } = answer(output)?;
    if error.is_empty() || count > limit {
        return Err(format!("expected at most {limit}, got {count}"));
    }
    if count < limit - limit / 4 {
        return Err(format!("expected about {limit}, got only {count}: {error}"));
    }
    Ok(format!("{count} of {limit}, then: {error}"))
}

fn memory(output: &RunOutput) -> Result<String, String> {
    match (output.oom_killed, output.exit_code) {
        (true, MEMORY_EXIT) => Ok(format!("killed at {}", size(limits().memory_bytes))),
        (oom, code) => Err(format!("expected a kill for memory, got exit code {code} (out of memory: {oom})")),
    }
}

fn wall(output: &RunOutput) -> Result<String, String> {
    if output.timed_out {
        return Ok(format!("killed after {} ms", output.elapsed.as_millis()));
    }
    Err(format!("expected a kill after 300 ms, got exit code {}", output.exit_code))
}

fn flood(output: &RunOutput) -> Result<String, String> {
    if output.truncated && output.stdout.len() as u64 == STDOUT_CAP {
        return Ok(format!("killed after {}", size(STDOUT_CAP)));
    }
    Err(format!("expected exactly {STDOUT_CAP} bytes and a kill, got {} bytes", output.stdout.len()))
}

/// Capabilities as the kernel shows them, in hexadecimal.
const NO_CAPABILITIES: &str = "0000000000000000";
/// KILL, SETGID and SETUID.
const SUPERVISOR_CAPABILITIES: &str = "00000000000000e0";

fn privileges(output: &RunOutput) -> Result<String, String> {
    let facts: Facts = answer(output)?;
    let status = |name: &str| facts.status.get(name).map_or("missing", String::as_str);
    let holds_none = ["CapInh", "CapPrm", "CapEff", "CapAmb"].iter().all(|name| status(name) == NO_CAPABILITIES);
    // The bounding set is what could be gained, which no-new-privileges forbids: no more than the supervisor has.
    let bounded = [NO_CAPABILITIES, SUPERVISOR_CAPABILITIES].contains(&status("CapBnd"));
    let has_option = |options: &str, wanted: &str| options.split(',').any(|option| option == wanted);
    let names = ["GOMAXPROCS", "GORACE", "GOTRACEBACK", "HOME", "TMPDIR", "TZ"];
    let rules = [
        (
            facts.uid != 0 && facts.gid != 0 && facts.groups.iter().all(|group| *group == facts.gid),
            "has a group of others, or is root",
        ),
        (holds_none && bounded, "holds capabilities"),
        (status("NoNewPrivs") == "1", "may gain privileges"),
        (status("Seccomp") == "2", "has no system call filter"),
        (has_option(&facts.root_options, "ro"), "its root directory is not read-only"),
        (facts.work.uid != facts.uid && facts.work.mode == "drwx--x--x", "/work is not the supervisor's alone"),
        (
            facts.scratch.uid == facts.work.uid && facts.scratch.gid == facts.gid && facts.scratch.mode == "drwxrwx---",
            "its own directory is not its own alone",
        ),
        (
            ["nosuid", "nodev"].iter().all(|wanted| has_option(&facts.work.options, wanted)),
            "/work takes setuid or devices",
        ),
        (facts.environment.iter().all(|name| names.contains(&name.as_str())), "has an environment"),
        (facts.readable.is_empty(), "may read processes"),
    ];
    let broken: Vec<_> = rules.iter().filter(|(holds, _)| !holds).map(|(_, wrong)| *wrong).collect();
    if !broken.is_empty() {
        return Err(broken.join("; "));
    }
    let supervisor = supervised(&facts)?;
    Ok(format!("user {}, no capabilities; the supervisor is user {supervisor}", facts.uid))
}

/// What the first process is: a user of its own, with what it needs to start and to end others. Its user.
fn supervised(facts: &Facts) -> Result<String, String> {
    let status = |name: &str| facts.supervisor.get(name).map_or("missing", String::as_str);
    // Real, effective, saved and file system user.
    let mut users = status("Uid").split_whitespace();
    let user = users.next().unwrap_or("missing");
    let own = facts.uid.to_string();
    if user == "0" || user == own || user.parse::<u32>().is_err() || users.any(|other| other != user) {
        return Err(format!("expected the supervisor to be another user than root and {own}, got {}", status("Uid")));
    }
    let held = ["CapPrm", "CapEff", "CapInh", "CapAmb"].map(status);
    if held != [SUPERVISOR_CAPABILITIES, SUPERVISOR_CAPABILITIES, NO_CAPABILITIES, NO_CAPABILITIES] {
        return Err(format!("expected the supervisor to hold KILL, SETGID and SETUID alone, got {}", held.join(" ")));
    }
    Ok(user.to_owned())
}

fn write_root(output: &RunOutput) -> Result<String, String> {
    let Writes { tried, written } = answer(output)?;
    match (tried, written.is_empty()) {
        (0, _) => Err("expected attempts to write, got none".to_owned()),
        (_, true) => Ok(format!("{tried} places tried, none written")),
        (_, false) => Err(format!("could write to {}", written.join(", "))),
    }
}

fn neighbour(output: &RunOutput) -> Result<String, String> {
    let Neighbour { processes, reached } = answer(output)?;
    match (processes, reached.is_empty()) {
        (0, _) => Err("expected a process of another user, got none".to_owned()),
        (_, true) => Ok("no signal, no memory, no file of another user".to_owned()),
        (_, false) => Err(format!("could reach of another user's process: {}", reached.join(", "))),
    }
}

fn network(output: &RunOutput) -> Result<String, String> {
    let Network { interfaces, loopback, outside } = answer(output)?;
    if interfaces != ["lo"] {
        return Err(format!("expected loopback alone, got {}", interfaces.join(", ")));
    }
    if loopback.error != "connection refused" {
        return Err(format!("expected loopback to be up, got: {}", loopback.error));
    }
    let got_out = |dial: &&Dial| dial.error.is_empty() || dial.elapsed_ms >= 1_000;
    match outside.iter().find(got_out) {
        Some(dial) => Err(format!("{} {} did not fail at once", dial.network, dial.address)),
        None if outside.is_empty() => Err("expected attempts to get out, got none".to_owned()),
        None => Ok(format!("loopback alone; {} attempts to get out failed", outside.len())),
    }
}

fn syscalls(output: &RunOutput) -> Result<String, String> {
    let Syscalls { forbidden, needed } = answer(output)?;
    if let Some(open) = forbidden.iter().find(|attempt| !attempt.refused) {
        return Err(format!("{} is not refused", open.name));
    }
    if let Some(closed) = needed.iter().find(|attempt| attempt.refused) {
        return Err(format!("{} is refused, which race binaries need", closed.name));
    }
    if forbidden.is_empty() || needed.is_empty() {
        return Err("expected attempts, got none".to_owned());
    }
    Ok(format!("{} forbidden calls refused, {} needed ones let through", forbidden.len(), needed.len()))
}

#[cfg(test)]
#[path = "enforced_tests.rs"]
mod tests;
