//! Count, mean and variance of a series.

use super::{LANES, keep, lanes_above, lanes_below_zero};
use crate::numerics::exact_sum::ExactSum;
use crate::numerics::lanes::sum_lanes;

/// A variance below this fraction of the mean square about the centre is rounding, not spread.
const ROUNDING: f64 = 1.0 / (1_u64 << 48) as f64;

/// Moments of x − c about a fixed centre c, and how often x > 0.
///
/// A centre near the mean keeps the variance free of cancellation. Sums within a block have one
/// fixed shape; across blocks they are exact.
// In this order a block of zeros finds what it needs side by side.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C)]
pub struct Moments {
    centre: f64,
    count: u64,
    positive: u64,
    /// Whether a value was below zero.
    any_negative: bool,
    sum: ExactSum,
    sum_of_squares: ExactSum,
}

impl Moments {
    /// Empty moments about a finite centre (in the unit of x).
    pub fn new(centre: f64) -> Self {
        Self {
            centre,
            count: 0,
            positive: 0,
            any_negative: false,
            sum: ExactSum::new(),
            sum_of_squares: ExactSum::new(),
        }
    }

    /// Adds the lanes of a block that the mask selects.
    #[inline(always)]
    pub fn observe(&mut self, values: &[f64; LANES], mask: u64) {
        let kept;
        let values = if mask == u64::MAX {
            values
        } else {
            // At the centre a lane adds exactly zero to both sums.
            kept = keep(values, mask, self.centre);
            &kept
        };
        let deviation = |lane: usize| values[lane] - self.centre;
        let sum = sum_lanes(deviation);
        let squares = sum_lanes(|lane| deviation(lane) * deviation(lane));
        self.sum.add(sum);
        self.sum_of_squares.add(squares);
        self.count += u64::from(mask.count_ones());
        self.positive += u64::from((lanes_above(values, 0.0) & mask).count_ones());
        self.any_negative |= lanes_below_zero(values) & mask != 0;
    }

    /// Adds a block of zeros, bit for bit as [`Self::observe`] would.
    #[inline(always)]
    pub fn observe_zeros(&mut self) {
        // Sums of equal terms, two by two, are exact.
        let lanes = LANES as f64;
        let squares = lanes * (self.centre * self.centre);
        if squares != 0.0 {
            self.sum.add(-(lanes * self.centre));
            self.sum_of_squares.add(squares);
        }
        self.count += LANES as u64;
    }

    /// Adds the lanes of a block of zeros and ones that the mask selects, with centre 0: what
    /// [`Self::observe`] adds, bit for bit.
    #[inline(always)]
    pub fn observe_bits(&mut self, values: &[f64; LANES], mask: u64) {
        let ones = u64::from((lanes_above(values, 0.0) & mask).count_ones());
        self.count += u64::from(mask.count_ones());
        self.positive += ones;
        if ones > 0 {
            self.sum.add(ones as f64);
            self.sum_of_squares.add(ones as f64);
        }
    }

    /// Adds the values another tally saw.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.positive += other.positive;
        self.any_negative |= other.any_negative;
        self.sum.merge(&other.sum);
        self.sum_of_squares.merge(&other.sum_of_squares);
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Number of values above zero.
    pub fn positive(&self) -> u64 {
        self.positive
    }

    /// Whether a value was below zero.
    pub fn any_negative(&self) -> bool {
        self.any_negative
    }

    /// Whether a value was not finite or too large for the sums (|x − c| ≥ 2⁷⁶).
    pub fn is_poisoned(&self) -> bool {
        self.sum.is_poisoned() || self.sum_of_squares.is_poisoned()
    }

    /// Sum of x.
    pub fn sum(&self) -> f64 {
        self.sum.to_f64() + self.count as f64 * self.centre
    }

