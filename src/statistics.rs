//! Estimates from blocks of 64 trials, the same bits for any number of threads.
//!
//! A simulation hands blocks of values to a [`Tally`]; tallies of different threads merge in any
//! order. Only integers cross block boundaries (fixed-point sums and counts), so neither the split
//! into tallies nor the order of merging can change a bit. A [`Series`] or [`Ratio`] then reads a
//! tally and answers with [`Estimate`]s: value, standard error and 95 % interval.
//!
//! A tally holds at most 2³² − 1 trials: bins count in 32 bits.

pub mod difference;
pub(crate) mod dominance;
pub mod empirical_distribution;
pub mod estimate;
pub(crate) mod exceedance;
pub(crate) mod firm_tonnes;
pub mod first_trials;
pub mod histogram;
pub mod interval;
pub mod moments;
pub(crate) mod paired_tails;
pub mod ratio;
pub(crate) mod regret;
pub mod series;
pub mod tally;

#[cfg(test)]
mod coverage;
#[cfg(test)]
pub(crate) mod draws;

pub use empirical_distribution::{EmpiricalDistribution, TailMean};
pub use estimate::{Estimate, Given, Interval, Statistic};
pub use histogram::{Bin, CountPages, Histogram, Resolution};
pub use moments::{HigherMoments, Moments};
pub use ratio::{Ratio, RatioMoments};
pub use series::Series;
pub use tally::{SeriesSpecification, Tally};

pub use crate::numerics::lanes::LANES;
use crate::numerics::lanes::lanes_where;

/// Number of batches of trials: block b belongs to batch b mod this.
pub const BATCHES: usize = 32;

/// The coverage every interval aims at.
pub const CONFIDENCE: f64 = 0.95;

/// `values` with `replacement` in the lanes that the mask leaves out.
#[inline(always)]
fn keep(values: &[f64; LANES], mask: u64, replacement: f64) -> [f64; LANES] {
    let mut kept = *values;
    for (lane, value) in kept.iter_mut().enumerate() {
        *value = if (mask >> lane) & 1 == 1 { *value } else { replacement };
    }
    kept
}

/// Share of a value within which another one is equal to it: what should be exactly 200 t may be off
/// by rounding.
const EQUAL: f64 = 1e-9;

/// The least and the largest value that count as this threshold; about 0 and below 1 a billionth of
/// the unit: a milligram, a thousandth of a cent.
pub fn equal_to(threshold: f64) -> (f64, f64) {
    let margin = EQUAL * threshold.abs().max(1.0);
    (threshold - margin, threshold + margin)
}

/// Bit i says whether lane i exceeds the threshold.
#[inline(always)]
fn lanes_above(values: &[f64; LANES], threshold: f64) -> u64 {
    lanes_where(|lane| values[lane] > threshold)
}

/// Bit i says whether lane i is below zero.
#[inline(always)]
fn lanes_below_zero(values: &[f64; LANES]) -> u64 {
    lanes_where(|lane| values[lane] < 0.0)
}
