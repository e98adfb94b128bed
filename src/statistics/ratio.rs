//! Ratios of two means, such as the fill rate.

use super::interval::{ROUNDING, ratio_standard_error};
use super::{Estimate, Interval, LANES, Statistic, keep};
use crate::numerics::exact_sum::ExactSum;
use crate::numerics::lanes::sum_lanes;

/// Sums for the ratio of the mean of a to the mean of b.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RatioMoments {
    count: u64,
    numerator: ExactSum,
    denominator: ExactSum,
    /// Sums of a², a b and b².
    products: [ExactSum; 3],
}

impl RatioMoments {
    /// Empty sums.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the lanes of a block that the mask selects.
    #[inline(always)]
    pub fn observe(&mut self, numerator: &[f64; LANES], denominator: &[f64; LANES], mask: u64) {
        let kept;
        let (numerator, denominator) = if mask == u64::MAX {
            (numerator, denominator)
        } else {
            kept = (keep(numerator, mask, 0.0), keep(denominator, mask, 0.0));
            (&kept.0, &kept.1)
        };
        self.count += u64::from(mask.count_ones());
        self.numerator.add(sum_lanes(|lane| numerator[lane]));
        self.denominator.add(sum_lanes(|lane| denominator[lane]));
        let [aa, ab, bb] = &mut self.products;
        aa.add(sum_lanes(|lane| numerator[lane] * numerator[lane]));
        ab.add(sum_lanes(|lane| numerator[lane] * denominator[lane]));
        bb.add(sum_lanes(|lane| denominator[lane] * denominator[lane]));
    }

    /// Adds the values another tally saw.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.numerator.merge(&other.numerator);
        self.denominator.merge(&other.denominator);
        for (sum, term) in self.products.iter_mut().zip(&other.products) {
            sum.merge(term);
        }
    }
}

/// Estimates of one ratio of a tally.
#[derive(Debug, Clone, Copy)]
pub struct Ratio<'a>(pub(super) &'a RatioMoments);

impl Ratio<'_> {
    /// Mean of a over mean of b, limits by the delta method. None where the mean of b is zero;
    /// without an error where a is always zero.
    pub fn ratio(&self) -> Estimate {
        self.estimate(false)
    }

    /// One less the ratio (the fill rate of a shortfall over a need).
    pub fn complement(&self) -> Estimate {
        self.estimate(true)
    }

    /// Sample covariance of a and b (divisor n − 1); none below two values. Exactly zero where it
    /// cannot be told from rounding.
    pub fn covariance(&self) -> Option<f64> {
        let n = self.0.count as f64;
        let [_, ab, _] = self.0.products.map(|sum| sum.to_f64());
        let apart = self.0.numerator.to_f64() / n * self.0.denominator.to_f64();
        let spread = ab - apart;
        let spread = if spread.abs() <= ROUNDING * ab.abs() { 0.0 } else { spread };
        (self.0.count > 1 && spread.is_finite()).then(|| spread / (n - 1.0))
    }

    fn estimate(&self, complement: bool) -> Estimate {
        let trials = self.0.count;
        let denominator = self.0.denominator.to_f64();
        let numerator = self.0.numerator.to_f64();
        let products = self.0.products.map(|sum| sum.to_f64());
        let ratio = Some(numerator / denominator)
            .filter(|ratio| ratio.is_finite() && products.iter().all(|sum| sum.is_finite()));
        let error = ratio
            .filter(|_| products[0] != 0.0)
            .and_then(|ratio| ratio_standard_error(trials, ratio, denominator, products));
        Estimate::symmetric(
            Statistic::RatioOfMeans,
            Interval::Delta,
            trials,
            ratio.map(|ratio| if complement { 1.0 - ratio } else { ratio }),
            error,
        )
    }
}
