//! The families of distributions as a user writes them.

use super::atoms::Atoms;
use super::continuous::Continuous;
use super::error::DistributionError;
use super::normal_integral;
use super::probability::Probability;
use super::shape::Shape;
use std::fmt;

/// The largest mean of a Poisson law: beyond it the list of its values would be too long.
pub const MAXIMUM_POISSON_MEAN: f64 = 1e6;

/// A family with its parameters, in the units of the quantity unless said otherwise.
#[derive(Clone, Debug, PartialEq)]
pub enum Family {
    /// Always this value.
    Constant { value: f64 },
    /// The normal law.
    Normal { mean: f64, sd: f64 },
    /// The lognormal law with the mean and standard deviation of the quantity itself.
    Lognormal { mean: f64, sd: f64 },
    /// The lognormal law with this median and this `value` at the percentile `level` (0.95 for
    /// p95).
    LognormalPercentile { median: f64, level: f64, value: f64 },
    /// Equal density from `min` to `max`.
    Uniform { min: f64, max: f64 },
    /// Density rising straight from `min` to `mode` and falling straight to `max`.
    Triangular { min: f64, mode: f64, max: f64 },
    /// The beta law with `alpha = 1 + 4(mode − min)/(max − min)` and
    /// `beta = 1 + 4(max − mode)/(max − min)`, whose mean is `(min + 4 mode + max)/6` (Malcolm et
    /// al. 1959; Vose 2008, "Risk Analysis", PERT).
    Pert { min: f64, mode: f64, max: f64 },
    /// The beta law stretched from [0, 1] to [`min`, `max`].
    Beta { alpha: f64, beta: f64, min: f64, max: f64 },
    /// Density proportional to `x^(shape − 1) exp(−x/scale)`.
    Gamma { shape: f64, scale: f64 },
    /// Survival `exp(−(x/scale)^shape)`.
    Weibull { shape: f64, scale: f64 },
    /// Survival `exp(−x/mean)`.
    Exponential { mean: f64 },
    /// The number of events when `mean` are expected.
    Poisson { mean: f64 },
    /// 1 with this probability, otherwise 0.
    Bernoulli { probability: f64 },
    /// Each value with its probability.
    Discrete { values: Vec<f64>, probabilities: Vec<f64> },
}

/// A distribution reduced to what draws from it.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    Constant(f64),
    Continuous(Continuous),
    Atoms(Atoms),
}

fn finite(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(DistributionError::NotFinite { parameter, value })
    }
}

fn positive(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if finite(parameter, value)? > 0.0 {
        Ok(value)
    } else {
        Err(DistributionError::NotPositive { parameter, value })
    }
}

fn range(min: f64, max: f64) -> Result<f64, DistributionError> {
    if finite("min", min)? < finite("max", max)? {
        finite("range from min to max", max - min)
    } else {
        Err(DistributionError::EmptyRange { min, max })
    }
}

/// Position of the mode in [`min`, `max`] as a fraction, after checking the three.
fn mode_fraction(min: f64, mode: f64, max: f64) -> Result<f64, DistributionError> {
    let width = range(min, max)?;
    finite("mode", mode)?;
    if mode < min || mode > max {
        return Err(DistributionError::ModeOutside { mode, min, max });
    }
    Ok((mode - min) / width)
}

