//! The regularised incomplete beta function, and the binomial and Student distributions from it.

use crate::statistics::interval::NORMAL_CRITICAL;

/// Smallest magnitude a denominator of the continued fraction may take.
const TINY: f64 = 1e-300;
/// Bound on the terms; about √max(a, b) are needed.
const TERMS: u32 = 1_000_000;
/// Above this variance the binomial quantile is taken from its normal expansion.
const LARGE_VARIANCE: f64 = 400.0;

/// I_x(a, b) for a, b > 0 by the continued fraction of DLMF 8.17.22, evaluated by the modified
/// Lentz method.
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - scaled_fraction(b, a, 1.0 - x);
    }
    scaled_fraction(a, b, x)
}

fn scaled_fraction(a: f64, b: f64, x: f64) -> f64 {
    let log_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
        + a * libm::log(x)
        + b * libm::log1p(-x);
    libm::exp(log_front) * continued_fraction(a, b, x) / a
}

fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    let guarded = |y: f64| if y.abs() < TINY { TINY } else { y };
    let mut c = 1.0;
    let mut d = 1.0 / guarded(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for term in 1..TERMS {
        let m = f64::from(term);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guarded(1.0 + even * d);
        c = guarded(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guarded(1.0 + odd * d);
        c = guarded(1.0 + odd / c);
        let factor = d * c;
        fraction *= factor;
        if (factor - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

/// P(B ≤ k) for a binomial B of n trials with probability p.
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n {
        return 1.0;
    }
    incomplete_beta((n - k) as f64, k as f64 + 1.0, 1.0 - p)
}

/// A quantile of a binomial as the two limits need it: the least k with P(B ≤ k) ≥ α, where α is
/// 2.5 % below and 97.5 % above the middle. Exact while n p (1 − p) is moderate, else by the
/// Cornish-Fisher expansion (Johnson, Kemp & Kotz 2005, §3.6), then within one of it.
pub fn binomial_quantile(n: u64, p: f64, upper: bool) -> u64 {
    let (alpha, z) = if upper { (0.975, NORMAL_CRITICAL) } else { (0.025, -NORMAL_CRITICAL) };
    let (mean, variance) = (n as f64 * p, n as f64 * p * (1.0 - p));
    let expansion = mean + z * variance.sqrt() + (z * z - 1.0) * (1.0 - 2.0 * p) / 6.0 - 0.5;
    let mut k = expansion.ceil().clamp(0.0, n as f64) as u64;
    if variance > LARGE_VARIANCE {
        return k;
    }
    while k < n && binomial_cdf(k, n, p) < alpha {
        k += 1;
    }
    while k > 0 && binomial_cdf(k - 1, n, p) >= alpha {
        k -= 1;
    }
    k
}

/// Root of an increasing function on (low, high) by bisection to the last bit.
pub(crate) fn bisect(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
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

/// The 97.5 % quantile of Student's t with the given degrees of freedom, at least 1
/// (P(|T| > t) = I_{ν/(ν+t²)}(ν/2, 1/2), Abramowitz & Stegun 26.7.1).
pub fn student_critical(degrees: u64) -> f64 {
    let nu = degrees as f64;
    bisect(1.9, 13.0, |t| incomplete_beta(0.5 * nu, 0.5, nu / (nu + t * t)) > 0.05)
}
