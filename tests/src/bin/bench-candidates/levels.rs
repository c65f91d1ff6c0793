//! What is promised, and whether it was kept. Pure.

use std::time::Duration;

use crate::{WORKERS, figures::Measured};

/// 99 of 100 saves are faster.
pub(crate) const P99: Duration = Duration::from_millis(100);
/// Share of looks at which every worker has something to grade: between two gradings there is a moment.
const GRADING: f64 = 0.9;

/// One promise.
#[derive(Debug, PartialEq)]
pub(crate) struct Level {
    pub(crate) what: String,
    pub(crate) is_kept: bool,
}

/// All of them.
pub(crate) fn of(measured: &Measured) -> Vec<Level> {
    let level = |what: String, is_kept| Level { what, is_kept };
    vec![
        level(
            format!("99 % of saves in less than {} ms", P99.as_millis()),
            measured.saves.quantile(0.99).is_some_and(|p99| p99 < P99),
        ),
        level("no save lost".to_owned(), measured.lost.is_empty()),
        level(
            "no error, and every save that was due".to_owned(),
            measured.errors.is_empty() && measured.saves.count() == measured.due,
        ),
        level(
            format!("{WORKERS} submissions being graded at {:.0} % of looks at least", 100.0 * GRADING),
            measured.gradings.share_of(WORKERS) >= GRADING,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::of;
    use crate::figures::{Gradings, Latencies, Measured};

    fn measured() -> Measured {
        let saves = Latencies::new(vec![Duration::from_millis(99); 3]);
        let gradings = Gradings { looks: vec![2; 10], accepted: 1 };
        Measured { saves, due: 3, gradings, ..Measured::default() }
    }

    fn kept(measured: &Measured) -> Vec<bool> {
        of(measured).into_iter().map(|level| level.is_kept).collect()
    }

    #[test]
    fn each_level_is_missed_by_itself() {
        assert_eq!(kept(&measured()), [true; 4]);
        let slow = Latencies::new(vec![Duration::from_millis(100); 3]);
        assert_eq!(kept(&Measured { saves: slow, ..measured() }), [false, true, true, true]);
        assert_eq!(kept(&Measured { lost: vec!["one".to_owned()], ..measured() }), [true, false, true, true]);
        assert_eq!(kept(&Measured { errors: vec!["one".to_owned()], ..measured() }), [true, true, false, true]);
        assert_eq!(kept(&Measured { due: 4, ..measured() }), [true, true, false, true]);
        let idle = Gradings { looks: vec![2, 1], accepted: 1 };
        assert_eq!(kept(&Measured { gradings: idle, ..measured() }), [true, true, true, false]);
    }
}
