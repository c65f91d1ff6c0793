use super::{SplitMix, mann_whitney, median, ratio_interval};
use proptest::prelude::*;
use serde::Deserialize;

/// A case of testdata/stats/mannwhitney.json, made by mannwhitney.py beside it.
#[derive(Deserialize)]
struct Case {
    how: String,
    a: Vec<f64>,
    b: Vec<f64>,
    p: f64,
}

fn recorded() -> Vec<Case> {
    serde_json::from_str(include_str!("../../../testdata/stats/mannwhitney.json")).unwrap()
}

#[test]
fn the_rank_test_agrees_with_scipy() {
    let cases = recorded();
    assert!(cases.len() >= 40, "{}", cases.len());
    for case in &cases {
        for (a, b) in [(&case.a, &case.b), (&case.b, &case.a)] {
            let p = mann_whitney(a, b).unwrap();
            assert!((p - case.p).abs() < 1e-9, "{}: {p} instead of {} for {a:?}, {b:?}", case.how, case.p);
        }
    }
    for how in ["exact", "permutation", "asymptotic"] {
        assert!(cases.iter().any(|c| c.how == how), "{how}");
    }
}

#[test]
fn medians() {
    assert_eq!(median(&[3.0]), Some(3.0));
    assert_eq!(median(&[4.0, 1.0, 2.0, 9.0]), Some(3.0));
    assert_eq!(median(&[5.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(&[f64::MAX, f64::MAX]), Some(f64::MAX));
    for bad in [&[][..], &[f64::NAN], &[1.0, f64::INFINITY]] {
        assert_eq!(median(bad), None);
        assert_eq!(mann_whitney(bad, &[1.0]), None);
        assert_eq!(ratio_interval(&[1.0], bad, 1), None);
    }
}

#[test]
fn equal_samples_do_not_differ() {
    assert_eq!(mann_whitney(&[1.0; 5], &[1.0; 5]), Some(1.0));
    assert_eq!(mann_whitney(&[0.0; 30], &[-0.0; 30]), Some(1.0));
}

#[test]
fn the_generator_is_the_published_one() {
    let mut random = SplitMix(1_234_567);
    assert_eq!([random.next(), random.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
}

#[test]
fn the_interval_holds_the_ratio_and_repeats() {
    let a = [20.0, 21.0, 19.0, 20.5, 20.2, 19.8];
    let b = [10.0, 10.5, 9.5, 10.2, 10.1, 9.9];
    let (low, high) = ratio_interval(&a, &b, 7).unwrap();
    assert!(low < 2.0 && 2.0 < high && low > 1.8 && high < 2.2, "{low} {high}");
    assert_eq!(ratio_interval(&a, &b, 7), Some((low, high)));
    assert_ne!(ratio_interval(&a, &b, 8), Some((low, high)));
    assert_eq!(ratio_interval(&[6.0], &[3.0], 1), Some((2.0, 2.0)));
    assert_eq!(ratio_interval(&[1.0], &[0.0], 1), None);
}

proptest! {
    #[test]
    fn p_is_a_symmetric_probability(
        a in proptest::collection::vec(0i32..12, 1..24),
        b in proptest::collection::vec(0i32..12, 1..24),
    ) {
        let (a, b): (Vec<f64>, Vec<f64>) = (a.into_iter().map(f64::from).collect(), b.into_iter().map(f64::from).collect());
        let p = mann_whitney(&a, &b).unwrap();
        prop_assert!(p > 0.0 && p <= 1.0);
        prop_assert!((mann_whitney(&b, &a).unwrap() - p).abs() < 1e-12);
    }

    #[test]
    fn the_interval_is_ordered_and_within_reach(
        a in proptest::collection::vec(1.0f64..1e9, 1..12),
        b in proptest::collection::vec(1.0f64..1e9, 1..12),
        seed: u64,
    ) {
        let (low, high) = ratio_interval(&a, &b, seed).unwrap();
        let (max, min) = (|v: &[f64]| v.iter().copied().fold(f64::MIN, f64::max), |v: &[f64]| v.iter().copied().fold(f64::MAX, f64::min));
        prop_assert!(low <= high && low >= min(&a) / max(&b) * 0.999_999 && high <= max(&a) / min(&b) * 1.000_001);
    }
}
