//! Probability distributions: what a user may write wherever a quantity is expected, and how a
//! trial draws from it by inverting the distribution function.

mod atoms;
mod continuous;
mod equilibrium_residual;
mod error;
mod family;
mod incomplete_beta;
mod incomplete_gamma;
#[cfg(test)]
mod laws;
mod logarithmic_root;
mod normal_integral;
mod probability;
mod quadrature;
mod quantile_tables;
#[cfg(test)]
mod reference_values;
mod residual_panels;
mod residual_table;
mod saddle_point;
mod score_quantile;
mod score_table;
mod shape;
mod steps;
mod tail_table;
mod taylor;
mod triangle;
mod word_quantile;

pub use equilibrium_residual::EquilibriumResidual;
pub use error::DistributionError;
pub use family::{Family, MAXIMUM_POISSON_MEAN};
pub use probability::Probability;
pub use quantile_tables::QuantileTables;
pub use score_quantile::ScoreQuantile;
pub use word_quantile::WordQuantile;

use family::Law;
use std::fmt;

/// Least probability that a truncation must keep.
const LEAST_KEPT_MASS: f64 = 1e-6;

/// A family with checked parameters, possibly truncated.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    family: Family,
    within: Option<(f64, f64)>,
    law: Law,
}

impl Distribution {
    /// The distribution of this family.
    ///
    /// # Errors
    /// When a parameter makes no sense, or the moments are too large for a floating-point number.
    pub fn new(family: Family) -> Result<Self, DistributionError> {
        let law = family.law()?;
        let (mean, sd) = family.moments();
        for (parameter, value) in [("mean", mean), ("standard deviation", sd)] {
            if !value.is_finite() {
                return Err(DistributionError::NotFinite { parameter, value });
            }
        }
        Ok(Self { family, within: None, law })
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
        let (law, mass) = match &self.law {
            Law::Constant(value) => {
                let inside = *value >= low && *value <= high;
                (self.law.clone(), if inside { 1.0 } else { 0.0 })
            }
            Law::Atoms(atoms) => match atoms.mass(low, high) {
                mass if mass > 0.0 => (Law::Atoms(atoms.within(low, high)), mass),
                mass => (self.law.clone(), mass),
            },
            Law::Continuous(continuous) => {
                let (min, max) = continuous.bounds;
                if low >= max || high <= min {
                    (self.law.clone(), 0.0)
                } else {
                    let inner = continuous.within(low, high);
                    let mass = inner.law.mass / continuous.law.mass;
                    (Law::Continuous(inner), mass)
                }
            }
        };
        let enough = mass >= LEAST_KEPT_MASS;
        if !enough {
            return Err(DistributionError::TruncationMass { low, high, mass });
        }
        let (before_low, before_high) = self.within.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        Ok(Self {
            family: self.family.clone(),
            within: Some((low.max(before_low), high.min(before_high))),
            law,
        })
    }

    pub(crate) fn law(&self) -> &Law {
        &self.law
    }

    /// The family and its parameters.
    pub fn family(&self) -> &Family {
        &self.family
    }

    /// The interval to which it is truncated, if any.
    pub fn truncation(&self) -> Option<(f64, f64)> {
        self.within
    }

    /// Whether the values form a list (a constant included) rather than a continuum.
    pub fn is_discrete(&self) -> bool {
        !matches!(self.law, Law::Continuous(_))
    }

    /// Density at `x`, per unit of the quantity; for a discrete law the probability of `x`.
    pub fn density(&self, x: f64) -> f64 {
        match &self.law {
            Law::Constant(value) => f64::from(u8::from(x == *value)),
            Law::Atoms(atoms) => {
                let at = atoms.values.binary_search_by(|value| value.total_cmp(&x));
                at.map_or(0.0, |at| atoms.probabilities[at])
            }
            Law::Continuous(continuous) => continuous.density(x),
        }
    }

    /// Probabilities of at most `x` and of more, each accurate in relative terms.
    pub fn tails(&self, x: f64) -> Probability {
        match &self.law {
            Law::Constant(value) if x < *value => Probability::from_lower(0.0),
            Law::Constant(_) => Probability::from_upper(0.0),
            Law::Atoms(atoms) => atoms.tails(x),
            Law::Continuous(continuous) => continuous.tails(x),
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
        match &self.law {
            Law::Constant(value) => *value,
            Law::Atoms(atoms) => atoms.quantile(p),
            Law::Continuous(continuous) => continuous.quantile(p),
        }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        match &self.law {
            Law::Continuous(continuous) if self.within.is_some() => {
                let centre = continuous.quantile(Probability::from_lower(0.5));
                centre + continuous.expectation(|x| x - centre)
            }
            Law::Atoms(atoms) if self.within.is_some() => atoms.mean(),
            _ => self.family.moments().0,
        }
    }

    /// The standard deviation.
    pub fn standard_deviation(&self) -> f64 {
        match &self.law {
            Law::Continuous(continuous) if self.within.is_some() => {
                let mean = self.mean();
                libm::sqrt(continuous.expectation(|x| (x - mean) * (x - mean)))
            }
            Law::Atoms(atoms) if self.within.is_some() => atoms.standard_deviation(),
            _ => self.family.moments().1,
        }
    }

    /// Smallest and largest possible value; infinite where there is none.
    pub fn support(&self) -> (f64, f64) {
        match &self.law {
            Law::Constant(value) => (*value, *value),
            Law::Continuous(continuous) => continuous.bounds,
            Law::Atoms(_) if matches!(self.family, Family::Poisson { .. }) => {
                // The list of values leaves out what has no probability to speak of.
                let (low, high) = self.within.unwrap_or((0.0, f64::INFINITY));
                (libm::ceil(low.max(0.0)), libm::floor(high))
            }
            Law::Atoms(atoms) => (atoms.values[0], atoms.values[atoms.values.len() - 1]),
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
        write!(f, "{}", self.family)?;
        match self.within {
            Some((low, high)) => write!(f, " within [{low}, {high}]"),
            None => Ok(()),
        }
    }
}

impl Distribution {
    /// The normal law of mean 0 and standard deviation 1.
    pub fn standard_normal() -> Self {
        Self::new(Family::Normal { mean: 0.0, sd: 1.0 }).expect("the parameters are valid")
    }

    /// Equal density on (0, 1).
    pub fn unit_uniform() -> Self {
        Self::new(Family::Uniform { min: 0.0, max: 1.0 }).expect("the parameters are valid")
    }

    /// The exponential law of mean 1.
    pub fn unit_exponential() -> Self {
        Self::new(Family::Exponential { mean: 1.0 }).expect("the parameters are valid")
    }
}
