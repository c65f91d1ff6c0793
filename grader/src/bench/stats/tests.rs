use super::{EXACT_UP_TO, MAX_VALUES, band, holm, interval, mann_whitney, median, ratio, ratio_interval};
use proptest::prelude::*;
use serde::{Deserialize, de::DeserializeOwned};

/// The recorded cases of one of testdata/stats/*.json, each made by the program of the same name beside it.
fn recorded<T: DeserializeOwned>(json: &str, least: usize) -> Vec<T> {
    let cases: Vec<T> = serde_json::from_str(json).unwrap();
    assert!(cases.len() >= least, "{} cases", cases.len());
    cases
}

#[derive(Deserialize)]
struct RankCase {
    how: String,
    a: Vec<f64>,
    b: Vec<f64>,
    p: f64,
}

#[test]
fn the_rank_test_agrees_with_scipy() {
    let cases: Vec<RankCase> = recorded(include_str!("../../../testdata/stats/mannwhitney.json"), 240);
    for case in &cases {
        let swapped = (&case.b, &case.a);
        // Both ways where that is quick: the distribution is the same, and large ones take their time unoptimised.
        let both = if case.a.len() + case.b.len() <= 20 { vec![swapped] } else { Vec::new() };
        for (a, b) in [(&case.a, &case.b)].into_iter().chain(both) {
            let p = mann_whitney(a, b).unwrap();
            assert!((p - case.p).abs() < 1e-9, "{}: {p} instead of {} for {a:?}, {b:?}", case.how, case.p);
        }
    }
    for how in ["exact", "permutation", "counted", "asymptotic"] {
        assert!(cases.iter().filter(|c| c.how == how).count() >= 20, "{how}");
    }
    assert!(cases.iter().any(|c| c.how != "asymptotic" && c.a.len() + c.b.len() == EXACT_UP_TO));
}

#[derive(Deserialize)]
struct IntervalCase {
    confidence: f64,
    a: Vec<f64>,
    b: Vec<f64>,
    ends: Option<(f64, f64)>,
}

#[test]
fn the_interval_agrees_with_trying_every_ratio() {
    for case in recorded::<IntervalCase>(include_str!("../../../testdata/stats/interval.json"), 240) {
        let IntervalCase { confidence, a, b, ends } = case;
        let got = ratio_interval(&a, &b, confidence);
        let near = |x: f64, y: f64| (x / y - 1.0).abs() < 1e-9;
        let same = match (got, ends) {
            (Some(got), Some(want)) => near(got.0, want.0) && near(got.1, want.1),
            (got, want) => got == want,
        };
        assert!(same, "{got:?} instead of {ends:?} at {confidence} for {a:?}, {b:?}");
    }
}

#[derive(Deserialize)]
struct HolmCase {
    raw: Vec<f64>,
    adjusted: Vec<f64>,
}

#[test]
fn adjusted_p_values_agree_with_statsmodels() {
    for HolmCase { raw, adjusted } in recorded(include_str!("../../../testdata/stats/holm.json"), 60) {
        let got = holm(&raw);
        assert_eq!(got.len(), adjusted.len());
        let same = got.iter().zip(&adjusted).all(|(x, y)| (x - y).abs() < 1e-12);
        assert!(same, "{got:?} instead of {adjusted:?} for {raw:?}");
    }
    assert_eq!(holm(&[]), Vec::<f64>::new());
    assert_eq!(holm(&[f64::NAN, 0.01]), [1.0, 0.02]);
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
        assert_eq!(ratio(&[1.0], bad), None);
    }
}

#[test]
fn equal_samples_do_not_differ() {
    assert_eq!(mann_whitney(&[1.0; 5], &[1.0; 5]), Some(1.0));
    assert_eq!(mann_whitney(&[0.0; 40], &[-0.0; 30]), Some(1.0));
    assert_eq!(ratio_interval(&[3.0; 6], &[2.0; 6], 0.95), Some((1.5, 1.5)));
}

#[test]
fn an_interval_needs_positive_values_and_enough_of_them() {
    let six = [20.0, 21.0, 19.0, 20.5, 20.2, 19.8];
    assert_eq!(ratio_interval(&six[..3], &six[..3], 0.95), None);
    assert!(ratio_interval(&six[..4], &six[..4], 0.95).is_some());
    // Of the 20 ways to deal 3 and 3, one puts all of a side last: 90 % can be had, exactly.
    assert!(ratio_interval(&six[..3], &six[..3], 0.9).is_some());
    for bad in [[0.0; 6], [-1.0; 6], [f64::NAN; 6], [f64::MIN_POSITIVE; 6]] {
        assert_eq!(ratio_interval(&six.map(|v| v * 1e300), &bad, 0.95), None, "{bad:?}");
        assert_eq!(ratio_interval(&bad, &six.map(|v| v * 1e300), 0.95), None, "{bad:?}");
    }
    for confidence in [0.0, 1.0, -1.0, 2.0, f64::NAN] {
        assert_eq!(ratio_interval(&six, &six, confidence), None, "{confidence}");
    }
    assert_eq!(ratio_interval(&[], &six, 0.95), None);
    assert_eq!(ratio_interval(&vec![1.0; MAX_VALUES + 1], &six, 0.95), None);
}