impl Family {
    /// Checks the parameters and takes out location and scale.
    pub(super) fn law(&self) -> Result<Law, DistributionError> {
        let continuous = |shape, location, scale, maximum| {
            Ok(Law::Continuous(Continuous::new(shape, location, scale, maximum)))
        };
        match *self {
            Self::Constant { value } => Ok(Law::Constant(finite("value", value)?)),
            Self::Normal { mean, sd } => {
                continuous(Shape::Normal, finite("mean", mean)?, positive("sd", sd)?, None)
            }
            Self::Lognormal { mean, sd } => {
                let variation = positive("sd", sd)? / positive("mean", mean)?;
                let variance = libm::log1p(variation * variation);
                let sigma = positive("spread of the logarithm", libm::sqrt(variance))?;
                let median = positive("median", mean * libm::exp(-0.5 * variance))?;
                continuous(Shape::Lognormal { sigma }, 0.0, median, None)
            }
            Self::LognormalPercentile { median, level, value } => {
                positive("median", median)?;
                positive("percentile value", value)?;
                let inside = level > 0.0 && level < 1.0;
                if !inside {
                    return Err(DistributionError::NotAProbability {
                        parameter: "percentile level",
                        value: level,
                    });
                }
                let score = normal_integral::quantile(Probability::from_lower(level));
                let sigma = libm::log(value / median) / score;
                if !(sigma > 0.0 && sigma.is_finite()) {
                    return Err(DistributionError::PercentileOnWrongSide { level, value, median });
                }
                continuous(Shape::Lognormal { sigma }, 0.0, median, None)
            }
            Self::Uniform { min, max } => {
                continuous(Shape::Uniform, min, range(min, max)?, Some(max))
            }
            Self::Triangular { min, mode, max } => {
                let mode = mode_fraction(min, mode, max)?;
                continuous(Shape::Triangular { mode }, min, max - min, Some(max))
            }
            Self::Pert { min, mode, max } => {
                mode_fraction(min, mode, max)?;
                let (alpha, beta) = pert_exponents(min, mode, max);
                continuous(Shape::Beta { alpha, beta }, min, max - min, Some(max))
            }
            Self::Beta { alpha, beta, min, max } => {
                positive("alpha", alpha)?;
                positive("beta", beta)?;
                let width = range(min, max)?;
                continuous(Shape::Beta { alpha, beta }, min, width, Some(max))
            }
            Self::Gamma { shape, scale } => {
                positive("shape", shape)?;
                let scale = positive("scale", scale)?;
                continuous(Shape::Gamma { shape }, 0.0, scale, None)
            }
            Self::Weibull { shape, scale } => {
                positive("shape", shape)?;
                let scale = positive("scale", scale)?;
                continuous(Shape::Weibull { shape }, 0.0, scale, None)
            }
            Self::Exponential { mean } => {
                continuous(Shape::Weibull { shape: 1.0 }, 0.0, positive("mean", mean)?, None)
            }
            Self::Poisson { mean } => {
                if positive("mean", mean)? > MAXIMUM_POISSON_MEAN {
                    return Err(DistributionError::PoissonMeanTooLarge {
                        mean,
                        maximum: MAXIMUM_POISSON_MEAN,
                    });
                }
                Ok(Law::Atoms(Atoms::poisson(mean)))
            }
            Self::Bernoulli { probability } => {
                let inside = (0.0..=1.0).contains(&probability);
                if !inside {
                    return Err(DistributionError::NotAProbability {
                        parameter: "probability",
                        value: probability,
                    });
                }
                let pairs = vec![(0.0, 1.0 - probability), (1.0, probability)];
                Ok(Law::Atoms(Atoms::new(pairs)))
            }
            Self::Discrete { ref values, ref probabilities } => discrete(values, probabilities),
        }
    }

    /// Mean and standard deviation in closed form, where the general law has none of its own.
    pub(super) fn moments(&self) -> (f64, f64) {
        match *self {
            Self::Constant { value } => (value, 0.0),
            Self::Normal { mean, sd } | Self::Lognormal { mean, sd } => (mean, sd),
            Self::LognormalPercentile { median, level, value } => {
                let score = normal_integral::quantile(Probability::from_lower(level));
                let sigma = libm::log(value / median) / score;
                let mean = median * libm::exp(0.5 * sigma * sigma);
                (mean, mean * libm::sqrt(libm::expm1(sigma * sigma)))
            }
            Self::Uniform { min, max } => (0.5 * min + 0.5 * max, (max - min) / libm::sqrt(12.0)),
            Self::Triangular { min, mode, max } => {
                let (a, b, c) = (mode - min, max - mode, max - min);
                let square = (a * a + b * b + c * c) / 36.0;
                (min + (a + c) / 3.0, libm::sqrt(square))
            }
            Self::Pert { min, mode, max } => {
                let (alpha, beta) = pert_exponents(min, mode, max);
                beta_moments(alpha, beta, min, max)
            }
            Self::Beta { alpha, beta, min, max } => beta_moments(alpha, beta, min, max),
            Self::Gamma { shape, scale } => (shape * scale, libm::sqrt(shape) * scale),
            Self::Weibull { shape, scale } => {
                let first = libm::tgamma(1.0 + 1.0 / shape);
                let second = libm::tgamma(1.0 + 2.0 / shape);
                (scale * first, scale * libm::sqrt(second - first * first))
            }
            Self::Exponential { mean } => (mean, mean),
            Self::Poisson { mean } => (mean, libm::sqrt(mean)),
            Self::Bernoulli { probability } => {
                (probability, libm::sqrt(probability * (1.0 - probability)))
            }
            Self::Discrete { ref values, ref probabilities } => {
                let atoms =
                    Atoms::new(values.iter().copied().zip(probabilities.iter().copied()).collect());
                (atoms.mean(), atoms.standard_deviation())
            }
        }
    }
}

