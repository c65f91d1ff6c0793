//! Archives byte by byte, hostile ones included: the libraries' own writers refuse to make those.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder, write::GzEncoder};

/// One entry of a zip archive; `new` makes an honest one.
#[derive(Clone)]
pub(super) struct ZipEntry {
    pub(super) name: Vec<u8>,
    /// Name in the local header, where it differs.
    pub(super) local_name: Option<Vec<u8>>,
    pub(super) content: Vec<u8>,
    pub(super) mode: u32,
    pub(super) flags: u16,
    pub(super) method: u16,
    /// Uncompressed size that the headers claim.
    pub(super) claimed: Option<u32>,
    /// Take the data of the entry before instead of its own.
    pub(super) overlap: bool,
}

impl ZipEntry {
    pub(super) fn new(name: impl Into<Vec<u8>>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            local_name: None,
            content: content.into(),
            mode: 0o100_644,
            flags: 0x800,
            method: 8,
            claimed: None,
            overlap: false,
        }
    }
}

/// A zip archive of those entries.
pub(super) fn zip(entries: &[ZipEntry]) -> Vec<u8> {
    let (mut out, mut central, mut before) = (Vec::new(), Vec::new(), 0);
    for entry in entries {
        let data = if entry.method == 8 { deflated(&entry.content) } else { entry.content.clone() };
        let mut crc = Crc::new();
        crc.update(&entry.content);
        let start = if entry.overlap { before } else { out.len() };
        let local = entry.local_name.as_ref().unwrap_or(&entry.name);
        let sizes = |name: &[u8]| {
            let mut block = Vec::new();
            block.extend([20, 0]);
            block.extend(entry.flags.to_le_bytes());
            block.extend(entry.method.to_le_bytes());
            block.extend([0, 0, 0x21, 0]); // 1980-01-01
            block.extend(crc.sum().to_le_bytes());
            block.extend((data.len() as u32).to_le_bytes());
            block.extend(entry.claimed.unwrap_or(entry.content.len() as u32).to_le_bytes());
            block.extend((name.len() as u16).to_le_bytes());
            block.extend([0, 0]);
            block
        };
        if !entry.overlap {
            out.extend(b"PK\x03\x04");
            out.extend(sizes(local));
            out.extend(local);
            out.extend(&data);
        }
        central.extend(b"PK\x01\x02\x14\x03"); // made on Unix
        central.extend(sizes(&entry.name));
        central.extend([0; 6]);
        central.extend((u64::from(entry.mode) << 16).to_le_bytes()[..4].iter());
        central.extend((start as u32).to_le_bytes());
        central.extend(&entry.name);
        before = start;
    }
    let at = out.len() as u32;
    out.extend(&central);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([(entries.len() as u16).to_le_bytes(); 2].concat());
    out.extend((central.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

/// One entry of a tar archive, of the kind that its type byte says.
pub(super) struct TarEntry {
    pub(super) name: Vec<u8>,
    pub(super) content: Vec<u8>,
    pub(super) kind: u8,
    pub(super) link: &'static str,
}

impl TarEntry {
    pub(super) fn new(name: impl Into<Vec<u8>>, content: impl Into<Vec<u8>>) -> Self {
        Self { name: name.into(), content: content.into(), kind: b'0', link: "" }
    }

    pub(super) fn special(name: &str, kind: u8, link: &'static str) -> Self {
        Self { kind, link, ..Self::new(name, "") }
    }
}

/// A gzipped tar archive of those entries.
pub(super) fn tar_gz(entries: &[TarEntry]) -> Vec<u8> {
    gzipped(&tar(entries))
}

/// The same without compression.
pub(super) fn tar(entries: &[TarEntry]) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..entry.name.len()].copy_from_slice(&entry.name);
        header.set_entry_type(tar::EntryType::new(entry.kind));
        header.as_old_mut().linkname[..entry.link.len()].copy_from_slice(entry.link.as_bytes());
        header.set_size(entry.content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        out.extend(header.as_bytes());
        out.extend(&entry.content);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.resize(out.len() + 1024, 0);
    out
}

pub(super) fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
