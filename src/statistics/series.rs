//! Reading the estimates of one series.

use std::cell::OnceCell;

use super::empirical_distribution::quantile_rank;
use super::interval::{Limits, NonNegative, order_ranks};
use super::{
    CountPages, EmpiricalDistribution, Estimate, Given, HigherMoments, Histogram, Interval,
    Moments, Statistic,
};

/// Fewer trials than this in a tail leave its mean without an error.
const FEWEST_IN_TAIL: f64 = 10.0;
/// Fewer trials than this with a shortfall leave the mean given one without an error.
const FEWEST_GIVEN: u64 = 20;
/// Fewer values than this, of a rare loss fewer losses, leave the standard deviation without one.
const FEWEST_FOR_SPREAD: u64 = 200;

/// What tells the shape of a distribution.
pub(super) type Shape<'a> = (&'a Histogram, &'a CountPages, &'a HigherMoments);

/// Estimates of one series of a tally.
#[derive(Debug, Clone)]
pub struct Series<'a> {
    moments: &'a Moments,
    shape: Option<Shape<'a>>,
    /// Made of the histogram when the first estimate asks for it.
    distribution: OnceCell<EmpiricalDistribution>,
    /// Thresholds and the number of values above each.
    thresholds: &'a [f64],
    above: &'a [u64],
    given: Option<Given>,
    /// Only values above zero count; all others are zero.
    positive_only: bool,
}

impl<'a> Series<'a> {
    pub(super) fn new(
        moments: &'a Moments,
        shape: Option<Shape<'a>>,
        thresholds: &'a [f64],
        above: &'a [u64],
    ) -> Self {
        Self {
            moments,
            shape,
            distribution: OnceCell::new(),
            thresholds,
            above,
            given: None,
            positive_only: false,
        }
    }

    /// The series over the trials where it is above zero, labelled as given a shortfall. For
    /// series that are never negative, and zero exactly without a shortfall.
    pub fn given_positive(&self) -> Self {
        Self {
            distribution: OnceCell::new(),
            given: Some(Given::Short),
            positive_only: true,
            ..self.clone()
        }
    }

    /// The same series, its estimates labelled as conditional: for series whose masks already
    /// selected the trials.
    pub fn labelled(&self, given: Given) -> Self {
        Self { given: Some(given), ..self.clone() }
    }

    /// Trials behind the estimates.
    pub fn trials(&self) -> u64 {
        if self.positive_only { self.moments.positive() } else { self.moments.count() }
    }

    /// The distribution, if the series has a histogram and only finite values.
    pub fn distribution(&self) -> Option<&EmpiricalDistribution> {
        let (histogram, pages, _) = self.shape.filter(|_| !self.moments.is_poisoned())?;
        Some(self.distribution.get_or_init(|| {
            let all = EmpiricalDistribution::new(histogram, pages);
            if self.positive_only { all.positive_part() } else { all }
        }))
    }

    fn mean_value(&self) -> Option<f64> {
        if self.positive_only { self.moments.mean_of_positive() } else { self.moments.mean() }
    }

    fn variance(&self) -> Option<f64> {
        if self.positive_only {
            self.moments.variance_of_positive()
        } else {
            self.moments.variance()
        }
    }

    /// Whether the trials show nothing but zeros: an event not yet seen has no estimable error.
    fn is_eventless(&self) -> bool {
        self.mean_value() == Some(0.0) && self.variance().is_none_or(|variance| variance == 0.0)
    }

    /// The estimate of a statistic; exceedances of thresholds and ratios are not of a series alone
    /// and come back empty.
    pub fn estimate(&self, statistic: Statistic) -> Estimate {
        match statistic {
            Statistic::Mean => self.mean(),
            Statistic::StandardDeviation => self.standard_deviation(),
            Statistic::Quantile(level) => self.quantile(level),
            Statistic::TailMean(level) => self.tail_mean(level),
            Statistic::ProbabilityPositive => self.probability_positive(),
            Statistic::ProbabilityAbove | Statistic::RatioOfMeans | Statistic::Covariance => {
                Estimate::empty(statistic, Interval::Normal, self.trials())
            }
        }
    }

