//! The metalog: a smooth quantile function through percentiles (Keelin 2016, "The metalog
//! distributions", Decision Analysis 13). The code cites its equations.

use crate::distribution::percentiles::increasing;
use crate::distribution::prelude::*;
use crate::numerics::power_series::{TERMS, exponential, logarithm, multiply, reciprocal};
use crate::numerics::roots::bisect;
use std::fmt;

/// The metalog with as many terms as percentiles, at most ten; unbounded, or within one
/// bound or two.
#[derive(Clone)]
pub struct Metalog {
    /// Levels and values, rising.
    points: Vec<(f64, f64)>,
    bounds: (f64, f64),
    representation: Representation,
    moments: (f64, f64),
}

/// Most percentiles through which a metalog goes.
pub(in crate::distribution) const MOST_TERMS: usize = 10;

impl Metalog {
    /// The metalog through values at levels between 0 and 1, at least two, within bounds that may
    /// be infinite.
    ///
    /// # Errors
    /// When the values do not rise with the levels or lie outside of the bounds, when the quantile
    /// function through them would fall somewhere, and when its standard deviation is infinite.
    pub fn through(points: &[(f64, f64)], bounds: (f64, f64)) -> Result<Self, DistributionError> {
        let mut points = points.to_vec();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (representation, moments) = match points.first() {
            Some(&(_, first)) if points.iter().all(|point| point.1 == first) => {
                (Representation::Constant(finite("percentile value", first)?), (first, 0.0))
            }
            _ => {
                increasing(&points)?;
                let continuous = continuous(&points, bounds)?;
                let moments = moments(&continuous);
                (Representation::Continuous(continuous), moments)
            }
        };
        Ok(Self { points, bounds, representation, moments })
    }

    pub(super) const FORM: Form = Form {
        parameters: &[
            Parameter {
                name: "p10, p50, p90, ...",
                kind: ParameterKind::Percentiles { least: 2, most: MOST_TERMS },
                required: true,
            },
            Parameter { name: "min", kind: ParameterKind::Dimensioned, required: false },
            Parameter { name: "max", kind: ParameterKind::Dimensioned, required: false },
        ],
        law: |given| {
            let (least, largest) = given.range;
            let bound = |key, range: f64| given.number(key).unwrap_or(range);
            let bounds = (bound("min", least), bound("max", largest));
            Ok(Arc::new(Self::through(&given.percentiles(), bounds)?))
        },
    };
}

impl fmt::Debug for Metalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Metalog {:?} {:?}", self.points, self.bounds)
    }
}

impl Law for Metalog {
    fn representation(&self) -> Result<Representation, DistributionError> {
        Ok(self.representation.clone())
    }

    fn only_value(&self) -> Option<f64> {
        match self.representation {
            Representation::Constant(value) => Some(value),
            _ => None,
        }
    }

    fn moments(&self) -> (f64, f64) {
        self.moments
    }

    fn text(&self) -> String {
        let percentiles =
            self.points.iter().map(|(level, value)| format!("{} {value}", percentile_key(*level)));
        let bound = |name: &str, bound: f64| bound.is_finite().then(|| format!("{name} {bound}"));
        let (min, max) = (bound("min", self.bounds.0), bound("max", self.bounds.1));
        format!("metalog({})", percentiles.chain(min).chain(max).collect::<Vec<_>>().join(", "))
    }
}

/// How a metalog variate becomes a value in standard form.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Link {
    /// As it is.
    Identity,
    /// `eᴹ`, above a bound of 0 (eq. 9).
    Exponential,
    /// `−e⁻ᴹ`, below it (eq. 10).
    NegativeExponential,
    /// `1/(1 + e⁻ᴹ)`, on [0, 1] (eq. 11).
    Logistic,
}

/// A link with the location and scale that go with it.
struct Frame {
    link: Link,
    location: f64,
    scale: f64,
    maximum: Option<f64>,
}

