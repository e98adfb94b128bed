//! Values of some series trial by trial, for what tallies cannot tell.

use rayon::prelude::*;

use super::{Simulator, Worker, blocks};
use crate::model::observer::Observer;
use crate::numerics::lanes::LANES;

/// Keeps the lanes of some series of one block.
struct Kept<'p> {
    /// Position among the wanted by the number of the series.
    places: &'p [Option<usize>],
    values: Vec<[f64; LANES]>,
}

impl Observer for Kept<'_> {
    fn begin(&mut self, _: u64, _: u64) {}

    fn observe(&mut self, series: usize, values: &[f64; LANES], _: u64) {
        if let Some(place) = self.places[series] {
            self.values[place] = *values;
        }
    }

    fn observe_ratio(&mut self, _: usize, _: &[f64; LANES], _: &[f64; LANES], _: u64) {}
}

/// The values of the wanted series (of all trials, not of a condition) in the first `trials`
/// trials, by series. Each trial is the one that a run of any length has at this place.
pub fn trial_values(simulator: &Simulator, wanted: &[usize], trials: u64) -> Vec<Vec<f64>> {
    let mut places = vec![None; simulator.model.series.series];
    for (place, &series) in wanted.iter().enumerate() {
        places[series] = Some(place);
    }
    let in_blocks: Vec<Vec<[f64; LANES]>> = (0..blocks(trials))
        .into_par_iter()
        .map_init(
            || simulator.worker(),
            |worker: &mut Worker<'_>, block| {
                let mut kept = Kept { places: &places, values: vec![[0.0; LANES]; wanted.len()] };
                worker.run_for(block, trials, &mut kept);
                kept.values
            },
        )
        .collect();
    (0..wanted.len())
        .map(|place| {
            let mut values: Vec<f64> = in_blocks.iter().flat_map(|block| block[place]).collect();
            values.truncate(trials as usize);
            values
        })
        .collect()
}
