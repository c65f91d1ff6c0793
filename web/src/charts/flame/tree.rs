//! From stacks to boxes: merged, without what is too small to be seen.

use std::collections::BTreeMap;

/// One stack and what was counted there.
#[derive(Debug, Clone, Copy)]
pub struct Stack<'a> {
    /// Functions, from the outermost.
    pub functions: &'a [String],
    /// In any unit.
    pub value: u64,
}

/// A function below a certain row of callers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Call<'a> {
    pub(super) function: &'a str,
    pub(super) value: u128,
    /// Where it begins, in the unit of the value.
    pub(super) from: u128,
    /// Its row, from 0.
    pub(super) depth: usize,
}

/// Rows that are drawn at most; what is called below them counts for the last one.
const MOST_ROWS: usize = 20;
/// Boxes that are drawn at most, the largest.
const MOST_BOXES: usize = 300;
/// Boxes of less than one of so many parts of the whole are left out.
const SMALLEST: u128 = 200;

#[derive(Default)]
struct Node<'a> {
    value: u128,
    below: BTreeMap<&'a str, usize>,
}

/// The boxes to draw, callers before what they call, and the whole that they are parts of: `total`, or their sum where
/// that is more.
pub(super) fn calls<'a>(stacks: &[Stack<'a>], total: u64) -> (Vec<Call<'a>>, u128) {
    let nodes = merged(stacks);
    let whole = nodes[0].value.max(total.into());
    let mut calls = Vec::new();
    // Root's children from 0, then theirs: an explicit list, since depth comes from outside.
    let mut open = vec![(0, 0, 0)];
    while let Some((index, mut from, depth)) = open.pop() {
        let mut below: Vec<(&str, usize)> = nodes[index].below.iter().map(|(f, i)| (*f, *i)).collect();
        below.sort_by_key(|(_, i)| std::cmp::Reverse(nodes[*i].value));
        for (function, i) in below {
            let value = nodes[i].value;
            if value > 0 && value * SMALLEST >= whole {
                calls.push(Call { function, value, from, depth });
                open.push((i, from, depth + 1));
            }
            from += value;
        }
    }
    // A caller is never smaller than what it calls, so none loses its caller here.
    calls.sort_by_key(|c| (std::cmp::Reverse(c.value), c.depth, c.from));
    calls.truncate(MOST_BOXES);
    calls.sort_by_key(|c| (c.depth, c.from));
    (calls, whole)
}

fn merged<'a>(stacks: &[Stack<'a>]) -> Vec<Node<'a>> {
    let mut nodes = vec![Node::default()];
    for stack in stacks {
        let value = u128::from(stack.value);
        let mut at = 0;
        nodes[at].value += value;
        for function in stack.functions.iter().take(MOST_ROWS) {
            let next = nodes.len();
            let index = *nodes[at].below.entry(function).or_insert(next);
            if index == next {
                nodes.push(Node::default());
            }
            nodes[index].value += value;
            at = index;
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::{MOST_BOXES, MOST_ROWS, Stack, calls};

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn stacks_are_merged_from_the_outermost_function() {
        let stacks = [(names(&["a", "b"]), 30), (names(&["a", "c"]), 60), (names(&["d"]), 10), (names(&["a"]), 1)];
        let stacks: Vec<_> = stacks.iter().map(|(functions, value)| Stack { functions, value: *value }).collect();
        let (calls, whole) = calls(&stacks, 200);
        let drawn: Vec<_> = calls.iter().map(|c| (c.function, c.value, c.from, c.depth)).collect();
        assert_eq!(drawn, [("a", 91, 0, 0), ("d", 10, 91, 0), ("c", 60, 0, 1), ("b", 30, 60, 1)]);
        assert_eq!(whole, 200);
    }

    #[test]
    fn what_is_small_deep_or_too_much_is_left_out() {
        let deep = vec!["f".to_owned(); 500];
        let small = names(&["small"]);
        let stacks = [Stack { functions: &deep, value: 1000 }, Stack { functions: &small, value: 4 }];
        let (boxes, _) = calls(&stacks, 1004);
        assert_eq!(boxes.len(), MOST_ROWS, "recursion is a column");

        let many: Vec<Vec<String>> =
            (0..100).map(|i| (0..MOST_ROWS).map(|row| format!("f{i}.{row}")).collect()).collect();
        let stacks: Vec<_> = many.iter().map(|functions| Stack { functions, value: u64::MAX }).collect();
        let (boxes, whole) = calls(&stacks, 7);
        assert_eq!((boxes.len(), whole), (MOST_BOXES, 100 * u128::from(u64::MAX)));
        assert!(boxes.iter().all(|c| c.depth < 3), "callers stay before what they call");
    }

    #[test]
    fn nothing_counted_draws_nothing() {
        let functions = names(&["a"]);
        assert!(calls(&[Stack { functions: &functions, value: 0 }], 0).0.is_empty());
        assert!(calls(&[], 5).0.is_empty());
    }
}
