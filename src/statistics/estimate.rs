//! An estimate with its error, as the result tables hold it.

use std::borrow::Cow;

use super::interval::{
    Limits, NonNegative, all_hits_bound, mean_critical, proportion, zero_hits_bound,
};

/// What is estimated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Statistic {
    /// Mean.
    Mean,
    /// Standard deviation.
    StandardDeviation,
    /// Quantile at a level in (0, 1).
    Quantile(f64),
    /// Mean of the worst 1 − level (CVaR, expected shortfall).
    TailMean(f64),
    /// Probability that the metric is above zero.
    ProbabilityPositive,
    /// Probability that the metric is above a threshold.
    ProbabilityAbove,
    /// Ratio of two means.
    RatioOfMeans,
    /// Covariance of two quantities, summed over periods.
    Covariance,
}

impl Statistic {
    /// The quantiles of the result tables: 5, 10, 25, 50, 75, 90, 95 and 99 %.
    pub const QUANTILES: [Self; 8] = [
        Self::Quantile(0.05),
        Self::Quantile(0.10),
        Self::Quantile(0.25),
        Self::Quantile(0.50),
        Self::Quantile(0.75),
        Self::Quantile(0.90),
        Self::Quantile(0.95),
        Self::Quantile(0.99),
    ];

    /// Name in the result tables: `p05`, `cvar95`, `prob_positive`, ...
    pub fn name(self) -> Cow<'static, str> {
        let percent = |level: f64| (level * 100.0).round() as u32;
        match self {
            Self::Mean => "mean".into(),
            Self::StandardDeviation => "sd".into(),
            Self::Quantile(level) => match percent(level) {
                5 => "p05".into(),
                10 => "p10".into(),
                25 => "p25".into(),
                50 => "p50".into(),
                75 => "p75".into(),
                90 => "p90".into(),
                95 => "p95".into(),
                99 => "p99".into(),
                other => format!("p{other:02}").into(),
            },
            Self::TailMean(level) => match percent(level) {
                95 => "cvar95".into(),
                other => format!("cvar{other:02}").into(),
            },
            Self::ProbabilityPositive => "prob_positive".into(),
            Self::ProbabilityAbove => "prob_above".into(),
            Self::RatioOfMeans => "ratio_of_means".into(),
            Self::Covariance => "covariance".into(),
        }
    }

    /// Level of a quantile or tail mean.
    pub fn level(self) -> Option<f64> {
        match self {
            Self::Quantile(level) | Self::TailMean(level) => Some(level),
            _ => None,
        }
    }
}

/// The trials an estimate is conditional on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// Those with any shortfall.
    Short,
}

impl Given {
    /// Name in the result tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Short => "short",
        }
    }
}

/// How an interval was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interval {
    /// Estimate ± critical value × standard error.
    Normal,
    /// The gamma law's, of the mean of what is never negative.
    Gamma,
    /// Wilson's score interval of a probability.
    Wilson,
    /// The exact interval of a probability with few hits or misses.
    Exact,
    /// Order statistics around a quantile.
    Order,
    /// Spread of independent replicates.
    Replicate,
    /// Linearised ratio.
    Delta,
    /// Exact one-sided bound of a probability seen never or always.
    UpperBound,
}

impl Interval {
    /// Name in the result tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Gamma => "gamma",
            Self::Wilson => "wilson",
            Self::Exact => "exact",
            Self::Order => "order",
            Self::Replicate => "replicate",
            Self::Delta => "delta",
            Self::UpperBound => "upper-bound",
        }
    }
}

/// An estimate, its error and 95 % interval. What cannot be estimated is none: the value without
/// trials or with values that are not finite, the error without events.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// What is estimated.
    pub statistic: Statistic,
    /// Threshold of [`Statistic::ProbabilityAbove`], in the unit of the metric.
    pub threshold: Option<f64>,
    /// Condition on the trials.
    pub given: Option<Given>,
    /// The value, in the unit of the metric (probabilities and ratios: 1).
    pub estimate: Option<f64>,
    /// Standard error, in the same unit.
    pub std_error: Option<f64>,
    /// Lower 95 % limit.
    pub conf_low: Option<f64>,
    /// Upper 95 % limit.
    pub conf_high: Option<f64>,
    /// How the limits were made.
    pub interval: Interval,
    /// Trials behind the estimate.
    pub trials: u64,
    /// Bound on the relative distance of a quantile or tail mean to that of the raw sample;
    /// 0 = exact, none for other statistics or without a bound.
    pub sketch_error: Option<f64>,
}

impl Estimate {
    /// An estimate without a value.
    pub fn empty(statistic: Statistic, interval: Interval, trials: u64) -> Self {
        Self {
            statistic,
            threshold: None,
            given: None,
            estimate: None,
            std_error: None,
            conf_low: None,
            conf_high: None,
            interval,
            trials,
            sketch_error: None,
        }
    }

