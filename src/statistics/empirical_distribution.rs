//! What the counts of a histogram say about quantiles, tails and the distribution function.

use super::histogram::RANGE;
use super::{Bin, CountPages, Histogram};

/// Mean of the worst part of a distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TailMean {
    /// The mean itself (CVaR, expected shortfall).
    pub mean: f64,
    /// Var[(X − q)⁺] / ((1 − p)² n): its asymptotic sampling variance.
    pub variance: f64,
    /// Bound on the distance to the tail mean of the raw sample.
    pub sketch_bound: f64,
    /// The quantile where the tail begins.
    pub quantile: f64,
    /// The greatest value.
    pub greatest: f64,
    /// Number of values beyond it.
    pub beyond: u64,
}

/// Empirical distribution of a series, known up to bins.
#[derive(Debug, Clone, PartialEq)]
pub struct EmpiricalDistribution {
    bins: Vec<Bin>,
    /// Number of values up to and including each bin.
    cumulative: Vec<u64>,
}

impl EmpiricalDistribution {
    /// The distribution of all values of a histogram, its bins cut at the extremes of the values.
    pub fn new(histogram: &Histogram, pages: &CountPages) -> Self {
        let (least, greatest) = histogram.extremes();
        let mut bins = histogram.bins(pages);
        for bin in bins.iter_mut().filter(|bin| bin.low != bin.high) {
            let (low, high) = match *bin {
                Bin { low, high, .. } if high >= RANGE.1 => (low, f64::INFINITY),
                Bin { low, high, .. } if low <= -RANGE.1 => (f64::NEG_INFINITY, high),
                Bin { low, high, .. } if low == RANGE.0 => (0.0, high),
                Bin { low, high, .. } if high == -RANGE.0 => (low, 0.0),
                Bin { low, high, .. } => (low, high),
            };
            bin.low = low.max(least);
            bin.high = high.min(greatest);
        }
        Self::from_bins(bins)
    }

    /// A distribution from bins in ascending order.
    pub fn from_bins(bins: Vec<Bin>) -> Self {
        let cumulative = bins
            .iter()
            .scan(0, |total, bin| {
                *total += bin.count;
                Some(*total)
            })
            .collect();
        Self { bins, cumulative }
    }

    /// The part above zero.
    pub fn positive_part(&self) -> Self {
        Self::from_bins(self.bins.iter().filter(|bin| bin.high > 0.0).copied().collect())
    }

    /// Occupied bins in ascending order.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// Number of values.
    pub fn count(&self) -> u64 {
        self.cumulative.last().copied().unwrap_or(0)
    }

    /// Bin of the value of the given rank, 1..=n in ascending order.
    pub fn order_statistic(&self, rank: u64) -> Option<Bin> {
        self.position(rank).map(|position| self.bins[position])
    }

    fn position(&self, rank: u64) -> Option<usize> {
        (rank >= 1 && rank <= self.count()).then(|| self.cumulative.partition_point(|&c| c < rank))
    }

    fn below(&self, position: usize) -> u64 {
        self.cumulative[position] - self.bins[position].count
    }

    /// Estimate of the value of the given rank: the values of a bin are taken as evenly spread.
    pub fn interpolate(&self, rank: u64) -> Option<f64> {
        let position = self.position(rank)?;
        let bin = self.bins[position];
        let within = (rank - self.below(position)) as f64 - 0.5;
        Some(bin.low + (bin.high - bin.low) * (within / bin.count as f64))
    }

    /// Rank of the p-quantile inf{x : F(x) ≥ p}: ⌈n p⌉, at least 1.
    pub fn quantile_rank(&self, level: f64) -> u64 {
        quantile_rank(self.count(), level)
    }

    /// The p-quantile and a bound on its relative distance to that of the raw sample (none for a
    /// bin that straddles zero).
    pub fn quantile(&self, level: f64) -> Option<(f64, Option<f64>)> {
        let rank = self.quantile_rank(level);
        let estimate = self.interpolate(rank)?;
        let bin = self.order_statistic(rank)?;
        Some((estimate, bin.relative_error(estimate)))
    }

