//! Go's profiles: what the stacks of a report add up to, and their bounds.
#![no_main]

use gauntlet_grader::{bench::profile::parse, model::ProfileKind};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for kind in [ProfileKind::Cpu, ProfileKind::Allocations] {
        let Some(profile) = parse(kind, data) else { continue };
        assert_eq!(profile.kind, kind);
        assert!(!profile.stacks.is_empty() && profile.stacks.len() <= 400);
        assert!(profile.stacks.windows(2).all(|pair| pair[0].value >= pair[1].value), "not the costliest first");
        let sum = profile.stacks.iter().fold(0u64, |sum, stack| sum.saturating_add(stack.value));
        assert!(sum == profile.total || profile.stacks.len() == 400 && sum <= profile.total);
        for stack in &profile.stacks {
            assert!(stack.value > 0 && !stack.functions.is_empty() && stack.functions.len() <= 100);
        }
        let distinct: std::collections::BTreeSet<_> = profile.stacks.iter().map(|s| &s.functions).collect();
        assert_eq!(distinct.len(), profile.stacks.len(), "a stack twice");
    }
});