    /// Mean; none without values.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0 && !self.is_poisoned())
            .then(|| self.centre + self.sum.to_f64() / self.count as f64)
    }

    /// Sample variance (divisor n − 1); none below two values. Exactly zero where the spread
    /// cannot be told from rounding.
    pub fn variance(&self) -> Option<f64> {
        (!self.is_poisoned())
            .then(|| {
                variance_from_sums(self.count, self.sum.to_f64(), self.sum_of_squares.to_f64())
            })
            .flatten()
    }

    /// Mean of the values above zero, for a series that is otherwise zero.
    pub fn mean_of_positive(&self) -> Option<f64> {
        (self.positive > 0 && !self.is_poisoned()).then(|| self.sum() / self.positive as f64)
    }

    /// Sample variance of the values above zero, for a series that is otherwise zero.
    pub fn variance_of_positive(&self) -> Option<f64> {
        if self.is_poisoned() {
            return None;
        }
        let (sum, squares) = (self.sum.to_f64(), self.sum_of_squares.to_f64());
        let zeros = (self.count - self.positive) as f64;
        // The zeros leave the sums about the centre as deviations −c.
        variance_from_sums(
            self.positive,
            sum + zeros * self.centre,
            squares - zeros * (self.centre * self.centre),
        )
    }
}

/// Sums of (x − c)³ and (x − c)⁴ beside [`Moments`] about the same centre: for the error of the
/// standard deviation.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct HigherMoments {
    cubes: ExactSum,
    fourths: ExactSum,
}

impl HigherMoments {
    /// Adds the lanes of a block that the mask selects.
    #[inline(always)]
    pub fn observe(&mut self, values: &[f64; LANES], mask: u64, centre: f64) {
        let kept = if mask == u64::MAX { *values } else { keep(values, mask, centre) };
        let deviation = |lane: usize| kept[lane] - centre;
        let square = |lane: usize| deviation(lane) * deviation(lane);
        self.cubes.add(sum_lanes(|lane| square(lane) * deviation(lane)));
        self.fourths.add(sum_lanes(|lane| square(lane) * square(lane)));
    }

    /// Adds a block of zeros.
    #[inline(always)]
    pub fn observe_zeros(&mut self, centre: f64) {
        if centre != 0.0 {
            self.observe(&[0.0; LANES], u64::MAX, centre);
        }
    }

    /// Adds the values another tally saw.
    pub fn merge(&mut self, other: &Self) {
        self.cubes.merge(&other.cubes);
        self.fourths.merge(&other.fourths);
    }
}

impl Moments {
    /// Centre of the sums.
    pub(super) fn centre(&self) -> f64 {
        self.centre
    }

    /// Fourth central moment of all values, or of those above zero for a series that is otherwise
    /// zero. None where the sums cannot hold it: a fourth moment is at least the variance squared.
    pub fn fourth_central(&self, higher: &HigherMoments, positive_only: bool) -> Option<f64> {
        let c = self.centre;
        let (count, zeros) = if positive_only {
            (self.positive, (self.count - self.positive) as f64)
        } else {
            (self.count, 0.0)
        };
        if count < 2 || self.is_poisoned() {
            return None;
        }
        let n = count as f64;
        // The zeros leave the sums about the centre as powers of −c.
        let first = self.sum.to_f64() + zeros * c;
        let second = self.sum_of_squares.to_f64() - zeros * (c * c);
        let third = higher.cubes.to_f64() + zeros * (c * c * c);
        let fourth = higher.fourths.to_f64() - zeros * (c * c) * (c * c);
        let d = first / n;
        let sum = fourth - 4.0 * d * third + 6.0 * d * d * second - 3.0 * n * (d * d) * (d * d);
        let variance = (second - n * d * d) / n;
        let moment = sum / n;
        (moment.is_finite() && moment >= variance * variance).then_some(moment)
    }
}

/// Sample variance from sums of deviations and of their squares.
fn variance_from_sums(count: u64, sum: f64, sum_of_squares: f64) -> Option<f64> {
    if count < 2 {
        return None;
    }
    let n = count as f64;
    let spread = sum_of_squares - sum * (sum / n);
    Some(if spread <= ROUNDING * sum_of_squares { 0.0 } else { spread / (n - 1.0) })
}

#[cfg(test)]
mod tests {
    use super::super::draws::Draws;
    use super::*;

