//! Probability distributions: what a user may write wherever a quantity is expected, and how a
//! trial draws from it by inverting the distribution function.

mod affine;
mod atoms;
mod continuous;
mod error;
mod law;
mod laws;
mod parameters;
mod percentiles;
mod prelude;
mod quantile_series;
mod quantile_tables;
mod residual_time;
mod score_quantile;
mod score_table;
mod standard_law;
mod steps;
mod tail_table;
#[cfg(test)]
mod tests;
mod word_quantile;

pub use crate::numerics::probability::Probability;
pub use error::DistributionError;
pub use law::Law;
pub use laws::*;
pub use parameters::{Family, Form, Given, Parameter, ParameterKind, percentile, percentile_key};
pub use quantile_tables::QuantileTables;
pub use residual_time::ResidualTime;
pub use score_quantile::ScoreQuantile;
pub use word_quantile::WordQuantile;

use law::Representation;
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// Least probability that a truncation must keep.
const LEAST_KEPT_MASS: f64 = 1e-6;

/// A law with checked parameters, possibly truncated.
#[derive(Clone, Debug)]
pub struct Distribution {
    law: Arc<dyn Law>,
    within: Option<(f64, f64)>,
    representation: Representation,
}

/// Distributions are equal when law, parameters and truncation are, all of which the text for
/// debugging tells apart.
impl PartialEq for Distribution {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Distribution {
    /// The distribution of this law.
    ///
    /// # Errors
    /// When a parameter makes no sense, or the moments are too large for a floating-point number.
    pub fn new(law: impl Law) -> Result<Self, DistributionError> {
        Self::from_law(Arc::new(law))
    }

    /// The same of a law that is known as such only.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn from_law(law: Arc<dyn Law>) -> Result<Self, DistributionError> {
        if let Some(value) = law.only_value() {
            let representation = Representation::Constant(value);
            return Ok(Self { law, within: None, representation });
        }
        let representation = law.representation()?;
        let (mean, sd) = law.moments();
        for (parameter, value) in [("mean", mean), ("standard deviation", sd)] {
            if !value.is_finite() {
                return Err(DistributionError::NotFinite { parameter, value });
            }
        }
        Ok(Self { law, within: None, representation })
    }

    /// The distribution given that the value lies in [`low`, `high`] (either may be infinite).
    ///
    /// # Errors
    /// When that is no interval, or when less than 1e-6 of the probability lies in it.
    pub fn within(&self, low: f64, high: f64) -> Result<Self, DistributionError> {
        let ordered = low < high;
        if !ordered {
            return Err(DistributionError::TruncationOrder { low, high });
        }
        let (representation, mass) = match &self.representation {
            Representation::Constant(value) => {
                let inside = *value >= low && *value <= high;
                (self.representation.clone(), if inside { 1.0 } else { 0.0 })
            }
            Representation::Atoms(atoms) => match atoms.mass(low, high) {
                mass if mass > 0.0 => (Representation::Atoms(atoms.within(low, high)), mass),
                mass => (self.representation.clone(), mass),
            },
            Representation::Continuous(continuous) => {
                let (min, max) = continuous.bounds;
                if low >= max || high <= min {
                    (self.representation.clone(), 0.0)
                } else {
                    let inner = continuous.within(low, high);
                    let mass = inner.law.mass / continuous.law.mass;
                    (Representation::Continuous(inner), mass)
                }
            }
        };
        let enough = mass >= LEAST_KEPT_MASS;
        if !enough {
            return Err(DistributionError::TruncationMass { low, high, mass });
        }
        let (before_low, before_high) = self.within.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        Ok(Self {
            law: Arc::clone(&self.law),
            within: Some((low.max(before_low), high.min(before_high))),
            representation,
        })
    }

    /// A text that tells law, parameters and truncation from all others.
    pub(crate) fn identity(&self) -> String {
        format!("{:?} {:?}", self.law, self.within)
    }

    fn representation(&self) -> &Representation {
        &self.representation
    }

    /// The parameters, if the law is this one.
    pub fn law<L: Law>(&self) -> Option<&L> {
        let law: &dyn Any = &*self.law;
        law.downcast_ref()
    }

    /// The only value, if it is constant.
    pub fn constant(&self) -> Option<f64> {
        match self.representation {
            Representation::Constant(value) => Some(value),
            Representation::Continuous(_) | Representation::Atoms(_) => None,
        }
    }

