//! The regularised incomplete beta function and its inverse: the beta law on [0, 1].

use super::probability::Probability;
use super::roots::logarithmic_root;
use super::saddle_point::beta_term;

/// Density at `0 < x < 1` of the beta law.
pub fn density(alpha: f64, beta: f64, x: f64) -> f64 {
    beta_term(alpha, beta, x, 1.0 - x) / (x * (1.0 - x))
}

/// Both tails of the beta law at `x`: the continued fraction DLMF 8.17.22 by Lentz's method, from
/// the side on which it converges fast.
pub fn tails(alpha: f64, beta: f64, x: f64) -> Probability {
    if x <= 0.0 {
        return Probability::from_lower(0.0);
    }
    if x >= 1.0 {
        return Probability::from_upper(0.0);
    }
    let complement = 1.0 - x;
    let term = beta_term(alpha, beta, x, complement);
    if x * (alpha + beta + 2.0) < alpha + 1.0 {
        let lower = term * fraction(alpha, beta, x, 1e-16) / alpha;
        Probability::from_lower(lower.min(1.0))
    } else {
        let upper = term * fraction(beta, alpha, complement, 1e-16) / beta;
        Probability::from_upper(upper.min(1.0))
    }
}

/// I_x(a, b), to about 13 digits: the same fraction, the factor before it from ln Γ. The critical
/// values and exact limits of the statistics are found from it, to the last bit.
pub fn regularised(a: f64, b: f64, x: f64) -> f64 {
    let scaled = |a: f64, b: f64, x: f64| {
        let logarithm = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
            + a * libm::log(x)
            + b * libm::log1p(-x);
        libm::exp(logarithm) * fraction(a, b, x, 1e-15) / a
    };
    if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else if x > (a + 1.0) / (a + b + 2.0) {
        1.0 - scaled(b, a, 1.0 - x)
    } else {
        scaled(a, b, x)
    }
}

/// The continued fraction, of which about √max(a, b) terms are needed.
fn fraction(a: f64, b: f64, x: f64, tolerance: f64) -> f64 {
    let guard = |value: f64| if value.abs() < 1e-300 { 1e-300 } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut result = d;
    for m in 1..1_000_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        result *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        let factor = d * c;
        result *= factor;
        if (factor - 1.0).abs() < tolerance {
            break;
        }
    }
    result
}

/// Quantile of the beta law. Near 1 the quantile of the mirrored law, `1 − x`, is finer.
pub fn quantile(alpha: f64, beta: f64, p: Probability) -> f64 {
    if p.lower <= 0.0 {
        return 0.0;
    }
    if p.upper <= 0.0 {
        return 1.0;
    }
    if p.upper < p.lower {
        return 1.0 - quantile(beta, alpha, p.complement());
    }
    // First term of the power series at 0.
    let log_beta = libm::lgamma(alpha) + libm::lgamma(beta) - libm::lgamma(alpha + beta);
    let start = libm::exp((libm::log(p.lower * alpha) + log_beta) / alpha);
    let start = start.min(alpha / (alpha + beta));
    logarithmic_root(p, start, 1.0 - f64::EPSILON / 2.0, |x| {
        (tails(alpha, beta, x), density(alpha, beta, x))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integer_parameters_match_polynomials() {
        for x in [1e-9, 0.2, 0.4, 0.6, 0.95] {
            let p = tails(2.0, 3.0, x);
            let lower = x * x * (6.0 + x * (-8.0 + 3.0 * x));
            assert!((p.lower / lower - 1.0).abs() < 1e-14);
        }
    }

    #[test]
    fn both_factors_before_the_fraction_agree() {
        for (a, b, x) in [(0.5, 0.5, 0.3), (14.5, 0.5, 0.8), (51.0, 950.0, 0.06), (2.0, 3.0, 0.9)] {
            assert!((regularised(a, b, x) / tails(a, b, x).lower - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn quantile_inverts_lower_tail() {
        for (alpha, beta) in [(0.3, 0.4), (1.0, 5.0), (2.2, 3.8), (5.0, 1.0), (60.0, 300.0)] {
            for k in 1..200 {
                let p = Probability::from_lower(libm::exp2(-f64::from(k)));
                let x = quantile(alpha, beta, p);
                let error = tails(alpha, beta, x).lower / p.lower - 1.0;
                assert!(error.abs() < 2e-13, "{alpha} {beta} {p:?} {x} {error}");
            }
        }
    }
}
