//! The pieces of Loader (2000), "Fast and accurate computation of binomial probabilities", that
//! keep densities of the gamma, beta and Poisson laws accurate when their parameters are large.

const HALF_LOG_TWO_PI: f64 = 0.918_938_533_204_672_7;

/// Error of Stirling's formula: `ln Γ(n+1) − (n + 1/2) ln n + n − ln √(2π)` (Loader 2000, eq. 4).
pub fn stirling_error(n: f64) -> f64 {
    if n < 15.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - HALF_LOG_TWO_PI;
    }
    let square = n * n;
    let series = [
        1.0 / 12.0,
        -1.0 / 360.0,
        1.0 / 1260.0,
        -1.0 / 1680.0,
        1.0 / 1188.0,
        -691.0 / 360_360.0,
        1.0 / 156.0,
    ];
    series.iter().rev().fold(0.0, |sum, c| sum / square + c) / n
}

/// Deviance `x ln(x/m) + m − x` (Loader 2000, section 2.2), without cancellation near `x = m`.
pub fn deviance(x: f64, m: f64) -> f64 {
    let difference = x - m;
    if difference.abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = difference / (x + m);
    let mut sum = difference * v;
    let mut power = 2.0 * x * v;
    for j in 1..1000 {
        power *= v * v;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// `xᵃ e⁻ˣ / Γ(a+1)`: the Poisson probability of `a` events when `x` are expected (Loader 2000, eq.
/// 8).
pub fn poisson_term(a: f64, x: f64) -> f64 {
    if a == 0.0 {
        return libm::exp(-x);
    }
    libm::exp(-HALF_LOG_TWO_PI - 0.5 * libm::log(a) - stirling_error(a) - deviance(a, x))
}

/// `xᵃ (1−x)ᵇ / B(a, b)` with `complement = 1 − x` (Loader 2000, eq. 5).
pub fn beta_term(a: f64, b: f64, x: f64, complement: f64) -> f64 {
    let n = a + b;
    let exponent = stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x)
        - deviance(b, n * complement)
        - HALF_LOG_TWO_PI;
    libm::sqrt(a * b / n) * libm::exp(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_match_direct_formulas() {
        let term = poisson_term(3.0, 2.0);
        assert!((term / (8.0 / 6.0 * libm::exp(-2.0)) - 1.0).abs() < 1e-14);
        let term = beta_term(2.0, 3.0, 0.3, 0.7);
        assert!((term / (0.09 * 0.343 * 12.0) - 1.0).abs() < 1e-14);
    }

    #[test]
    fn stirling_error_is_continuous() {
        assert!((stirling_error(15.0) - stirling_error(15.0 - 1e-12)).abs() < 3e-14);
    }
}
