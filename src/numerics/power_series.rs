//! Arithmetic of truncated power series (Knuth, TAOCP 2, section 4.7), one coefficient after
//! another: coefficient `n` of a result needs those of its arguments up to `n`.

/// Number of coefficients of a series.
pub const TERMS: usize = 13;

/// Coefficients of a truncated power series.
pub type Series = [f64; TERMS];

/// Coefficient `n` of the product of two series.
pub fn product(a: &Series, b: &Series, n: usize) -> f64 {
    (0..=n).map(|i| a[i] * b[n - i]).sum()
}

/// Finds coefficient `n` of `1/y`, those before it being known.
pub fn extend_reciprocal(reciprocal: &mut Series, y: &Series, n: usize) {
    reciprocal[n] = if n == 0 {
        1.0 / y[0]
    } else {
        let sum: f64 = (1..=n).map(|i| y[i] * reciprocal[n - i]).sum();
        -sum * reciprocal[0]
    };
}

/// Finds coefficient `n` of `1/(1 − y)`, those before it being known.
pub fn extend_reciprocal_complement(reciprocal: &mut Series, y: &Series, n: usize) {
    reciprocal[n] = if n == 0 {
        1.0 / (1.0 - y[0])
    } else {
        let sum: f64 = (1..=n).map(|i| y[i] * reciprocal[n - i]).sum();
        sum * reciprocal[0]
    };
}

/// Finds coefficient `n` of `ln y` from those of `1/y`.
pub fn extend_logarithm(logarithm: &mut Series, y: &Series, reciprocal: &Series, n: usize) {
    logarithm[n] = if n == 0 {
        libm::log(y[0])
    } else {
        let sum: f64 = (1..=n).map(|i| i as f64 * y[i] * reciprocal[n - i]).sum();
        sum / n as f64
    };
}

/// Finds coefficient `n` of a power of `y`, those before it being known (TAOCP 2, eq. 4.7-9).
pub fn extend_power(power: &mut Series, exponent: f64, y: &Series, reciprocal: &Series, n: usize) {
    power[n] = if n == 0 {
        libm::pow(y[0], exponent)
    } else {
        let sum: f64 =
            (1..=n).map(|i| (exponent * i as f64 - (n - i) as f64) * y[i] * power[n - i]).sum();
        sum * reciprocal[0] / n as f64
    };
}

/// The product of two series.
pub fn multiply(a: &Series, b: &Series) -> Series {
    core::array::from_fn(|n| product(a, b, n))
}

/// `1/y`.
pub fn reciprocal(y: &Series) -> Series {
    let mut result = [0.0; TERMS];
    (0..TERMS).for_each(|n| extend_reciprocal(&mut result, y, n));
    result
}

/// `ln y`.
pub fn logarithm(y: &Series) -> Series {
    let (reciprocal, mut result) = (reciprocal(y), [0.0; TERMS]);
    (0..TERMS).for_each(|n| extend_logarithm(&mut result, y, &reciprocal, n));
    result
}

/// `e^y`.
pub fn exponential(y: &Series) -> Series {
    let mut result = [0.0; TERMS];
    result[0] = libm::exp(y[0]);
    for n in 1..TERMS {
        let sum: f64 = (1..=n).map(|i| i as f64 * y[i] * result[n - i]).sum();
        result[n] = sum / n as f64;
    }
    result
}

/// Value of a series at `t` without its constant term, so that small increments stay exact.
pub fn increment(series: &Series, t: f64) -> f64 {
    series[1..].iter().rev().fold(0.0, |sum, c| sum * t + c) * t
}

/// Lowers the degree of a series on [−1, 1] from `from` to `to` by subtracting multiples of
/// Chebyshev polynomials (Lanczos' economisation), and returns a bound on the change.
pub fn economise(series: &mut Series, from: usize, to: usize) -> f64 {
    let mut change = 0.0;
    for n in (to + 1..=from).rev() {
        let size = series[n];
        for (coefficient, chebyshev) in series[..n].iter_mut().zip(CHEBYSHEV[n]) {
            *coefficient -= size * chebyshev;
        }
        series[n] = 0.0;
        change += (size * HALVES[n]).abs();
    }
    change
}

/// Chebyshev polynomials of the first kind with leading coefficient 1 (DLMF 18.9.1).
const CHEBYSHEV: [Series; TERMS] = {
    let mut table = [[0.0; TERMS]; TERMS];
    table[0][0] = 1.0;
    table[1][1] = 1.0;
    let mut n = 2;
    while n < TERMS {
        let ratio = if n == 2 { 0.5 } else { 0.25 };
        let mut i = 0;
        while i < TERMS {
            let raised = if i > 0 { table[n - 1][i - 1] } else { 0.0 };
            table[n][i] = raised - ratio * table[n - 2][i];
            i += 1;
        }
        n += 1;
    }
    table
};

/// Largest values on [−1, 1] of the polynomials of [`CHEBYSHEV`].
const HALVES: Series = {
    let mut table = [1.0; TERMS];
    let mut n = 2;
    while n < TERMS {
        table[n] = 0.5 * table[n - 1];
        n += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_of_a_logarithm_is_the_series() {
        let mut series = [0.0; TERMS];
        series[..4].copy_from_slice(&[2.0, 0.5, -0.25, 0.125]);
        for (found, expected) in exponential(&logarithm(&series)).into_iter().zip(series) {
            assert!((found - expected).abs() < 1e-14);
        }
        let one = multiply(&series, &reciprocal(&series));
        assert!((one[0] - 1.0).abs() < 1e-15 && one[1..].iter().all(|c| c.abs() < 1e-14));
    }

    #[test]
    fn economised_series_stays_within_its_bound() {
        let mut series = [0.0; TERMS];
        for (n, c) in series.iter_mut().enumerate() {
            *c = 1.0 / libm::tgamma(n as f64 + 1.0);
        }
        let full = series;
        let bound = economise(&mut series, TERMS - 1, 5);
        assert!(bound < 5e-5 && series[6] == 0.0);
        for k in -10..=10 {
            let t = f64::from(k) / 10.0;
            let change = series[0] + increment(&series, t) - full[0] - increment(&full, t);
            assert!(change.abs() <= bound * 1.000_001);
        }
    }
}
