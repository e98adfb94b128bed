//! The charts of the results. A chart is one file here: its numbers and words, how they come out of
//! the results, and how they are drawn; `mod` and a line in [`OF_A_RUN`], [`OF_A_COMPARISON`] or
//! [`OF_A_STRESS`] put it among the files, on the page and into the reference. Nothing is estimated
//! here, and [`drawing`](super::drawing) says how a chart is drawn.

mod backlog;
mod completion_delay;
mod differences;
mod distribution;
mod entry;
mod estimates;
mod exceedance;
mod heat_map;
mod levers;
mod need_supply;
mod price_fan;
mod risk_and_cost;
mod shortfall_probability;
mod story;

use super::drawing::{ChartError, Drawing};
use super::run_results::Results;
use super::stress_results::StressResults;
use crate::analysis::comparison::Comparison;

pub use backlog::Backlog;
pub use completion_delay::{CompletionDelay, FacilityDelay};
pub use differences::{Change, ChangeColumn, Differences};
pub use distribution::DistributionShape;
pub use entry::{Entry, OfComparison, OfRun, OfStress};
pub use estimates::{PeriodQuantiles, Probability};
pub use exceedance::{Exceedance, ExceedanceLimit, ExceedanceMarker, ExceedancePoint};
pub use heat_map::HeatMap;
pub use need_supply::{NeedAndSupply, PeriodBalance};
pub use price_fan::PriceFan;
pub(crate) use price_fan::price_fan;
pub use risk_and_cost::{RiskAndCost, ScenarioPoint};
pub use shortfall_probability::ShortfallProbability;
pub(crate) use story::NAME as STORY;
pub use story::{FutureStory, StoppedMine};

/// The charts of a run, in the order in which they tell its story.
pub const OF_A_RUN: [OfRun; 9] = [
    price_fan::ENTRY,
    need_supply::ENTRY,
    shortfall_probability::ENTRY,
    backlog::ENTRY,
    exceedance::SHORTFALL,
    exceedance::COST,
    heat_map::ENTRY,
    completion_delay::ENTRY,
    story::ENTRY,
];

/// The charts of a comparison.
pub const OF_A_COMPARISON: [OfComparison; 2] = [risk_and_cost::ENTRY, differences::ENTRY];

/// The charts of a stress.
pub const OF_A_STRESS: [OfStress; 2] = [levers::LEVERS, levers::INPUTS];

/// Draws every chart of a run.
///
/// # Errors
/// When a chart cannot be drawn, which for estimates of a finished run is a defect.
pub fn run_drawings(results: &Results<'_>) -> Result<Vec<Drawing>, ChartError> {
    OF_A_RUN.iter().filter_map(|entry| entry.drawing(results).transpose()).collect()
}

/// Draws every chart of a comparison.
///
/// # Errors
/// When a chart cannot be drawn, which for finished results is a defect.
pub fn comparison_drawings(comparison: &Comparison) -> Result<Vec<Drawing>, ChartError> {
    OF_A_COMPARISON.iter().filter_map(|entry| entry.drawing(comparison).transpose()).collect()
}

/// Draws every chart of a stress.
///
/// # Errors
/// When a chart cannot be drawn, which for a finished stress is a defect.
pub fn stress_drawings(results: &StressResults<'_>) -> Result<Vec<Drawing>, ChartError> {
    OF_A_STRESS.iter().filter_map(|entry| entry.drawing(results).transpose()).collect()
}