    /// Mean of the worst n (1 − p) values; the bin or atom at the quantile is split so that the
    /// mass is exact (Rockafellar & Uryasev 2002, prop. 8; Acerbi & Tasche 2002, def. 2.6).
    pub fn tail_mean(&self, level: f64) -> Option<TailMean> {
        let n = self.count() as f64;
        let position = self.position(self.quantile_rank(level))?;
        let (quantile, _) = self.quantile(level)?;
        let mass = n * (1.0 - level);
        let split = self.bins[position];
        let (mut sum, mut bound) = (0.0, 0.0);
        let (mut excess, mut squared_excess) = (0.0, 0.0);
        for bin in &self.bins[position + 1..] {
            let (count, half_width) = (bin.count as f64, 0.5 * (bin.high - bin.low));
            let middle = bin.low + half_width;
            sum += count * middle;
            bound += count * half_width;
            excess += count * (middle - quantile);
            let of_middle = (middle - quantile) * (middle - quantile);
            squared_excess += count * (of_middle + half_width * half_width / 3.0);
        }
        // Of the bin at the quantile the uppermost values belong to the tail.
        let above = (self.count() - self.cumulative[position]) as f64;
        let taken = (mass - above).clamp(0.0, split.count as f64);
        let width = split.high - split.low;
        let taken_mean = split.high - width * (0.5 * taken / split.count as f64);
        sum += taken * taken_mean;
        bound += taken * (taken_mean - split.low).max(split.high - taken_mean);
        // What of that bin lies above the quantile itself.
        let reach = split.high - quantile;
        let within = if width > 0.0 { split.count as f64 * (reach / width) } else { 0.0 };
        excess += within * 0.5 * reach;
        squared_excess += within * (reach * reach / 3.0);
        let mean_excess = excess / n;
        let variance = (squared_excess / n - mean_excess * mean_excess).max(0.0);
        Some(TailMean {
            mean: sum / mass,
            variance: variance * n / (mass * mass),
            sketch_bound: bound / mass,
            quantile,
            greatest: self.bins.last()?.high,
            beyond: (above + within).round() as u64,
        })
    }

    /// Share of the values above x, those of a bin taken as evenly spread.
    pub fn exceedance(&self, x: f64) -> f64 {
        let passed = self.bins.partition_point(|bin| bin.high <= x);
        let below = passed.checked_sub(1).map_or(0, |last| self.cumulative[last]);
        let mut above = (self.count() - below) as f64;
        if let Some(bin) = self.bins.get(passed).filter(|bin| bin.low < x) {
            above -= bin.count as f64 * ((x - bin.low) / (bin.high - bin.low));
        }
        if self.count() == 0 { 0.0 } else { above / self.count() as f64 }
    }

    /// Bracket on the number of values ≤ x: those certainly, those possibly.
    pub fn count_up_to(&self, x: f64) -> (u64, u64) {
        let certainly = self.bins.partition_point(|bin| bin.high <= x);
        let possibly = self.bins.partition_point(|bin| bin.low <= x);
        let total = |bins: usize| bins.checked_sub(1).map_or(0, |last| self.cumulative[last]);
        (total(certainly), total(possibly))
    }
}

/// ⌈n p⌉, at least 1, with the product's rounding taken out.
pub(super) fn quantile_rank(count: u64, level: f64) -> u64 {
    let product = count as f64 * level;
    let nearest = product.round();
    let rank = if (product - nearest).abs() <= 1e-12 * nearest { nearest } else { product.ceil() };
    (rank as u64).max(1)
}

#[cfg(test)]
mod tests {
    use super::super::draws::Draws;
    use super::super::{LANES, Resolution};
    use super::*;

    const LEVELS: [f64; 9] = [0.001, 0.05, 0.1, 0.25, 0.5, 0.9, 0.95, 0.97, 0.999];

    fn distribution(resolution: Resolution, values: &[f64]) -> EmpiricalDistribution {
        let (mut histogram, mut pages) = (Histogram::new(resolution), CountPages::new());
        for chunk in values.chunks(LANES) {
            let mut block = [0.0; LANES];
            block[..chunk.len()].copy_from_slice(chunk);
            histogram.observe(&mut pages, &block, u64::MAX >> (LANES - chunk.len()));
        }
        EmpiricalDistribution::new(&histogram, &pages)
    }

    fn is_in_range(x: f64) -> bool {
        x == 0.0 || (x.abs() >= RANGE.0 && x.abs() < RANGE.1)
    }

