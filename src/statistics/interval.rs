//! 95 % intervals for means, probabilities, quantiles and ratios.

use std::sync::OnceLock;

use crate::numerics::incomplete_beta::{self, regularised};
use crate::numerics::incomplete_gamma;
use crate::numerics::probability::Probability;
use crate::numerics::roots::bisect;

/// The 97.5 % quantile of the standard normal distribution.
pub const NORMAL_CRITICAL: f64 = 1.959_963_984_540_054;
/// ln 0.05.
const LOG_ERROR: f64 = -2.995_732_273_553_991;
/// Below this many trials means take Student's t: from here on it differs by under 1 %.
const FEW: u64 = 200;
/// Above this shape quantiles of the gamma law are taken from their normal expansion, which is then
/// right to 10⁻⁵.
const LARGE_SHAPE: f64 = 100.0;
/// Above this variance the binomial quantile is taken from its normal expansion.
const LARGE_VARIANCE: f64 = 400.0;

/// Two-sided limits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Lower limit.
    pub low: f64,
    /// Upper limit.
    pub high: f64,
}

/// Critical value for a mean of n values: Student's t with n − 1 degrees of freedom below 200
/// values, else normal.
pub fn mean_critical(count: u64) -> f64 {
    // Every estimate of every batch of a short run wants the same one, and each is found by
    // bisection.
    static STUDENT: [OnceLock<f64>; FEW as usize] = [const { OnceLock::new() }; FEW as usize];
    if (2..FEW).contains(&count) {
        *STUDENT[count as usize].get_or_init(|| student_critical(count - 1))
    } else {
        NORMAL_CRITICAL
    }
}

/// The 97.5 % quantile of Student's t with the given degrees of freedom, at least 1
/// (P(|T| > t) = I_{ν/(ν+t²)}(ν/2, 1/2), Abramowitz & Stegun 26.7.1).
fn student_critical(degrees: u64) -> f64 {
    let nu = degrees as f64;
    bisect(1.9, 13.0, |t| regularised(0.5 * nu, 0.5, nu / (nu + t * t)) > 0.05)
}

/// Wilson's score interval for k hits in n > 0 trials (Wilson 1927; Brown, Cai & DasGupta 2001,
/// eq. 4).
pub fn wilson(hits: u64, trials: u64) -> Limits {
    let (k, n) = (hits as f64, trials as f64);
    let z2 = NORMAL_CRITICAL * NORMAL_CRITICAL;
    let p = k / n;
    let centre = (k + 0.5 * z2) / (n + z2);
    let half = NORMAL_CRITICAL * (n * p * (1.0 - p) + 0.25 * z2).sqrt() / (n + z2);
    Limits { low: (centre - half).max(0.0), high: (centre + half).min(1.0) }
}

/// The exact interval of Clopper & Pearson (1934) for k hits in n > 0 trials.
pub fn clopper_pearson(hits: u64, trials: u64) -> Limits {
    let (k, n) = (hits as f64, trials as f64);
    let beta_law = |alpha, beta, p| incomplete_beta::quantile(alpha, beta, p);
    Limits {
        low: match hits {
            0 => 0.0,
            _ => beta_law(k, n - k + 1.0, Probability::from_lower(0.025)),
        },
        high: match trials - hits {
            0 => 1.0,
            _ => beta_law(k + 1.0, n - k, Probability::from_upper(0.025)),
        },
    }
}

/// Below this many hits, or misses, Wilson's interval is too short on one side (for 6 of 2,000 it
/// misses high in 4.3 % of cases) and the exact one takes its place.
const FEW_HITS: u64 = 50;

/// Limits of a probability from 0 < k < n hits, and whether they are the exact ones of Clopper and
/// Pearson, as with few hits or misses, or Wilson's.
pub fn proportion(hits: u64, trials: u64) -> (Limits, bool) {
    let is_exact = hits.min(trials - hits) < FEW_HITS;
    (if is_exact { clopper_pearson(hits, trials) } else { wilson(hits, trials) }, is_exact)
}

