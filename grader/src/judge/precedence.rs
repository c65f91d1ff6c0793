//! Which verdict wins when several have a reason. Written here and nowhere else.

use crate::model::Verdict;

use super::Reason;

/// Strongest first. What makes the other evidence worthless comes before what is near proof (a race, a crash, a lock
/// that nothing can open), and that before what a slow machine or a plain mistake could have caused.
pub const PRECEDENCE: [Verdict; 12] = [
    Verdict::ForbiddenCode,
    Verdict::CompileError,
    Verdict::Tampered,
    Verdict::OutputLimit,
    Verdict::MemoryLimit,
    Verdict::DataRace,
    Verdict::RuntimeError,
    Verdict::Deadlock,
    Verdict::GoroutineLeak,
    Verdict::TimeLimit,
    Verdict::WrongAnswer,
    Verdict::Incomplete,
];

/// The strongest reason; of several for the same verdict the one that came first.
pub(super) fn first(reasons: Vec<Reason>) -> Option<Reason> {
    let rank = |v: Verdict| PRECEDENCE.iter().position(|p| *p == v).unwrap_or(PRECEDENCE.len());
    reasons.into_iter().min_by_key(|(verdict, _)| rank(*verdict))
}

#[cfg(test)]
mod tests {
    use super::{PRECEDENCE, first};
    use crate::model::Verdict;

    #[test]
    fn every_verdict_but_accepted_has_a_rank() {
        for v in Verdict::ALL {
            assert_eq!(PRECEDENCE.contains(&v), v != Verdict::Accepted, "{v}");
        }
    }

    #[test]
    fn the_strongest_wins_and_the_first_of_equals() {
        let reasons = vec![
            (Verdict::WrongAnswer, "a".to_owned()),
            (Verdict::DataRace, "b".to_owned()),
            (Verdict::DataRace, "c".to_owned()),
            (Verdict::Incomplete, "d".to_owned()),
        ];
        assert_eq!(first(reasons), Some((Verdict::DataRace, "b".to_owned())));
        assert_eq!(first(vec![]), None);
    }
}
