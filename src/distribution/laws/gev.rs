//! The generalised extreme value law.

use crate::distribution::percentiles::location_scale_and_shape;
use crate::distribution::prelude::*;
use crate::numerics::box_cox;
use crate::numerics::power_series::{extend_power, extend_reciprocal, product};
use core::f64::consts::PI;

parameters! {
    /// Distribution function `exp(−(1 + shape·(x − location)/scale)^(−1/shape))`, the Gumbel law
    /// where the shape is 0 (Jenkinson 1955, "The frequency distribution of the annual maximum (or
    /// minimum) values of meteorological elements", Quarterly Journal of the Royal Meteorological
    /// Society 81; the shape has the sign of Coles 2001, "An Introduction to Statistical Modeling
    /// of Extreme Values", eq. 3.2).
    GeneralisedExtremeValue {
        /// Value whose cumulative probability is 1/e.
        location: Dimensioned,
        /// Scale.
        scale: Dimensioned,
        /// Above 0 for a power as the upper tail, below 0 for an upper bound.
        shape: Plain,
    }
}

impl Law for GeneralisedExtremeValue {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let location = finite("location", self.location)?;
        let scale = positive("scale", self.scale)?;
        let shape = light("shape", self.shape, self.shape < 0.5, "below 1/2")?;
        Ok(Representation::Continuous(if shape.abs() < BOUND_OUT_OF_REACH {
            Continuous::new(NearGumbel { shape }, location, scale, None)
        } else {
            let bound = finite("bound of the values", location - scale / shape)?;
            Continuous::new(PowerOfExponential { shape }, bound, scale / shape.abs(), None)
        }))
    }

    fn moments(&self) -> (f64, f64) {
        let (mean, sd) = NearGumbel::moments(self.shape);
        (self.location + mean * self.scale, sd * self.scale)
    }

    fn text(&self) -> String {
        let Self { location, scale, shape } = self;
        format!("gev(location {location}, scale {scale}, shape {shape})")
    }
}

impl ThroughPercentiles for GeneralisedExtremeValue {
    const COUNT: usize = 3;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let gumbel = NearGumbel { shape: 0.0 };
        let (location, scale, shape) = location_scale_and_shape(points, |p| gumbel.quantile(p));
        Ok(Self { location, scale, shape })
    }
}

/// Shapes nearer to 0 have their bound more than 100 scales away, which counts as infinitely far:
/// the probability of coming half as far is below 1e-30.
pub(in crate::distribution) const BOUND_OUT_OF_REACH: f64 = 0.01;

/// `(E⁻ᵏ − 1)/k` of an exponential variate `E`, `k` being the shape: `−ln E` where it is 0.
#[derive(Debug)]
pub(super) struct NearGumbel {
    pub shape: f64,
}

impl NearGumbel {
    /// `E` at `x`.
    fn exponential(&self, x: f64) -> f64 {
        libm::exp(-box_cox::logarithm(x, self.shape))
    }

    /// Mean `(Γ(1−k) − 1)/k` and standard deviation `√(Γ(1−2k) − Γ(1−k)²)/|k|` for a shape `k`
    /// (Johnson, Kotz & Balakrishnan 1995, "Continuous Univariate Distributions" 2, eq. 22.184).
    pub fn moments(shape: f64) -> (f64, f64) {
        if shape == 0.0 {
            return (EULER, PI / libm::sqrt(6.0));
        }
        let single = log_gamma_below_one(shape);
        let excess = if shape.abs() < 0.01 {
            // Σ ζ(n)(2ⁿ − 2)kⁿ/n: Euler's constant, which would cancel, left out.
            zeta_sum(shape, |n| libm::exp2(f64::from(n)) - 2.0)
        } else {
            log_gamma_below_one(2.0 * shape) - 2.0 * single
        };
        let deviation = libm::exp(single) * libm::sqrt(libm::expm1(excess)) / shape.abs();
        (libm::expm1(single) / shape, deviation)
    }
}

/// Euler's constant.
const EULER: f64 = 0.577_215_664_901_532_9;
/// Riemann's ζ from 2 on.
const ZETA: [f64; 9] = [
    1.644_934_066_848_226_4,
    1.202_056_903_159_594_2,
    1.082_323_233_711_138_2,
    1.036_927_755_143_37,
    1.017_343_061_984_449,
    1.008_349_277_381_922_8,
    1.004_077_356_197_944_3,
    1.002_008_392_826_082_2,
    1.000_994_575_127_818_1,
];

/// `Σ ζ(n)·factor(n)·kⁿ/n` from `n = 2`.
fn zeta_sum(k: f64, factor: impl Fn(i32) -> f64) -> f64 {
    let terms = ZETA.iter().zip(2_i32..);
    terms.map(|(zeta, n)| zeta * factor(n) * libm::pow(k, f64::from(n)) / f64::from(n)).sum()
}

/// `ln Γ(1 − k)`, near 0 by its series (DLMF 5.7.3).
fn log_gamma_below_one(k: f64) -> f64 {
    if k.abs() < 0.01 { EULER * k + zeta_sum(k, |_| 1.0) } else { libm::lgamma(1.0 - k) }
}

