//! The price that a scenario expects, by simulating it alone.

use rayon::prelude::*;

use crate::model::Model;
use crate::model::exogenous::{Exogenous, draw_prices};
use crate::numerics::instruction_set::InstructionSet;
use crate::numerics::lanes::LANES;

/// Blocks of trials that are simulated: 8,192 trials, the first of a run of the scenario.
const BLOCKS: u64 = 128;

/// The price at the end of each period.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceOutlook {
    pub trials: u64,
    pub periods: Vec<PriceAtEnd>,
}

/// The price at the end of a period, USD/t.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceAtEnd {
    pub mean: f64,
    /// Standard error of the mean; 0 where the price is the same in every trial.
    pub std_error: f64,
    pub standard_deviation: f64,
    /// At the levels of [`PriceOutlook::LEVELS`].
    pub quantiles: [f64; 7],
}

impl PriceOutlook {
    pub const LEVELS: [f64; 7] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

    /// Draws the first trials on the current rayon pool; the same bits for any number of threads.
    pub(super) fn new(model: &Model, instruction_set: InstructionSet) -> Self {
        let ends: Vec<usize> = (1..=model.periods / model.substeps)
            .map(|period| period * model.substeps - 1)
            .collect();
        let blocks: Vec<Vec<[f64; LANES]>> = (0..BLOCKS)
            .into_par_iter()
            .map_init(
                || Exogenous::new(model),
                |exogenous, block| {
                    draw_prices(instruction_set, model, block * LANES as u64, exogenous);
                    ends.iter().map(|&end| exogenous.closing_prices[end].0).collect()
                },
            )
            .collect();
        let of_period = |period| blocks.iter().flat_map(|block| block[period]).collect();
        PriceOutlook {
            trials: BLOCKS * LANES as u64,
            periods: (0..ends.len()).map(|period| PriceAtEnd::new(of_period(period))).collect(),
        }
    }
}

impl PriceAtEnd {
    fn new(mut prices: Vec<f64>) -> Self {
        prices.sort_by(f64::total_cmp);
        let number = prices.len() as f64;
        let first = prices[0];
        // About the first value, so that what is always the same has no spread.
        let about_first = prices.iter().map(|price| price - first).sum::<f64>() / number;
        let mean = first + about_first;
        let squares = prices.iter().map(|price| (price - mean) * (price - mean)).sum::<f64>();
        let standard_deviation = libm::sqrt(squares / (number - 1.0));
        let quantile = |level: f64| {
            let rank = libm::ceil(level * number).max(1.0) as usize;
            prices[rank - 1]
        };
        PriceAtEnd {
            mean,
            std_error: standard_deviation / libm::sqrt(number),
            standard_deviation,
            quantiles: PriceOutlook::LEVELS.map(quantile),
        }
    }
}
