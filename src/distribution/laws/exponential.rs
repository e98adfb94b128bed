//! The exponential law.

use super::weibull::StandardWeibull;
use crate::distribution::prelude::*;

parameters! {
    /// Survival `exp(−x/mean)`.
    Exponential {
        /// Mean.
        mean: Dimensioned,
    }
}

impl Law for Exponential {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let (standard, mean) = (StandardWeibull { shape: 1.0 }, positive("mean", self.mean)?);
        Ok(Representation::Continuous(Continuous::new(standard, 0.0, mean, None)))
    }

    fn moments(&self) -> (f64, f64) {
        (self.mean, self.mean)
    }

    fn text(&self) -> String {
        format!("exponential(mean {})", self.mean)
    }
}

impl ThroughPercentiles for Exponential {
    const COUNT: usize = 1;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (p, value) = points[0];
        Ok(Self { mean: positive("percentile value", value)? / p.exponential_quantile() })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        let exponential = make(Exponential { mean: 4.0 });
        vec![cut(&exponential, 0.0, 6.0), exponential]
    }

    #[test]
    fn mean_must_be_a_number() {
        let unknown = Exponential { mean: f64::NAN };
        let message = Distribution::new(unknown).expect_err("invalid").to_string();
        assert_eq!(message, "the mean must be a finite number, not NaN");
    }
}