    /// Least and greatest value, where they are known.
    fn extremes(&self) -> Option<(f64, f64)> {
        self.shape.map(|(histogram, ..)| histogram.extremes())
    }

    /// Mean; error s/√n. A constant other than zero has error 0, all zeros have none.
    pub fn mean(&self) -> Estimate {
        let n = self.trials() as f64;
        let variance = self.variance().filter(|_| !self.is_eventless());
        if let (Some(mean), Some(variance)) = (self.mean_value(), variance)
            && !self.moments.any_negative()
        {
            let (trials, positive) = (self.trials(), self.moments.positive());
            let misses = 1.0 - positive as f64 / n;
            let largest = self.extremes().map_or(0.0, |(_, greatest)| greatest);
            let sample = NonNegative { trials, positive, mean, variance, event: misses * largest };
            let estimate = Estimate::non_negative(Statistic::Mean, sample).given(self.given);
            return if self.positive_only && positive < FEWEST_GIVEN {
                estimate.without_error()
            } else {
                estimate
            };
        }
        let error = variance.map(|variance| (variance / n).sqrt());
        Estimate::symmetric(
            Statistic::Mean,
            Interval::Normal,
            self.trials(),
            self.mean_value(),
            error,
        )
        .given(self.given)
    }

    /// Sample standard deviation s; error √((m₄ − s⁴ (n − 3)/(n − 1))/n) / 2s with the fourth central
    /// moment m₄ (Mood, Graybill & Boes 1974, §VI.2, and the delta method), none without one. Its
    /// limits are the roots of those of s² as a mean of squared deviations.
    pub fn standard_deviation(&self) -> Estimate {
        let n = self.trials() as f64;
        let deviation = self.variance().map(f64::sqrt);
        let deviation = deviation.filter(|_| !self.is_eventless());
        let empty = Estimate::empty(Statistic::StandardDeviation, Interval::Gamma, self.trials())
            .given(self.given);
        let Some(s) = deviation else { return Estimate { estimate: self.zero_spread(), ..empty } };
        if s == 0.0 {
            let limits = Limits { low: 0.0, high: 0.0 };
            return Estimate { estimate: Some(0.0), std_error: Some(0.0), ..empty.within(limits) };
        }
        let known = Estimate { estimate: Some(s), ..empty };
        if self.squares_that_matter() < FEWEST_FOR_SPREAD {
            return known;
        }
        let fourth = self
            .shape
            .and_then(|(_, _, higher)| self.moments.fourth_central(higher, self.positive_only));
        let (Some(fourth), Some(mean)) = (fourth, self.mean_value()) else { return known };
        let variance = (fourth - s * s * (s * s) * ((n - 3.0) / (n - 1.0))) / n;
        let square = s * s * (1.0 - 1.0 / n);
        // Of the values above zero alone the least is not known if there are others.
        let furthest = self.extremes().map_or(0.0, |(least, greatest)| {
            let below = if self.positive_only && least <= 0.0 { 0.0 } else { mean - least };
            below.max(greatest - mean)
        });
        let sample = NonNegative {
            trials: self.trials(),
            positive: self.squares_that_matter(),
            mean: square,
            variance: (fourth - square * square).max(0.0) * n / (n - 1.0),
            event: furthest * furthest,
        };
        let Limits { low, high } = sample.mean_limits();
        let rise = (n / (n - 1.0)).sqrt();
        Estimate {
            std_error: Some(variance.max(0.0).sqrt() / (2.0 * s)),
            ..known.within(Limits { low: rise * low.sqrt(), high: rise * high.sqrt() })
        }
    }

