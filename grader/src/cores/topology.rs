//! Which processors are threads of one physical core.
//!
//! Source: `/sys/devices/system/cpu/cpu<N>/topology/thread_siblings_list` of Linux, its Documentation/admin-guide/cputopology.

use std::{collections::BTreeMap, fs};

use super::list;

/// The processors of the same physical core as this one, itself included; nothing where the kernel does not tell.
pub(super) fn siblings(core: usize) -> Option<Vec<usize>> {
    let path = format!("/sys/devices/system/cpu/cpu{core}/topology/thread_siblings_list");
    list::parse(fs::read_to_string(path).ok()?.trim())
}

/// The allowed processors by physical core. One of which nothing is known is taken to be the only thread of its core.
pub(super) fn by_physical_core(allowed: &[usize], siblings: impl Fn(usize) -> Option<Vec<usize>>) -> Vec<Vec<usize>> {
    let mut cores: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &core in allowed {
        let first = siblings(core).and_then(|all| all.into_iter().min()).unwrap_or(core);
        cores.entry(first).or_default().push(core);
    }
    cores.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::by_physical_core;

    #[test]
    fn threads_are_found_whichever_way_they_are_numbered() {
        let halves = |core: usize| Some(vec![core % 4, core % 4 + 4]);
        assert_eq!(by_physical_core(&[0, 1, 2, 4, 5, 7], halves), [vec![0, 4], vec![1, 5], vec![2], vec![7]]);
        let pairs = |core: usize| Some(vec![core & !1, core | 1]);
        assert_eq!(by_physical_core(&[0, 1, 2, 3], pairs), [[0, 1], [2, 3]]);
    }

    #[test]
    fn processors_of_which_nothing_is_known_stand_alone() {
        assert_eq!(by_physical_core(&[1, 3], |_| None), [[1], [3]]);
    }
}
