//! The regularised incomplete gamma functions and their inverse: the gamma law with scale 1.

use super::normal_integral;
use super::probability::Probability;
use super::roots::logarithmic_root;
use super::saddle_point::poisson_term;

/// Density at `x > 0` of the gamma law with this shape and scale 1.
pub fn density(shape: f64, x: f64) -> f64 {
    poisson_term(shape, x) * shape / x
}

/// Both tails `P(shape, x)` and `Q(shape, x)`: the power series DLMF 8.11.4 below `shape + 1`, the
/// continued fraction DLMF 8.9.2 (even part, by Lentz's method) above.
pub fn tails(shape: f64, x: f64) -> Probability {
    if x <= 0.0 {
        return Probability::from_lower(0.0);
    }
    if x == f64::INFINITY {
        return Probability::from_upper(0.0);
    }
    let term = poisson_term(shape, x);
    if x < shape + 1.0 {
        let (mut sum, mut addend, mut n) = (1.0, 1.0, shape);
        while addend > sum * 1e-17 {
            n += 1.0;
            addend *= x / n;
            sum += addend;
        }
        return Probability::from_lower((term * sum).min(1.0));
    }
    let mut b = x + 1.0 - shape;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let a = -i * (i - shape);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        let factor = c * d;
        fraction *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    Probability::from_upper((term * shape * fraction).min(1.0))
}

/// Quantile of the gamma law with this shape and scale 1.
pub fn quantile(shape: f64, p: Probability) -> f64 {
    if p.lower <= 0.0 {
        return 0.0;
    }
    if p.upper <= 0.0 {
        return f64::INFINITY;
    }
    // Wilson and Hilferty (1931), the cube of a normal; in the lower tail the first term of the
    // series.
    let ninth = 1.0 / (9.0 * shape);
    let root = 1.0 - ninth + normal_integral::quantile(p) * libm::sqrt(ninth);
    let cube = shape * root * root * root;
    // Far up a steep law, the first term of the asymptotic expansion (DLMF 8.11.2).
    let far = -libm::log(p.upper) - libm::lgamma(shape);
    let start = if root > 0.2 && shape > 0.5 {
        cube
    } else if far > 1.0 {
        far + (shape - 1.0) * libm::log(far)
    } else {
        libm::exp((libm::log(p.lower) + libm::lgamma(shape + 1.0)) / shape)
    };
    logarithmic_root(p, start, f64::MAX, |x| (tails(shape, x), density(shape, x)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_one_is_exponential() {
        for x in [1e-12, 0.3, 1.9, 2.1, 30.0] {
            let p = tails(1.0, x);
            assert!((p.upper / libm::exp(-x) - 1.0).abs() < 1e-14);
            assert!((p.lower / -libm::expm1(-x) - 1.0).abs() < 1e-14);
        }
    }

    #[test]
    fn quantile_inverts_both_tails() {
        for shape in [0.05, 0.5, 1.0, 2.7, 40.0, 3000.0] {
            for k in 1..200 {
                let p = Probability::from_lower(libm::exp2(-f64::from(k)));
                for p in [p, p.complement()] {
                    let x = quantile(shape, p);
                    let error = tails(shape, x).smaller() / p.smaller() - 1.0;
                    // The tail moves by `slope` for each relative change of x, which rounding
                    // limits.
                    let slope = x * density(shape, x) / p.smaller();
                    assert!(
                        error.abs() < 2e-13 + 1e-15 * (shape + slope) || x < 1e-300,
                        "{shape} {p:?} {x} {error}"
                    );
                }
            }
        }
    }
}