impl Frame {
    /// Chosen so that metalog variates are near 0 and as wide as 1.
    fn new(points: &[(f64, f64)], (min, max): (f64, f64)) -> Result<Self, DistributionError> {
        let middle = points[points.len() / 2].1;
        if min.is_finite() && max.is_finite() {
            let scale = width(min, max)?;
            return Ok(Self { link: Link::Logistic, location: min, scale, maximum: Some(max) });
        }
        let (link, location, scale) = if min.is_finite() {
            (Link::Exponential, min, middle - min)
        } else if max.is_finite() {
            (Link::NegativeExponential, max, max - middle)
        } else {
            (Link::Identity, middle, points[points.len() - 1].1 - points[0].1)
        };
        Ok(Self { link, location, scale, maximum: None })
    }

    /// The metalog variate of a value.
    fn variate(&self, x: f64) -> f64 {
        match self.link {
            Link::Identity => (x - self.location) / self.scale,
            Link::Exponential => libm::log((x - self.location) / self.scale),
            Link::NegativeExponential => -libm::log((self.location - x) / self.scale),
            Link::Logistic => {
                let above = self.maximum.unwrap_or(self.location + self.scale);
                libm::log((x - self.location) / (above - x))
            }
        }
    }

    fn value(&self, variate: f64) -> f64 {
        self.location + self.scale * self.link.standard(variate)
    }
}

impl Link {
    fn standard(self, variate: f64) -> f64 {
        match self {
            Self::Identity => variate,
            Self::Exponential => libm::exp(variate),
            Self::NegativeExponential => -libm::exp(-variate),
            Self::Logistic => 1.0 / (1.0 + libm::exp(-variate)),
        }
    }

    /// The metalog variate of a standard value, and the derivative of the latter.
    fn variate(self, x: f64) -> (f64, f64) {
        match self {
            Self::Identity => (x, 1.0),
            Self::Exponential => (libm::log(x), x),
            Self::NegativeExponential => (-libm::log(-x), -x),
            Self::Logistic => (libm::log(x / (1.0 - x)), x * (1.0 - x)),
        }
    }
}

fn continuous(
    points: &[(f64, f64)],
    (min, max): (f64, f64),
) -> Result<Continuous, DistributionError> {
    let outside = points.iter().find(|(_, value)| *value <= min || *value >= max);
    if let Some(&(level, value)) = outside {
        return Err(DistributionError::PercentileOutside { level, value, min, max });
    }
    let frame = Frame::new(points, (min, max))?;
    let variates: Vec<f64> = points.iter().map(|point| frame.variate(point.1)).collect();
    let levels: Vec<f64> = points.iter().map(|point| point.0).collect();
    let terms = Terms::through(&levels, &variates);
    if !terms.is_increasing() {
        return Err(infeasible(points, &frame, &variates));
    }
    let steepness = |p: f64| polynomial(&terms.factor, p);
    let heavy = match frame.link {
        Link::Exponential => steepness(0.5) >= 0.5,
        Link::NegativeExponential => steepness(-0.5) >= 0.5,
        Link::Identity | Link::Logistic => false,
    };
    if heavy {
        return Err(DistributionError::HeavyPercentiles);
    }
    let standard = StandardMetalog { link: frame.link, terms };
    Ok(Continuous::new(standard, frame.location, frame.scale, frame.maximum))
}

fn moments(continuous: &Continuous) -> (f64, f64) {
    let centre = continuous.quantile(Probability::from_lower(0.5));
    let mean = centre + continuous.expectation(|x| x - centre);
    (mean, libm::sqrt(continuous.expectation(|x| (x - mean) * (x - mean))))
}

/// `M = A(p)·L + B(p)` with `L` the log-odds of a probability and `p` the probability less 1/2;
/// `A` and `B` are polynomials (eq. 7).
#[derive(Clone, Debug, PartialEq)]
struct Terms {
    factor: [f64; 5],
    addend: [f64; 5],
}

/// Whether term `i` is one of the factor of the log-odds, and its power of `p`.
fn place(i: usize) -> (bool, usize) {
    match i {
        0 => (false, 0),
        1 => (true, 0),
        2 => (true, 1),
        3 => (false, 1),
        even if even % 2 == 0 => (false, even / 2),
        odd => (true, odd / 2),
    }
}

fn polynomial(coefficients: &[f64; 5], p: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * p + c)
}

