//! The format in which Go writes profiles.
//!
//! Source: `profile.proto` of pprof, gzipped. Only the fields that are used are declared; a decoder skips the others.

use std::{collections::HashMap, io::Read};

use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::read::GzDecoder;
use prost::Message;

/// Most bytes that a profile may unpack to.
const MAX_BYTES: u64 = 32 << 20;
/// Deeper stacks lose their innermost frames.
const MAX_DEPTH: usize = 100;

/// A whole profile.
#[derive(Message)]
pub(super) struct Pprof {
    #[prost(message, repeated, tag = "1")]
    pub(super) sample_types: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    pub(super) samples: Vec<Sample>,
    #[prost(message, repeated, tag = "4")]
    pub(super) locations: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    pub(super) functions: Vec<Function>,
    #[prost(string, repeated, tag = "6")]
    pub(super) strings: Vec<String>,
}

#[derive(Message)]
pub(super) struct ValueType {
    #[prost(int64, tag = "1")]
    pub(super) name: i64,
}

#[derive(Message)]
pub(super) struct Sample {
    /// The innermost first.
    #[prost(uint64, repeated, tag = "1")]
    pub(super) locations: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    pub(super) values: Vec<i64>,
}

#[derive(Message)]
pub(super) struct Location {
    #[prost(uint64, tag = "1")]
    pub(super) id: u64,
    /// More than one where functions were inlined, the innermost first.
    #[prost(message, repeated, tag = "4")]
    pub(super) lines: Vec<Line>,
}

#[derive(Message)]
pub(super) struct Line {
    #[prost(uint64, tag = "1")]
    pub(super) function: u64,
    #[prost(int64, tag = "2")]
    pub(super) line: i64,
}

#[derive(Message)]
pub(super) struct Function {
    #[prost(uint64, tag = "1")]
    pub(super) id: u64,
    #[prost(int64, tag = "2")]
    pub(super) name: i64,
    #[prost(int64, tag = "4")]
    pub(super) file: i64,
}

/// One level of a call stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Called<'a> {
    pub(super) function: &'a str,
    pub(super) file: &'a str,
    /// 0 if it is not known.
    pub(super) line: u32,
}

/// What a harness sends: base64 of what `runtime/pprof` writes.
pub(super) fn unpack(base64: &str) -> Option<Vec<u8>> {
    let packed = BASE64_STANDARD.decode(base64).ok()?;
    let mut bytes = Vec::new();
    GzDecoder::new(packed.as_slice()).take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

impl Pprof {
    /// The place of a type of sample in [`Sample::values`].
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.sample_types.iter().position(|t| self.text(t.name) == Some(name))
    }

    /// Each sample, its stack from the outermost call to the innermost.
    pub(super) fn stacks(&self) -> impl Iterator<Item = (&Sample, Vec<Called<'_>>)> {
        let functions: HashMap<u64, &Function> = self.functions.iter().map(|f| (f.id, f)).collect();
        let locations: HashMap<u64, &Location> = self.locations.iter().map(|l| (l.id, l)).collect();
        self.samples.iter().map(move |sample| {
            let locations = sample.locations.iter().rev().filter_map(|id| locations.get(id));
            let lines = locations.flat_map(|location| location.lines.iter().rev());
            let stack = lines.filter_map(|line| {
                let function = functions.get(&line.function)?;
                Some(Called {
                    function: self.text(function.name)?,
                    file: self.text(function.file).unwrap_or_default(),
                    line: u32::try_from(line.line).unwrap_or(0),
                })
            });
            (sample, stack.take(MAX_DEPTH).collect())
        })
    }

    fn text(&self, index: i64) -> Option<&str> {
        usize::try_from(index).ok().and_then(|i| self.strings.get(i)).map(String::as_str)
    }
}

impl Sample {
    /// 0 for what is not there or negative.
    pub(super) fn value(&self, column: usize) -> u64 {
        self.values.get(column).and_then(|value| u64::try_from(*value).ok()).unwrap_or(0)
    }
}

/// The harness is on no stack but those of its own work, such as writing the profile.
pub(super) fn is_harness(function: &str) -> bool {
    function.starts_with("gauntlet/harness.") || function.starts_with("runtime/pprof.")
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use base64::{Engine, prelude::BASE64_STANDARD};
    use flate2::{Compression, write::GzEncoder};

    use super::{Function, Line, Location, Pprof, Sample, ValueType};

    /// As the harness sends bytes that are a profile or not.
    pub(in super::super) fn packed(bytes: &[u8]) -> String {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(bytes).unwrap();
        BASE64_STANDARD.encode(gzip.finish().unwrap())
    }

    /// `main.run` calls `pool.Submit`, into which `pool.push` is inlined, in two columns: samples and `cpu`.
    pub(in super::super) fn pprof() -> Pprof {
        let location = |id, functions: &[u64]| Location {
            id,
            lines: functions.iter().map(|&function| Line { function, line: 10 * function as i64 }).collect(),
        };
        let sample = |locations: &[u64], values: &[i64]| Sample { locations: locations.into(), values: values.into() };
        Pprof {
            sample_types: vec![ValueType { name: 1 }, ValueType { name: 2 }],
            samples: vec![sample(&[2, 1], &[1, 10]), sample(&[3, 1], &[2, 50]), sample(&[2, 1], &[1, 5])],
            locations: vec![location(1, &[1]), location(2, &[2]), location(3, &[3, 2])],
            functions: [(1, 3), (2, 4), (3, 5)].map(|(id, name)| Function { id, name, file: 6 }).into(),
            strings: ["", "samples", "cpu", "main.run", "pool.Submit", "pool.push", "your/pool/pool.go"]
                .map(str::to_owned)
                .to_vec(),
        }
    }

    #[test]
    fn stacks_run_from_the_outermost() {
        let profile = pprof();
        let stacks: Vec<Vec<_>> =
            profile.stacks().map(|(_, s)| s.iter().map(|c| (c.function, c.file, c.line)).collect()).collect();
        let file = "your/pool/pool.go";
        assert_eq!(stacks[1], [("main.run", file, 10), ("pool.Submit", file, 20), ("pool.push", file, 30)]);
        assert_eq!((profile.column("cpu"), profile.column("delay")), (Some(1), None));
    }
}
