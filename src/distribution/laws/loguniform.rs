//! The log-uniform law.

use crate::distribution::percentiles::scale_and_spread;
use crate::distribution::prelude::*;
use crate::numerics::power_series::extend_reciprocal_complement;

parameters! {
    /// Density proportional to `1/x`: the logarithm is uniform (Hamming 1970, "On the distribution
    /// of numbers", Bell System Technical Journal 49).
    LogUniform {
        /// Least value.
        min: Dimensioned,
        /// Largest value.
        max: Dimensioned,
    }
}

impl LogUniform {
    /// Logarithm of the largest value over the least.
    fn range(&self) -> f64 {
        libm::log1p((self.max - self.min) / self.min)
    }
}

impl Law for LogUniform {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let &Self { min, max } = self;
        let (width, range) = (width(positive("min", min)?, max)?, self.range());
        let standard = StandardLogUniform { range: finite("ratio of max to min", range)? };
        Ok(Representation::Continuous(Continuous::new(standard, min, width, Some(max))))
    }

    fn only_value(&self) -> Option<f64> {
        (self.min == self.max && self.min > 0.0 && self.min.is_finite()).then_some(self.min)
    }

    /// With half the range `h` and the geometric centre `g` the mean is `g·sinh h/h` and the
    /// variance `g²·(sinh h/h)·(cosh h − sinh h/h)`.
    fn moments(&self) -> (f64, f64) {
        let half = 0.5 * self.range();
        let ratio = libm::sinh(half) / half;
        let excess = if half < 0.5 {
            let square = half * half;
            let series = [1.0 / 3.0, 1.0 / 30.0, 1.0 / 840.0, 1.0 / 45_360.0, 1.0 / 3_991_680.0];
            square * series.iter().rev().fold(0.0, |sum, c| sum * square + c)
        } else {
            libm::cosh(half) - ratio
        };
        let centre = libm::sqrt(self.min) * libm::sqrt(self.max);
        (centre * ratio, centre * libm::sqrt(ratio * excess))
    }

    fn text(&self) -> String {
        format!("loguniform({}, {})", self.min, self.max)
    }
}

impl ThroughPercentiles for LogUniform {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (min, range) = scale_and_spread(points, |p| p.lower)?;
        Ok(Self { min, max: min * libm::exp(range) })
    }
}

/// `(e^(r·U) − 1)/(eʳ − 1)` of a uniform variate `U`, `r` being the range; on [0, 1], mirrored when
/// the range changes its sign.
#[derive(Debug)]
struct StandardLogUniform {
    range: f64,
}

impl StandardLaw for StandardLogUniform {
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    fn mirrored(&self) -> Option<Arc<dyn StandardLaw>> {
        Some(Arc::new(Self { range: -self.range }))
    }

    fn density_inside(&self, x: f64) -> f64 {
        let width = libm::expm1(self.range);
        width / (self.range * (1.0 + width * x))
    }

    fn holds_at_ends(&self) -> bool {
        true
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let tail = |x: f64, range: f64| libm::log1p(x * libm::expm1(range)) / range;
        Probability { lower: tail(x, self.range), upper: tail(1.0 - x, -self.range) }
    }

    fn quantile(&self, p: Probability) -> f64 {
        libm::expm1(self.range * p.lower) / libm::expm1(self.range)
    }

    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, ..] = kept;
        let width = libm::expm1(self.range);
        extend_reciprocal_complement(reciprocal, &y.map(|c| -width * c), n);
        -width * reciprocal[n]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        let wide = make(LogUniform { min: 0.02, max: 700.0 });
        let narrow = make(LogUniform { min: 9.0, max: 10.0 });
        vec![cut(&wide, 1.0, 100.0), wide, narrow]
    }

    #[test]
    fn values_match_scipy() {
        // scipy 1.17, loguniform(min, max): cdf, sf at the middle of the range, ppf(0.9), mean, std.
        let scipy = [
            ((0.02, 700.0), [0.9337559243194581, 0.06624407568054191, 245.861901183, 66.8998457935954, 137.62276577299804]),
            ((9.0, 10.0), [0.51316397734676, 0.48683602265324, 9.895192582062144, 9.4912215810299, 0.2886484359500602]),
        ];
        for ((min, max), [cdf, survival, p90, mean, sd]) in scipy {
            let law = make(LogUniform { min, max });
            close(law.cdf(0.5 * (min + max)), cdf, 1e-13);
            close(law.survival(0.5 * (min + max)), survival, 1e-13);
            close(law.quantile(Probability::from_lower(0.9)), p90, 1e-13);
            close(law.mean(), mean, 1e-13);
            close(law.standard_deviation(), sd, 1e-12);
        }
    }
}