    #[test]
    fn masked_lanes_count_for_nothing() {
        let mut draws = Draws(1);
        let values = draws.normals();
        let mask = 0x00ff_0f0f_1234_8001;
        let mut spoiled = values;
        for (lane, value) in spoiled.iter_mut().enumerate() {
            if (mask >> lane) & 1 == 0 {
                *value = f64::NAN;
            }
        }
        let mut moments = Moments::new(3.0);
        moments.observe(&spoiled, mask);
        let selected: Vec<f64> =
            (0..LANES).filter(|lane| (mask >> lane) & 1 == 1).map(|lane| values[lane]).collect();
        let n = selected.len() as f64;
        let mean = selected.iter().sum::<f64>() / n;
        let variance = selected.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
        assert_eq!(moments.count(), selected.len() as u64);
        assert_eq!(moments.positive(), selected.iter().filter(|&&x| x > 0.0).count() as u64);
        assert!((moments.mean().unwrap() - mean).abs() < 1e-14);
        assert!((moments.variance().unwrap() - variance).abs() < 1e-13);
    }

    #[test]
    fn a_block_of_zeros_leaves_the_same_bits() {
        for centre in [0.0, 731.25, -0.1, 1e10 / 3.0] {
            let (mut block, mut zeros) = (Moments::new(centre), Moments::new(centre));
            block.observe(&[0.0; LANES], u64::MAX);
            zeros.observe_zeros();
            assert_eq!(block, zeros);
        }
    }

    #[test]
    fn positive_part_matches_direct_computation() {
        let mut draws = Draws(2);
        let mut moments = Moments::new(100.0);
        let mut positive = Vec::new();
        for _ in 0..50 {
            let values = draws.normals().map(|z| (500.0 + 700.0 * z).max(0.0));
            moments.observe(&values, u64::MAX);
            positive.extend(values.into_iter().filter(|&x| x > 0.0));
        }
        let n = positive.len() as f64;
        let mean = positive.iter().sum::<f64>() / n;
        let variance = positive.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
        assert!((moments.mean_of_positive().unwrap() / mean - 1.0).abs() < 1e-12);
        assert!((moments.variance_of_positive().unwrap() / variance - 1.0).abs() < 1e-11);
    }

    #[test]
    fn fourth_moments_match_direct_computation() {
        let mut draws = Draws(3);
        let centre = 100.0;
        let (mut moments, mut higher) = (Moments::new(centre), HigherMoments::default());
        let (mut others, mut other_higher) = (moments, higher);
        let mask = 0x0fff_ffff_ffff_fff1;
        let mut all = Vec::new();
        for block in 0..60 {
            let values = draws.normals().map(|z| (500.0 + 700.0 * z * z.abs()).max(0.0));
            let into = if block % 2 == 0 {
                (&mut moments, &mut higher)
            } else {
                (&mut others, &mut other_higher)
            };
            into.0.observe(&values, mask);
            into.1.observe(&values, mask, centre);
            all.extend((0..LANES).filter(|lane| mask >> lane & 1 == 1).map(|lane| values[lane]));
        }
        moments.observe_zeros();
        higher.observe_zeros(centre);
        all.extend([0.0; LANES]);
        moments.merge(&others);
        higher.merge(&other_higher);
        let positive: Vec<f64> = all.iter().copied().filter(|&x| x > 0.0).collect();
        for (values, positive_only) in [(all, false), (positive, true)] {
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let square = |x: &f64| (x - mean) * (x - mean);
            let fourth = values.iter().map(|x| square(x) * square(x)).sum::<f64>() / n;
            let own = moments.fourth_central(&higher, positive_only).expect("a spread");
            assert!((own / fourth - 1.0).abs() < 1e-10, "{own} is not {fourth}");
        }
    }

    #[test]
    fn constant_series_have_no_variance() {
        for (constant, centre) in [(0.1, 0.0), (1e10 / 3.0, 7.7), (731.25, 731.25)] {
            let mut moments = Moments::new(centre);
            for _ in 0..1000 {
                moments.observe(&[constant; LANES], u64::MAX >> 3);
            }
            assert_eq!(moments.variance(), Some(0.0));
        }
    }

    #[test]
    fn values_that_are_not_finite_leave_no_mean() {
        let mut moments = Moments::new(0.0);
        let mut values = [1.0; LANES];
        values[5] = f64::INFINITY;
        moments.observe(&values, u64::MAX);
        assert_eq!((moments.mean(), moments.variance()), (None, None));
    }
}
