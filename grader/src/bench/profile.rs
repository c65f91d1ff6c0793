//! Profiles of time and memory, as stacks of function names. Pure.

use std::{cmp::Reverse, collections::BTreeMap};

use prost::Message;

use super::pprof::{Pprof, is_harness, unpack};
use crate::model::{Profile, ProfileKind, ProfileStack};

/// Most stacks that a report keeps.
const MAX_STACKS: usize = 400;

/// Reads a profile as the harness sends it: base64 of what `runtime/pprof` writes. `None` if it is none, or empty.
#[must_use]
pub fn decode(kind: ProfileKind, base64: &str) -> Option<Profile> {
    parse(kind, &unpack(base64)?)
}

/// Reads a profile that was unpacked. `None` if it is none, or empty.
#[must_use]
pub fn parse(kind: ProfileKind, bytes: &[u8]) -> Option<Profile> {
    read(kind, &Pprof::decode(bytes).ok()?)
}

fn read(kind: ProfileKind, pprof: &Pprof) -> Option<Profile> {
    let column = pprof.column(match kind {
        ProfileKind::Cpu => "cpu",
        ProfileKind::Allocations => "alloc_space",
    })?;
    let mut by_stack: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
    for (sample, stack) in pprof.stacks() {
        let value = sample.value(column);
        if value > 0 && !stack.is_empty() && !stack.iter().any(|called| is_harness(called.function)) {
            let sum = by_stack.entry(stack.iter().map(|called| called.function).collect()).or_default();
            *sum = sum.saturating_add(value);
        }
    }
    let total = by_stack.values().fold(0u64, |sum, value| sum.saturating_add(*value));
    let mut stacks: Vec<_> = by_stack
        .into_iter()
        .map(|(functions, value)| ProfileStack { functions: functions.into_iter().map(str::to_owned).collect(), value })
        .collect();
    stacks.sort_by_key(|stack| Reverse(stack.value));
    stacks.truncate(MAX_STACKS);
    (total > 0).then_some(Profile { kind, total, stacks })
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use proptest::prelude::*;
    use prost::Message;

    use super::decode;
    use crate::{
        bench::pprof::tests::{packed, pprof},
        model::{ProfileKind, ProfileStack},
    };

    /// What testdata/bench/profiled wrote.
    #[test]
    fn profiles_that_go_wrote() {
        let cpu = BASE64_STANDARD.encode(include_bytes!("../../testdata/bench/cpu.pb.gz"));
        let cpu = decode(ProfileKind::Cpu, &cpu).unwrap();
        assert_eq!(cpu.stacks[0].functions, ["runtime.main", "main.main", "main.spend"]);
        assert!(cpu.total >= 100_000_000 && cpu.stacks[0].value > cpu.total / 2, "{cpu:?}");
        let allocations = BASE64_STANDARD.encode(include_bytes!("../../testdata/bench/allocs.pb.gz"));
        let allocations = decode(ProfileKind::Allocations, &allocations).unwrap();
        assert_eq!(allocations.stacks[0].functions, ["runtime.main", "main.main", "main.allocate"]);
        assert!(allocations.total >= 100 << 16, "{allocations:?}");
    }

    #[test]
    fn stacks_run_from_the_outermost_and_are_merged() {
        let profile = decode(ProfileKind::Cpu, &packed(&pprof().encode_to_vec())).unwrap();
        let stack = |functions: &[&str], value| ProfileStack {
            functions: functions.iter().map(|&f| f.to_owned()).collect(),
            value,
        };
        assert_eq!(profile.total, 65);
        assert_eq!(
            profile.stacks,
            [stack(&["main.run", "pool.Submit", "pool.push"], 50), stack(&["main.run", "pool.Submit"], 15)]
        );
        assert_eq!(decode(ProfileKind::Allocations, &packed(&pprof().encode_to_vec())), None);

        let mut ours = pprof();
        ours.strings[5] = "runtime/pprof.writeHeap".to_owned();
        assert_eq!(decode(ProfileKind::Cpu, &packed(&ours.encode_to_vec())).unwrap().total, 15);
    }

    proptest! {
        #[test]
        fn any_bytes_are_no_profile_or_one(bytes: Vec<u8>) {
            let _ = decode(ProfileKind::Cpu, &packed(&bytes));
            let _ = decode(ProfileKind::Cpu, &String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn indices_may_point_anywhere(name: i64, function: u64, value: i64) {
            let mut profile = pprof();
            profile.functions[0].name = name;
            profile.locations[1].lines[0].function = function;
            profile.samples[0].values = vec![value, value];
            let _ = decode(ProfileKind::Cpu, &packed(&profile.encode_to_vec()));
        }
    }
}
