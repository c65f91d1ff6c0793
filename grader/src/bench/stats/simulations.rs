//! What the statistics promise, held against samples drawn from distributions that are known: lognormal times, times with
//! outliers, and times of a coarse clock. Seeds are fixed, so that each figure is the same every time.

use super::{band, holm, interval, mann_whitney, median, random::SplitMix};

const CONFIDENCE: f64 = 0.95;

#[derive(Debug, Clone, Copy)]
enum Times {
    /// A spread of about 10 %.
    Lognormal,
    /// A tight core, and one time in eight up to 20 times as long.
    Outliers,
    /// One of five ticks.
    Coarse,
}

impl Times {
    const ALL: [Self; 3] = [Self::Lognormal, Self::Outliers, Self::Coarse];

    fn draw(self, random: &mut SplitMix, n: usize) -> Vec<f64> {
        (0..n).map(|_| self.one(random)).collect()
    }

    fn one(self, random: &mut SplitMix) -> f64 {
        match self {
            Self::Lognormal => (0.1 * normal(random)).exp() * 100.0,
            Self::Outliers if random.below(8) == 0 => 100.0 / uniform(random).max(0.05),
            Self::Outliers => 100.0 + uniform(random),
            Self::Coarse => 3.0 + random.below(5) as f64,
        }
    }
}

/// Between 0 and 1.
fn uniform(random: &mut SplitMix) -> f64 {
    (random.next() >> 11) as f64 / (1u64 << 53) as f64
}

/// Box and Muller 1958.
fn normal(random: &mut SplitMix) -> f64 {
    let (radius, angle) = (1.0 - uniform(random), uniform(random));
    (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}

fn share(rounds: usize, mut happens: impl FnMut() -> bool) -> f64 {
    (0..rounds).filter(|_| happens()).count() as f64 / rounds as f64
}

/// A share of `rounds` may be this far above the chance behind it: 3 standard deviations.
fn slack(chance: f64, rounds: usize) -> f64 {
    3.0 * (chance * (1.0 - chance) / rounds as f64).sqrt()
}

#[test]
fn intervals_hold_the_ratio_as_often_as_they_say() {
    const RATIO: f64 = 1.3;
    const ROUNDS: usize = 1000;
    for (seed, (times, n)) in Times::ALL.into_iter().flat_map(|t| [6, 10, 20].map(|n| (t, n))).enumerate() {
        let mut random = SplitMix(seed as u64);
        let k = interval::order_of_ends(n, n, CONFIDENCE).unwrap();
        let held = share(ROUNDS, || {
            let a: Vec<f64> = times.draw(&mut random, n).iter().map(|t| RATIO * t).collect();
            let b = times.draw(&mut random, n);
            let mut ratios: Vec<f64> = a.iter().flat_map(|x| b.iter().map(move |y| x / y)).collect();
            let (low, high) = interval::ends(&mut ratios, k).unwrap();
            // 1.3 x / x is 1.3 but for the last bit.
            low <= RATIO * (1.0 + 1e-12) && RATIO <= high * (1.0 + 1e-12)
        });
        assert!(held >= CONFIDENCE - slack(CONFIDENCE, ROUNDS), "{times:?}, {n} a side: {held}");
        if !matches!(times, Times::Coarse) {
            assert!(held <= 0.975 + slack(0.975, ROUNDS), "{times:?}, {n} a side: {held}, wider than it has to be");
        }
    }
}

#[test]
fn differences_are_found_no_more_often_than_the_level() {
    const ROUNDS: usize = 600;
    for (seed, times) in Times::ALL.into_iter().enumerate() {
        for (n, m) in [(6, 6), (4, 9)] {
            let mut random = SplitMix(100 + seed as u64);
            let false_alarms = share(ROUNDS, || {
                let (a, b) = (times.draw(&mut random, n), times.draw(&mut random, m));
                mann_whitney(&a, &b).unwrap() <= 0.05
            });
            assert!(false_alarms <= 0.05 + slack(0.05, ROUNDS), "{times:?}, {n} against {m}: {false_alarms}");
        }
    }
}

#[test]
fn a_challenge_of_five_benchmarks_has_one_level() {
    const ROUNDS: usize = 400;
    let mut random = SplitMix(7);
    let mut found = 0;
    // Two benchmarks are half again as slow, three are not.
    let false_alarms = share(ROUNDS, || {
        let p_values: Vec<f64> = [1.5, 1.0, 1.0, 1.5, 1.0]
            .iter()
            .map(|by| {
                let a: Vec<f64> = Times::Lognormal.draw(&mut random, 6).iter().map(|t| by * t).collect();
                mann_whitney(&a, &Times::Lognormal.draw(&mut random, 6)).unwrap()
            })
            .collect();
        let differ: Vec<bool> = holm(&p_values).iter().map(|p| *p <= 0.05).collect();
        found += usize::from(differ[0]) + usize::from(differ[3]);
        differ[1] || differ[2] || differ[4]
    });
    assert!(false_alarms <= 0.05 + slack(0.05, ROUNDS), "{false_alarms}");
    assert!(found as f64 / (2 * ROUNDS) as f64 > 0.9, "{found}");
}

/// With p-values that are uniform the level is used up and kept, whatever the number of tests.
#[test]
fn holm_keeps_its_level_with_uniform_p_values() {
    const ROUNDS: usize = 4000;
    let mut random = SplitMix(8);
    for tests in [1, 3, 10] {
        let false_alarms = share(ROUNDS, || {
            let p_values: Vec<f64> = (0..tests).map(|_| uniform(&mut random)).collect();
            holm(&p_values).iter().any(|p| *p <= 0.05)
        });
        assert!((false_alarms - 0.049).abs() <= 0.001 + slack(0.05, ROUNDS), "{tests} tests: {false_alarms}");
    }
}

/// A host whose speed drifts, and whose noise is not the same for both sides of a pair.
#[test]
fn a_new_measurement_of_the_same_program_is_within_the_band() {
    const ROUNDS: usize = 40;
    for (times, n) in [(Times::Lognormal, 6), (Times::Outliers, 10)] {
        let mut random = SplitMix(9);
        let mut speed = 1.0;
        let mut measure = |pairs: usize| -> (Vec<f64>, Vec<f64>) {
            (0..pairs)
                .map(|_| {
                    speed = (speed + 0.02 * normal(&mut random)).clamp(0.7, 1.4);
                    (speed * times.one(&mut random), speed * times.one(&mut random))
                })
                .unzip()
        };
        let mut outside = 0;
        for seed in 0..ROUNDS {
            let (a, b) = measure(40);
            let band = band(&a, &b, n, seed as u64).unwrap();
            outside += (0..20)
                .filter(|_| {
                    let (x, y) = measure(n);
                    let ratio = median(&x).unwrap() / median(&y).unwrap();
                    ratio > band || ratio < 1.0 / band
                })
                .count();
        }
        let outside = outside as f64 / (20 * ROUNDS) as f64;
        assert!((0.01..0.1).contains(&outside), "{times:?}: {outside}");
    }
}