#[test]
fn beyond_the_exact_sizes_the_ends_are_nearly_the_same() {
    for (first, second) in [(32, 32), (24, 40), (10, 54), (4, 60)] {
        let exact = interval::order_of_ends(first, second, 0.95).unwrap();
        let approximate = interval::approximate(first, second, 0.025);
        assert!(exact.abs_diff(approximate) <= 1, "{first}, {second}: {exact}, {approximate}");
    }
}

#[test]
fn a_band_is_as_wide_as_the_noise() {
    let even: Vec<f64> = (0..40).map(|i| 100.0 + f64::from(i % 5)).collect();
    assert_eq!(band(&even, &even, 6, 1), Some(1.0));
    // One side of each pair costs a tenth more: a median of any number of them does as well.
    let more: Vec<f64> = even.iter().map(|v| v * 1.1).collect();
    let systematic = band(&even, &more, 6, 1).unwrap();
    assert!((systematic - 1.1).abs() < 1e-9, "{systematic}");
    // Noise that does not go by pairs averages out: more samples, a narrower band.
    let noise: Vec<f64> = (0..40).map(|i| 100.0 + f64::from(i * 7 % 13)).collect();
    let [few, many] = [6, 30].map(|n| band(&even, &noise, n, 1).unwrap());
    assert!(1.0 < many && many < few && few < 1.13, "{few} {many}");
    assert_eq!(band(&even, &noise, 6, 1), Some(few));
    assert_ne!(band(&even, &noise, 6, 2), Some(few));
}

#[test]
fn a_band_needs_pairs() {
    let ten = [1.0; 10];
    assert_eq!(band(&ten, &ten[..9], 6, 1), None);
    assert_eq!(band(&ten[..5], &ten[..5], 6, 1), None);
    assert_eq!(band(&ten, &[0.0; 10], 6, 1), None);
    assert_eq!(band(&ten, &ten, 0, 1), None);
    assert_eq!(band(&ten, &ten, MAX_VALUES + 1, 1), None);
    assert_eq!(band(&ten, &ten, 7, 1), Some(1.0));
}

fn times(sizes: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(1.0f64..1e9, sizes)
}

proptest! {
    #[test]
    fn p_is_a_symmetric_probability(
        a in proptest::collection::vec(0i32..12, 1..14),
        b in proptest::collection::vec(0i32..12, 1..14),
    ) {
        let (a, b): (Vec<f64>, Vec<f64>) = (a.into_iter().map(f64::from).collect(), b.into_iter().map(f64::from).collect());
        let p = mann_whitney(&a, &b).unwrap();
        prop_assert!(p > 0.0 && p <= 1.0);
        prop_assert!((mann_whitney(&b, &a).unwrap() - p).abs() < 1e-12);
    }

    #[test]
    fn a_ratio_is_within_its_interval(a in times(4..12), b in times(4..12)) {
        let (low, high) = ratio_interval(&a, &b, 0.95).unwrap();
        let estimate = ratio(&a, &b).unwrap();
        prop_assert!(low <= estimate && estimate <= high, "{low} {estimate} {high}");
        // Swapped sides: the same, upside down.
        let (swapped_low, swapped_high) = ratio_interval(&b, &a, 0.95).unwrap();
        prop_assert!((low * swapped_high - 1.0).abs() < 1e-9 && (high * swapped_low - 1.0).abs() < 1e-9);
        // More confidence, no narrower.
        let (wider_low, wider_high) = ratio_interval(&a, &b, 0.99).unwrap_or((0.0, f64::INFINITY));
        prop_assert!(wider_low <= low && high <= wider_high);
    }

    /// Whatever is inside is not rejected, whatever is outside is.
    #[test]
    fn the_interval_is_the_rank_test_inverted(a in times(4..12), b in times(4..12), by in -2.0f64..2.0) {
        let (low, high) = ratio_interval(&a, &b, 0.95).unwrap();
        let tried = (low * high).sqrt() * (high / low).powf(by);
        let scaled: Vec<f64> = b.iter().map(|y| tried * y).collect();
        prop_assume!(a.iter().all(|x| scaled.iter().all(|y| (x / y - 1.0).abs() > 1e-12)));
        let p = mann_whitney(&a, &scaled).unwrap();
        prop_assert_eq!(low < tried && tried < high, p > 0.05 * (1.0 + 1e-9), "{} for {} in {}-{}", p, tried, low, high);
    }

    #[test]
    fn holm_only_raises_and_keeps_the_order(raw in proptest::collection::vec(0.0f64..=1.0, 1..12)) {
        let adjusted = holm(&raw);
        for (p, q) in raw.iter().zip(&adjusted) {
            prop_assert!(p <= q && *q <= 1.0);
            prop_assert!(raw.iter().zip(&adjusted).all(|(other, its)| p >= other || q <= its));
        }
    }
}
