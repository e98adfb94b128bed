//! One trial again, alone: its drawn values by name, and every metric.

use super::{Simulator, Worker};
use crate::model::observer::Observer;
use crate::numerics::lanes::LANES;

/// A trial drawn again.
#[derive(Debug)]
pub struct Replay<'s> {
    simulator: &'s Simulator,
    worker: Worker<'s>,
    trial: u64,
}

/// Keeps the values of one lane, by series.
#[derive(Debug, Clone)]
pub struct Recorder {
    lane: usize,
    /// `None` where the series does not count in this trial.
    pub values: Vec<Option<f64>>,
    /// Numerator and denominator, by ratio.
    pub ratios: Vec<(f64, f64)>,
}

impl Observer for Recorder {
    fn begin(&mut self, _: u64, _: u64) {}

    fn observe(&mut self, series: usize, values: &[f64; LANES], mask: u64) {
        self.values[series] = (mask >> self.lane & 1 == 1).then(|| values[self.lane]);
    }

    fn observe_ratio(
        &mut self,
        ratio: usize,
        numerator: &[f64; LANES],
        denominator: &[f64; LANES],
        _: u64,
    ) {
        self.ratios[ratio] = (numerator[self.lane], denominator[self.lane]);
    }
}

impl<'s> Replay<'s> {
    /// Draws a trial again.
    pub fn new(simulator: &'s Simulator, trial: u64) -> Self {
        let mut worker = simulator.worker();
        worker.draw(trial / LANES as u64);
        Replay { simulator, worker, trial }
    }

    fn lane(&self) -> usize {
        (self.trial % LANES as u64) as usize
    }

    /// The drawn value of the variable with that path: coordinate 0 for one value a trial, the
    /// period for one a period, and the coordinates of docs/model.md for jumps and outages; or the
    /// fair premium of a hedge. `None` if there is nothing of that name.
    pub fn value(&self, path: &str, coordinate: u64) -> Option<f64> {
        let (model, values, lane) =
            (&self.simulator.model, &self.worker.exogenous.values, self.lane());
        if let Some(input) = model.drawn.get(path) {
            return Some(input.in_period(values, coordinate as usize)[lane]);
        }
        if let Some(&premium) = model.fair_premiums.get(path) {
            return Some(premium);
        }
        if path == "price.path" {
            return model.price.path_score(self.trial, coordinate);
        }
        if let (Some(jumps), true) = (model.price.jumps(), path.starts_with("price.jumps")) {
            return match path {
                "price.jumps" => {
                    let rate = jumps.rate().of(values)[lane];
                    let count = model.price.jump_count(self.trial, coordinate as usize, rate)?;
                    Some(count as f64)
                }
                "price.jumps.size" => Some(jumps.size_score(self.trial, coordinate)),
                "price.jumps.time" => Some(jumps.time_share(self.trial, coordinate)),
                _ => None,
            };
        }
        model.outages().find_map(|kind| kind.drawn(path, self.trial, coordinate, lane, values))
    }

    /// Every metric of the trial, by series.
    pub fn record(&mut self) -> Recorder {
        let plan = &self.simulator.model.series;
        let mut recorder = Recorder {
            lane: self.lane(),
            values: vec![None; plan.series],
            ratios: vec![(0.0, 0.0); plan.spot_pairs().end],
        };
        self.worker.run_balance(LANES as u64, &mut recorder);
        recorder
    }
}
