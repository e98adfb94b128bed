//! Taylor series of quantile functions.
//!
//! A quantile `y(v)` obeys `y' = w`, `w' = −L(y)·w²` with `w = M/f(y)` and `L = f'/f` the slope of
//! the log-density; as a function of a normal score `s` instead of the tail probability,
//! `w = φ(s)·M/f(y)` obeys `w' = −s·w − L(y)·w²` (Steinbrecher and Shaw 2008, "Quantile mechanics",
//! European Journal of Applied Mathematics 19, sections 2 and 3). Each coefficient follows from the
//! ones before it, by the arithmetic of truncated power series (Knuth, TAOCP 2, section 4.7).

use super::shape::Shape;

/// Number of coefficients of a series.
pub const TERMS: usize = 13;

/// Coefficients of a truncated power series.
pub type Series = [f64; TERMS];

/// The variable in which a quantile is expanded.
#[derive(Clone, Copy, Debug)]
pub enum Variable {
    /// The tail probability itself.
    Tail,
    /// The normal score of the tail probability; its value at the centre and the width of the unit.
    Score { centre: f64, unit: f64 },
}

/// Coefficient `n` of the product of two series.
fn product(a: &Series, b: &Series, n: usize) -> f64 {
    (0..=n).map(|i| a[i] * b[n - i]).sum()
}

/// Series of the slope of the log-density along `y(t)`, one coefficient after another.
struct Slope {
    shape: Shape,
    reciprocal: Series,
    reciprocal_complement: Series,
    logarithm: Series,
    power: Series,
    slope: Series,
}

impl Slope {
    fn new(shape: Shape) -> Self {
        Self {
            shape,
            reciprocal: [0.0; TERMS],
            reciprocal_complement: [0.0; TERMS],
            logarithm: [0.0; TERMS],
            power: [0.0; TERMS],
            slope: [0.0; TERMS],
        }
    }

    /// Finds coefficient `n`, those of `y` being known up to `n`.
    fn extend(&mut self, y: &Series, n: usize) {
        self.slope[n] = match self.shape {
            Shape::Normal => -y[n],
            Shape::Uniform => 0.0,
            Shape::Lognormal { sigma } => {
                self.extend_reciprocal(y, n);
                self.logarithm[n] = if n == 0 {
                    libm::log(y[0])
                } else {
                    let sum: f64 = (1..=n).map(|i| i as f64 * y[i] * self.reciprocal[n - i]).sum();
                    sum / n as f64
                };
                let bent = product(&self.logarithm, &self.reciprocal, n);
                -self.reciprocal[n] - bent / (sigma * sigma)
            }
            Shape::Gamma { shape } => {
                self.extend_reciprocal(y, n);
                (shape - 1.0) * self.reciprocal[n] - if n == 0 { 1.0 } else { 0.0 }
            }
            Shape::Beta { alpha, beta } => {
                self.extend_reciprocal(y, n);
                self.reciprocal_complement[n] = if n == 0 {
                    1.0 / (1.0 - y[0])
                } else {
                    let sum: f64 = (1..=n).map(|i| y[i] * self.reciprocal_complement[n - i]).sum();
                    sum * self.reciprocal_complement[0]
                };
                (alpha - 1.0) * self.reciprocal[n] - (beta - 1.0) * self.reciprocal_complement[n]
            }
            Shape::Weibull { shape } => {
                self.extend_reciprocal(y, n);
                let exponent = shape - 1.0;
                self.power[n] = if n == 0 {
                    libm::pow(y[0], exponent)
                } else {
                    let sum: f64 = (1..=n)
                        .map(|i| (exponent * i as f64 - (n - i) as f64) * y[i] * self.power[n - i])
                        .sum();
                    sum * self.reciprocal[0] / n as f64
                };
                exponent * self.reciprocal[n] - shape * self.power[n]
            }
            Shape::Triangular { mode } => {
                // Straight pieces: the slope is that of a power of the distance from the nearer
                // end.
                if y[0] < mode {
                    self.extend_reciprocal(y, n);
                    self.reciprocal[n]
                } else {
                    self.reciprocal_complement[n] = if n == 0 {
                        1.0 / (1.0 - y[0])
                    } else {
                        let sum: f64 =
                            (1..=n).map(|i| y[i] * self.reciprocal_complement[n - i]).sum();
                        sum * self.reciprocal_complement[0]
                    };
                    -self.reciprocal_complement[n]
                }
            }
        };
    }

    fn extend_reciprocal(&mut self, y: &Series, n: usize) {
        self.reciprocal[n] = if n == 0 {
            1.0 / y[0]
        } else {
            let sum: f64 = (1..=n).map(|i| y[i] * self.reciprocal[n - i]).sum();
            -sum * self.reciprocal[0]
        };
    }
}

/// Series of a quantile from its value and first derivative (per unit of the local variable).
pub fn quantile_series(shape: Shape, value: f64, derivative: f64, variable: Variable) -> Series {
    let mut slope = Slope::new(shape);
    let (mut y, mut w, mut bent) = ([0.0; TERMS], [0.0; TERMS], [0.0; TERMS]);
    y[0] = value;
    w[0] = derivative;
    for n in 0..TERMS - 1 {
        slope.extend(&y, n);
        bent[n] = product(&slope.slope, &w, n);
        let mut next = product(&bent, &w, n);
        if let Variable::Score { centre, unit } = variable {
            next += unit * (centre * w[n] + if n > 0 { unit * w[n - 1] } else { 0.0 });
        }
        w[n + 1] = -next / (n + 1) as f64;
        y[n + 1] = w[n] / (n + 1) as f64;
    }
    y
}

/// Series of the residual time: the law with density `S(y)/m`, whose slope of the log-density is
/// `−f(y)/S(y)`; `density` is `f` at the value, `derivative` the first derivative `±m·h/S(y)` and
/// `normalised` that derivative divided by `1/S(y)`.
pub fn residual_series(
    shape: Shape,
    value: f64,
    derivative: f64,
    normalised: f64,
    density: f64,
) -> Series {
    let mut slope = Slope::new(shape);
    let (mut y, mut w, mut f) = ([0.0; TERMS], [0.0; TERMS], [0.0; TERMS]);
    let (mut bent, mut square, mut grown) = ([0.0; TERMS], [0.0; TERMS], [0.0; TERMS]);
    y[0] = value;
    w[0] = derivative;
    f[0] = density;
    for n in 0..TERMS - 1 {
        // w' = f·w³/normalised and f' = L(y)·f·w.
        square[n] = product(&w, &w, n);
        bent[n] = product(&f, &square, n);
        w[n + 1] = product(&bent, &w, n) / normalised / (n + 1) as f64;
        if density > 0.0 {
            slope.extend(&y, n);
            grown[n] = product(&slope.slope, &f, n);
            f[n + 1] = product(&grown, &w, n) / (n + 1) as f64;
        }
        y[n + 1] = w[n] / (n + 1) as f64;
    }
    y
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
    fn exponential_series_is_a_logarithm() {
        // Upper tail v of the exponential law: y = −ln v, expanded about v = 1/4 in units of 1/64.
        let series = quantile_series(
            Shape::Weibull { shape: 1.0 },
            -libm::log(0.25),
            -4.0 / 64.0,
            Variable::Tail,
        );
        for t in [-1.0, 0.5, 1.0] {
            let exact = -libm::log(0.25 + t / 64.0);
            assert!((series[0] + increment(&series, t) - exact).abs() < 1e-15);
        }
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
