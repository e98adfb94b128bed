//! The lognormal law.

use crate::distribution::percentiles::scale_and_spread;
use crate::distribution::prelude::*;
use crate::numerics::normal_integral;
use crate::numerics::power_series::{extend_logarithm, extend_reciprocal, product};

parameters! {
    /// The lognormal law with the mean and standard deviation of the quantity itself.
    Lognormal {
        /// Mean.
        mean: Dimensioned,
        /// Standard deviation.
        sd: Dimensioned,
    }
}

impl Law for Lognormal {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let variation = not_negative("sd", self.sd)? / positive("mean", self.mean)?;
        let variance = libm::log1p(variation * variation);
        let sigma = positive("spread of the logarithm", libm::sqrt(variance))?;
        let median = positive("median", self.mean * libm::exp(-0.5 * variance))?;
        let standard = StandardLognormal { sigma };
        Ok(Representation::Continuous(Continuous::new(standard, 0.0, median, None)))
    }

    fn only_value(&self) -> Option<f64> {
        (self.sd == 0.0 && self.mean > 0.0 && self.mean.is_finite()).then_some(self.mean)
    }

    fn moments(&self) -> (f64, f64) {
        (self.mean, self.sd)
    }

    fn text(&self) -> String {
        format!("lognormal(mean {}, sd {})", self.mean, self.sd)
    }
}

/// The lognormal law with this median and this `value` at the percentile `level`.
#[derive(Clone, Debug, PartialEq)]
pub struct LognormalPercentile {
    /// Median.
    pub median: f64,
    /// Level of the percentile, 0.95 for p95.
    pub level: f64,
    /// Value at that level.
    pub value: f64,
}

impl LognormalPercentile {
    pub(super) const FORM: Form = Form {
        parameters: &[
            Parameter { name: "median", kind: ParameterKind::Dimensioned, required: true },
            Parameter { name: "p95", kind: ParameterKind::Percentile, required: true },
        ],
        law: |given| {
            let median = given.number("median").unwrap_or(f64::NAN);
            let percentiles = given.percentiles();
            let &(level, value) = percentiles.first().unwrap_or(&(f64::NAN, f64::NAN));
            Ok(Arc::new(Self { median, level, value }))
        },
    };

    /// Standard deviation of the logarithm.
    fn sigma(&self) -> f64 {
        let score = normal_integral::quantile(Probability::from_lower(self.level));
        libm::log(self.value / self.median) / score
    }
}

impl Law for LognormalPercentile {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let &Self { median, level, value } = self;
        positive("median", median)?;
        positive("percentile value", value)?;
        let inside = level > 0.0 && level < 1.0;
        if !inside {
            let parameter = "percentile level";
            return Err(DistributionError::NotAProbability { parameter, value: level });
        }
        let sigma = self.sigma();
        if !(sigma > 0.0 && sigma.is_finite()) {
            return Err(DistributionError::PercentileOnWrongSide { level, value, median });
        }
        let standard = StandardLognormal { sigma };
        Ok(Representation::Continuous(Continuous::new(standard, 0.0, median, None)))
    }

    fn only_value(&self) -> Option<f64> {
        let &Self { median, level, value } = self;
        let is_sound = median > 0.0 && median.is_finite() && level > 0.0 && level < 1.0;
        (is_sound && value == median).then_some(median)
    }

    fn moments(&self) -> (f64, f64) {
        let sigma = self.sigma();
        let mean = self.median * libm::exp(0.5 * sigma * sigma);
        (mean, mean * libm::sqrt(libm::expm1(sigma * sigma)))
    }

    fn text(&self) -> String {
        format!("lognormal(median {}, {} {})", self.median, percentile_key(self.level), self.value)
    }
}

impl ThroughPercentiles for LognormalPercentile {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (median, _) = scale_and_spread(points, normal_integral::quantile)?;
        let off_centre = |point: &&Point| (point.0.lower - 0.5).abs();
        let outer = points.iter().max_by(|a, b| off_centre(a).total_cmp(&off_centre(b)));
        let (level, value) = outer.map_or((f64::NAN, f64::NAN), |(p, value)| (p.lower, *value));
        Ok(Self { median, level, value })
    }
}

/// `exp(sigma·Z)`: median 1.
#[derive(Debug)]
struct StandardLognormal {
    sigma: f64,
}

impl StandardLaw for StandardLognormal {
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        normal_integral::density(libm::log(x) / self.sigma) / (self.sigma * x)
    }

    fn tails_inside(&self, x: f64) -> Probability {
        normal_integral::tails(libm::log(x) / self.sigma)
    }

    fn quantile(&self, p: Probability) -> f64 {
        libm::exp(self.sigma * normal_integral::quantile(p))
    }

    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, logarithm, _] = kept;
        extend_reciprocal(reciprocal, y, n);
        extend_logarithm(logarithm, y, reciprocal, n);
        let bent = product(logarithm, reciprocal, n);
        -reciprocal[n] - bent / (self.sigma * self.sigma)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        let lognormal = make(Lognormal { mean: 1.2, sd: 0.2 });
        let wide = make(LognormalPercentile { median: 14.0, level: 0.95, value: 520.0 });
        vec![
            cut(&lognormal, 0.0, 3.0),
            cut(&lognormal, 1.0, 1.5),
            cut(&wide, 2.0, 300.0),
            lognormal,
            wide,
        ]
    }

    #[test]
    fn percentile_is_met() {
        let outage = make(LognormalPercentile { median: 14.0, level: 0.95, value: 52.0 });
        close(outage.quantile(Probability::from_lower(0.95)), 52.0, 1e-14);
        assert_eq!(outage.to_string(), "lognormal(median 14, p95 52)");
    }

    #[test]
    fn percentile_must_lie_on_its_side_of_the_median() {
        let wrong = LognormalPercentile { median: 14.0, level: 0.95, value: 10.0 };
        let message = Distribution::new(wrong).expect_err("invalid").to_string();
        assert_eq!(message, "the percentile 10 at level 0.95 must be at least the median 14");
    }
}
