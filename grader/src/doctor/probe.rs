//! The probes of the run image: how to ask for one, and what they answer. The other side is the Go package `probe`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What the run image's supervisor takes on standard input to run that probe instead of a submission. `payload`
/// becomes the file `/work/payload`.
///
/// # Errors
/// None in practice: the archive is written to memory.
pub fn request(probe: &str, payload: Option<&[u8]>) -> std::io::Result<Vec<u8>> {
    let request = serde_json::json!({ "mode": "probe", "probe": probe }).to_string();
    let mut archive = tar::Builder::new(Vec::new());
    append(&mut archive, "request.json", request.as_bytes())?;
    if let Some(payload) = payload {
        append(&mut archive, "payload", payload)?;
    }
    archive.into_inner()
}

fn append(archive: &mut tar::Builder<Vec<u8>>, name: &str, content: &[u8]) -> std::io::Result<()> {
    let mut header = tar::Header::new_ustar();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    archive.append_data(&mut header, name, content)
}

/// Of the probes that take one of a thing after the other: pids, tmpfs_bytes, tmpfs_inodes, nofile.
#[derive(Debug, Deserialize)]
pub(super) struct Reached {
    pub(super) count: u64,
    /// What ended the attempt; empty when nothing did.
    pub(super) error: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Writes {
    pub(super) tried: u64,
    pub(super) written: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Dial {
    pub(super) network: String,
    pub(super) address: String,
    pub(super) error: String,
    pub(super) elapsed_ms: u64,
}

#[derive(Debug, Deserialize)]
pub(super) struct Network {
    pub(super) interfaces: Vec<String>,
    pub(super) loopback: Dial,
    pub(super) outside: Vec<Dial>,
}

/// What a submission could do to the tests of a program challenge.
#[derive(Debug, Deserialize)]
pub(super) struct Neighbour {
    pub(super) processes: u64,
    pub(super) reached: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Attempt {
    pub(super) name: String,
    pub(super) refused: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Syscalls {
    pub(super) forbidden: Vec<Attempt>,
    pub(super) needed: Vec<Attempt>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Work {
    pub(super) mode: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) options: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Facts {
    pub(super) uid: u32,
    pub(super) gid: u32,
    pub(super) groups: Vec<u32>,
    pub(super) environment: Vec<String>,
    pub(super) status: BTreeMap<String, String>,
    pub(super) supervisor: BTreeMap<String, String>,
    pub(super) readable: Vec<String>,
    pub(super) root_options: String,
    pub(super) work: Work,
    pub(super) scratch: Work,
}