fn derivative([_, a, b, c, d]: &[f64; 5], p: f64) -> f64 {
    a + p * (2.0 * b + p * (3.0 * c + p * (4.0 * d)))
}

/// Log-odds beyond which a probability is 0 or 1.
const OUTERMOST: f64 = 745.0;

impl Terms {
    /// As many terms as points (eq. 8). Of seven the last is the eighth of the series: the seventh
    /// leaves four odd terms and three even ones, which percentiles that lie symmetrically about
    /// the median do not determine.
    fn through(levels: &[f64], variates: &[f64]) -> Self {
        let n = levels.len();
        let place = |i| place(if n == 7 && i == 6 { 7 } else { i });
        let row = |level: f64| -> Vec<f64> {
            let (p, odds) = (level - 0.5, libm::log(level / (1.0 - level)));
            let term = |i| {
                let (is_factor, power) = place(i);
                libm::pow(p, power as f64) * if is_factor { odds } else { 1.0 }
            };
            (0..n).map(term).collect()
        };
        let matrix: Vec<Vec<f64>> = levels.iter().map(|level| row(*level)).collect();
        let solution = solved(matrix, variates.to_vec());
        let mut terms = Self { factor: [0.0; 5], addend: [0.0; 5] };
        for (i, value) in solution.into_iter().enumerate() {
            let (is_factor, power) = place(i);
            let into = if is_factor { &mut terms.factor } else { &mut terms.addend };
            into[power] = value;
        }
        terms
    }

    fn variate(&self, probability: Probability) -> f64 {
        let p = 0.5 * (probability.lower - probability.upper);
        let odds = libm::log(probability.lower / probability.upper);
        polynomial(&self.factor, p) * odds + polynomial(&self.addend, p)
    }

    /// Derivative by the log-odds.
    fn slope(&self, odds: f64) -> f64 {
        let Probability { lower, upper } = of_odds(odds);
        let p = 0.5 * (lower - upper);
        let inner = derivative(&self.factor, p) * odds + derivative(&self.addend, p);
        polynomial(&self.factor, p) + lower * upper * inner
    }

    /// The least derivative by the log-odds. Beyond log-odds of 60 it is that of the factor alone.
    fn least_slope(&self) -> f64 {
        const STEP: f64 = 0.125;
        let grid = (-480..=480).map(|k| STEP * f64::from(k));
        let lowest = grid.min_by(|a, b| self.slope(*a).total_cmp(&self.slope(*b))).unwrap_or(0.0);
        let (mut from, mut to) = (lowest - STEP, lowest + STEP);
        for _ in 0..40 {
            let third = (to - from) / 3.0;
            if self.slope(from + third) < self.slope(to - third) { to -= third } else { from += third }
        }
        self.slope(lowest).min(self.slope(0.5 * (from + to)))
    }

    fn is_increasing(&self) -> bool {
        self.least_slope() > 0.0
    }

    /// The terms of the variate `−M` of the complement.
    fn mirrored(&self) -> Self {
        let signed = |coefficients: &[f64; 5], sign: f64| {
            let mut signs = [sign, -sign].into_iter().cycle();
            coefficients.map(|c| c * signs.next().unwrap_or(sign))
        };
        Self { factor: signed(&self.factor, 1.0), addend: signed(&self.addend, -1.0) }
    }
}

fn of_odds(odds: f64) -> Probability {
    Probability { lower: 1.0 / (1.0 + libm::exp(-odds)), upper: 1.0 / (1.0 + libm::exp(odds)) }
}

/// Solution of a linear system by Gaussian elimination with partial pivoting.
fn solved(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for column in 0..n {
        let largest = |a: &usize, b: &usize| {
            matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs())
        };
        let pivot = (column..n).max_by(largest).unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let (above, below) = matrix.split_at_mut(column + 1);
        let pivot_row = &above[column];
        for (row, i) in below.iter_mut().zip(column + 1..) {
            let ratio = row[column] / pivot_row[column];
            for (value, pivot) in row.iter_mut().zip(pivot_row).skip(column) {
                *value -= ratio * pivot;
            }
            right[i] -= ratio * right[column];
        }
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| matrix[i][j] * right[j]).sum();
        right[i] = (right[i] - known) / matrix[i][i];
    }
    right
}