/// A sample of values that are never negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NonNegative {
    /// Number of values, at least 2.
    pub trials: u64,
    /// Number of them above zero, at least 1.
    pub positive: u64,
    /// Mean.
    pub mean: f64,
    /// Sample variance.
    pub variance: f64,
    /// An event that might as well have happened, if larger than a typical one.
    pub event: f64,
}

impl NonNegative {
    /// Limits of the mean: quantiles of the gamma law that has the mean and the variance of the
    /// sum, above with one more event added (Fay & Feuer 1997, *Statistics in Medicine* 16, §2, for
    /// weighted sums of Poisson counts, of which rare losses are one).
    ///
    /// The part of the variance that is the spread of the k positive values is only known from
    /// these. It is taken with one value more, as far from their mean as zero is, and enlarged by the
    /// square of Student's t with k degrees of freedom over the normal quantile: by simulation, so
    /// that with six losses of 2,000 trials the limits hold on either side.
    pub fn mean_limits(self) -> Limits {
        let Self { trials, positive, mean, variance, event } = self;
        let (n, k) = (trials as f64, positive as f64);
        let misses = 1.0 - k / n;
        let sum = n * mean;
        let size = sum / k;
        let of_hits = (k * size * size * misses).min(n * variance);
        let of_sizes = n * variance - of_hits + size * size * misses;
        let known = if positive < trials { positive + 1 } else { positive };
        let student = mean_critical(known) / NORMAL_CRITICAL;
        let variance = of_hits + of_sizes * student * student;
        if variance <= 0.0 || self.variance <= 0.0 {
            return Limits { low: mean, high: mean };
        }
        let event = (variance / sum).max(event);
        Limits {
            low: gamma_limit(sum, variance, false) / n,
            high: gamma_limit(sum + event, variance + event * event, true) / n,
        }
    }
}

/// The 2.5 or 97.5 % quantile of the gamma law with this mean and variance.
fn gamma_limit(mean: f64, variance: f64, upper: bool) -> f64 {
    let shape = mean * mean / variance;
    let z = if upper { NORMAL_CRITICAL } else { -NORMAL_CRITICAL };
    let standard = if shape > LARGE_SHAPE {
        // Wilson & Hilferty 1931; Johnson, Kotz & Balakrishnan 1994, eq. 17.27.
        let ninth = 1.0 / (9.0 * shape);
        let root = 1.0 - ninth + z * ninth.sqrt();
        shape * (root * root * root)
    } else if upper {
        incomplete_gamma::quantile(shape, Probability::from_upper(0.025))
    } else {
        incomplete_gamma::quantile(shape, Probability::from_lower(0.025))
    };
    standard * (variance / mean)
}

/// Exact one-sided bound on a probability never seen in n > 0 trials: 1 − 0.05^(1/n).
pub fn zero_hits_bound(trials: u64) -> f64 {
    -libm::expm1(LOG_ERROR / trials as f64)
}

/// Exact one-sided lower bound on a probability seen in each of n > 0 trials: 0.05^(1/n).
pub fn all_hits_bound(trials: u64) -> f64 {
    libm::exp(LOG_ERROR / trials as f64)
}

/// P(B ≤ k) for a binomial B of n trials with probability p.
fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    regularised((n - k) as f64, k as f64 + 1.0, 1.0 - p)
}

