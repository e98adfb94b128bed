//! Logarithms of simulated prices, for moments that the result tables do not have.

use rayon::prelude::*;

use coppercast::metric::Metric;
use coppercast::metric::Subject;
use coppercast::model::Model;
use coppercast::model::observer::Observer;
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::numerics::lanes::LANES;
use coppercast::simulation::{Simulator, blocks};

use super::program::{Value, scenario};

/// Parts of the trials whose estimates differ by chance alone; their spread is the error of their
/// mean.
const BATCHES: u64 = 64;

/// Prices observed by one batch.
struct LogPrices {
    /// Numbers of the wanted series.
    series: Vec<usize>,
    logarithms: Vec<Vec<f64>>,
}

impl Observer for LogPrices {
    fn begin(&mut self, _: u64, _: u64) {}

    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        if let Some(place) = self.series.iter().position(|&wanted| wanted == series) {
            assert_eq!(mask, u64::MAX, "blocks are full and every trial has a price");
            self.logarithms[place].extend(values.iter().map(|&price| libm::log(price)));
        }
    }

    fn observe_ratio(&mut self, _: usize, _: &[f64; LANES], _: &[f64; LANES], _: u64) {}
}

/// Logarithms of the prices at the ends of some periods: by batch, period and trial.
pub struct PricePaths(Vec<Vec<Vec<f64>>>);

impl PricePaths {
    /// Simulates 64 batches of whole blocks.
    pub fn simulate(text: &str, periods: &[usize], trials: u64, seed: u64) -> Self {
        assert_eq!(trials % (BATCHES * LANES as u64), 0, "batches are of whole blocks");
        let scenario = scenario(text, trials, seed);
        let simulator = Simulator::new(
            Model::new(&scenario).expect("checked"),
            &scenario,
            InstructionSet::detect(),
        );
        let series: Vec<usize> = periods
            .iter()
            .map(|&period| {
                let price =
                    simulator.model.series.series(Subject::Total.in_period(period), Metric::Price);
                price.expect("every period has a price")
            })
            .collect();
        let of_batch = blocks(trials) / BATCHES;
        let batches = (0..BATCHES).into_par_iter().map(|batch| {
            let mut worker = simulator.worker();
            let mut observed =
                LogPrices { series: series.clone(), logarithms: vec![Vec::new(); series.len()] };
            for block in batch * of_batch..(batch + 1) * of_batch {
                worker.run(block, trials, &mut observed);
            }
            observed.logarithms
        });
        PricePaths(batches.collect())
    }

    /// A statistic of the columns of wanted periods: its mean over batches, with the error that
    /// their spread tells.
    pub fn estimate(&self, statistic: impl Fn(&[Vec<f64>]) -> f64) -> Value {
        let estimates: Vec<f64> = self.0.iter().map(|columns| statistic(columns)).collect();
        let n = estimates.len() as f64;
        let mean = estimates.iter().sum::<f64>() / n;
        let squares: f64 =
            estimates.iter().map(|estimate| (estimate - mean) * (estimate - mean)).sum();
        let std_error = (squares / (n * (n - 1.0))).sqrt();
        Value { estimate: mean, std_error, conf_low: f64::NAN, conf_high: f64::NAN }
    }
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Mean of (x − x̄)(y − ȳ).
pub fn covariance(x: &[f64], y: &[f64]) -> f64 {
    let (x_mean, y_mean) = (mean(x), mean(y));
    let products: f64 = x.iter().zip(y).map(|(x, y)| (x - x_mean) * (y - y_mean)).sum();
    products / (x.len() - 1) as f64
}

pub fn variance(values: &[f64]) -> f64 {
    covariance(values, values)
}

fn central_moment(values: &[f64], order: u32) -> f64 {
    let centre = mean(values);
    values
        .iter()
        .map(|value| (0..order).fold(1.0, |power, _| power * (value - centre)))
        .sum::<f64>()
        / values.len() as f64
}

pub fn skewness(values: &[f64]) -> f64 {
    let variance = central_moment(values, 2);
    central_moment(values, 3) / (variance * variance.sqrt())
}

pub fn excess_kurtosis(values: &[f64]) -> f64 {
    let variance = central_moment(values, 2);
    central_moment(values, 4) / (variance * variance) - 3.0
}
