//! What can be wrong with a distribution.

use super::parameters::percentile_key;
use std::fmt;

/// Why a distribution cannot be made; carries the offending values.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are the values that the messages name")]
pub enum DistributionError {
    /// A parameter is NaN or infinite.
    NotFinite { parameter: &'static str, value: f64 },
    /// A parameter that must be positive is not.
    NotPositive { parameter: &'static str, value: f64 },
    /// A parameter that must not be negative is.
    Negative { parameter: &'static str, value: f64 },
    /// A tail is so heavy that the standard deviation is infinite.
    HeavyTail { parameter: &'static str, value: f64, sound: &'static str },
    /// The minimum is above the maximum.
    EmptyRange { min: f64, max: f64 },
    /// The mode lies outside the range.
    ModeOutside { mode: f64, min: f64, max: f64 },
    /// A probability or percentile level lies outside its range.
    NotAProbability { parameter: &'static str, value: f64 },
    /// A percentile says nothing about the spread, or contradicts the median.
    PercentileOnWrongSide { level: f64, value: f64, median: f64 },
    /// Values at two levels (level and value of each) do not rise.
    PercentilesFall { lower: (f64, f64), upper: (f64, f64) },
    /// A percentile lies on a bound or beyond.
    PercentileOutside { level: f64, value: f64, min: f64, max: f64 },
    /// The quantile function through all percentiles would fall; where this one would have to lie.
    InfeasiblePercentile { level: f64, value: f64, low: f64, high: f64 },
    /// The same, and no single percentile is at fault.
    InfeasiblePercentiles,
    /// Percentiles fix a tail that is so heavy that the standard deviation is infinite.
    HeavyPercentiles,
    /// A parameter that must be a whole number is not.
    NotWhole { parameter: &'static str, value: f64 },
    /// There are no values.
    NoValues,
    /// Values or cumulative probabilities do not rise from 0 to 1.
    NotCumulative,
    /// The lists of a discrete law have different lengths or are empty.
    UnequalLists { values: usize, probabilities: usize },
    /// The probabilities of a discrete law do not sum to 1.
    ProbabilitySum { sum: f64 },
    /// A parameter above the largest that can be drawn.
    TooLarge { parameter: &'static str, value: f64, maximum: f64 },
    /// Truncation bounds that are NaN or not increasing.
    TruncationOrder { low: f64, high: f64 },
    /// Truncation that keeps (almost) nothing.
    TruncationMass { low: f64, high: f64, mass: f64 },
}

impl fmt::Display for DistributionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFinite { parameter, value } => {
                write!(f, "the {parameter} must be a finite number, not {value}")
            }
            Self::NotPositive { parameter, value } => {
                write!(f, "the {parameter} must be above 0, not {value}")
            }
            Self::Negative { parameter, value } => {
                write!(f, "the {parameter} must be at least 0, not {value}")
            }
            Self::HeavyTail { parameter, value, sound } => write!(
                f,
                "the {parameter} must be {sound}, not {value}: else the standard deviation is \
                 infinite"
            ),
            Self::EmptyRange { min, max } => {
                write!(f, "the max {max} must be at least the min {min}")
            }
            Self::ModeOutside { mode, min, max } => {
                write!(f, "the mode {mode} lies outside [{min}, {max}]")
            }
            Self::NotAProbability { parameter, value } => {
                write!(f, "the {parameter} must lie between 0 and 1, not {value}")
            }
            Self::PercentileOnWrongSide { level, value, median } => {
                let side = if *level > 0.5 { "at least" } else { "at most" };
                if *level == 0.5 {
                    write!(f, "a percentile at level 0.5 repeats the median {median}")
                } else {
                    write!(
                        f,
                        "the percentile {value} at level {level} must be {side} the median \
                         {median}"
                    )
                }
            }
            Self::PercentilesFall { lower: (from, low), upper: (to, high) } => {
                let (lower, upper) = (percentile_key(*from), percentile_key(*to));
                write!(f, "the {upper} {high} must be above the {lower} {low}")
            }
            Self::PercentileOutside { level, value, min, max } => {
                let key = percentile_key(*level);
                write!(f, "the {key} {value} must lie inside of [{min}, {max}]")
            }
            Self::InfeasiblePercentile { level, value, low, high } => {
                let key = percentile_key(*level);
                write!(
                    f,
                    "with the other percentiles the {key} {value} must lie in [{low}, {high}]"
                )
            }
            Self::InfeasiblePercentiles => {
                f.write_str("no smooth distribution goes through these percentiles")
            }
            Self::HeavyPercentiles => {
                f.write_str("percentiles so far apart have an infinite standard deviation")
            }
            Self::NotWhole { parameter, value } => {
                write!(f, "the {parameter} must be a whole number, not {value}")
            }
            Self::NoValues => f.write_str("at least one value is needed"),
            Self::NotCumulative => {
                f.write_str("values must rise, and cumulative probabilities from 0 to 1")
            }
            Self::UnequalLists { values, probabilities } => write!(
                f,
                "a discrete law needs as many values as probabilities, at least one of each, \
                 not {values} and {probabilities}"
            ),
            Self::ProbabilitySum { sum } => {
                write!(f, "the probabilities must sum to 1, not {sum}")
            }
            Self::TooLarge { parameter, value, maximum } => {
                write!(f, "the {parameter} must be at most {maximum}, not {value}")
            }
            Self::TruncationOrder { low, high } => {
                write!(f, "[{low}, {high}] is not an interval to stay within")
            }
            Self::TruncationMass { low, high, mass } => {
                write!(f, "only {mass:.3e} of the probability lies within [{low}, {high}]")
            }
        }
    }
}

impl std::error::Error for DistributionError {}
