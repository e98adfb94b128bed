//! The power transformation that leads without a break through the logarithm (Box & Cox 1964, "An
//! analysis of transformations", Journal of the Royal Statistical Society B 26, eq. 1).

/// `(yᵏ − 1)/k` of the `y` with this logarithm; the logarithm itself when the exponent `k` is 0.
pub fn transform(logarithm: f64, exponent: f64) -> f64 {
    if exponent == 0.0 { logarithm } else { libm::expm1(exponent * logarithm) / exponent }
}

/// Logarithm of the `y` whose [`transform`] is `x`; infinite where `x` is beyond all of them.
pub fn logarithm(x: f64, exponent: f64) -> f64 {
    if exponent == 0.0 { x } else { libm::log1p((exponent * x).max(-1.0)) / exponent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_exponents_lead_to_the_logarithm() {
        for exponent in [0.5, 1e-5, 1e-12, 0.0, -1e-12, -1e-5, -0.5] {
            let x = transform(1.5, exponent);
            assert!((logarithm(x, exponent) - 1.5).abs() < 1e-15, "{exponent}");
            assert!((x - 1.5).abs() < 2.0 * f64::abs(exponent) + 1e-15, "{exponent}");
        }
        assert_eq!(logarithm(-3.0, 0.5), f64::NEG_INFINITY);
        assert_eq!(logarithm(3.0, -0.5), f64::INFINITY);
    }
}
