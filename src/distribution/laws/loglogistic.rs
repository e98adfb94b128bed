//! The log-logistic law.

use crate::distribution::percentiles::scale_and_spread;
use crate::distribution::prelude::*;
use crate::numerics::power_series::{extend_reciprocal, product};
use core::f64::consts::PI;

parameters! {
    /// Odds `(x/scale)^shape` of not exceeding `x` (Johnson, Kotz & Balakrishnan 1995, "Continuous
    /// Univariate Distributions" 2, chapter 23).
    LogLogistic {
        /// Median.
        scale: Dimensioned,
        /// Exponent.
        shape: Plain,
    }
}

impl Law for LogLogistic {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let scale = positive("scale", self.scale)?;
        let shape = light("shape", self.shape, self.shape > 2.0, "above 2")?;
        let standard = StandardLogLogistic { shape };
        Ok(Representation::Continuous(Continuous::new(standard, 0.0, scale, None)))
    }

    /// The mean is `b/sin b` and the mean square `2b/sin 2b` with `b = π/shape`: their difference
    /// without cancellation is `(tan b − b)·b/sin² b`.
    fn moments(&self) -> (f64, f64) {
        let b = PI / self.shape;
        let excess = if b < 0.05 {
            // Of tan b − b (DLMF 4.19.3).
            let square = b * b;
            let series = [1.0 / 3.0, 2.0 / 15.0, 17.0 / 315.0, 62.0 / 2_835.0, 1_382.0 / 155_925.0];
            square * b * series.iter().rev().fold(0.0, |sum, c| sum * square + c)
        } else {
            libm::tan(b) - b
        };
        let sine = libm::sin(b);
        (self.scale * b / sine, self.scale * libm::sqrt(b * excess) / sine)
    }

    fn text(&self) -> String {
        format!("loglogistic(scale {}, shape {})", self.scale, self.shape)
    }
}

impl ThroughPercentiles for LogLogistic {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (scale, spread) = scale_and_spread(points, |p| libm::log(p.lower / p.upper))?;
        Ok(Self { scale, shape: 1.0 / spread })
    }
}

/// Scale 1.
#[derive(Debug)]
struct StandardLogLogistic {
    shape: f64,
}

impl StandardLaw for StandardLogLogistic {
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        let Probability { lower, upper } = self.tails_inside(x);
        self.shape / x * lower * upper
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let odds = libm::pow(x, self.shape);
        Probability { lower: 1.0 / (1.0 + 1.0 / odds), upper: 1.0 / (1.0 + odds) }
    }

    fn quantile(&self, p: Probability) -> f64 {
        libm::pow(p.lower / p.upper, 1.0 / self.shape)
    }

    /// `−(1 + shape·t)/y` with `t = lower − upper`, whose derivative is `(1 − t²)·shape/2` times
    /// that of `ln y`.
    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, difference, complement] = kept;
        extend_reciprocal(reciprocal, y, n);
        if n == 0 {
            let Probability { lower, upper } = self.tails_inside(y[0]);
            difference[0] = lower - upper;
            complement[0] = 4.0 * lower * upper;
        } else {
            let moved = (1..=n).map(|i| i as f64 * y[i] * product(complement, reciprocal, n - i));
            difference[n] = 0.5 * self.shape * moved.sum::<f64>() / n as f64;
            complement[n] = -product(difference, difference, n);
        }
        -reciprocal[n] - self.shape * product(difference, reciprocal, n)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::{ContinuousCDF, FisherSnedecor};

    pub fn examples() -> Vec<Distribution> {
        let law = make(LogLogistic { scale: 14.0, shape: 2.8 });
        let narrow = make(LogLogistic { scale: 1.0, shape: 80.0 });
        vec![cut(&law, 2.0, 60.0), cut(&narrow, 0.95, f64::INFINITY), law, narrow]
    }

    #[test]
    fn moments_match_scipy() {
        // scipy 1.17, fisk(shape, scale=scale): mean, std.
        let law = make(LogLogistic { scale: 14.0, shape: 2.8 });
        close(law.mean(), 17.43452390815599, 1e-13);
        close(law.standard_deviation(), 16.080798224359587, 1e-12);
    }

    #[test]
    fn power_of_the_standard_law_has_an_f_distribution() {
        let law = make(LogLogistic { scale: 14.0, shape: 2.8 });
        let reference = FisherSnedecor::new(2.0, 2.0).expect("valid");
        for k in 1..100 {
            let x = f64::from(k);
            let odds = libm::pow(x / 14.0, 2.8);
            close(law.cdf(x), reference.cdf(odds), 1e-11);
            close(law.survival(x), reference.sf(odds), 1e-11);
        }
    }
}
