//! Taylor series of quantile functions.
//!
//! A quantile `y(v)` obeys `y' = w`, `w' = −L(y)·w²` with `w = M/f(y)` and `L = f'/f` the slope of
//! the log-density; as a function of a normal score `s` instead of the tail probability,
//! `w = φ(s)·M/f(y)` obeys `w' = −s·w − L(y)·w²` (Steinbrecher and Shaw 2008, "Quantile mechanics",
//! European Journal of Applied Mathematics 19, sections 2 and 3). Each coefficient follows from the
//! ones before it.

use super::continuous::Half;
use super::laws::StandardUniform;
use super::standard_law::StandardLaw;
use crate::numerics::power_series::{Series, TERMS, product};

/// The variable in which a quantile is expanded.
#[derive(Clone, Copy, Debug)]
pub enum Variable {
    /// The tail probability itself.
    Tail,
    /// The normal score of the tail probability; its value at the centre and the width of the unit.
    Score { centre: f64, unit: f64 },
}

/// Series of the offset of a half from that at the tail probability `v`, which changes by `pace` per
/// unit of the local variable.
pub fn offset_series(
    half: &Half<'_>,
    offset: f64,
    v: f64,
    pace: f64,
    variable: Variable,
) -> Series {
    let mut series = if let Some(law) = half.standard.by_quantile() {
        let tail = quantile_series(&StandardUniform, v, pace, variable);
        let (lower, upper) = half.untruncated_series(&tail);
        law.quantile_along(&lower, &upper)
    } else {
        let value = half.anchor() + offset;
        let derivative = half.direction() * half.mass * pace / half.standard.density(value);
        quantile_series(half.standard, value, derivative, variable)
    };
    series[0] = offset;
    series
}

/// Series of a quantile from its value and first derivative (per unit of the local variable).
fn quantile_series(
    law: &dyn StandardLaw,
    value: f64,
    derivative: f64,
    variable: Variable,
) -> Series {
    let (mut slope, mut kept) = ([0.0; TERMS], [[0.0; TERMS]; 3]);
    let (mut y, mut w, mut bent) = ([0.0; TERMS], [0.0; TERMS], [0.0; TERMS]);
    y[0] = value;
    w[0] = derivative;
    for n in 0..TERMS - 1 {
        slope[n] = law.slope(&y, n, &mut kept);
        bent[n] = product(&slope, &w, n);
        let mut next = product(&bent, &w, n);
        if let Variable::Score { centre, unit } = variable {
            next += unit * (centre * w[n] + if n > 0 { unit * w[n - 1] } else { 0.0 });
        }
        w[n + 1] = -next / (n + 1) as f64;
        y[n + 1] = w[n] / (n + 1) as f64;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::laws::StandardWeibull;
    use crate::numerics::power_series::increment;

    #[test]
    fn exponential_series_is_a_logarithm() {
        // Upper tail v of the exponential law: y = −ln v, expanded about v = 1/4 in units of 1/64.
        let series = quantile_series(
            &StandardWeibull { shape: 1.0 },
            -libm::log(0.25),
            -4.0 / 64.0,
            Variable::Tail,
        );
        for t in [-1.0, 0.5, 1.0] {
            let exact = -libm::log(0.25 + t / 64.0);
            assert!((series[0] + increment(&series, t) - exact).abs() < 1e-15);
        }
    }
}
