//! A single Go file: its name, a newline, its content. It is accepted exactly if both are in order.
#![no_main]

use gauntlet_fuzz::handed_in::{assert_answer, is_wanted};
use gauntlet_grader::{intake::from_archive, model::RelPath};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let at = data.iter().position(|&byte| byte == b'\n').unwrap_or(data.len());
    let (name, content) = (String::from_utf8_lossy(&data[..at]), data.get(at + 1..).unwrap_or_default());
    if [&b"PK"[..], b"\x1f\x8b"].iter().any(|magic| content.starts_with(magic)) {
        return; // an archive, whatever its name
    }
    let answer = from_archive(&name, content);
    assert_answer(&answer);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let in_order = RelPath::parse(last).is_ok()
        && last.ends_with(".go")
        && is_wanted(last)
        && !content.is_empty()
        && !content.contains(&0)
        && std::str::from_utf8(content).is_ok();
    assert_eq!(answer.is_ok(), in_order, "{name:?}: {answer:?}");
    if let Ok(intake) = answer {
        assert_eq!((intake.files.len(), intake.ignored.len()), (1, 0));
        assert_eq!(intake.files.get(last).map(str::as_bytes), Some(content));
    }
});
