//! What is promised, and whether it was kept. Pure.

use gauntlet_grader::model::BenchmarkVerdict;

use crate::{figures::Share, graded::Series};

/// Solutions of `speed` by the factor of time that is planted in them.
pub(crate) const PLANTED: &[(f64, &str)] = &[
    (1.1, "slower-1.1"),
    (1.25, "slower-1.25"),
    (1.5, "slower-1.5"),
    (2.0, "slower-2"),
    (0.8, "faster-0.8"),
    (0.5, "faster-0.5"),
];

/// Share of gradings of a reference against itself in which a difference may be seen: that of the tests' own level.
const FALSE_DIFFERENCES: f64 = 0.05;
/// Points that gradings of a reference against itself may lie apart, with a core busy, too.
const APART: f64 = 1.0;
/// Share of gradings that have to see a planted difference in some benchmark, by its size as a factor above 1: the first
/// that is no larger counts.
const SEEN: [(f64, f64); 3] = [(1.5, 1.0), (1.25, 0.99), (1.1, 0.8)];

/// One promise.
#[derive(Debug, PartialEq)]
pub(crate) struct Level {
    pub(crate) what: String,
    pub(crate) is_kept: bool,
}

/// Those of a reference against itself.
pub(crate) fn of_itself(series: &Series) -> [Level; 2] {
    let different = series.different();
    let (least, most) = series.scores();
    let name = &series.name;
    [
        Level {
            what: format!("{name}: differences in at most {:.0} % of gradings", 100.0 * FALSE_DIFFERENCES),
            is_kept: different.value() <= FALSE_DIFFERENCES,
        },
        Level { what: format!("{name}: scores at most {APART} point apart"), is_kept: most - least <= APART },
    ]
}

/// Those of a planted difference.
pub(crate) fn of_planted(factor: f64, series: &Series) -> Vec<Level> {
    let name = &series.name;
    let wrong = wrong_way(factor, series);
    let mut levels =
        vec![Level { what: format!("{name}: never the wrong way round"), is_kept: wrong.part == 0 && wrong.of > 0 }];
    let size = factor.max(1.0 / factor);
    if let Some((_, least)) = SEEN.into_iter().find(|(from, _)| size >= from - 1e-9) {
        levels.push(Level {
            what: format!("{name}: seen in at least {:.0} % of gradings", 100.0 * least),
            is_kept: noticed(factor, series).value() >= least,
        });
    }
    levels
}

/// Gradings that saw the difference in some benchmark.
pub(crate) fn noticed(factor: f64, series: &Series) -> Share {
    series.graded_as(if factor > 1.0 { SLOWER } else { FASTER })
}

/// Comparisons that saw the difference.
pub(crate) fn right_way(factor: f64, series: &Series) -> Share {
    series.compared_as(if factor > 1.0 { SLOWER } else { FASTER })
}

/// Comparisons that saw the opposite.
pub(crate) fn wrong_way(factor: f64, series: &Series) -> Share {
    series.compared_as(if factor > 1.0 { FASTER } else { SLOWER })
}

const SLOWER: &[BenchmarkVerdict] = &[BenchmarkVerdict::Slower];
const FASTER: &[BenchmarkVerdict] = &[BenchmarkVerdict::Faster, BenchmarkVerdict::Implausible];

#[cfg(test)]
mod tests {
    use super::{Level, of_itself, of_planted};
    use crate::figures::tests::series;
    use gauntlet_grader::model::BenchmarkVerdict::{Faster, Inconclusive, Same, Slower};

    fn kept(levels: impl IntoIterator<Item = Level>) -> Vec<bool> {
        levels.into_iter().map(|level| level.is_kept).collect()
    }

    #[test]
    fn false_differences_and_scores_are_held_to_levels() {
        let mut calm = series("x", &[(100.0, &[Same]), (99.0, &[Inconclusive])]);
        assert_eq!(kept(of_itself(&calm)), [true, true]);
        calm.gradings.push(series("", &[(98.9, &[Slower])]).gradings.remove(0));
        assert_eq!(kept(of_itself(&calm)), [false, false]);
    }

    #[test]
    fn a_planted_difference_has_to_be_seen() {
        let seen = series("x", &[(80.0, &[Slower, Slower]), (80.0, &[Same, Slower])]);
        let missed = series("x", &[(80.0, &[Slower, Same]), (80.0, &[Same, Inconclusive])]);
        let wrong = series("x", &[(80.0, &[Slower, Faster])]);
        assert_eq!(kept(of_planted(1.05, &missed)), [true], "too small to be promised");
        for factor in [1.1, 1.25, 1.5, 2.0] {
            assert_eq!(kept(of_planted(factor, &seen)), [true, true]);
            assert_eq!(kept(of_planted(factor, &missed)), [true, false]);
            assert_eq!(kept(of_planted(factor, &wrong)), [false, true], "seen, but not by all alike");
        }
        assert_eq!(kept(of_planted(0.8, &series("x", &[(100.0, &[Faster])]))), [true, true]);
        assert_eq!(kept(of_planted(0.5, &seen)), [false, false]);
    }
}
