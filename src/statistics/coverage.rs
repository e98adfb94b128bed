//! Do intervals cover the truth as often as they say?

use super::draws::Draws;
use super::{Estimate, LANES, Resolution, SeriesSpecification, Tally};

const REPETITIONS: usize = 1_000;
const TRIALS: u64 = 10_000;
/// 4 √(0.95 × 0.05 / 1000).
const TOLERANCE: f64 = 0.027_568;

/// Covered repetitions and standard errors, statistic by statistic.
struct Coverage {
    truths: Vec<f64>,
    covered: Vec<usize>,
    errors: Vec<f64>,
}

impl Coverage {
    fn new(truths: &[f64]) -> Self {
        Self {
            truths: truths.to_vec(),
            covered: vec![0; truths.len()],
            errors: vec![0.0; truths.len()],
        }
    }

    fn add(&mut self, estimates: &[Estimate]) {
        for (position, estimate) in estimates.iter().enumerate() {
            let truth = self.truths[position];
            let (low, high) = (estimate.conf_low.unwrap(), estimate.conf_high.unwrap());
            self.covered[position] += usize::from(low <= truth && truth <= high);
            self.errors[position] += estimate.std_error.unwrap_or(0.0) / REPETITIONS as f64;
        }
    }

    fn assert_nominal(&self) {
        for (position, &covered) in self.covered.iter().enumerate() {
            let fraction = covered as f64 / REPETITIONS as f64;
            assert!(
                (fraction - 0.95).abs() <= TOLERANCE,
                "statistic {position} is covered {fraction}"
            );
        }
    }
}

/// Tallies of repeated samples of a transformed standard normal.
fn samples(
    seed: u64,
    thresholds: &[f64],
    transform: impl Fn(f64) -> f64,
    mut use_sample: impl FnMut(&Tally),
) {
    let specification = SeriesSpecification {
        resolution: Some(Resolution::PerOctave1024),
        thresholds: thresholds.to_vec(),
        centre: 0.0,
    };
    let mut draws = Draws(seed);
    for _ in 0..REPETITIONS {
        let mut tally = Tally::new(std::slice::from_ref(&specification), 1);
        for _ in 0..TRIALS / LANES as u64 {
            tally.observe(0, &draws.normals().map(&transform), u64::MAX);
        }
        let rest = (1 << (TRIALS % LANES as u64)) - 1;
        tally.observe(0, &draws.normals().map(&transform), rest);
        use_sample(&tally);
    }
}

#[test]
fn intervals_of_a_normal_cover_as_stated() {
    let q95 = 1.644_853_626_951_472_7;
    let mut coverage =
        Coverage::new(&[0.0, 1.0, 0.3, 0.02, -q95, 0.0, q95, 2.062_712_807_507_427_5]);
    let thresholds = [0.524_400_512_708_040_7, 2.053_748_910_631_823];
    samples(
        11,
        &thresholds,
        |z| z,
        |tally| {
            let series = tally.series(0);
            coverage.add(&[
                series.mean(),
                series.standard_deviation(),
                series.probability_above(0).unwrap(),
                series.probability_above(1).unwrap(),
                series.quantile(0.05),
                series.quantile(0.5),
                series.quantile(0.95),
                series.tail_mean(0.95),
            ]);
        },
    );
    coverage.assert_nominal();
    // Errors of the mean, of the 95 % quantile and of its tail mean: on average within 2 %.
    for (position, reference) in [
        (0, 0.01),
        (4, 0.021_131_875_109_690_845),
        (6, 0.021_131_875_109_690_845),
        (7, 0.024_655_729_418_081_373),
    ] {
        let error = coverage.errors[position];
        assert!((error / reference - 1.0).abs() < 0.02, "error {position}: {error}");
    }
}

#[test]
fn intervals_of_a_shortfall_cover_as_stated() {
    let (mean, deviation) = (500.0, 700.0);
    let ratio = mean / deviation;
    let density = libm::exp(-0.5 * ratio * ratio) / (2.0 * std::f64::consts::PI).sqrt();
    let positive = 0.5 * libm::erfc(-ratio * std::f64::consts::FRAC_1_SQRT_2);
    let expected = mean * positive + deviation * density;
    let mut coverage = Coverage::new(&[
        expected,
        positive,
        expected / positive,
        mean,
        mean + deviation * 1.644_853_626_951_472_7,
        mean + deviation * 2.062_712_807_507_427_5,
    ]);
    samples(
        12,
        &[],
        |z| (mean + deviation * z).max(0.0),
        |tally| {
            let series = tally.series(0);
            coverage.add(&[
                series.mean(),
                series.probability_positive(),
                series.given_positive().mean(),
                series.quantile(0.5),
                series.quantile(0.95),
                series.tail_mean(0.95),
            ]);
            // Three trials in four are short: the 5 % quantile lies inside the atom.
            let inside = series.quantile(0.05);
            assert_eq!(
                (inside.estimate, inside.conf_low, inside.conf_high, inside.sketch_error),
                (Some(0.0), Some(0.0), Some(0.0), Some(0.0))
            );
        },
    );
    coverage.assert_nominal();
}

#[test]
fn intervals_of_a_ratio_cover_as_stated() {
    let mut coverage = Coverage::new(&[2.0 / 3.0, 1.0 / 3.0]);
    let mut draws = Draws(13);
    for _ in 0..REPETITIONS {
        let mut tally = Tally::new(&[], 1);
        for _ in 0..16 {
            let shared = draws.normals();
            let denominator = shared.map(|z| 3.0 + 0.6 * z);
            let own = draws.normals();
            let numerator = std::array::from_fn(|lane| 2.0 + 0.3 * shared[lane] + 0.2 * own[lane]);
            tally.observe_ratio(0, &numerator, &denominator, u64::MAX);
        }
        let (ratio, complement) = (tally.ratio(0).ratio(), tally.ratio(0).complement());
        coverage.add(&[ratio, complement]);
    }
    coverage.assert_nominal();
    // a − r b = −0.1 z + 0.2 z': error √0.05 / (3 √1024).
    let reference = 0.05_f64.sqrt() / 96.0;
    assert!((coverage.errors[0] / reference - 1.0).abs() < 0.01);
}
