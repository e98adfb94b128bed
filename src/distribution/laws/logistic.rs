//! The logistic law.

use crate::distribution::percentiles::location_and_scale;
use crate::distribution::prelude::*;
use crate::numerics::power_series::product;

parameters! {
    /// The logistic law: symmetric and without bounds, with exponential tails (Johnson, Kotz &
    /// Balakrishnan 1995, "Continuous Univariate Distributions" 2, chapter 23).
    Logistic {
        /// Mean.
        mean: Dimensioned,
        /// Standard deviation.
        sd: Dimensioned,
    }
}

impl Law for Logistic {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let (mean, sd) = (finite("mean", self.mean)?, not_negative("sd", self.sd)?);
        // The standard law has the variance π²/3.
        let scale = sd * (libm::sqrt(3.0) * core::f64::consts::FRAC_1_PI);
        Ok(Representation::Continuous(Continuous::new(StandardLogistic, mean, scale, None)))
    }

    fn only_value(&self) -> Option<f64> {
        (self.sd == 0.0 && self.mean.is_finite()).then_some(self.mean)
    }

    fn moments(&self) -> (f64, f64) {
        (self.mean, self.sd)
    }

    fn text(&self) -> String {
        format!("logistic(mean {}, sd {})", self.mean, self.sd)
    }
}

impl ThroughPercentiles for Logistic {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (mean, scale) = location_and_scale(points, |p| StandardLogistic.quantile(p));
        Ok(Self { mean, sd: scale * (core::f64::consts::PI / libm::sqrt(3.0)) })
    }
}

/// Distribution function `1/(1 + e⁻ˣ)`.
#[derive(Debug)]
struct StandardLogistic;

impl StandardLaw for StandardLogistic {
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        let Probability { lower, upper } = self.tails_inside(x);
        lower * upper
    }

    fn tails_inside(&self, x: f64) -> Probability {
        Probability { lower: 1.0 / (1.0 + libm::exp(-x)), upper: 1.0 / (1.0 + libm::exp(x)) }
    }

    fn quantile(&self, p: Probability) -> f64 {
        libm::log(p.lower / p.upper)
    }

    /// `−tanh(y/2)`, whose derivative is `−(1 − tanh²)/2` times that of `y`.
    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [tangent, complement, _] = kept;
        if n == 0 {
            tangent[0] = libm::tanh(0.5 * y[0]);
            complement[0] = 4.0 * self.density_inside(y[0]);
        } else {
            let sum: f64 = (1..=n).map(|i| i as f64 * y[i] * complement[n - i]).sum();
            tangent[n] = 0.5 * sum / n as f64;
            complement[n] = -product(tangent, tangent, n);
        }
        -tangent[n]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::{ContinuousCDF, FisherSnedecor};

    pub fn examples() -> Vec<Distribution> {
        let logistic = make(Logistic { mean: 1.2, sd: 0.5 });
        vec![
            cut(&logistic, 0.0, f64::INFINITY),
            cut(&logistic, f64::NEG_INFINITY, 1.5),
            cut(&logistic, 3.0, 10.0),
            logistic,
            make(Logistic { mean: -4e3, sd: 1e3 }),
        ]
    }

    #[test]
    fn exponential_of_the_standard_law_has_an_f_distribution() {
        let sd = core::f64::consts::PI / libm::sqrt(3.0);
        let logistic = make(Logistic { mean: 0.0, sd });
        let reference = FisherSnedecor::new(2.0, 2.0).expect("valid");
        for k in -40..=40 {
            let x = f64::from(k) / 4.0;
            close(logistic.cdf(x), reference.cdf(libm::exp(x)), 1e-11);
            close(logistic.survival(x), reference.sf(libm::exp(x)), 1e-11);
        }
    }

    #[test]
    fn values_are_exact() {
        let logistic = make(Logistic { mean: 9_000.0, sd: 1_500.0 });
        // mean + sd·√3/π·ln 19, and the density sd⁻¹·π/(4√3) at the mean.
        close(logistic.quantile(Probability::from_lower(0.95)), 11_435.031_435_031_055, 1e-14);
        close(logistic.density(9_000.0), 3.022_998_940_390_363e-4, 1e-14);
        assert_eq!(logistic.to_string(), "logistic(mean 9000, sd 1500)");
    }
}
