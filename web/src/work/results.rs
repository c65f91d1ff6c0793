//! What a candidate may see of what they handed in. Pure.

use gauntlet_db::{InvitationState, Purpose, ResultsRule, Status};
use gauntlet_grader::model::Verdict;

/// How much of a result is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The report.
    All,
    /// That it was graded; more when the work is over.
    Later,
    /// That it was graded, and no more.
    Never,
}

/// Applies the assessment's rule to one submission.
///
/// What costs no attempt is always shown, as are runs and rehearsals: who has to mend something has to see it.
#[must_use]
pub fn shown(
    rule: ResultsRule,
    work: InvitationState,
    purpose: Purpose,
    status: Status,
    verdict: Option<&str>,
) -> Shown {
    let costs_none = status == Status::Failed || verdict == Some(Verdict::CompileError.as_str());
    if purpose != Purpose::Attempt || costs_none {
        return Shown::All;
    }
    match rule {
        ResultsRule::AtOnce => Shown::All,
        ResultsRule::AfterEnd if work == InvitationState::Ended => Shown::All,
        ResultsRule::AfterEnd => Shown::Later,
        ResultsRule::Never => Shown::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::{Shown, shown};
    use gauntlet_db::{
        InvitationState::{Ended, UnderWay},
        Purpose::{Attempt, Rehearsal, Run},
        ResultsRule::{AfterEnd, AtOnce, Never},
        Status::{Failed, Finished},
    };

    #[test]
    fn the_rule_holds_for_attempts_that_count() {
        let attempt = |rule, work| shown(rule, work, Attempt, Finished, Some("accepted"));
        assert_eq!(attempt(AtOnce, UnderWay), Shown::All);
        assert_eq!((attempt(AfterEnd, UnderWay), attempt(AfterEnd, Ended)), (Shown::Later, Shown::All));
        assert_eq!((attempt(Never, UnderWay), attempt(Never, Ended)), (Shown::Never, Shown::Never));
        for rule in [AtOnce, AfterEnd, Never] {
            assert_eq!(shown(rule, UnderWay, Run, Finished, Some("data_race")), Shown::All);
            assert_eq!(shown(rule, UnderWay, Rehearsal, Finished, Some("accepted")), Shown::All);
            assert_eq!(shown(rule, UnderWay, Attempt, Finished, Some("compile_error")), Shown::All);
            assert_eq!(shown(rule, UnderWay, Attempt, Failed, None), Shown::All);
        }
    }
}