    /// A mean-like estimate with symmetric limits, Student's t below 200 trials.
    pub fn symmetric(
        statistic: Statistic,
        interval: Interval,
        trials: u64,
        estimate: Option<f64>,
        std_error: Option<f64>,
    ) -> Self {
        let half = std_error.map(|error| error * mean_critical(trials));
        Self {
            estimate,
            std_error,
            conf_low: estimate.zip(half).map(|(value, half)| value - half),
            conf_high: estimate.zip(half).map(|(value, half)| value + half),
            ..Self::empty(statistic, interval, trials)
        }
    }

    /// The mean of what is never negative.
    pub fn non_negative(statistic: Statistic, sample: NonNegative) -> Self {
        let limits = sample.mean_limits();
        Self {
            estimate: Some(sample.mean),
            std_error: Some((sample.variance / sample.trials as f64).sqrt()),
            ..Self::empty(statistic, Interval::Gamma, sample.trials).within(limits)
        }
    }

    /// The same without an error and limits.
    pub(super) fn without_error(self) -> Self {
        Self { std_error: None, conf_low: None, conf_high: None, ..self }
    }

    /// The same with other limits.
    pub(super) fn within(self, limits: Limits) -> Self {
        Self { conf_low: Some(limits.low), conf_high: Some(limits.high), ..self }
    }

    /// A probability from k hits in n trials: Wilson's interval, the exact one with few hits or
    /// misses, at k = 0 or k = n the exact
    /// one-sided bound and no standard error.
    pub fn probability(statistic: Statistic, hits: u64, trials: u64) -> Self {
        let empty = Self::empty(statistic, Interval::Wilson, trials);
        if trials == 0 {
            return empty;
        }
        if hits == 0 {
            return Self {
                estimate: Some(0.0),
                conf_low: Some(0.0),
                conf_high: Some(zero_hits_bound(trials)),
                interval: Interval::UpperBound,
                ..empty
            };
        }
        if hits == trials {
            return Self {
                estimate: Some(1.0),
                conf_low: Some(all_hits_bound(trials)),
                conf_high: Some(1.0),
                interval: Interval::UpperBound,
                ..empty
            };
        }
        let probability = hits as f64 / trials as f64;
        let (limits, is_exact) = proportion(hits, trials);
        Self {
            estimate: Some(probability),
            std_error: Some((probability * (1.0 - probability) / trials as f64).sqrt()),
            interval: if is_exact { Interval::Exact } else { Interval::Wilson },
            ..empty.within(limits)
        }
    }

    /// The same in another unit, of which `factor` make one of this.
    #[must_use]
    pub fn in_unit(self, factor: f64) -> Self {
        let scaled = |value: Option<f64>| value.map(|value| value * factor);
        Estimate {
            estimate: scaled(self.estimate),
            std_error: scaled(self.std_error),
            conf_low: scaled(self.conf_low),
            conf_high: scaled(self.conf_high),
            ..self
        }
    }

    /// The same estimate under a condition.
    pub fn given(self, given: Option<Given>) -> Self {
        Self { given, ..self }
    }

    /// Its limits moved outwards by a bound.
    pub(super) fn widened(self, bound: f64) -> Self {
        Self {
            conf_low: self.conf_low.map(|low| low - bound),
            conf_high: self.conf_high.map(|high| high + bound),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_tables() {
        let names: Vec<String> =
            Statistic::QUANTILES.iter().map(|s| s.name().into_owned()).collect();
        assert_eq!(names, ["p05", "p10", "p25", "p50", "p75", "p90", "p95", "p99"]);
        assert_eq!(Statistic::TailMean(0.95).name(), "cvar95");
        assert_eq!(Statistic::TailMean(0.95).level(), Some(0.95));
        assert_eq!(Interval::UpperBound.name(), "upper-bound");
    }

    #[test]
    fn probability_of_one_in_twenty_has_the_binomial_error() {
        let estimate = Estimate::probability(Statistic::ProbabilityPositive, 500, 10_000);
        assert!((estimate.std_error.unwrap() - 0.002_179_449_471_770_336_7).abs() < 1e-15);
    }

    #[test]
    fn events_never_or_always_seen_have_a_one_sided_bound() {
        let never = Estimate::probability(Statistic::ProbabilityPositive, 0, 10_000);
        assert_eq!((never.estimate, never.std_error, never.conf_low), (Some(0.0), None, Some(0.0)));
        assert!((never.conf_high.unwrap() - 0.000_299_528_359_776_646_27).abs() < 1e-15);
        assert_eq!(never.interval, Interval::UpperBound);
        let always = Estimate::probability(Statistic::ProbabilityPositive, 10_000, 10_000);
        assert_eq!(
            (always.estimate, always.std_error, always.conf_high),
            (Some(1.0), None, Some(1.0))
        );
        assert!((1.0 - always.conf_low.unwrap() - 0.000_299_528_359_776_646_27).abs() < 1e-15);
    }
}
