//! Go's block and mutex profiles, as lines of the candidate's at which goroutines waited. Pure.

use std::{cmp::Reverse, collections::BTreeMap};

use prost::Message;

use super::pprof::{Called, Pprof, unpack};
use crate::{
    gotest::Attribution,
    model::{Frame, WaitKind, WaitSite, Waits},
};

/// Most lines that a report keeps.
const MAX_SITES: usize = 20;

/// Reads a profile as the harness sends it: base64 of what `runtime/pprof` writes. `None` if it is none, or nothing waited
/// in the candidate's code.
#[must_use]
pub fn decode(kind: WaitKind, base64: &str, who: &Attribution) -> Option<Waits> {
    parse(kind, &unpack(base64)?, who)
}

/// Reads a profile that was unpacked. `None` if it is none, or nothing waited in the candidate's code.
#[must_use]
pub fn parse(kind: WaitKind, bytes: &[u8], who: &Attribution) -> Option<Waits> {
    read(kind, &Pprof::decode(bytes).ok()?, who)
}

fn read(kind: WaitKind, pprof: &Pprof, who: &Attribution) -> Option<Waits> {
    let (count, delay) = (pprof.column("contentions")?, pprof.column("delay")?);
    let mut by_site: BTreeMap<(Called, &str), (u64, u64)> = BTreeMap::new();
    for (sample, stack) in pprof.stacks() {
        let waited_ns = sample.value(delay);
        let Some(site) = stack.iter().rfind(|called| frame(who, called).yours) else { continue };
        let Some(innermost) = stack.last() else { continue };
        if waited_ns > 0 {
            let sum = by_site.entry((*site, operation(innermost.function))).or_default();
            *sum = (sum.0.saturating_add(sample.value(count)), sum.1.saturating_add(waited_ns));
        }
    }
    let total_ns = by_site.values().fold(0u64, |sum, (_, waited_ns)| sum.saturating_add(*waited_ns));
    let mut sites: Vec<_> = by_site
        .into_iter()
        .map(|((called, operation), (count, waited_ns))| WaitSite {
            frame: frame(who, &called),
            operation: operation.to_owned(),
            count,
            waited_ns,
        })
        .collect();
    sites.sort_by_key(|site| Reverse(site.waited_ns));
    sites.truncate(MAX_SITES);
    (total_ns > 0).then_some(Waits { kind, total_ns, sites })
}

fn frame(who: &Attribution, called: &Called) -> Frame {
    who.frame(called.function, called.file, called.line)
}

/// What a goroutine does while it waits, by the function that it is in: as Go's source has it.
fn operation(innermost: &str) -> &str {
    match innermost {
        "runtime.chanrecv" | "runtime.chanrecv1" | "runtime.chanrecv2" => "receive",
        "runtime.chansend" | "runtime.chansend1" => "send",
        "runtime.selectgo" => "select",
        _ => {
            // Newer versions of Go have the locks themselves elsewhere.
            let name = innermost.strip_prefix("internal/").unwrap_or(innermost);
            name.rsplit('/').next().unwrap_or(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use proptest::prelude::*;
    use prost::Message;

    use super::{decode, operation};
    use crate::{
        bench::pprof::tests::{packed, pprof},
        gotest::Attribution,
        model::{RelPath, WaitKind},
    };

    fn who() -> Attribution {
        Attribution::new("your/pool", [RelPath::parse("pool.go").unwrap()])
    }

    fn waited() -> crate::bench::pprof::Pprof {
        let mut profile = pprof();
        (profile.strings[1], profile.strings[2]) = ("contentions".to_owned(), "delay".to_owned());
        profile
    }

    /// What testdata/bench/profiled wrote: 3 goroutines that wait for a lock, and one for a channel.
    #[test]
    fn profiles_that_go_wrote() {
        let who = Attribution::new("your/profiled", [RelPath::parse("main.go").unwrap()]);
        let block = BASE64_STANDARD.encode(include_bytes!("../../testdata/bench/block.pb.gz"));
        let block = decode(WaitKind::Block, &block, &who).unwrap();
        let sites: Vec<_> = block.sites.iter().map(|s| (s.operation.as_str(), s.frame.function.as_str())).collect();
        assert!(sites.contains(&("receive", "main.contend")), "{sites:?}");
        assert!(sites.contains(&("sync.(*Mutex).Lock", "main.contend.func1")), "{sites:?}");
        assert!(block.sites.iter().all(|s| s.frame.file == "main.go" && s.frame.line > 0 && s.count > 0));

        let mutex = BASE64_STANDARD.encode(include_bytes!("../../testdata/bench/mutex.pb.gz"));
        let mutex = decode(WaitKind::Mutex, &mutex, &who).unwrap();
        assert_eq!((mutex.sites.len(), mutex.sites[0].operation.as_str()), (1, "sync.(*Mutex).Unlock"));
        assert!(mutex.total_ns >= 1_000_000, "{mutex:?}");
    }

    #[test]
    fn a_wait_is_told_of_the_candidates_innermost_line() {
        let mut profile = waited();
        // The innermost function of the second sample is the runtime's.
        (profile.strings[5], profile.functions[2].file) = ("runtime.chansend1".to_owned(), 0);
        let waits = decode(WaitKind::Block, &packed(&profile.encode_to_vec()), &who()).unwrap();
        assert_eq!(waits.total_ns, 65);
        let sites: Vec<_> =
            waits.sites.iter().map(|s| (s.frame.line, s.operation.as_str(), s.count, s.waited_ns)).collect();
        assert_eq!(sites, [(20, "send", 2, 50), (20, "pool.Submit", 2, 15)]);
    }

    #[test]
    fn waits_of_others_are_not_told() {
        let mut profile = waited();
        profile.strings[6] = "your/pool/bench_test.go".to_owned();
        assert_eq!(decode(WaitKind::Block, &packed(&profile.encode_to_vec()), &who()), None);
        assert_eq!(
            decode(WaitKind::Mutex, &packed(&pprof().encode_to_vec()), &who()),
            None,
            "it counts something else"
        );
    }

    #[test]
    fn operations_have_short_names() {
        assert_eq!(operation("runtime.selectgo"), "select");
        assert_eq!(operation("sync.(*Cond).Wait"), "sync.(*Cond).Wait");
        assert_eq!(operation("internal/sync.(*Mutex).lockSlow"), "sync.(*Mutex).lockSlow");
        assert_eq!(operation(""), "");
    }

    proptest! {
        #[test]
        fn any_bytes_are_no_profile_or_one(bytes: Vec<u8>) {
            let _ = decode(WaitKind::Block, &packed(&bytes), &who());
            let _ = decode(WaitKind::Mutex, &String::from_utf8_lossy(&bytes), &who());
        }
    }
}