impl StandardLaw for NearGumbel {
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        let logarithm = box_cox::logarithm(x, self.shape);
        if logarithm.is_infinite() {
            return 0.0;
        }
        libm::exp(-(1.0 + self.shape) * logarithm - libm::exp(-logarithm))
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let exponential = self.exponential(x);
        Probability { lower: libm::exp(-exponential), upper: -libm::expm1(-exponential) }
    }

    fn quantile(&self, p: Probability) -> f64 {
        box_cox::transform(-libm::log(p.complement().exponential_quantile()), self.shape)
    }

    /// `(E − 1 − k)/(1 + k·y)`; `E' = −E·y'/(1 + k·y)`.
    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, exponential, quotient] = kept;
        let mut stretched = y.map(|c| self.shape * c);
        stretched[0] += 1.0;
        extend_reciprocal(reciprocal, &stretched, n);
        exponential[n] = if n == 0 {
            self.exponential(y[0])
        } else {
            let sum: f64 = (1..=n).map(|i| i as f64 * y[i] * quotient[n - i]).sum();
            -sum / n as f64
        };
        quotient[n] = product(exponential, reciprocal, n);
        quotient[n] - (1.0 + self.shape) * reciprocal[n]
    }
}

/// `E⁻ᵏ` of an exponential variate `E` for a shape `k` above 0, `−E⁻ᵏ` below: 0 is the bound.
#[derive(Debug)]
struct PowerOfExponential {
    shape: f64,
}

impl PowerOfExponential {
    /// `E` at `x`.
    fn exponential(&self, x: f64) -> f64 {
        libm::pow(x.abs(), -1.0 / self.shape)
    }
}

impl StandardLaw for PowerOfExponential {
    fn support(&self) -> (f64, f64) {
        if self.shape > 0.0 { (0.0, f64::INFINITY) } else { (f64::NEG_INFINITY, 0.0) }
    }

    fn density_inside(&self, x: f64) -> f64 {
        let exponential = self.exponential(x);
        let density = exponential * libm::exp(-exponential) / (self.shape * x);
        // Far out towards the bound, where E overflows.
        if density.is_nan() { 0.0 } else { density }
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let exponential = self.exponential(x);
        Probability { lower: libm::exp(-exponential), upper: -libm::expm1(-exponential) }
    }

    fn quantile(&self, p: Probability) -> f64 {
        let exponential = p.complement().exponential_quantile();
        self.shape.signum() * libm::pow(exponential, -self.shape)
    }

    /// `(E/k − (1 + k)/k)/y`.
    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, exponential, _] = kept;
        let size = y.map(|c| self.shape.signum() * c);
        extend_reciprocal(reciprocal, &size, n);
        extend_power(exponential, -1.0 / self.shape, &size, reciprocal, n);
        let bent = product(exponential, reciprocal, n);
        (bent - (1.0 + self.shape) * reciprocal[n]) / self.shape.abs()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    fn gev(shape: f64) -> Distribution {
        make(GeneralisedExtremeValue { location: 100.0, scale: 20.0, shape })
    }

    pub fn examples() -> Vec<Distribution> {
        let heavy = gev(0.3);
        let mut all: Vec<Distribution> =
            [-0.9, -0.2, -0.009, 0.0, 1e-7, 0.009, 0.02].map(gev).to_vec();
        all.extend([cut(&gev(-0.2), 60.0, 150.0), cut(&heavy, 80.0, 400.0), heavy]);
        all
    }

    #[test]
    fn values_match_scipy() {
        // scipy 1.17, genextreme(-shape, 100, 20): cdf(115), sf(115), ppf(0.99); mean and standard
        // deviation from Γ to 40 digits by mpmath 1.4, as those of scipy lose digits near 0.
        let scipy = [
            (-0.9, [0.7506276235602254, 0.2493723764397746, 121.86842859680252, 100.84964817983584, 19.264209408083243]),
            (-0.2, [0.6416544805239164, 0.35834551947608356, 160.14928526803794, 108.18312576002394, 21.030924369394068]),
            (-0.009, [0.6242733206358194, 0.3757266793641806, 190.12447444789552, 111.36773914907437, 25.354578184458042]),
            (0.0, [0.6235249162568004, 0.37647508374319955, 192.0029845355316, 111.54431329803066, 25.65099660323728]),
            (1e-7, [0.6235249079730795, 0.37647509202692064, 192.00300569690774, 111.54431527614283, 25.650999958333525]),
            (0.02, [0.6218821467359966, 0.37811785326400343, 196.36809422546696, 111.9473558125111, 26.350748218169]),
            (0.3, [0.6014518630821327, 0.3985481369178673, 298.33863866700915, 119.87035550983718, 48.68090646206746]),
        ];
        for (shape, [cdf, survival, p99, mean, sd]) in scipy {
            let gev = gev(shape);
            close(gev.cdf(115.0), cdf, 1e-13);
            close(gev.survival(115.0), survival, 1e-13);
            close(gev.quantile(Probability::from_lower(0.99)), p99, 1e-13);
            close(gev.mean(), mean, 1e-12);
            close(gev.standard_deviation(), sd, 1e-12);
        }
    }

    #[test]
    fn a_tail_without_standard_deviation_is_refused() {
        let heavy = GeneralisedExtremeValue { location: 0.0, scale: 1.0, shape: 0.5 };
        let message = Distribution::new(heavy).expect_err("invalid").to_string();
        let expected = "the shape must be below 1/2, not 0.5: else the standard deviation is infinite";
        assert_eq!(message, expected);
    }
}