    /// The interval to which it is truncated, if any.
    pub fn truncation(&self) -> Option<(f64, f64)> {
        self.within
    }

    /// Whether the values form a list (a constant included) rather than a continuum.
    pub fn is_discrete(&self) -> bool {
        !matches!(self.representation, Representation::Continuous(_))
    }

    /// Density at `x`, per unit of the quantity; for a discrete law the probability of `x`.
    pub fn density(&self, x: f64) -> f64 {
        match &self.representation {
            Representation::Constant(value) => f64::from(u8::from(x == *value)),
            Representation::Atoms(atoms) => {
                let at = atoms.values.binary_search_by(|value| value.total_cmp(&x));
                at.map_or(0.0, |at| atoms.probabilities[at])
            }
            Representation::Continuous(continuous) => continuous.density(x),
        }
    }

    /// Probabilities of at most `x` and of more, each accurate in relative terms.
    pub fn tails(&self, x: f64) -> Probability {
        match &self.representation {
            Representation::Constant(value) if x < *value => Probability::from_lower(0.0),
            Representation::Constant(_) => Probability::from_upper(0.0),
            Representation::Atoms(atoms) => atoms.tails(x),
            Representation::Continuous(continuous) => continuous.tails(x),
        }
    }

    /// Probability of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        self.tails(x).lower
    }

    /// Probability of more than `x`.
    pub fn survival(&self, x: f64) -> f64 {
        self.tails(x).upper
    }

    /// The smallest value whose cumulative probability reaches `p`.
    pub fn quantile(&self, p: Probability) -> f64 {
        match &self.representation {
            Representation::Constant(value) => *value,
            Representation::Atoms(atoms) => atoms.quantile(p),
            Representation::Continuous(continuous) => continuous.quantile(p),
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match &self.representation {
            Representation::Constant(value) => *value,
            Representation::Continuous(continuous) if self.within.is_some() => {
                let centre = continuous.quantile(Probability::from_lower(0.5));
                centre + continuous.expectation(|x| x - centre)
            }
            Representation::Atoms(atoms) if self.within.is_some() => atoms.mean(),
            _ => self.law.moments().0,
        }
    }

    /// The standard deviation.
    pub fn standard_deviation(&self) -> f64 {
        match &self.representation {
            Representation::Constant(_) => 0.0,
            Representation::Continuous(continuous) if self.within.is_some() => {
                let mean = self.mean();
                libm::sqrt(continuous.expectation(|x| (x - mean) * (x - mean)))
            }
            Representation::Atoms(atoms) if self.within.is_some() => atoms.standard_deviation(),
            _ => self.law.moments().1,
        }
    }

    /// Smallest and largest possible value; infinite where there is none.
    pub fn support(&self) -> (f64, f64) {
        match &self.representation {
            Representation::Constant(value) => (*value, *value),
            Representation::Continuous(continuous) => continuous.bounds,
            Representation::Atoms(_) if self.law.counts_without_end() => {
                // The list of values leaves out what has no probability to speak of.
                let (low, high) = self.within.unwrap_or((0.0, f64::INFINITY));
                (libm::ceil(low.max(0.0)), libm::floor(high))
            }
            Representation::Atoms(atoms) => (atoms.values[0], atoms.values[atoms.values.len() - 1]),
        }
    }

    /// Probability of the values below `low` or above `high`.
    pub fn mass_outside(&self, low: f64, high: f64) -> f64 {
        let below = self.cdf(low) - if self.is_discrete() { self.density(low) } else { 0.0 };
        below.max(0.0) + self.survival(high)
    }
}

impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.law.text())?;
        match self.within {
            Some((low, high)) => write!(f, " within [{low}, {high}]"),
            None => Ok(()),
        }
    }
}

impl Distribution {
    /// The normal law of mean 0 and standard deviation 1.
    pub fn standard_normal() -> Self {
        Self::new(Normal { mean: 0.0, sd: 1.0 }).expect("the parameters are valid")
    }

    /// Equal density on (0, 1).
    pub fn unit_uniform() -> Self {
        Self::new(Uniform { min: 0.0, max: 1.0 }).expect("the parameters are valid")
    }

    /// The exponential law of mean 1.
    pub fn unit_exponential() -> Self {
        Self::new(Exponential { mean: 1.0 }).expect("the parameters are valid")
    }
}
