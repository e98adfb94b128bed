//! Values trial by trial, for what tallies cannot tell.

use rayon::prelude::*;

use super::{Simulator, Worker, blocks};
use crate::model::input::Input;
use crate::model::observer::Observer;
use crate::numerics::lanes::LANES;

/// What is kept of every trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A series, by its number; not a number in trials in which it does not count.
    Series(usize),
    /// What is drawn, in a period of the report where it is drawn for each.
    Drawn(Input, usize),
}

/// Kept values of the first trials of a run, whatever its length.
#[derive(Debug, Clone, PartialEq)]
pub struct TrialValues {
    /// Number of trials.
    pub trials: u64,
    /// By block, then in the order in which they were wanted.
    blocks: Vec<Vec<[f64; LANES]>>,
}

impl TrialValues {
    /// The value of one of the wanted in a trial.
    #[inline]
    pub fn of(&self, wanted: usize, trial: usize) -> f64 {
        self.blocks[trial / LANES][wanted][trial % LANES]
    }

    /// The values of one of the wanted, by trial.
    pub fn column(&self, wanted: usize) -> Vec<f64> {
        (0..self.trials as usize).map(|trial| self.of(wanted, trial)).collect()
    }
}

/// Keeps the lanes of some series of one block.
struct Kept<'p> {
    /// Position among the wanted by the number of the series.
    places: &'p [Option<usize>],
    values: Vec<[f64; LANES]>,
}

impl Observer for Kept<'_> {
    fn begin(&mut self, _: u64, _: u64) {}

    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        if let Some(place) = self.places[series] {
            for (lane, (kept, value)) in self.values[place].iter_mut().zip(values).enumerate() {
                *kept = if mask >> lane & 1 == 1 { *value } else { f64::NAN };
            }
        }
    }

    fn observe_ratio(&mut self, _: usize, _: &[f64; LANES], _: &[f64; LANES], _: u64) {}
}

/// What is wanted of the first `trials` trials; no series is wanted twice. Each trial is the one
/// that a run of any length has at this place.
pub fn trial_values(simulator: &Simulator, wanted: &[Wanted], trials: u64) -> TrialValues {
    let mut places = vec![None; simulator.model.series.series];
    for (place, wanted) in wanted.iter().enumerate() {
        if let Wanted::Series(series) = *wanted {
            places[series] = Some(place);
        }
    }
    let blocks = (0..blocks(trials))
        .into_par_iter()
        .map_init(
            || simulator.worker(),
            |worker: &mut Worker<'_>, block| {
                let mut kept =
                    Kept { places: &places, values: vec![[f64::NAN; LANES]; wanted.len()] };
                worker.run(block, trials, &mut kept);
                for (values, wanted) in kept.values.iter_mut().zip(wanted) {
                    if let Wanted::Drawn(input, period) = *wanted {
                        *values = input.in_period(&worker.exogenous.values, period).0;
                    }
                }
                kept.values
            },
        )
        .collect();
    TrialValues { trials, blocks }
}
