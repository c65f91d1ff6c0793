use std::time::Duration;

use serde_json::json;

use super::{NO_CAPABILITIES as NONE, STDOUT_CAP, SUPERVISOR_CAPABILITIES as THREE, TRIALS, examine, limits};
use crate::{
    doctor::CheckStatus,
    sandbox::{MEMORY_EXIT, Role, RunOutput, ScriptedSandbox},
};

/// What a host answers on which every limit holds.
fn good(probe: &str) -> RunOutput {
    let attempt = |name: &str, refused: bool| json!({"name": name, "error": "", "refused": refused});
    let dial =
        |network: &str, error: &str| json!({"network": network, "address": "a", "error": error, "elapsed_ms": 0});
    let reached = |count: u64| json!({"count": count, "error": "no more"});
    let killed = RunOutput { exit_code: 137, ..RunOutput::finished("") };
    let answer = match probe {
        "memory" => return RunOutput { oom_killed: true, exit_code: MEMORY_EXIT, ..killed },
        "sleep" => return RunOutput { timed_out: true, elapsed: Duration::from_millis(301), ..killed },
        "stdout" => {
            let stdout = vec![b'x'; usize::try_from(STDOUT_CAP).unwrap()];
            return RunOutput { truncated: true, stdout, ..killed };
        }
        "pids" => reached(limits().pids - 5),
        "nofile" => reached(limits().nofile),
        "tmpfs_bytes" => reached(limits().tmpfs_bytes),
        "tmpfs_inodes" => reached(limits().tmpfs_inodes),
        "write_root" => json!({"tried": 9, "written": []}),
        "neighbour" => json!({"processes": 1, "reached": []}),
        "network" | "localhost" => json!({
            "interfaces": ["lo"],
            "loopback": dial("tcp", "connection refused"),
            "outside": [dial("tcp", "network is unreachable")],
        }),
        "syscalls" => json!({"forbidden": [attempt("ptrace", true)], "needed": [attempt("socket", false)]}),
        "facts" => json!({
            "uid": 10002, "gid": 10002, "groups": [], "environment": ["GORACE", "HOME"],
            "status": {
                "CapInh": NONE, "CapPrm": NONE, "CapEff": NONE, "CapBnd": THREE, "CapAmb": NONE, "NoNewPrivs": "1",
                "Seccomp": "2",
            },
            "supervisor": {
                "Uid": "10003\t10003\t10003\t10003", "CapInh": NONE, "CapPrm": THREE, "CapEff": THREE, "CapAmb": NONE,
            },
            "readable": [],
            "root_options": "ro,relatime",
            "work": {"mode": "drwx--x--x", "uid": 10003, "gid": 10003, "options": "rw,nosuid,nodev,size=4096k"},
            "scratch": {"mode": "drwxrwx---", "uid": 10003, "gid": 10002, "options": ""},
        }),
        other => panic!("no answer for the probe {other}"),
    };
    RunOutput::finished(answer.to_string())
}

/// The checks that fail on a host which answers `probe` with `output` and everything else well.
async fn failing(probe: &'static str, output: RunOutput) -> Vec<String> {
    let sandbox = ScriptedSandbox::new().script(Role::Run, move |asked| {
        let request = String::from_utf8_lossy(&asked.stdin).into_owned();
        let asked_for =
            TRIALS.iter().find(|trial| request.contains(&format!("\"probe\":\"{}\"", trial.probe))).unwrap();
        Ok(if asked_for.probe == probe { output.clone() } else { good(asked_for.probe) })
    });
    let checks = examine(&sandbox, "image").await;
    assert_eq!(checks.len(), TRIALS.len());
    checks.into_iter().filter(|check| check.status != CheckStatus::Ok).map(|check| check.id).collect()
}

#[tokio::test]
async fn nothing_fails_where_every_limit_holds() {
    assert_eq!(failing("", RunOutput::finished("")).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_probe_that_says_nothing_proves_nothing() {
    for trial in &TRIALS {
        assert_eq!(failing(trial.probe, RunOutput::finished("")).await, [trial.id], "silence");
        let crashed = RunOutput { exit_code: 2, stderr: b"panic".to_vec(), ..RunOutput::finished("") };
        assert_eq!(failing(trial.probe, crashed).await, [trial.id], "a crash");
    }
}

#[tokio::test]
async fn a_limit_that_was_passed_fails_and_so_does_one_that_was_never_reached() {
    let reached = |count: u64, error: &str| RunOutput::finished(json!({"count": count, "error": error}).to_string());
    assert_eq!(failing("pids", reached(limits().pids + 1, "no more")).await, ["limit.pids"]);
    assert_eq!(failing("pids", reached(limits().pids, "")).await, ["limit.pids"]);
    assert_eq!(failing("tmpfs_bytes", reached(0, "permission denied")).await, ["limit.tmpfs_bytes"]);
}

type Edit = fn(&mut serde_json::Value);

#[tokio::test]
async fn one_way_out_is_enough_to_fail() {
    let edit = |probe: &str, edit: Edit| {
        let mut answer = serde_json::from_slice(&good(probe).stdout).unwrap();
        edit(&mut answer);
        RunOutput::finished(answer.to_string())
    };
    let cases: [(&str, &str, Edit); 19] = [
        ("write_root", "limit.write_root", |answer| answer["written"] = json!(["/etc"])),
        ("neighbour", "limit.neighbour", |answer| answer["processes"] = json!(0)),
        ("neighbour", "limit.neighbour", |answer| answer["reached"] = json!(["signal"])),
        ("network", "limit.network", |answer| answer["interfaces"] = json!(["lo", "eth0"])),
        ("localhost", "limit.localhost", |answer| answer["loopback"]["error"] = json!("no such host")),
        ("network", "limit.network", |answer| answer["outside"][0]["error"] = json!("")),
        ("network", "limit.network", |answer| answer["outside"][0]["elapsed_ms"] = json!(2000)),
        ("syscalls", "limit.syscalls", |answer| answer["forbidden"][0]["refused"] = json!(false)),
        ("syscalls", "limit.syscalls", |answer| answer["needed"][0]["refused"] = json!(true)),
        ("facts", "limit.privileges", |answer| answer["status"]["CapBnd"] = json!("a80425fb")),
        ("facts", "limit.privileges", |answer| answer["status"]["CapPrm"] = json!(THREE)),
        ("facts", "limit.privileges", |answer| answer["groups"] = json!([10004])),
        ("facts", "limit.privileges", |answer| answer["supervisor"]["CapPrm"] = json!("00000000a80425fb")),
        ("facts", "limit.privileges", |answer| answer["supervisor"]["Uid"] = json!("10002 10002 10002 10002")),
        ("facts", "limit.privileges", |answer| answer["supervisor"]["Uid"] = json!("10003 0 10003 10003")),
        ("facts", "limit.privileges", |answer| answer["work"]["mode"] = json!("drwxrwxrwx")),
        ("facts", "limit.privileges", |answer| answer["readable"] = json!(["/proc/self/mem"])),
        ("facts", "limit.privileges", |answer| answer["root_options"] = json!("rw,errors=remount-ro")),
        ("facts", "limit.privileges", |answer| answer["environment"] = json!(["DATABASE_URL"])),
    ];
    for (probe, id, change) in cases {
        assert_eq!(failing(probe, edit(probe, change)).await, [id]);
    }
}
