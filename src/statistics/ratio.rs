//! Ratios of two means, such as the fill rate.

use super::interval::{Limits, NonNegative, ROUNDING, ratio_standard_error};
use super::{EQUAL, Estimate, Interval, LANES, Statistic, keep, lanes_above, lanes_below_zero};
use crate::numerics::exact_sum::ExactSum;
use crate::numerics::lanes::sum_lanes;

/// Sums for the ratio of the mean of a to the mean of b.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RatioMoments {
    count: u64,
    /// Number of values with a above 0, and with b above a.
    positive: u64,
    remaining: u64,
    /// Whether an a or b was below 0, and whether an a was above its b.
    any_negative: bool,
    any_beyond: bool,
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
        let rest: [f64; LANES] = std::array::from_fn(|lane| {
            let rest = denominator[lane] - numerator[lane];
            if rest.abs() <= EQUAL * denominator[lane] { 0.0 } else { rest }
        });
        self.positive += u64::from((lanes_above(numerator, 0.0) & mask).count_ones());
        self.remaining += u64::from((lanes_above(&rest, 0.0) & mask).count_ones());
        let negative = lanes_below_zero(numerator) | lanes_below_zero(denominator);
        self.any_negative |= negative & mask != 0;
        self.any_beyond |= lanes_below_zero(&rest) & mask != 0;
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
        self.positive += other.positive;
        self.remaining += other.remaining;
        self.any_negative |= other.any_negative;
        self.any_beyond |= other.any_beyond;
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
        let shown = ratio.map(|ratio| if complement { 1.0 - ratio } else { ratio });
        let statistic = Statistic::RatioOfMeans;
        let estimate = Estimate::symmetric(statistic, Interval::Delta, trials, shown, error);
        let limits = ratio.zip(error).and_then(|(ratio, error)| self.limits(ratio, error));
        match limits {
            Some(Limits { low, high }) if complement => {
                estimate.within(Limits { low: 1.0 - high, high: 1.0 - low })
            }
            Some(limits) => estimate.within(limits),
            None => estimate,
        }
    }

    /// Limits of the ratio of values that are never negative; as a share, of the smaller part.
    fn limits(&self, ratio: f64, error: f64) -> Option<Limits> {
        let RatioMoments { count, positive, remaining, any_negative, any_beyond, .. } = *self.0;
        if any_negative || count < 2 {
            return None;
        }
        let of = |positive: u64, mean: f64| {
            let variance = count as f64 * error * error;
            let sample = NonNegative { trials: count, positive, mean, variance, event: 0.0 };
            (positive > 0 && mean > 0.0).then(|| sample.mean_limits())
        };
        if any_beyond {
            return of(positive, ratio);
        }
        if ratio <= 0.5 {
            return of(positive, ratio)
                .map(|Limits { low, high }| Limits { low, high: high.min(1.0) });
        }
        let Limits { low, high } = of(remaining, 1.0 - ratio)?;
        Some(Limits { low: (1.0 - high).max(0.0), high: 1.0 - low })
    }
}
