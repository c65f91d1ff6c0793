use super::{Bands, compare, is_settled};
use crate::{
    bench::{Measurement, Measurements, Sample, Side},
    model::{BenchmarkReport, BenchmarkSpec, BenchmarkVerdict, CriterionSource, CriterionSpec, Manifest},
    plan,
};

fn spec() -> BenchmarkSpec {
    BenchmarkSpec {
        name: "BenchmarkX".into(),
        title: "x".into(),
        criterion: "performance".into(),
        points: 1,
        full: 1.5,
        half: None,
        zero: 3.5,
        floor: 0.02,
    }
}

fn manifest(specs: Vec<BenchmarkSpec>) -> Manifest {
    let performance = CriterionSpec {
        id: "performance".into(),
        title: "Performance".into(),
        weight: 10,
        source: CriterionSource::Benchmarks,
    };
    Manifest { benchmarks: specs, criteria: vec![performance], ..plan::least_manifest() }
}

fn side(times: &[f64]) -> Side {
    let samples = times.iter().map(|&ns_per_op| Sample {
        ns_per_op,
        metrics: [("B/op".to_owned(), 8.0), ("allocs/op".to_owned(), 1.0)].into(),
    });
    Side { samples: samples.collect(), failed: 0 }
}

const STEADY: [f64; 8] = [100.0, 101.0, 99.0, 100.5, 102.0, 98.0, 99.5, 101.5];

fn times(factor: f64) -> Vec<f64> {
    // Another order than the reference's, so that no pair of samples is equal.
    STEADY.iter().rev().enumerate().map(|(i, t)| t * factor + i as f64 * 0.01).collect()
}

fn one(spec: BenchmarkSpec, measurement: Measurement) -> BenchmarkReport {
    let mut measured = Measurements::default();
    measured.insert("BenchmarkX", 2, measurement);
    compare(&manifest(vec![spec]), &measured, &Bands::new()).remove(0)
}

fn against_steady(candidate: &[f64]) -> BenchmarkReport {
    one(spec(), Measurement { candidate: side(candidate), reference: side(&STEADY) })
}

#[test]
fn points_follow_the_favourable_end_of_the_interval() {
    let report = against_steady(&times(2.5));
    assert_eq!(report.verdict, BenchmarkVerdict::Slower);
    let low = report.ci_low.unwrap();
    assert!(low < 2.5 && (report.earned - 10.0 * (3.5 - low) / 2.0).abs() < 1e-9, "{report:?}");
    assert!(report.why.contains("slower") && report.why.contains("counted at 2.4"), "{}", report.why);
    assert!(is_settled(&spec(), &report));
}

#[test]
fn equal_sides_are_the_same_and_earn_everything() {
    let report = against_steady(&times(1.0));
    assert_eq!((report.verdict, report.earned), (BenchmarkVerdict::Same, 10.0), "{}", report.why);
    assert_eq!(report.metrics.iter().map(|m| m.unit.as_str()).collect::<Vec<_>>(), ["B/op", "allocs/op"]);
}

#[test]
fn a_difference_inside_the_band_is_none() {
    let slower = times(1.04);
    let report = against_steady(&slower);
    assert!(report.p_value.unwrap() < 0.05, "the test alone would call it different: {report:?}");
    assert_eq!(report.verdict, BenchmarkVerdict::Same);
    assert_eq!(against_steady(&times(1.08)).verdict, BenchmarkVerdict::Slower);
    assert_eq!(against_steady(&times(0.9)).verdict, BenchmarkVerdict::Faster);

    let mut measured = Measurements::default();
    measured.insert("BenchmarkX", 2, Measurement { candidate: side(&times(1.08)), reference: side(&STEADY) });
    let noisy = Bands::from([("BenchmarkX".to_owned(), 1.2)]);
    let report = compare(&manifest(vec![spec()]), &measured, &noisy).remove(0);
    assert_eq!((report.verdict, report.band), (BenchmarkVerdict::Same, Some(1.2)));
}

