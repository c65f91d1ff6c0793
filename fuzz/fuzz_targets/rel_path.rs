//! A relative path: accepted exactly if it keeps every rule, and the same after a journey through JSON.
#![no_main]

use std::path::{Component, Path};

use gauntlet_fuzz::{handed_in::assert_below, shown::assert_text};
use gauntlet_grader::model::RelPath;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parsed = RelPath::parse(text);
    assert_eq!(parsed.is_ok(), keeps_the_rules(text), "{text:?}: {parsed:?}");
    match parsed {
        Ok(path) => {
            assert_eq!(path.as_str(), text);
            assert_below(&path);
            let whole = if path.parent().is_empty() { String::new() } else { format!("{}/", path.parent()) };
            assert_eq!(whole + path.file_name(), text);
            let json = serde_json::to_string(&path).expect("a string");
            assert_eq!(serde_json::from_str::<RelPath>(&json).ok(), Some(path));
        }
        Err(e) => assert_text(&e.to_string(), 2000),
    }
});

fn keeps_the_rules(text: &str) -> bool {
    let read: Vec<Component<'_>> = Path::new(text).components().collect();
    let rebuilt: Vec<&str> =
        read.iter().filter_map(|part| if let Component::Normal(name) = part { name.to_str() } else { None }).collect();
    let normal = !rebuilt.is_empty() && rebuilt.join("/") == text;
    normal
        && rebuilt.len() <= 8
        && text.len() <= 200
        && !text.contains(|c: char| c.is_control() || c == ':' || c == '\\')
}
