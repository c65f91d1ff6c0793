//! The kernel's list format for numbers of processors: `0-3,8` (cpuset(7), "List format").

/// Numbers beyond this are no processors: Linux can be built for at most 8,192.
const MOST: usize = 8192;

/// The processors that a `/proc/PID/status` permits its process.
pub(super) fn allowed(status: &str) -> Option<Vec<usize>> {
    parse(status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:"))?.trim())
}

/// The numbers of a list, ascending, each once; nothing if it is not a list, or names none.
pub(super) fn parse(list: &str) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    for range in list.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last) = (number(first)?, number(last)?);
        if first > last {
            return None;
        }
        numbers.extend(first..=last);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Some(numbers)
}

fn number(text: &str) -> Option<usize> {
    text.parse().ok().filter(|number| *number < MOST)
}

/// The list of these numbers, which are ascending.
pub(super) fn format(numbers: &[usize]) -> String {
    let ranges = numbers.chunk_by(|a, b| a + 1 == *b).filter_map(|range| Some((range.first()?, range.last()?)));
    let ranges = ranges.map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") });
    ranges.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use rstest::rstest;

    use super::{allowed, format, parse};

    #[rstest]
    #[case("0", &[0])]
    #[case("0-1", &[0, 1])]
    #[case("2,4", &[2, 4])]
    #[case("0-2,5,7-8", &[0, 1, 2, 5, 7, 8])]
    fn lists_as_the_kernel_writes_them(#[case] list: &str, #[case] numbers: &[usize]) {
        assert_eq!(parse(list).as_deref(), Some(numbers));
        assert_eq!(format(numbers), list);
    }

    #[rstest]
    #[case("")]
    #[case("a")]
    #[case("1-")]
    #[case("3-1")]
    #[case("0,")]
    #[case("0-18446744073709551615")]
    fn what_is_no_list_is_not_taken_for_one(#[case] list: &str) {
        assert_eq!(parse(list), None);
    }

    #[test]
    fn a_status_is_asked_for_its_list_and_not_for_its_mask() {
        let status = "Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\nMems_allowed_list:\t7\n";
        assert_eq!(allowed(status), Some(vec![0, 1]));
        assert_eq!(allowed("Name:\tx\n"), None);
    }

    proptest! {
        #[test]
        fn a_list_names_what_it_was_made_of(numbers in prop::collection::btree_set(0..200_usize, 1..40)) {
            let numbers: Vec<usize> = BTreeSet::into_iter(numbers).collect();
            prop_assert_eq!(parse(&format(&numbers)), Some(numbers));
        }

        #[test]
        fn no_text_is_too_much(text in "[0-9,-]{0,30}") {
            if let Some(numbers) = parse(&text) {
                prop_assert!(numbers.is_sorted() && !numbers.is_empty());
            }
        }
    }
}
