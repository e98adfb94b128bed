//! The Weibull law.

use crate::distribution::percentiles::scale_and_spread;
use crate::distribution::prelude::*;
use crate::numerics::power_series::{extend_power, extend_reciprocal};

parameters! {
    /// Survival `exp(−(x/scale)^shape)`.
    Weibull {
        /// Exponent.
        shape: Plain,
        /// Value whose survival is 1/e.
        scale: Dimensioned,
    }
}

impl Law for Weibull {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let standard = StandardWeibull { shape: positive("shape", self.shape)? };
        let scale = positive("scale", self.scale)?;
        Ok(Representation::Continuous(Continuous::new(standard, 0.0, scale, None)))
    }

    fn moments(&self) -> (f64, f64) {
        let first = libm::tgamma(1.0 + 1.0 / self.shape);
        let second = libm::tgamma(1.0 + 2.0 / self.shape);
        (self.scale * first, self.scale * libm::sqrt(second - first * first))
    }

    fn text(&self) -> String {
        format!("weibull(shape {}, scale {})", self.shape, self.scale)
    }
}

impl ThroughPercentiles for Weibull {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (scale, spread) =
            scale_and_spread(points, |p| libm::log(p.exponential_quantile()))?;
        Ok(Self { shape: 1.0 / spread, scale })
    }
}

/// Scale 1; the exponential law when `shape` is 1.
#[derive(Debug)]
pub(in crate::distribution) struct StandardWeibull {
    pub shape: f64,
}

impl StandardLaw for StandardWeibull {
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        let hazard = libm::pow(x, self.shape);
        self.shape * hazard / x * libm::exp(-hazard)
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let hazard = libm::pow(x, self.shape);
        Probability { lower: -libm::expm1(-hazard), upper: libm::exp(-hazard) }
    }

    fn quantile(&self, p: Probability) -> f64 {
        libm::pow(p.exponential_quantile(), 1.0 / self.shape)
    }

    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, power, _] = kept;
        extend_reciprocal(reciprocal, y, n);
        let exponent = self.shape - 1.0;
        extend_power(power, exponent, y, reciprocal, n);
        exponent * reciprocal[n] - self.shape * power[n]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::ContinuousCDF;

    pub fn examples() -> Vec<Distribution> {
        let weibull = make(Weibull { shape: 1.345, scale: 2.15 });
        vec![cut(&weibull, 0.5, f64::INFINITY), weibull, make(Weibull { shape: 0.6, scale: 2.0 })]
    }

    #[test]
    fn survival_matches_statrs() {
        let weibull = make(Weibull { shape: 1.345, scale: 2.15 });
        let reference = statrs::distribution::Weibull::new(1.345, 2.15).expect("valid");
        for k in 1..20 {
            let x = f64::from(k) / 5.0;
            close(weibull.survival(x), reference.sf(x), 1e-11);
        }
    }
}
