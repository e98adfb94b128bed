//! Root finding: bisection, and inversion of a distribution function on a positive variable.

use super::probability::Probability;

/// Root of an increasing function on (low, high) by bisection to the last bit.
pub fn bisect(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return middle;
        }
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The `x` in (0, `highest`] whose tails are `p`, from `start`. `law` gives both tails and the
/// density.
///
/// Newton's method for the logarithm of the smaller tail as a function of ln x, in which the
/// power-law lower tails of the gamma and beta laws are straight lines, safeguarded by bisection.
pub fn logarithmic_root(
    p: Probability,
    start: f64,
    highest: f64,
    law: impl Fn(f64) -> (Probability, f64),
) -> f64 {
    let from_below = p.lower <= p.upper;
    let (mut low, mut high) = (f64::MIN_POSITIVE, highest);
    if start <= low {
        // Only a quantile below the smallest normal number starts here.
        return start;
    }
    let mut x = start.min(high);
    for _ in 0..200 {
        let (tails, density) = law(x);
        let (tail, target, sign) =
            if from_below { (tails.lower, p.lower, 1.0) } else { (tails.upper, p.upper, -1.0) };
        if (tail < target) == from_below {
            low = x;
        } else {
            high = x;
        }
        let step = sign * libm::log(target / tail) * tail / (x * density);
        let next = x * libm::exp(step);
        let inside = next > low && next < high;
        // Quadratic convergence: after a step of 1e-8 nothing is left to gain.
        if step.abs() < 1e-8 {
            return if inside { next } else { x };
        }
        x = if inside { next } else { libm::sqrt(low) * libm::sqrt(high) };
    }
    x
}
