//! Standard errors and intervals of the statistics module on a sample that is known: V26.

use coppercast::distribution::{Distribution, Probability};
use coppercast::statistics::interval::{clopper_pearson, wilson, zero_hits_bound};
use coppercast::statistics::{Estimate, LANES, Resolution, SeriesSpecification, Statistic, Tally};

use super::{assert_exact, exact_answer};

const SAMPLE: u32 = 10_000;

/// Relative agreement; a bin about the quantile is a thousandth wide and holds one value of the
/// sample.
#[track_caller]
fn assert_near(case: &str, value: Option<f64>, tolerance: f64) {
    let (value, exact) = (value.expect("an estimate"), exact_answer(case));
    assert!((value / exact - 1.0).abs() <= tolerance, "{case}: {value} is not {exact}");
}

/// The normal quantiles at (i − ½)/n.
#[test]
fn errors_of_a_quantile_and_a_tail_mean_are_asymptotic() {
    let normal = Distribution::standard_normal();
    let sample: Vec<f64> = (0..SAMPLE)
        .map(|i| normal.quantile(Probability::from_lower((f64::from(i) + 0.5) / f64::from(SAMPLE))))
        .collect();
    let specification = SeriesSpecification {
        is_indicator: false,
        resolution: Some(Resolution::PerOctave1024),
        thresholds: vec![],
        centre: 0.0,
    };
    let mut tally = Tally::new(&[specification], 0);
    for chunk in sample.chunks(LANES) {
        let mut block = [0.0; LANES];
        block[..chunk.len()].copy_from_slice(chunk);
        tally.observe(0, &block, u64::MAX >> (LANES - chunk.len()));
    }
    let series = tally.series(0);
    assert_near("V26b", series.quantile(0.95).std_error, 0.01);
    assert_near("V26c", series.tail_mean(0.95).std_error, 0.005);
    assert_near("V26d", series.tail_mean(0.95).estimate, 0.0005);
}

#[test]
fn errors_and_intervals_of_probabilities_are_exact() {
    let one_in_twenty =
        Estimate::probability(Statistic::ProbabilityPositive, 500, u64::from(SAMPLE));
    assert_exact("V26a", one_in_twenty.std_error.expect("events were seen"));
    let exact = clopper_pearson(50, 1000);
    assert_exact("V26e", exact.low);
    assert_exact("V26f", exact.high);
    let score = wilson(50, 1000);
    assert_exact("V26g", score.low);
    assert_exact("V26h", score.high);
    assert_exact("V26i", zero_hits_bound(u64::from(SAMPLE)));
}