/// A range of values is worth telling if it is wider than this share of all.
const NARROWEST: f64 = 1e-3;

/// The percentile that is nearest to where the quantile function would rise everywhere, the others
/// as they are, and where that is.
fn infeasible(points: &[(f64, f64)], frame: &Frame, variates: &[f64]) -> DistributionError {
    let levels: Vec<f64> = points.iter().map(|point| point.0).collect();
    let spread = variates[variates.len() - 1] - variates[0];
    let ranges = (0..points.len()).filter_map(|i| {
        let wide_enough = |range: &(f64, f64)| range.1 - range.0 > NARROWEST * spread;
        let (low, high) = feasible_range(&levels, variates, i).filter(wide_enough)?;
        let distance = (low - variates[i]).max(variates[i] - high);
        Some((distance / spread, i, frame.value(low), frame.value(high)))
    });
    match ranges.min_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((_, at, low, high)) => {
            let (level, value) = points[at];
            DistributionError::InfeasiblePercentile { level, value, low, high }
        }
        None => DistributionError::InfeasiblePercentiles,
    }
}

/// The values of variate `i` for which the quantile function rises everywhere: its least slope is
/// a concave function of the value, as the least of many linear ones.
fn feasible_range(levels: &[f64], variates: &[f64], i: usize) -> Option<(f64, f64)> {
    let least_slope = |value: f64| {
        let mut changed = variates.to_vec();
        changed[i] = value;
        Terms::through(levels, &changed).least_slope()
    };
    let last = variates.len() - 1;
    // The outermost percentiles may go far out.
    let reach = 50.0 * (variates[last] - variates[0]);
    let low = if i == 0 { variates[1] - reach } else { variates[i - 1] };
    let high = if i == last { variates[last - 1] + reach } else { variates[i + 1] };
    let (mut from, mut to) = (low, high);
    for _ in 0..100 {
        let third = (to - from) / 3.0;
        if least_slope(from + third) > least_slope(to - third) { to -= third } else { from += third }
    }
    let best = 0.5 * (from + to);
    if least_slope(best) <= 0.0 {
        return None;
    }
    let least = if least_slope(low) > 0.0 {
        f64::NEG_INFINITY
    } else {
        bisect(low, best, |value| least_slope(value) <= 0.0)
    };
    let largest = if least_slope(high) > 0.0 {
        f64::INFINITY
    } else {
        bisect(best, high, |value| least_slope(value) > 0.0)
    };
    Some((least, largest))
}

#[derive(Clone, Debug)]
struct StandardMetalog {
    link: Link,
    terms: Terms,
}

impl StandardMetalog {
    /// Log-odds of a metalog variate, by Newton's method safeguarded by bisection.
    fn odds(&self, variate: f64) -> f64 {
        let (mut low, mut high, mut odds) = (-OUTERMOST, OUTERMOST, 0.0);
        for _ in 0..60 {
            let excess = self.terms.variate(of_odds(odds)) - variate;
            if excess > 0.0 {
                high = odds;
            } else {
                low = odds;
            }
            let step = odds - excess / self.terms.slope(odds);
            let next = if step > low && step < high { step } else { 0.5 * (low + high) };
            let done = (next - odds).abs() <= 1e-15 * f64::max(1.0, odds.abs());
            odds = next;
            if done {
                break;
            }
        }
        odds
    }
}

impl StandardLaw for StandardMetalog {
    fn support(&self) -> (f64, f64) {
        match self.link {
            Link::Identity => (f64::NEG_INFINITY, f64::INFINITY),
            Link::Exponential => (0.0, f64::INFINITY),
            Link::NegativeExponential => (f64::NEG_INFINITY, 0.0),
            Link::Logistic => (0.0, 1.0),
        }
    }

    fn mirrored(&self) -> Option<Arc<dyn StandardLaw>> {
        let terms = self.terms.mirrored();
        (self.link == Link::Logistic).then(|| Arc::new(Self { terms, ..*self }) as _)
    }

