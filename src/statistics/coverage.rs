//! Do intervals cover the truth as often as they say, on either side, and in a sample of every size?

use std::path::Path;

use crate::number_words::count;

use super::difference::{Compared, Difference, difference};
use super::draws::Draws;
use super::first_trials::FIRST_TRIALS;
use super::paired_tails::{PairedError, paired_error};
use super::{
    BATCHES, Estimate, Interval, LANES, Resolution, SeriesSpecification, Statistic, Tally,
};

/// Trials of a sample, and how many samples are taken.
const SIZES: [(u64, usize); 3] = [(2_000, 4_000), (16_000, 2_000), (100_000, 1_000)];
/// Largest share of samples whose interval lies wholly above, or wholly below, the truth.
const SIDE: f64 = 0.035;

const Z05: f64 = -1.644_853_626_951_472_7;
const Z95: f64 = 1.644_853_626_951_472_7;
const Z99: f64 = 2.326_347_874_040_841;

fn density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt()
}

fn cumulative(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// How often a statistic's interval lay above or below the truth.
#[derive(Clone)]
struct Record {
    name: &'static str,
    truth: f64,
    samples: usize,
    too_high: usize,
    too_low: usize,
    std_error: f64,
}

impl Record {
    fn new(name: &'static str, truth: f64) -> Self {
        Record { name, truth, samples: 0, too_high: 0, too_low: 0, std_error: 0.0 }
    }

    /// Samples that say nothing of the error are not counted.
    fn add(&mut self, estimate: &Estimate) {
        let (Some(low), Some(high)) = (estimate.conf_low, estimate.conf_high) else { return };
        assert!(low <= high, "{}: {estimate:?}", self.name);
        self.samples += 1;
        self.too_high += usize::from(low > self.truth);
        self.too_low += usize::from(high < self.truth);
        self.std_error += estimate.std_error.unwrap_or(0.0);
    }

    fn share(&self, count: usize) -> f64 {
        count as f64 / self.samples as f64
    }

    fn faults(&self) -> Option<String> {
        if self.samples == 0 {
            return None;
        }
        let covered = 1.0 - self.share(self.too_high + self.too_low);
        let tolerance = 4.0 * (0.95 * 0.05 / self.samples as f64).sqrt();
        let is_covered = covered >= 0.95 - tolerance;
        let sides = [self.too_high, self.too_low].map(|count| self.share(count) <= SIDE);
        (!is_covered || sides.contains(&false)).then(|| self.row())
    }

    fn row(&self) -> String {
        let per_cent = |count| format!("{:.1}", 100.0 * self.share(count));
        let covered = self.samples - self.too_high - self.too_low;
        format!(
            "{} | {} | {} | {} | {}",
            self.name,
            self.samples,
            per_cent(covered),
            per_cent(self.too_high),
            per_cent(self.too_low)
        )
    }
}

/// A law, and the true values of its statistics.
struct Law {
    name: &'static str,
    of_normal: fn(f64) -> f64,
    threshold: f64,
    truths: Vec<Record>,
}

/// So many of the statistics are not given a shortfall.
const ALWAYS: usize = 8;

/// Statistics of a sample in the order of [`Law::truths`]; given a shortfall where there are others.
fn estimates(tally: &Tally) -> Vec<Estimate> {
    let series = tally.series(0);
    let short = series.given_positive();
    vec![
        series.mean(),
        series.standard_deviation(),
        series.probability_above(0).expect("a threshold"),
        series.quantile(0.05),
        series.quantile(0.5),
        series.quantile(0.95),
        series.quantile(0.99),
        series.tail_mean(0.95),
        short.mean(),
        short.standard_deviation(),
    ]
}

fn records(values: [f64; 10]) -> Vec<Record> {
    let names = [
        "mean",
        "sd",
        "prob_above",
        "p05",
        "p50",
        "p95",
        "p99",
        "cvar95",
        "mean, given short",
        "sd, given short",
    ];
    names.into_iter().zip(values).map(|(name, truth)| Record::new(name, truth)).collect()
}

/// Of (μ + σz)⁺.
fn rectified(mean: f64, deviation: f64) -> Vec<Record> {
    let ratio = mean / deviation;
    let positive = cumulative(ratio);
    let first = mean * positive + deviation * density(ratio);
    let second =
        (mean * mean + deviation * deviation) * positive + mean * deviation * density(ratio);
    let quantile = |z: f64| (mean + deviation * z).max(0.0);
    let tail =
        if quantile(Z95) > 0.0 { mean + deviation * density(Z95) / 0.05 } else { first / 0.05 };
    let given = first / positive;
    records([
        first,
        (second - first * first).sqrt(),
        cumulative(ratio),
        quantile(Z05),
        quantile(0.0),
        quantile(Z95),
        quantile(Z99),
        tail,
        given,
        (second / positive - given * given).sqrt(),
    ])
}

fn laws() -> Vec<Law> {
    let spread: f64 = 0.5;
    let mean = libm::exp(0.5 * spread * spread);
    let deviation = mean * (libm::exp(spread * spread) - 1.0).sqrt();
    let tail = mean * cumulative(spread - Z95) / 0.05;
    vec![
        Law {
            name: "10,000 + 5 z, a narrow price",
            of_normal: |z| 10_000.0 + 5.0 * z,
            threshold: 10_005.0,
            truths: records([
                10_000.0,
                5.0,
                cumulative(-1.0),
                10_000.0 + 5.0 * Z05,
                10_000.0,
                10_000.0 + 5.0 * Z95,
                10_000.0 + 5.0 * Z99,
                10_000.0 + 5.0 * density(Z95) / 0.05,
                10_000.0,
                5.0,
            ]),
        },
        Law {
            name: "exp(z / 2), a cost",
            of_normal: |z| libm::exp(0.5 * z),
            threshold: 1.0,
            truths: records([
                mean,
                deviation,
                0.5,
                libm::exp(spread * Z05),
                1.0,
                libm::exp(spread * Z95),
                libm::exp(spread * Z99),
                tail,
                mean,
                deviation,
            ]),
        },
        Law {
            name: "(700 z − 200)⁺, a shortfall in 39 % of trials",
            of_normal: |z| (700.0 * z - 200.0).max(0.0),
            threshold: 0.0,
            truths: rectified(-200.0, 700.0),
        },
        Law {
            name: "(1,000 z − 2,750)⁺, a shortfall in 0.3 % of trials",
            of_normal: |z| (1_000.0 * z - 2_750.0).max(0.0),
            threshold: 0.0,
            truths: rectified(-2_750.0, 1_000.0),
        },
    ]
}

/// Tallies of repeated samples.
fn sample(draws: &mut Draws, trials: u64, law: &Law) -> Tally {
    let specification = SeriesSpecification {
        is_indicator: false,
        resolution: Some(Resolution::PerOctave1024),
        thresholds: vec![law.threshold],
        centre: (law.of_normal)(0.0),
    };
    let mut tally = Tally::new(std::slice::from_ref(&specification), 1);
    for block in 0..trials.div_ceil(LANES as u64) {
        let left = trials - block * LANES as u64;
        let mask = if left >= LANES as u64 { u64::MAX } else { (1 << left) - 1 };
        tally.observe(0, &draws.normals().map(law.of_normal), mask);
    }
    tally
}

/// Two shortfalls of the same futures.
struct Pair {
    name: &'static str,
    scenario: fn(f64, f64) -> f64,
    base: fn(f64) -> f64,
    truths: [Vec<Record>; 2],
}

fn pairs() -> Vec<Pair> {
    vec![
        Pair {
            name: "(700 z − 250 + 50 z′)⁺ less (700 z − 200)⁺",
            scenario: |z, other| (700.0 * z - 250.0 + 50.0 * other).max(0.0),
            base: |z| (700.0 * z - 200.0).max(0.0),
            truths: [rectified(-250.0, 492_500_f64.sqrt()), rectified(-200.0, 700.0)],
        },
        Pair {
            name: "(1,000 z − 2,900)⁺ less (1,000 z − 2,750)⁺",
            scenario: |z, _| (1_000.0 * z - 2_900.0).max(0.0),
            base: |z| (1_000.0 * z - 2_750.0).max(0.0),
            truths: [rectified(-2_900.0, 1_000.0), rectified(-2_750.0, 1_000.0)],
        },
    ]
}

/// Differences of a sample, given trial by trial, as comparisons make them.
fn differences(scenario: &[f64], base: &[f64]) -> [Estimate; 4] {
    let trials = base.len() as u64;
    let batch = |values: &[f64], number: usize| -> Vec<f64> {
        values.chunks(LANES).skip(number).step_by(BATCHES).flatten().copied().collect()
    };
    let compared = |values: &[f64], of: fn(&[f64]) -> f64| Compared {
        estimate: of(values),
        std_error: None,
        batches: (0..BATCHES)
            .map(|number| batch(values, number))
            .filter(|batch| !batch.is_empty())
            .map(|batch| (batch.len() as u64, of(&batch)))
            .collect(),
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let chance = |values: &[f64]| {
        values.iter().filter(|value| **value > 0.0).count() as f64 / values.len() as f64
    };
    let of = |statistic: fn(&[f64]) -> f64, is_probability: bool| {
        let [ours, theirs] = [scenario, base].map(|values| compared(values, statistic));
        difference(&ours, &theirs, true, is_probability)
    };
    let known = |difference: Difference| Estimate {
        estimate: Some(difference.difference),
        std_error: difference.std_error,
        conf_low: difference.conf_low,
        conf_high: difference.conf_high,
        ..Estimate::empty(Statistic::Mean, Interval::Replicate, trials)
    };
    let tail = |values: &[f64], statistic: Statistic| {
        let mut values = values.to_vec();
        let rank = (0.95 * values.len() as f64).ceil() as usize;
        let (_, quantile, beyond) = values.select_nth_unstable_by(rank - 1, f64::total_cmp);
        match statistic {
            Statistic::Quantile(_) => *quantile,
            _ => mean(beyond),
        }
    };
    let of_tail = |statistic: Statistic| {
        let difference = tail(scenario, statistic) - tail(base, statistic);
        let first = base.len().min(FIRST_TRIALS as usize);
        let error = paired_error(&scenario[..first], &base[..first], statistic, trials);
        let limit = |side: fn(PairedError) -> f64| error.map(|error| difference + side(error));
        Estimate {
            estimate: Some(difference),
            std_error: error.map(|error| error.std_error),
            conf_low: limit(|error| -error.below),
            conf_high: limit(|error| error.above),
            ..Estimate::empty(statistic, Interval::Replicate, trials)
        }
    };
    [
        known(of(mean, false)),
        known(of(chance, true)),
        of_tail(Statistic::Quantile(0.95)),
        of_tail(Statistic::TailMean(0.95)),
    ]
}

/// Every row: law, trials, statistic, samples, per cent covered, too high and too low.
fn table() -> (Vec<String>, Vec<String>) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let mut tell = |law: &str, trials: u64, records: &[Record]| {
        for record in records.iter().filter(|record| record.too_high + record.too_low > 0) {
            let row = format!("| {law} | {} | {} |", count(trials), record.row());
            faults.extend(record.faults().map(|_| row.clone()));
            rows.push(row);
        }
    };
    for (number, law) in laws().iter().enumerate() {
        for (trials, repetitions) in SIZES {
            let mut draws = Draws(1_000 * number as u64 + trials);
            let mut records = law.truths.clone();
            for _ in 0..repetitions {
                let tally = sample(&mut draws, trials, law);
                let estimates = estimates(&tally);
                let told = if law.threshold > 0.0 { ALWAYS } else { estimates.len() };
                for (record, estimate) in records.iter_mut().zip(&estimates).take(told) {
                    record.add(estimate);
                }
            }
            tell(law.name, trials, &records);
        }
    }
    for (number, pair) in pairs().iter().enumerate() {
        let truth = |place: usize| pair.truths[0][place].truth - pair.truths[1][place].truth;
        for (trials, repetitions) in SIZES {
            let mut draws = Draws(7_000 + 1_000 * number as u64 + trials);
            let mut records = [
                Record::new("difference of means", truth(0)),
                Record::new("difference of prob_positive", truth(2)),
                Record::new("difference of p95", truth(5)),
                Record::new("difference of cvar95", truth(7)),
            ];
            for _ in 0..repetitions {
                let shared: Vec<f64> = (0..trials).map(|_| draws.normal()).collect();
                let ours: Vec<f64> =
                    shared.iter().map(|&z| (pair.scenario)(z, draws.normal())).collect();
                let theirs: Vec<f64> = shared.iter().map(|&z| (pair.base)(z)).collect();
                for (record, estimate) in records.iter_mut().zip(differences(&ours, &theirs)) {
                    record.add(&estimate);
                }
            }
            tell(pair.name, trials, &records);
        }
    }
    (rows, faults)
}

const PAGE: &str = "docs/validation.md";
const HEAD: &str = "| sample | trials | statistic | samples | covered [%] | too high [%] | too low [%] |\n\
                    |---|---|---|---|---|---|---|\n";

/// The table in docs/validation.md is this test's.
#[test]
fn intervals_cover_on_either_side_in_samples_of_every_size() {
    let (rows, faults) = table();
    assert!(faults.is_empty(), "{faults:#?}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = std::fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once(HEAD).expect("the head of the table");
    let after = rest.find("\n\n").map_or("", |end| &rest[end..]);
    let current = format!("{before}{HEAD}{}{after}", rows.join("\n"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &current).expect("writable");
    } else {
        assert!(page == current, "{PAGE} is out of date: run the tests with UPDATE_SNAPSHOTS=1");
    }
}

#[test]
fn intervals_of_a_ratio_cover_as_stated() {
    let mut records = [Record::new("ratio", 2.0 / 3.0), Record::new("complement", 1.0 / 3.0)];
    let mut draws = Draws(13);
    for _ in 0..1_000 {
        let mut tally = Tally::new(&[], 1);
        for _ in 0..16 {
            let shared = draws.normals();
            let denominator = shared.map(|z| 3.0 + 0.6 * z);
            let own = draws.normals();
            let numerator = std::array::from_fn(|lane| 2.0 + 0.3 * shared[lane] + 0.2 * own[lane]);
            tally.observe_ratio(0, &numerator, &denominator, u64::MAX);
        }
        let (ratio, complement) = (tally.ratio(0).ratio(), tally.ratio(0).complement());
        records[0].add(&ratio);
        records[1].add(&complement);
    }
    for record in &records {
        assert_eq!(record.faults(), None);
    }
    // a − r b = −0.1 z + 0.2 z': error √0.05 / (3 √1024).
    let reference = 0.05_f64.sqrt() / 96.0;
    assert!((records[0].std_error / 1_000.0 / reference - 1.0).abs() < 0.01);
}
