//! Profiles that Go writes, as stacks of function names.
//!
//! Format: `profile.proto` of pprof, gzipped. Only the fields that are used are declared; a decoder skips the others.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    io::Read,
};

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::read::GzDecoder;
use prost::Message;

use crate::model::{Profile, ProfileKind, ProfileStack};

/// Most bytes that a profile may unpack to.
const MAX_BYTES: u64 = 32 << 20;
/// Most stacks that a report keeps.
const MAX_STACKS: usize = 400;
/// Deeper stacks lose their innermost frames.
const MAX_DEPTH: usize = 100;

#[derive(Message)]
struct Pprof {
    #[prost(message, repeated, tag = "1")]
    sample_types: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    samples: Vec<Sample>,
    #[prost(message, repeated, tag = "4")]
    locations: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    functions: Vec<Function>,
    #[prost(string, repeated, tag = "6")]
    strings: Vec<String>,
}

#[derive(Message)]
struct ValueType {
    #[prost(int64, tag = "1")]
    name: i64,
}

#[derive(Message)]
struct Sample {
    /// The innermost first.
    #[prost(uint64, repeated, tag = "1")]
    locations: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    values: Vec<i64>,
}

#[derive(Message)]
struct Location {
    #[prost(uint64, tag = "1")]
    id: u64,
    /// More than one where functions were inlined, the innermost first.
    #[prost(message, repeated, tag = "4")]
    lines: Vec<Line>,
}

#[derive(Message)]
struct Line {
    #[prost(uint64, tag = "1")]
    function: u64,
}

#[derive(Message)]
struct Function {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "2")]
    name: i64,
}

/// Reads a profile as the harness sends it: base64 of what `runtime/pprof` writes. `None` if it is none, or empty.
#[must_use]
pub fn decode(kind: ProfileKind, base64: &str) -> Option<Profile> {
    let packed = BASE64_STANDARD.decode(base64).ok()?;
    let mut bytes = Vec::new();
    GzDecoder::new(packed.as_slice()).take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    parse(kind, &bytes)
}

/// Reads a profile that was unpacked. `None` if it is none, or empty.
#[must_use]
pub fn parse(kind: ProfileKind, bytes: &[u8]) -> Option<Profile> {
    read(kind, &Pprof::decode(bytes).ok()?)
}

fn read(kind: ProfileKind, pprof: &Pprof) -> Option<Profile> {
    let text = |index: i64| usize::try_from(index).ok().and_then(|i| pprof.strings.get(i)).map(String::as_str);
    let wanted = match kind {
        ProfileKind::Cpu => "cpu",
        ProfileKind::Allocations => "alloc_space",
    };
    let column = pprof.sample_types.iter().position(|t| text(t.name) == Some(wanted))?;
    let functions: HashMap<u64, &str> = pprof.functions.iter().filter_map(|f| Some((f.id, text(f.name)?))).collect();
    let locations: HashMap<u64, &Location> = pprof.locations.iter().map(|l| (l.id, l)).collect();
    let mut by_stack: BTreeMap<Vec<&str>, u64> = BTreeMap::new();
    for sample in &pprof.samples {
        let value = sample.values.get(column).and_then(|v| u64::try_from(*v).ok()).unwrap_or(0);
        let lines = sample.locations.iter().rev().filter_map(|id| locations.get(id)).flat_map(|l| l.lines.iter().rev());
        let stack: Vec<_> = lines.filter_map(|line| functions.get(&line.function).copied()).take(MAX_DEPTH).collect();
        if value > 0 && !stack.is_empty() && !stack.iter().any(|function| is_ours(function)) {
            let sum = by_stack.entry(stack).or_default();
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

/// The harness is on no stack but those of its own work, such as writing the profile.
fn is_ours(function: &str) -> bool {
    function.starts_with("gauntlet/harness.") || function.starts_with("runtime/pprof.")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use base64::{Engine, prelude::BASE64_STANDARD};
    use flate2::{Compression, write::GzEncoder};
    use proptest::prelude::*;
    use prost::Message;

    use super::{Function, Line, Location, Pprof, Sample, ValueType, decode};
    use crate::model::{ProfileKind, ProfileStack};

    fn packed(bytes: &[u8]) -> String {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(bytes).unwrap();
        BASE64_STANDARD.encode(gzip.finish().unwrap())
    }

    fn pprof() -> Pprof {
        let location = |id, functions: &[u64]| Location {
            id,
            lines: functions.iter().map(|&function| Line { function }).collect(),
        };
        let sample = |locations: &[u64], values: &[i64]| Sample { locations: locations.into(), values: values.into() };
        Pprof {
            sample_types: vec![ValueType { name: 1 }, ValueType { name: 2 }],
            samples: vec![sample(&[2, 1], &[1, 10]), sample(&[3, 1], &[2, 50]), sample(&[2, 1], &[1, 5])],
            locations: vec![location(1, &[1]), location(2, &[2]), location(3, &[3, 2])],
            functions: [(1, 3), (2, 4), (3, 5)].map(|(id, name)| Function { id, name }).into(),
            strings: ["", "samples", "cpu", "main.run", "pool.Submit", "pool.push"].map(str::to_owned).to_vec(),
        }
    }

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