    /// Samples with atoms at zero, of one and of both signs, and with values beyond the range.
    fn samples() -> Vec<Vec<f64>> {
        let mut draws = Draws(21);
        let mut sample = |count: usize, transform: fn(f64) -> f64| -> Vec<f64> {
            let mut values: Vec<f64> = (0..count).map(|_| transform(draws.normal())).collect();
            values.sort_by(f64::total_cmp);
            values
        };
        vec![
            sample(5_000, |z| z),
            sample(5_000, |z| (z - 1.880_793_6).max(0.0) * 800.0),
            sample(777, |z| (300.0 * z - 100.0).min(0.0)),
            sample(3_000, |z| libm::exp(20.0 * z)),
            sample(3_000, |z| -libm::exp(30.0 * z)),
            sample(100, |_| 731.25),
            sample(1, |z| z),
        ]
    }

    #[test]
    fn quantiles_stay_within_their_bound_of_sorted_values() {
        for resolution in [Resolution::PerOctave1024, Resolution::PerOctave32] {
            for values in samples() {
                let sketched = distribution(resolution, &values);
                assert_eq!(sketched.count(), values.len() as u64);
                for level in LEVELS {
                    let (estimate, bound) = sketched.quantile(level).unwrap();
                    let truth = values[(quantile_rank(values.len() as u64, level) - 1) as usize];
                    if let Some(bound) = bound {
                        assert!(bound <= 1.0 / 32.0 || !is_in_range(truth));
                        let error = (estimate - truth).abs();
                        assert!(error <= bound * truth.abs() * (1.0 + 1e-12), "{truth} {estimate}");
                        assert_eq!(bound == 0.0, estimate == truth);
                    } else {
                        assert!(truth.abs() < 1.1 * RANGE.0);
                    }
                }
            }
        }
    }

    #[test]
    fn tail_means_stay_within_their_bound_of_sorted_values() {
        for values in samples() {
            let sketched = distribution(Resolution::PerOctave128, &values);
            for level in LEVELS {
                let mut left = values.len() as f64 * (1.0 - level);
                let mass = left;
                let mut sum = 0.0;
                for value in values.iter().rev() {
                    sum += value * left.clamp(0.0, 1.0);
                    left -= 1.0;
                }
                let tail = sketched.tail_mean(level).unwrap();
                let error = (tail.mean - sum / mass).abs();
                assert!(error <= tail.sketch_bound + 1e-9 * tail.mean.abs(), "{level}: {tail:?}");
                if level >= 0.9 && values.iter().all(|&x| is_in_range(x)) {
                    assert!(tail.sketch_bound <= tail.mean.abs() / 64.0);
                }
            }
        }
    }

    #[test]
    fn quantile_ranks_forgive_rounding() {
        assert_eq!(quantile_rank(10_000, 0.95), 9_500);
        assert_eq!(quantile_rank(1_000, 0.29), 290);
        assert_eq!(quantile_rank(101, 0.5), 51);
        assert_eq!(quantile_rank(3, 0.05), 1);
        assert_eq!(quantile_rank(0, 0.5), 1);
        assert_eq!(distribution(Resolution::PerOctave32, &[]).quantile(0.5), None);
    }

    #[test]
    fn bins_bracket_the_distribution_function() {
        let values = &samples()[1];
        let sketched = distribution(Resolution::PerOctave32, values);
        for x in [-1.0, 0.0, 1.0, 64.0, 250.0, 1e9] {
            let (low, high) = sketched.count_up_to(x);
            let count = values.iter().filter(|&&value| value <= x).count() as u64;
            assert!(low <= count && count <= high);
        }
        let zeros = values.iter().filter(|&&value| value == 0.0).count() as u64;
        assert_eq!(sketched.count_up_to(0.0), (zeros, zeros));
        assert_eq!(sketched.positive_part().count(), 5_000 - zeros);
    }

    #[test]
    fn integer_quantiles_are_exact() {
        let values: Vec<f64> = (0..1_000).map(|i| f64::from(i % 53)).collect();
        let sketched = distribution(Resolution::Integer { greatest: 52 }, &values);
        assert_eq!(sketched.quantile(0.5), Some((26.0, Some(0.0))));
        assert_eq!(sketched.quantile(0.001), Some((0.0, Some(0.0))));
        assert_eq!(sketched.tail_mean(0.95).unwrap().sketch_bound, 0.0);
    }
}
