//! Futures to look at: trials whose full cost is in the middle, bad, and the worst.

use crate::analysis::batches::Batches;
use crate::metric::series::SeriesPlan;
use crate::metric::{Metric, Subject};
use crate::statistics::Tally;

/// What the trials are told apart by: what plans are compared by (E12), and hardly ever the same
/// twice.
pub const LANDMARK_METRIC: Metric = Metric::FullCost;

/// A trial, and its full cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landmark {
    /// Its number in the run, from 0.
    pub trial: u64,
    /// USD.
    pub full_cost: f64,
}

/// The trials to look at, among those that a run keeps one by one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landmarks {
    /// How many trials were looked at, the first of the run.
    pub of_trials: u64,
    /// Nearest to the median of all trials.
    pub median: Landmark,
    /// Nearest to the 95 % quantile of all trials.
    pub p95: Landmark,
    /// That which costs most.
    pub worst: Landmark,
}

impl Landmarks {
    /// Of a run; the first of several that are as near. `None` for a plan without the series.
    pub fn new(plan: &SeriesPlan, tally: &Tally, batches: &Batches) -> Option<Self> {
        let series = tally.series(plan.series(Subject::Total, LANDMARK_METRIC)?);
        let first = batches.first_trials();
        let costs = first.of(LANDMARK_METRIC)?;
        let least = |distance: &dyn Fn(f64) -> f64| {
            let (trial, &full_cost) = costs
                .iter()
                .enumerate()
                .min_by(|(_, a), (_, b)| distance(**a).total_cmp(&distance(**b)))?;
            Some(Landmark { trial: trial as u64, full_cost })
        };
        let nearest = |level: f64| {
            let quantile = series.quantile(level).estimate?;
            least(&|cost| (cost - quantile).abs())
        };
        Some(Landmarks {
            of_trials: costs.len() as u64,
            median: nearest(0.5)?,
            p95: nearest(0.95)?,
            worst: least(&|cost| -cost)?,
        })
    }
}
