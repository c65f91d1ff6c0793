//! The kinds of schedule that a bug is graded under: a challenge in, the same challenge with another plan out.

use gauntlet_grader::model::{Challenge, Grading};

/// Which schedules a grading has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Way {
    /// One run of every test, as schedules come.
    Once,
    /// As many runs as the time of [`Self::Full`] holds, as schedules come.
    Plain,
    /// As the challenge says: half of the schedules perturbed.
    Full,
}

impl Way {
    pub(crate) const ALL: [Self; 3] = [Self::Once, Self::Plain, Self::Full];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Once => "plain, once",
            Self::Plain => "plain, repeated",
            Self::Full => "plain and perturbed, repeated",
        }
    }

    /// The challenge with the schedules of this way and with the same detectors.
    pub(crate) fn of(self, challenge: &Challenge) -> Challenge {
        let mut challenge = challenge.clone();
        let grading = &mut challenge.manifest.grading;
        *grading = match self {
            Self::Once => Grading { perturb: false, repetitions: 1, budget_ms: 0, ..grading.clone() },
            Self::Plain => Grading { perturb: false, ..grading.clone() },
            Self::Full => grading.clone(),
        };
        challenge
    }
}

#[cfg(test)]
mod tests {
    use super::Way;
    use gauntlet_grader::catalog;
    use gauntlet_tests::places;

    #[test]
    fn ways_differ_in_nothing_but_schedules() {
        let challenge = catalog::load_challenge(&places::test_challenges().join("bugs")).unwrap();
        let [once, plain, full] = Way::ALL.map(|way| way.of(&challenge).manifest);
        assert_eq!(full, challenge.manifest);
        assert!(full.grading.perturb && full.grading.budget_ms > 0 && full.grading.repetitions > 1);
        assert_eq!((plain.grading.perturb, plain.grading.budget_ms), (false, full.grading.budget_ms));
        assert_eq!((once.grading.repetitions, once.grading.budget_ms, once.grading.perturb), (1, 0, false));
        for other in [once, plain] {
            let test_timeout_ms = other.grading.test_timeout_ms;
            assert_eq!((test_timeout_ms, &other.tests), (full.grading.test_timeout_ms, &full.tests));
        }
    }
}
