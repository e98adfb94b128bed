//! The gamma law.

use crate::distribution::prelude::*;
use crate::numerics::incomplete_gamma;
use crate::numerics::power_series::extend_reciprocal;
use crate::numerics::roots::bisect;

parameters! {
    /// Density proportional to `x^(shape − 1) exp(−x/scale)`.
    Gamma {
        /// Exponent of the density, plus 1.
        shape: Plain,
        /// Mean divided by the shape.
        scale: Dimensioned,
    }
}

impl Law for Gamma {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let standard = StandardGamma { shape: positive("shape", self.shape)? };
        let scale = positive("scale", self.scale)?;
        Ok(Representation::Continuous(Continuous::new(standard, 0.0, scale, None)))
    }

    fn moments(&self) -> (f64, f64) {
        (self.shape * self.scale, libm::sqrt(self.shape) * self.scale)
    }

    fn text(&self) -> String {
        format!("gamma(shape {}, scale {})", self.shape, self.scale)
    }
}

/// Logarithms of the shapes that are looked for.
const LOG_SHAPES: (f64, f64) = (-4.0, 18.0);

impl ThroughPercentiles for Gamma {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let [(a, low), (b, high)] = [points[0], points[1]];
        let ratio = high / positive("percentile value", low)?;
        // The larger the shape, the nearer the percentiles.
        let quantile = incomplete_gamma::quantile;
        let logarithm = bisect(LOG_SHAPES.0, LOG_SHAPES.1, |logarithm| {
            let shape = libm::exp(logarithm);
            quantile(shape, b) > ratio * quantile(shape, a)
        });
        let shape = libm::exp(logarithm);
        Ok(Self { shape, scale: high / quantile(shape, b) })
    }
}

parameters! {
    /// The gamma law by its moments.
    GammaMoments {
        /// Mean.
        mean: Dimensioned,
        /// Standard deviation.
        sd: Dimensioned,
    }
}

impl GammaMoments {
    fn gamma(&self) -> Gamma {
        let &Self { mean, sd } = self;
        Gamma { shape: (mean / sd) * (mean / sd), scale: sd * (sd / mean) }
    }
}

impl Law for GammaMoments {
    fn representation(&self) -> Result<Representation, DistributionError> {
        positive("mean", self.mean)?;
        not_negative("sd", self.sd)?;
        self.gamma().representation()
    }

    fn only_value(&self) -> Option<f64> {
        (self.sd == 0.0 && self.mean > 0.0 && self.mean.is_finite()).then_some(self.mean)
    }

    fn moments(&self) -> (f64, f64) {
        self.gamma().moments()
    }

    fn text(&self) -> String {
        self.gamma().text()
    }
}

/// Scale 1.
#[derive(Debug)]
struct StandardGamma {
    shape: f64,
}

impl StandardLaw for StandardGamma {
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        incomplete_gamma::density(self.shape, x)
    }

    fn tails_inside(&self, x: f64) -> Probability {
        incomplete_gamma::tails(self.shape, x)
    }

    fn quantile(&self, p: Probability) -> f64 {
        incomplete_gamma::quantile(self.shape, p)
    }

    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, ..] = kept;
        extend_reciprocal(reciprocal, y, n);
        (self.shape - 1.0) * reciprocal[n] - if n == 0 { 1.0 } else { 0.0 }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::ContinuousCDF;

    pub fn examples() -> Vec<Distribution> {
        let gamma = make(Gamma { shape: 2.5, scale: 3.0 });
        let steep = make(Gamma { shape: 0.2, scale: 1.0 });
        vec![
            cut(&gamma, 1.0, 20.0),
            cut(&steep, 0.0, 1.0),
            gamma,
            steep,
            make(Gamma { shape: 400.0, scale: 0.1 }),
            make(GammaMoments { mean: 80.0, sd: 30.0 }),
        ]
    }

    #[test]
    fn distribution_function_matches_statrs() {
        let gamma = make(Gamma { shape: 2.5, scale: 3.0 });
        let reference = statrs::distribution::Gamma::new(2.5, 1.0 / 3.0).expect("valid");
        for k in 1..20 {
            let x = f64::from(k);
            close(gamma.cdf(x), reference.cdf(x), 1e-11);
        }
    }
}
