//! The integral of a Weibull curve, 1 − e^(−(age/scale)^shape), in straight-line code.
//!
//! With k = shape, s = scale, y = age/s, x = y^k and a = 1/k, ∫ curve = age − s·D and D = ∫₀^y
//! e^(−v^k) dv = a·γ(a, x). Below [`SWITCH`] γ(a, x) = x^a e^(−x) Σ xⁿ/(a(a+1)…(a+n)) (DLMF
//! 8.11.4), so that D = y e^(−x) Σ xⁿ/((a+1)…(a+n)); above it D = Γ(1+a) − a·Γ(a, x), Γ(a, x) by
//! the even part of its continued fraction (DLMF 8.9.2).

use crate::numerics::elementary::{exp, ln};
use crate::numerics::lanes::{LANES, Lanes};

/// Where the continued fraction takes over. Not below 1 + a for the least shape of the format
/// (0.2).
const SWITCH: f64 = 6.0;
/// Terms of the series after which what is left out is below 1e−15 of the sum for x up to
/// [`SWITCH`].
const TERMS: usize = 38;
/// Levels of the continued fraction that do the same from [`SWITCH`] on.
const LEVELS: usize = 24;

/// A curve with the shapes and scales (years) of a block.
pub struct WeibullCurve {
    shape: Lanes,
    scale: Lanes,
    log_scale: Lanes,
    /// a = 1/shape.
    inverse: Lanes,
    /// Γ(1 + a).
    whole: Lanes,
}

impl WeibullCurve {
    #[inline(always)]
    pub fn new(shape: &Lanes, scale: &Lanes) -> Self {
        let inverse = shape.map(|shape| 1.0 / shape);
        let mut whole = Lanes::ZERO;
        for lane in 0..LANES {
            // The shape is mostly the same in all lanes.
            let before = lane.saturating_sub(1);
            let is_same = lane > 0 && inverse[lane] == inverse[before];
            whole[lane] = if is_same { whole[before] } else { libm::tgamma(1.0 + inverse[lane]) };
        }
        WeibullCurve { shape: *shape, scale: *scale, log_scale: scale.map(ln), inverse, whole }
    }

    /// ∫ curve from age 0 to `age`, years; 0 for a negative one.
    #[inline(always)]
    pub fn integral(&self, age: f64) -> Lanes {
        if age <= 0.0 {
            return Lanes::ZERO;
        }
        let log_age = ln(age);
        let power = Lanes::from_fn(|lane| exp(self.shape[lane] * (log_age - self.log_scale[lane])));
        let small = power.map(|power| power.min(SWITCH));
        let decay = Lanes::from_fn(|lane| age / self.scale[lane] * exp(-power[lane]));
        let (mut term, mut sum) = (Lanes::splat(1.0), Lanes::splat(1.0));
        for n in 1..=TERMS {
            for lane in 0..LANES {
                term[lane] *= small[lane] / (self.inverse[lane] + n as f64);
                sum[lane] += term[lane];
            }
        }
        let mut fraction = Lanes::ZERO;
        for n in (0..LEVELS).rev() {
            let (first, next) = ((2 * n + 1) as f64, (n + 1) as f64);
            fraction.update(|lane, fraction| {
                let (x, a) = (power[lane].max(SWITCH), self.inverse[lane]);
                1.0 / (x + first - a - next * (next - a) * fraction)
            });
        }
        Lanes::from_fn(|lane| {
            let below = decay[lane] * sum[lane];
            let above = self.whole[lane] - self.inverse[lane] * decay[lane] * fraction[lane];
            let missing = if power[lane] < SWITCH { below } else { above };
            (age - self.scale[lane] * missing).max(0.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::{Distribution, Weibull};

    /// The tail of a Weibull distribution summed with Simpson's rule, over panels that follow the
    /// steepness.
    fn by_quadrature(shape: f64, scale: f64, age: f64) -> f64 {
        let tail = |u: f64| libm::exp(-libm::pow(u / scale, shape));
        // u = w^4 takes the singularity of small shapes away.
        let integrand = |w: f64| 4.0 * w * w * w * (1.0 - tail(w * w * w * w));
        let panels = 200_000;
        let width = libm::sqrt(libm::sqrt(age)) / f64::from(panels);
        let at = |half: u32| integrand(f64::from(half) * 0.5 * width);
        (0..panels)
            .map(|panel| {
                width / 6.0 * (at(2 * panel) + 4.0 * at(2 * panel + 1) + at(2 * panel + 2))
            })
            .sum()
    }

    #[test]
    fn integral_agrees_with_quadrature() {
        for shape in [0.2, 0.5, 0.9, 1.0, 1.3453, 2.0, 5.0, 20.0] {
            for age in [0.01, 0.3, 1.0, 2.0, 2.2, 3.0, 5.0, 20.0] {
                let scale = 2.1518;
                let found =
                    WeibullCurve::new(&Lanes::splat(shape), &Lanes::splat(scale)).integral(age)[5];
                let expected = by_quadrature(shape, scale, age);
                assert!(
                    (found - expected).abs() <= 1e-12 * age,
                    "shape {shape}, age {age}: {found} instead of {expected}"
                );
            }
        }
    }

    #[test]
    fn series_and_fraction_meet() {
        for shape in [0.2, 0.7, 1.0, 3.0, 20.0] {
            let curve = WeibullCurve::new(&Lanes::splat(shape), &Lanes::splat(1.0));
            let at = libm::pow(SWITCH, 1.0 / shape);
            let [below, above] =
                [at * (1.0 - 1e-9), at * (1.0 + 1e-9)].map(|age| curve.integral(age)[0]);
            let slope = -libm::expm1(-SWITCH);
            assert!(
                (above - below - 2e-9 * at * slope).abs() < 1e-13 * at,
                "shape {shape}: {below} and {above}"
            );
        }
    }

    #[test]
    fn late_integral_misses_the_mean() {
        for shape in [0.5, 1.0, 3.0] {
            let law = Distribution::new(Weibull { shape, scale: 1.5 });
            let mean = law.map_or(f64::NAN, |law| law.mean());
            let integral =
                WeibullCurve::new(&Lanes::splat(shape), &Lanes::splat(1.5)).integral(1e5)[63];
            assert!((1e5 - integral - mean).abs() < 1e-10 * 1e5_f64.max(mean), "shape {shape}");
        }
    }
}