fn pert_exponents(min: f64, mode: f64, max: f64) -> (f64, f64) {
    let width = max - min;
    (1.0 + 4.0 * ((mode - min) / width), 1.0 + 4.0 * ((max - mode) / width))
}

fn beta_moments(alpha: f64, beta: f64, min: f64, max: f64) -> (f64, f64) {
    let (sum, width) = (alpha + beta, max - min);
    let variance = (alpha / sum) * (beta / sum) / (sum + 1.0);
    (min + width * (alpha / sum), width * libm::sqrt(variance))
}

fn discrete(values: &[f64], probabilities: &[f64]) -> Result<Law, DistributionError> {
    if values.is_empty() || values.len() != probabilities.len() {
        return Err(DistributionError::UnequalLists {
            values: values.len(),
            probabilities: probabilities.len(),
        });
    }
    for &value in values {
        finite("value", value)?;
    }
    for &value in probabilities {
        let inside = (0.0..=1.0).contains(&value);
        if !inside {
            return Err(DistributionError::NotAProbability { parameter: "probability", value });
        }
    }
    let sum: f64 = probabilities.iter().sum();
    if (sum - 1.0).abs() > 1e-9 {
        return Err(DistributionError::ProbabilitySum { sum });
    }
    let pairs = values.iter().copied().zip(probabilities.iter().copied());
    Ok(Law::Atoms(Atoms::new(pairs.collect())))
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant { value } => write!(f, "{value}"),
            Self::Normal { mean, sd } => write!(f, "normal(mean {mean}, sd {sd})"),
            Self::Lognormal { mean, sd } => write!(f, "lognormal(mean {mean}, sd {sd})"),
            Self::LognormalPercentile { median, level, value } => {
                // Rounded to the digits a person writes: 0.95 × 100 is not 95 in binary.
                let percent = libm::round(level * 1e8) / 1e6;
                write!(f, "lognormal(median {median}, p{percent} {value})")
            }
            Self::Uniform { min, max } => write!(f, "uniform({min}, {max})"),
            Self::Triangular { min, mode, max } => write!(f, "triangular({min}, {mode}, {max})"),
            Self::Pert { min, mode, max } => write!(f, "pert({min}, {mode}, {max})"),
            Self::Beta { alpha, beta, min, max } => {
                write!(f, "beta(alpha {alpha}, beta {beta}, {min}, {max})")
            }
            Self::Gamma { shape, scale } => write!(f, "gamma(shape {shape}, scale {scale})"),
            Self::Weibull { shape, scale } => write!(f, "weibull(shape {shape}, scale {scale})"),
            Self::Exponential { mean } => write!(f, "exponential(mean {mean})"),
            Self::Poisson { mean } => write!(f, "poisson(mean {mean})"),
            Self::Bernoulli { probability } => write!(f, "bernoulli({probability})"),
            Self::Discrete { values, probabilities } => {
                write!(f, "discrete(")?;
                for (i, (value, probability)) in values.iter().zip(probabilities).enumerate() {
                    let separator = if i == 0 { "" } else { ", " };
                    write!(f, "{separator}{value}: {probability}")?;
                }
                write!(f, ")")
            }
        }
    }
}
