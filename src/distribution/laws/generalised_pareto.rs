//! The generalised Pareto law.

use super::gev::BOUND_OUT_OF_REACH;
use crate::distribution::percentiles::location_scale_and_shape;
use crate::distribution::prelude::*;
use crate::numerics::box_cox;
use crate::numerics::power_series::{extend_reciprocal, extend_reciprocal_complement};

parameters! {
    /// Survival `(1 + shape·(x − location)/scale)^(−1/shape)`, exponential where the shape is 0
    /// (Pickands 1975, "Statistical inference using extreme order statistics", Annals of Statistics
    /// 3; the shape has the sign of Coles 2001, "An Introduction to Statistical Modeling of Extreme
    /// Values", eq. 4.2).
    GeneralisedPareto {
        /// Least value.
        location: Dimensioned,
        /// Reciprocal of the density at the least value.
        scale: Dimensioned,
        /// Above 0 for a power as the tail, below 0 for an upper bound.
        shape: Plain,
    }
}

impl Law for GeneralisedPareto {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let location = finite("location", self.location)?;
        let scale = positive("scale", self.scale)?;
        let shape = light("shape", self.shape, self.shape < 0.5, "below 1/2")?;
        Ok(Representation::Continuous(if shape > -BOUND_OUT_OF_REACH {
            Continuous::new(StandardGeneralisedPareto { shape }, location, scale, None)
        } else {
            let standard = Bounded { power: -shape, from_above: true };
            Continuous::new(standard, location, finite("range", scale / -shape)?, None)
        }))
    }

    fn moments(&self) -> (f64, f64) {
        let &Self { location, scale, shape } = self;
        let mean = scale / (1.0 - shape);
        (location + mean, mean / libm::sqrt(1.0 - 2.0 * shape))
    }

    fn text(&self) -> String {
        let Self { location, scale, shape } = self;
        format!("generalised-pareto(location {location}, scale {scale}, shape {shape})")
    }
}

impl ThroughPercentiles for GeneralisedPareto {
    const COUNT: usize = 3;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (location, scale, shape) =
            location_scale_and_shape(points, Probability::exponential_quantile);
        Ok(Self { location, scale, shape })
    }
}

/// `(V⁻ᵏ − 1)/k` of a uniform variate `V`, `k` being the shape: exponential where it is 0.
#[derive(Debug)]
struct StandardGeneralisedPareto {
    shape: f64,
}

impl StandardLaw for StandardGeneralisedPareto {
    fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        libm::exp(-(1.0 + self.shape) * box_cox::logarithm(x, self.shape))
    }

    fn holds_at_ends(&self) -> bool {
        true
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let hazard = box_cox::logarithm(x, self.shape);
        Probability { lower: -libm::expm1(-hazard), upper: libm::exp(-hazard) }
    }

    fn quantile(&self, p: Probability) -> f64 {
        box_cox::transform(p.exponential_quantile(), self.shape)
    }

    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, ..] = kept;
        extend_reciprocal_complement(reciprocal, &y.map(|c| -self.shape * c), n);
        -(1.0 + self.shape) * reciprocal[n]
    }
}

/// `Vᵖ` of a uniform variate `V`, or `1 − Vᵖ`, on [0, 1].
#[derive(Clone, Copy, Debug)]
struct Bounded {
    power: f64,
    from_above: bool,
}

impl StandardLaw for Bounded {
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    fn mirrored(&self) -> Option<Arc<dyn StandardLaw>> {
        Some(Arc::new(Self { from_above: !self.from_above, ..*self }))
    }

    fn density_inside(&self, x: f64) -> f64 {
        let y = if self.from_above { 1.0 - x } else { x };
        libm::pow(y, 1.0 / self.power - 1.0) / self.power
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let logarithm = if self.from_above { libm::log1p(-x) } else { libm::log(x) } / self.power;
        let (tail, rest) = (libm::exp(logarithm), -libm::expm1(logarithm));
        let p = Probability { lower: tail, upper: rest };
        if self.from_above { p.complement() } else { p }
    }

    fn quantile(&self, p: Probability) -> f64 {
        if self.from_above {
            -libm::expm1(-self.power * p.exponential_quantile())
        } else {
            libm::exp(-self.power * p.complement().exponential_quantile())
        }
    }

    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, ..] = kept;
        let exponent = 1.0 / self.power - 1.0;
        if self.from_above {
            extend_reciprocal_complement(reciprocal, y, n);
            -exponent * reciprocal[n]
        } else {
            extend_reciprocal(reciprocal, y, n);
            exponent * reciprocal[n]
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    fn law(shape: f64) -> Distribution {
        make(GeneralisedPareto { location: 10.0, scale: 3.0, shape })
    }

    pub fn examples() -> Vec<Distribution> {
        let (heavy, bounded) = (law(0.4), law(-0.7));
        let mut all: Vec<Distribution> = [-2.0, -0.01, -1e-6, 0.0, 0.1].map(law).to_vec();
        all.extend([cut(&heavy, 12.0, 40.0), cut(&bounded, 11.0, 14.0), heavy, bounded]);
        all
    }

    #[test]
    fn values_match_scipy() {
        // scipy 1.17, genpareto(shape, 10, 3): cdf(11.25), sf(11.25), ppf(0.9), mean, std.
        let scipy = [
            (-2.0, [0.591751709536137, 0.40824829046386296, 11.485, 11.0, 0.44721359549995787]),
            (-0.7, [0.3889822479439458, 0.6110177520560541, 13.430601865013337, 11.764705882352942, 1.1391127488845345]),
            (-0.01, [0.34133297219000924, 0.6586670278099908, 16.828833713256795, 12.97029702970297, 2.9410323058713095]),
            (0.0, [0.34075936979955623, 0.6592406302004438, 16.907755278982137, 13.0, 3.0]),
            (0.1, [0.33516736400849895, 0.6648326359915011, 17.76776235382502, 13.333333333333334, 3.726779962499649]),
            (0.4, [0.3198056409834316, 0.6801943590165684, 21.339148236321854, 15.0, 11.180339887498949]),
        ];
        for (shape, [cdf, survival, p90, mean, sd]) in scipy {
            let law = law(shape);
            close(law.cdf(11.25), cdf, 1e-13);
            close(law.survival(11.25), survival, 1e-13);
            close(law.quantile(Probability::from_lower(0.9)), p90, 1e-13);
            close(law.mean(), mean, 1e-13);
            close(law.standard_deviation(), sd, 1e-13);
        }
    }
}
