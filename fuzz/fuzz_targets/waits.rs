//! Go's block and mutex profiles: what the lines of a report add up to, and their bounds.
#![no_main]

use gauntlet_grader::{
    bench::waits::parse,
    gotest::Attribution,
    model::{RelPath, WaitKind},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let who = Attribution::new("your/profiled", RelPath::parse("main.go"));
    for kind in [WaitKind::Block, WaitKind::Mutex] {
        let Some(waits) = parse(kind, data, &who) else { continue };
        assert_eq!(waits.kind, kind);
        assert!(!waits.sites.is_empty() && waits.sites.len() <= 20);
        assert!(waits.sites.windows(2).all(|pair| pair[0].waited_ns >= pair[1].waited_ns), "not the longest first");
        let sum = waits.sites.iter().fold(0u64, |sum, site| sum.saturating_add(site.waited_ns));
        assert!(sum == waits.total_ns || waits.sites.len() == 20 && sum <= waits.total_ns);
        assert!(waits.sites.iter().all(|site| site.waited_ns > 0 && site.frame.yours && site.frame.file == "main.go"));
    }
});