/// A quantile of a binomial as the two limits need it: the least k with P(B ≤ k) ≥ α, where α is
/// 2.5 % below and 97.5 % above the middle. Exact while n p (1 − p) is moderate, else by the
/// Cornish-Fisher expansion (Johnson, Kemp & Kotz 2005, §3.6), then within one of it.
fn binomial_quantile(n: u64, p: f64, upper: bool) -> u64 {
    let (alpha, z) = if upper { (0.975, NORMAL_CRITICAL) } else { (0.025, -NORMAL_CRITICAL) };
    let (mean, variance) = (n as f64 * p, n as f64 * p * (1.0 - p));
    let expansion = mean + z * variance.sqrt() + (z * z - 1.0) * (1.0 - 2.0 * p) / 6.0 - 0.5;
    let mut k = expansion.ceil().clamp(0.0, n as f64) as u64;
    if variance > LARGE_VARIANCE {
        return k;
    }
    while k < n && binomial_cdf(k, n, p) < alpha {
        k += 1;
    }
    while k > 0 && binomial_cdf(k - 1, n, p) >= alpha {
        k -= 1;
    }
    k
}

/// Ranks (1..=n) of the order statistics that cover the p-quantile with at least 95 %, each side
/// missing at most 2.5 % (David & Nagaraja 2003, §7.1; exact up to n p (1 − p) = 400, beyond that
/// within a rank); none where no order statistic does.
pub fn order_ranks(trials: u64, level: f64) -> (Option<u64>, Option<u64>) {
    let low = binomial_quantile(trials, level, false);
    let high = binomial_quantile(trials, level, true) + 1;
    ((low >= 1).then_some(low), (high <= trials).then_some(high))
}

/// Sums of products that differ by less than this share of them are equal up to rounding.
pub(super) const ROUNDING: f64 = 1.0 / (1_u64 << 44) as f64;

