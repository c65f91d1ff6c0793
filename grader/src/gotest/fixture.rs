//! Recorded output of real programs (`testdata/gotest/recorded`, made by `testdata/gotest/record`), for tests.

use std::path::PathBuf;

use proptest::{prelude::*, sample::Index};

use super::Attribution;
use crate::model::RelPath;

/// A recorded file, e.g. `panic.txt`.
pub(super) fn recorded(name: &str) -> Vec<u8> {
    let path = directory().join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every recorded file.
pub(super) fn all() -> Vec<Vec<u8>> {
    std::fs::read_dir(directory()).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap()).collect()
}

/// Recorded files that break off somewhere and have one byte changed.
pub(super) fn damaged() -> impl Strategy<Value = Vec<u8>> {
    (any::<Index>(), any::<Index>(), any::<u8>(), any::<Index>()).prop_map(|(which, at, byte, cut)| {
        let mut all = all();
        let mut text = all.swap_remove(which.index(all.len()));
        text.truncate(cut.index(text.len() + 1));
        if !text.is_empty() {
            let at = at.index(text.len());
            text[at] = byte;
        }
        text
    })
}

/// The recorded programs' candidate: everything in `testdata/gotest/src` that is no test.
pub(super) fn who() -> Attribution {
    let files = ["pool.go", "states.go", "initpanic/a.go", "asleep/main.go"];
    Attribution::new("your/workerpool", files.map(|f| RelPath::parse(f).unwrap()))
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/gotest/recorded")
}