#[test]
fn too_much_noise_is_inconclusive_and_counts_for_the_candidate() {
    let wild = [60.0, 300.0, 90.0, 110.0, 500.0, 70.0, 95.0, 240.0];
    let report = against_steady(&wild);
    assert_eq!((report.verdict, report.earned), (BenchmarkVerdict::Inconclusive, 10.0), "{report:?}");
    assert!(report.why.contains("Too noisy to say"), "{}", report.why);
    assert!(!is_settled(&spec(), &report));
}

#[test]
fn a_failed_run_earns_nothing_and_says_so() {
    let mut candidate = side(&times(1.0));
    candidate.failed = 2;
    let report = one(spec(), Measurement { candidate, reference: side(&STEADY) });
    assert_eq!((report.verdict, report.earned), (BenchmarkVerdict::Inconclusive, 0.0));
    assert_eq!(report.why, "It ended without a result in 2 of 10 runs, so it earns nothing.");
    let report = one(spec(), Measurement::default());
    assert_eq!((report.verdict, report.earned, report.ratio), (BenchmarkVerdict::Inconclusive, 0.0, None));
}

#[test]
fn what_is_too_fast_waits_for_a_person() {
    let report = against_steady(&times(0.01));
    assert_eq!((report.verdict, report.earned), (BenchmarkVerdict::Implausible, 0.0));
    let report = one(
        BenchmarkSpec { floor: 0.0, ..spec() },
        Measurement { candidate: side(&times(0.01)), reference: side(&STEADY) },
    );
    assert_eq!((report.verdict, report.earned), (BenchmarkVerdict::Faster, 10.0));
}

#[test]
fn p_values_are_adjusted_for_the_number_of_benchmarks() {
    let named = |name: &str| BenchmarkSpec { name: name.into(), ..spec() };
    let mut measured = Measurements::default();
    for name in ["BenchmarkX", "BenchmarkY"] {
        measured.insert(name, 2, Measurement { candidate: side(&times(1.2)), reference: side(&STEADY) });
    }
    let alone = compare(&manifest(vec![named("BenchmarkX")]), &measured, &Bands::new());
    let both = compare(&manifest(vec![named("BenchmarkX"), named("BenchmarkY")]), &measured, &Bands::new());
    let (one, two) = (alone[0].p_value.unwrap(), both[0].p_value.unwrap());
    assert!((two - 2.0 * one).abs() < 1e-12, "{one} and {two}");
    assert_eq!(both[0].max, 5.0);
}

#[test]
fn the_curve_goes_through_its_half_point() {
    let curve = BenchmarkSpec { half: Some(2.0), ..spec() };
    let shares = [1.0, 1.5, 1.75, 2.0, 2.75, 3.5, 9.0].map(|ratio| super::share(&curve, ratio));
    assert_eq!(shares, [1.0, 1.0, 0.75, 0.5, 0.25, 0.0, 0.0]);
    assert_eq!([1.5, 2.5, 3.0].map(|ratio| super::share(&spec(), ratio)), [1.0, 0.5, 0.25]);
}

#[test]
fn scaling_has_a_point_for_each_gomaxprocs_that_was_measured() {
    let mut manifest = manifest(vec![spec()]);
    manifest.bench.scaling = vec![4, 1];
    let mut measured = Measurements::default();
    let both = Measurement { candidate: side(&times(1.0)), reference: side(&STEADY) };
    measured.insert("BenchmarkX", 2, both.clone());
    assert_eq!(compare(&manifest, &measured, &Bands::new())[0].scaling, []);
    measured.insert("BenchmarkX", 1, both);
    let scaling = &compare(&manifest, &measured, &Bands::new())[0].scaling;
    assert_eq!(scaling.iter().map(|p| p.gomaxprocs).collect::<Vec<_>>(), [1, 2]);
}