/// Standard error of a ratio of means r = ā/b̄ from sums of squares and products: √(Σ(a − r b)² /
/// (n (n − 1))) / |b̄| (delta method; Cochran 1977, eq. 6.13). Exactly zero where the residuals
/// cannot be told from rounding.
pub fn ratio_standard_error(
    trials: u64,
    ratio: f64,
    denominator_sum: f64,
    [aa, ab, bb]: [f64; 3],
) -> Option<f64> {
    if trials < 2 || denominator_sum == 0.0 {
        return None;
    }
    let n = trials as f64;
    let residual = aa - 2.0 * ratio * ab + ratio * ratio * bb;
    let residual = if residual <= ROUNDING * aa { 0.0 } else { residual };
    Some((residual / (n * (n - 1.0))).sqrt() * n / denominator_sum.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(value: f64, reference: f64) {
        assert!((value / reference - 1.0).abs() < 1e-11, "{value} is not {reference}");
    }

    #[test]
    fn a_ratio_that_is_the_same_in_every_trial_has_no_error() {
        let tonnes = [17.3, 0.1, 1234.5, 8.0 / 3.0, 1e-3];
        for price in [11_500.0, 1.0 / 3.0, 9_999.99] {
            let paid = tonnes.map(|x| x * price);
            let sum = |x: &[f64; 5], y: &[f64; 5]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
            let products = [sum(&paid, &paid), sum(&paid, &tonnes), sum(&tonnes, &tonnes)];
            let ratio = paid.iter().sum::<f64>() / tonnes.iter().sum::<f64>();
            assert_eq!(ratio_standard_error(5, ratio, tonnes.iter().sum(), products), Some(0.0));
            // A spread of a millionth of the price is seen.
            let off = [products[0] * (1.0 + 1e-12), products[1], products[2]];
            assert!(
                ratio_standard_error(5, ratio, tonnes.iter().sum(), off)
                    .is_some_and(|error| error > 0.0)
            );
        }
    }

    #[test]
    fn binomial_intervals_match_references() {
        let exact = clopper_pearson(50, 1000);
        assert_close(exact.low, 0.037_335_397_604_661_78);
        assert_close(exact.high, 0.065_390_487_915_493_64);
        let score = wilson(50, 1000);
        assert_close(score.low, 0.038_130_262_392_748_82);
        assert_close(score.high, 0.065_313_820_244_250_81);
        assert_close(zero_hits_bound(10_000), 0.000_299_528_359_776_646_27);
        assert_close(all_hits_bound(10_000), 1.0 - 0.000_299_528_359_776_646_27);
        assert_eq!(clopper_pearson(0, 10).low, 0.0);
        assert_close(clopper_pearson(0, 10).high, 1.0 - libm::pow(0.025, 0.1));
    }

    /// References by SciPy 1.17 from Q26: gamma quantiles of the sum, Student's t of the sizes, and
    /// one more event above.
    #[test]
    fn limits_of_what_is_never_negative_match_references() {
        let rare = NonNegative {
            trials: 2_000,
            positive: 6,
            mean: 0.3,
            variance: 29.924_962_481_240_62,
            event: 0.0,
        };
        let spread = NonNegative { variance: 45.0, event: 250.0, ..rare };
        let dense =
            NonNegative { trials: 16_000, positive: 16_000, mean: 10.0, variance: 4.0, event: 0.0 };
        let batches =
            NonNegative { trials: 32, positive: 32, mean: 2.0, variance: 9.0, event: 0.0 };
        for (sample, low, high) in [
            (rare, 0.094_167_480_489_079_05, 0.713_187_965_045_315_5),
            (spread, 0.060_535_088_075_919_49, 0.938_408_894_860_844),
            // By the normal expansion.
            (dense, 9.969_033_934_001_41, 10.031_038_462_374_266),
            (batches, 1.068_909_440_361_497_2, 3.410_915_927_620_328),
        ] {
            let limits = sample.mean_limits();
            let tolerance = if sample == dense { 1e-8 } else { 1e-9 };
            for (limit, reference) in [(limits.low, low), (limits.high, high)] {
                assert!((limit / reference - 1.0).abs() < tolerance, "{limit} is not {reference}");
            }
        }
        let constant = NonNegative { variance: 0.0, ..dense };
        assert_eq!(constant.mean_limits(), Limits { low: 10.0, high: 10.0 });
    }

    #[test]
    fn student_critical_values_match_tables() {
        for (count, reference) in [(2, 12.706_204_736), (11, 2.228_138_852), (121, 1.979_930_405)] {
            assert!((mean_critical(count) - reference).abs() < 1e-8);
        }
        assert_eq!(mean_critical(200), NORMAL_CRITICAL);
    }

    #[test]
    fn order_ranks_match_tables_and_exact_sums() {
        // Conover 1999, table A3: median of 10 between ranks 2 and 9.
        assert_eq!(order_ranks(10, 0.5), (Some(2), Some(9)));
        // 0.95^72 < 2.5 % < 0.95^71: 72 values bound their p05 from below, 71 do not.
        assert_eq!(order_ranks(71, 0.05).0, None);
        assert_eq!(order_ranks(72, 0.05).0, Some(1));
        assert_eq!(order_ranks(71, 0.95).1, None);
        assert_eq!(order_ranks(72, 0.95).1, Some(72));
        assert_eq!(order_ranks(1, 0.5), (None, None));
    }

    #[test]
    fn order_ranks_cover_at_least_the_confidence_and_not_much_more() {
        for n in [20_u64, 100, 1_000, 7_919, 10_000, 100_000, 10_000_000] {
            for level in [0.05, 0.1, 0.25, 0.5, 0.95, 0.99] {
                let (low, high) = order_ranks(n, level);
                if let Some(low) = low {
                    // One rank of slack in the expansion moves the miss by a few parts in 10⁴.
                    assert!(binomial_cdf(low - 1, n, level) < 0.025 + 0.003);
                    assert!(binomial_cdf(low, n, level) >= 0.025 - 0.003);
                }
                if let Some(high) = high {
                    assert!(binomial_cdf(high - 1, n, level) > 0.975 - 0.003);
                    assert!(high < 2 || binomial_cdf(high - 2, n, level) < 0.975 + 0.003);
                }
            }
        }
    }
}