    /// The spread of nothing but zeros.
    fn zero_spread(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// Number of squared deviations that make up the variance: of a rare loss those of the losses.
    fn squares_that_matter(&self) -> u64 {
        let (all, positive) = (self.trials(), self.moments.positive());
        let is_rare = !self.moments.any_negative() && 2 * positive < all && positive > 0;
        if is_rare { positive } else { all }
    }

    /// Quantile with limits from order statistics, out to the outer edges of their bins. Its
    /// error is the rank's standard deviation √(n p (1 − p)) times the slope between them.
    pub fn quantile(&self, level: f64) -> Estimate {
        let statistic = Statistic::Quantile(level);
        let n = self.trials();
        let empty = Estimate::empty(statistic, Interval::Order, n).given(self.given);
        let Some(distribution) = self.distribution().filter(|_| n > 0) else {
            return empty;
        };
        let (low, high) = order_ranks(n, level);
        let slope = low.zip(high).and_then(|(low, high)| {
            let rise = distribution.interpolate(high)? - distribution.interpolate(low)?;
            Some(rise / (high - low) as f64)
        });
        let quantile = distribution.quantile(level);
        Estimate {
            estimate: quantile.map(|(value, _)| value),
            std_error: slope.map(|slope| slope * (n as f64 * level * (1.0 - level)).sqrt()),
            conf_low: low.and_then(|rank| distribution.order_statistic(rank)).map(|bin| bin.low),
            conf_high: high.and_then(|rank| distribution.order_statistic(rank)).map(|bin| bin.high),
            sketch_error: quantile.and_then(|(_, bound)| bound),
            ..empty
        }
    }

    /// Mean of the worst 1 − level of the trials (CVaR); limits of the mean excess over the quantile
    /// as of a loss that is never negative, moved out by the sketch bound. Error none with under ten trials in the tail, or with nothing but zeros.
    pub fn tail_mean(&self, level: f64) -> Estimate {
        let statistic = Statistic::TailMean(level);
        let n = self.trials();
        let tail = self.distribution().and_then(|distribution| distribution.tail_mean(level));
        let Some(mut tail) = tail else {
            return Estimate::empty(statistic, Interval::Normal, n).given(self.given);
        };
        let mass = n as f64 * (1.0 - level);
        if self.is_only_zero_below_tail(level) {
            tail.mean = self.moments.sum() / mass;
            tail.quantile = 0.0;
            tail.sketch_bound = 0.0;
        }
        let error = (mass >= FEWEST_IN_TAIL && !self.is_eventless()).then(|| tail.variance.sqrt());
        let certain = tail.mean.abs() - tail.sketch_bound;
        let known = Estimate {
            estimate: Some(tail.mean),
            std_error: error,
            sketch_error: (tail.sketch_bound == 0.0)
                .then_some(0.0)
                .or((certain > 0.0).then(|| tail.sketch_bound / certain)),
            ..Estimate::empty(statistic, Interval::Gamma, n).given(self.given)
        };
        if error.is_none() {
            return known;
        }
        // What lies beyond the quantile is a loss that is never negative, and rare.
        let share = 1.0 - level;
        let excess = (tail.mean - tail.quantile) * share;
        let limits = if excess > 0.0 {
            let sample = NonNegative {
                trials: n,
                positive: tail.beyond.max(1),
                mean: excess,
                variance: tail.variance * (share * share) * n as f64,
                event: tail.greatest - tail.quantile,
            };
            let Limits { low, high } = sample.mean_limits();
            Limits { low: tail.quantile + low / share, high: tail.quantile + high / share }
        } else {
            Limits { low: tail.mean, high: tail.mean }
        };
        known.within(limits).widened(tail.sketch_bound)
    }

    /// Whether the tail holds every nonzero value, so that its sum is the sum of all.
    fn is_only_zero_below_tail(&self, level: f64) -> bool {
        let Some(distribution) = self.distribution() else {
            return false;
        };
        let rank = quantile_rank(distribution.count(), level);
        let is_zero = |rank| {
            distribution.order_statistic(rank).is_some_and(|bin| bin.low == 0.0 && bin.high == 0.0)
        };
        is_zero(1) && is_zero(rank)
    }

    /// Probability of a value above zero, from exact counts.
    pub fn probability_positive(&self) -> Estimate {
        Estimate::probability(
            Statistic::ProbabilityPositive,
            self.moments.positive(),
            self.trials(),
        )
        .given(self.given)
    }

    /// Probability of a value above the threshold of this position among the series'
    /// thresholds, from exact counts; none for other positions.
    pub fn probability_above(&self, position: usize) -> Option<Estimate> {
        let threshold = *self.thresholds.get(position)?;
        let hits = *self.above.get(position)?;
        // Zeros outside the condition lie above a negative threshold but do not count.
        let hits = hits.min(self.trials());
        Some(Estimate {
            threshold: Some(threshold),
            ..Estimate::probability(Statistic::ProbabilityAbove, hits, self.trials())
                .given(self.given)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::draws::Draws;
    use super::super::{LANES, Resolution, SeriesSpecification, Tally};
    use super::*;

    fn tally(resolution: Resolution, values: &[f64]) -> Tally {
        let mut tally = Tally::new(
            &[SeriesSpecification {
                is_indicator: false,
                resolution: Some(resolution),
                thresholds: vec![250.0],
                centre: 100.0,
            }],
            0,
        );
        for chunk in values.chunks(LANES) {
            let mut block = [f64::NAN; LANES];
            block[..chunk.len()].copy_from_slice(chunk);
            tally.observe(0, &block, u64::MAX >> (LANES - chunk.len()));
        }
        tally
    }

    #[test]
    fn a_standard_deviation_has_the_error_of_its_law_and_limits_that_mirror() {
        let mut draws = Draws(31);
        let skewed: Vec<f64> =
            (0..128).flat_map(|_| draws.normals()).map(|z| 900.0 - 40.0 * libm::exp(z)).collect();
        let mirrored: Vec<f64> = skewed.iter().map(|x| 200.0 - x).collect();
        let deviation =
            |values: &[f64]| tally(Resolution::PerOctave32, values).series(0).standard_deviation();
        let (own, other) = (deviation(&skewed), deviation(&mirrored));
        let pairs = [
            (own.estimate, other.estimate),
            (own.conf_low, other.conf_low),
            (own.conf_high, other.conf_high),
        ];
        for (own, other) in pairs {
            let (own, other) = (own.expect("known"), other.expect("known"));
            assert!((own / other - 1.0).abs() < 1e-9, "{own} and {other}");
        }
        // Of a normal law s/√(2 n).
        let normal: Vec<f64> =
            (0..512).flat_map(|_| draws.normals()).map(|z| 500.0 + 70.0 * z).collect();
        let error = deviation(&normal).std_error.expect("an error");
        let expected = 70.0 / (2.0 * normal.len() as f64).sqrt();
        assert!((error / expected - 1.0).abs() < 0.05, "{error} is not {expected}");
    }

    #[test]
    fn constants_have_degenerate_intervals() {
        let tally = tally(Resolution::PerOctave32, &[731.3; 500]);
        let series = tally.series(0);
        let estimates = [series.mean(), series.quantile(0.05), series.tail_mean(0.95)];
        for estimate in estimates {
            assert!((estimate.estimate.unwrap() / 731.3 - 1.0).abs() < 1e-14);
            assert_eq!(estimate.std_error, Some(0.0));
            assert_eq!(estimate.conf_low, estimate.conf_high);
        }
        assert_eq!(series.standard_deviation().estimate, Some(0.0));
        assert_eq!(series.standard_deviation().std_error, Some(0.0));
    }

    #[test]
    fn events_not_seen_have_no_error() {
        let tally = tally(Resolution::PerOctave32, &[0.0; 500]);
        let series = tally.series(0);
        for estimate in [series.mean(), series.standard_deviation(), series.tail_mean(0.95)] {
            assert_eq!((estimate.estimate, estimate.std_error), (Some(0.0), None));
            assert_eq!((estimate.conf_low, estimate.conf_high), (None, None));
        }
        assert_eq!(series.probability_positive().interval, Interval::UpperBound);
        let conditional = series.given_positive();
        assert_eq!(conditional.mean().estimate, None);
        assert_eq!(conditional.quantile(0.5).estimate, None);
        assert_eq!(conditional.tail_mean(0.95).estimate, None);
        assert_eq!(conditional.probability_positive().estimate, None);
    }

    #[test]
    fn conditional_estimates_are_those_of_the_short_trials_alone() {
        let mut draws = Draws(31);
        let all: Vec<f64> = (0..4_000).map(|_| (300.0 * draws.normal() - 200.0).max(0.0)).collect();
        let short: Vec<f64> = all.iter().copied().filter(|&x| x > 0.0).collect();
        let (all, alone) =
            (tally(Resolution::PerOctave128, &all), tally(Resolution::PerOctave128, &short));
        let (given, alone) = (all.series(0).given_positive(), alone.series(0));
        for (estimate, reference) in [
            (given.mean(), alone.mean()),
            (given.standard_deviation(), alone.standard_deviation()),
            (given.quantile(0.9), alone.quantile(0.9)),
            (given.tail_mean(0.95), alone.tail_mean(0.95)),
            (given.probability_above(0).unwrap(), alone.probability_above(0).unwrap()),
        ] {
            assert_eq!(estimate.given, Some(Given::Short));
            assert_eq!(estimate.trials, short.len() as u64);
            let close =
                |a: Option<f64>, b: Option<f64>| (a.unwrap() / b.unwrap() - 1.0).abs() < 1e-9;
            assert!(close(estimate.estimate, reference.estimate));
            // The lowest bin is cut at its least value only where no zero lies below.
            let (error, alone) = (estimate.std_error.unwrap(), reference.std_error.unwrap());
            assert!((error / alone - 1.0).abs() < 1e-4);
        }
    }

    #[test]
    fn rare_shortfalls_have_an_exact_tail_mean() {
        // 97 % zeros: the worst 5 % hold every shortfall, so their sum is that of all.
        let values: Vec<f64> =
            (0..1_000).map(|i| if i % 100 < 3 { 400.0 + f64::from(i) } else { 0.0 }).collect();
        let estimate = tally(Resolution::PerOctave16, &values).series(0).tail_mean(0.95);
        let exact = values.iter().sum::<f64>() / 50.0;
        assert!((estimate.estimate.unwrap() / exact - 1.0).abs() < 1e-12);
        assert_eq!(estimate.sketch_error, Some(0.0));
    }

    #[test]
    fn few_trials_leave_limits_open() {
        let tally = tally(Resolution::PerOctave32, &[-1.0, 2.0, 5.0]);
        let series = tally.series(0);
        let quantile = series.quantile(0.95);
        assert_eq!(
            (quantile.std_error, quantile.conf_low, quantile.conf_high),
            (None, Some(2.0), None)
        );
        assert_eq!(series.tail_mean(0.95).std_error, None);
        // Student's t with 2 degrees of freedom: 4.302653 s/√3.
        let half = series.mean().conf_high.unwrap() - 2.0;
        assert!((half - 3.0 * 4.302_652_73 / 3_f64.sqrt()).abs() < 1e-7);
    }

    #[test]
    fn values_that_are_not_finite_leave_no_estimate() {
        let tally = tally(Resolution::PerOctave32, &[1.0, f64::NAN, 3.0]);
        let series = tally.series(0);
        assert_eq!(series.mean().estimate, None);
        assert_eq!(series.quantile(0.5).estimate, None);
        assert_eq!(series.tail_mean(0.5).estimate, None);
    }
}