    fn density_inside(&self, x: f64) -> f64 {
        let (variate, pace) = self.link.variate(x);
        let odds = self.odds(variate);
        let Probability { lower, upper } = of_odds(odds);
        lower * upper / (pace * self.terms.slope(odds))
    }

    fn tails_inside(&self, x: f64) -> Probability {
        of_odds(self.odds(self.link.variate(x).0))
    }

    fn quantile(&self, p: Probability) -> f64 {
        self.link.standard(self.terms.variate(p))
    }

    fn slope(&self, _: &Series, _: usize, _: &mut [Series; 3]) -> f64 {
        unreachable!("a metalog is defined by its quantile function")
    }

    fn by_quantile(&self) -> Option<&dyn ByQuantile> {
        Some(self)
    }
}

impl ByQuantile for StandardMetalog {
    fn quantile_along(&self, lower: &Series, upper: &Series) -> Series {
        let (log_lower, log_upper) = (logarithm(lower), logarithm(upper));
        let p: Series = core::array::from_fn(|n| 0.5 * (lower[n] - upper[n]));
        let odds: Series = core::array::from_fn(|n| log_lower[n] - log_upper[n]);
        let polynomial = |coefficients: &[f64; 5]| {
            coefficients.iter().rev().fold([0.0; TERMS], |sum, c| {
                let mut next = multiply(&sum, &p);
                next[0] += c;
                next
            })
        };
        let bent = multiply(&polynomial(&self.terms.factor), &odds);
        let addend = polynomial(&self.terms.addend);
        let variate: Series = core::array::from_fn(|n| bent[n] + addend[n]);
        let negative = variate.map(|c| -c);
        match self.link {
            Link::Identity => variate,
            Link::Exponential => exponential(&variate),
            Link::NegativeExponential => exponential(&negative).map(|c| -c),
            Link::Logistic => {
                let mut sum = exponential(&negative);
                sum[0] += 1.0;
                reciprocal(&sum)
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    const NONE: f64 = f64::INFINITY;

    fn metalog(points: &[(f64, f64)], bounds: (f64, f64)) -> Distribution {
        let law = Metalog::through(points, bounds).expect("percentiles of a distribution");
        make(law)
    }

    /// Percentiles and bounds.
    type Elicited = (Vec<(f64, f64)>, (f64, f64));

    /// Intensities with 2 to 10 terms, unbounded and bounded on either side or both.
    fn elicited() -> Vec<Elicited> {
        let three = vec![(0.1, 20.0), (0.5, 27.0), (0.9, 38.0)];
        let mut all: Vec<_> = [(-NONE, NONE), (0.0, NONE), (-NONE, 90.0), (0.0, 90.0)]
            .map(|bounds| (three.clone(), bounds))
            .to_vec();
        // Percentiles of a lognormal law, with ever more of them.
        let levels = [0.05, 0.95, 0.5, 0.25, 0.75, 0.1, 0.9, 0.01, 0.99, 0.4];
        for terms in [2, 4, 5, 6, 7, 8, 9, 10] {
            let lognormal = LognormalPercentile { median: 27.0, level: 0.9, value: 38.0 };
            let smooth = make(lognormal);
            let of = |level: &f64| (*level, smooth.quantile(Probability::from_lower(*level)));
            let points: Vec<_> = levels[..terms].iter().map(of).collect();
            all.push((points.clone(), (0.0, NONE)));
            all.push((points, (5.0, 200.0)));
        }
        all
    }

    pub fn examples() -> Vec<Distribution> {
        let mut all: Vec<Distribution> =
            elicited().iter().map(|(points, bounds)| metalog(points, *bounds)).collect();
        let unbounded = all[0].clone();
        all.extend([cut(&unbounded, 0.0, NONE), cut(&all[1], 25.0, 50.0), cut(&all[3], 0.0, 30.0)]);
        all
    }

    #[test]
    fn percentiles_are_recovered() {
        for (points, bounds) in elicited() {
            let law = metalog(&points, bounds);
            for (level, value) in points {
                close(law.quantile(Probability::from_lower(level)), value, 1e-12);
                close(law.cdf(value), level, 1e-11);
            }
        }
    }

    #[test]
    fn moments_match_a_sum_over_log_odds() {
        for (points, bounds) in elicited() {
            let law = metalog(&points, bounds);
            // The trapezoidal rule, whose error falls faster than any power of the step.
            let step = 1.0 / 16.0;
            let sum = |function: &dyn Fn(f64) -> f64| -> f64 {
                let term = |k: i32| {
                    let p = of_odds(step * f64::from(k));
                    function(law.quantile(p)) * p.lower * p.upper * step
                };
                (-4_000..=4_000).map(term).sum()
            };
            let mean = sum(&|x| x);
            close(law.mean(), mean, 1e-11);
            let variance = sum(&|x| (x - mean) * (x - mean));
            close(law.standard_deviation(), libm::sqrt(variance), 1e-10);
        }
    }

    #[test]
    fn three_terms_have_their_closed_form() {
        let points = [(0.1, 20.0), (0.5, 27.0), (0.9, 38.0)];
        let law = metalog(&points, (-NONE, NONE));
        // Eq. 8 by hand: L(0.9) = ln 9 and p = 0.4.
        let (half_width, skew) = (9.0, 2.0);
        let (a2, a3) = (half_width / libm::log(9.0), skew / (0.4 * libm::log(9.0)));
        close(law.mean(), 27.0 + 0.5 * a3, 1e-13);
        let square = core::f64::consts::PI * core::f64::consts::PI;
        let variance = a2 * a2 * square / 3.0 + a3 * a3 * (1.0 / 12.0 + square / 36.0);
        close(law.standard_deviation(), libm::sqrt(variance), 1e-13);
        assert_eq!(law.to_string(), "metalog(p10 20, p50 27, p90 38)");
    }

    #[test]
    fn two_percentiles_give_a_logistic_law() {
        let logistic = make(Logistic { mean: 5.0, sd: 2.0 });
        let at = |level| (level, logistic.quantile(Probability::from_lower(level)));
        let law = metalog(&[at(0.9), at(0.3)], (-NONE, NONE));
        for k in -20..40 {
            let x = f64::from(k) / 2.0;
            close(law.cdf(x), logistic.cdf(x), 1e-12);
            close(law.survival(x), logistic.survival(x), 1e-12);
        }
    }

    /// Keelin 2016, section 3.3: with three terms the quantile function rises if and only if
    /// |a3|/a2 is below 1.66711.
    #[test]
    fn feasible_range_is_that_of_the_paper() {
        let through = |median| Metalog::through(&[(0.1, 20.0), (0.5, median), (0.9, 38.0)], (-NONE, NONE));
        let fault = through(21.0).expect_err("infeasible");
        let DistributionError::InfeasiblePercentile { level, value, low, high } = fault else {
            panic!("{fault}")
        };
        assert_eq!((level, value), (0.5, 21.0));
        // Skew over half-width is 0.4·a3/a2.
        close(low, 29.0 - 9.0 * 0.4 * 1.66711, 1e-5);
        close(high, 29.0 + 9.0 * 0.4 * 1.66711, 1e-5);
        for (median, sound) in [(low, false), (low, true), (high, true), (high, false)] {
            let inwards = if (median < 29.0) == sound { 1e-6 } else { -1e-6 };
            assert_eq!(through(median + inwards).is_ok(), sound, "{median}");
        }
    }

    #[test]
    fn faults_are_told() {
        let fault = |points: &[(f64, f64)], bounds| {
            Metalog::through(points, bounds).expect_err("invalid").to_string()
        };
        assert_eq!(
            fault(&[(0.1, 5.0), (0.9, 4.0)], (-NONE, NONE)),
            "the p90 4 must be above the p10 5"
        );
        assert_eq!(
            fault(&[(0.1, 5.0), (0.9, 7.0)], (5.0, NONE)),
            "the p10 5 must lie inside of [5, inf]"
        );
        assert_eq!(
            fault(&[(0.1, 1.0), (0.5, 10.0), (0.9, 200.0)], (0.0, NONE)),
            "percentiles so far apart have an infinite standard deviation"
        );
        let flat = Metalog::through(&[(0.1, 3.0), (0.9, 3.0)], (0.0, NONE)).expect("a constant");
        assert_eq!(make(flat).constant(), Some(3.0));
    }
}
