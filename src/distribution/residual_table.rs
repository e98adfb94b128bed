//! Tables of residual times on an interval where the density of the duration is smooth.

use super::continuous::{Continuous, Half, Side};
use super::quantile_series::residual_series;
use super::standard_law::StandardLaw;
use super::tail_table::{self, TailTable};
use crate::numerics::power_series::Series;
use crate::numerics::quadrature;
use std::sync::Arc;

/// Largest error of the polynomials relative to the tail probability: the law promised is 1e-8.
const TOLERANCE: f64 = 5e-9;

/// The table of the residual time given that it lies between `ends`, which must not contain a kink
/// inside, in standard units of the duration; `area` is the integral of the survival between them,
/// in the same units. None if the shape is too extreme.
pub fn build(continuous: &Continuous, ends: (f64, f64), area: f64) -> Option<TailTable> {
    TailTable::build(TOLERANCE, |side, store| {
        let end = End::new(continuous, ends, side, area);
        tail_table::march(
            |v| end.first_offset(v),
            false,
            |offset, width| end.expand(offset, width),
            |row, series, error| store(row, &series.map(|c| c * end.orientation), error),
        );
    })
}

/// One end of the interval, from which offsets count.
struct End<'a> {
    upper_half: Half<'a>,
    standard: Arc<dyn StandardLaw>,
    /// The end in the variable of `shape` (mirrored or not); 0 when it is infinite.
    anchor: f64,
    /// Direction from the end into the interval.
    direction: f64,
    orientation: f64,
    /// Distance from the end to the upper end of the support, with the sign that takes an offset to
    /// the distance of the value.
    to_bound: Option<(f64, f64)>,
    infinite: bool,
    area: f64,
}

impl<'a> End<'a> {
    fn new(continuous: &'a Continuous, ends: (f64, f64), side: Side, area: f64) -> Self {
        let law = &continuous.law;
        let upper_half = law.half(Side::Upper);
        let bound = continuous.bounds.1;
        let distance = |x: f64| (bound - x) / continuous.scale;
        let standard = |x: f64| match (x == continuous.bounds.0, x == bound) {
            (true, _) => law.bounds.0,
            (_, true) => law.bounds.1,
            _ => (x - continuous.location) / continuous.scale,
        };
        let mirrored = law.standard.mirrored().filter(|_| side == Side::Upper);
        let end = match side {
            Side::Lower => ends.0,
            Side::Upper => ends.1,
        };
        let infinite = end.is_infinite();
        let to_bound = bound.is_finite().then(|| distance(end));
        let (anchor, direction) = match (side, &mirrored) {
            (Side::Lower, _) => (standard(end), 1.0),
            (Side::Upper, Some(_)) => (1.0 - standard(end), 1.0),
            (Side::Upper, None) => (if infinite { 0.0 } else { standard(end) }, -1.0),
        };
        let orientation = if mirrored.is_some() { -1.0 } else { 1.0 };
        Self {
            upper_half,
            standard: mirrored.unwrap_or_else(|| Arc::clone(&law.standard)),
            anchor,
            direction,
            orientation,
            to_bound: to_bound.map(|distance| {
                let towards = side == Side::Lower;
                // An offset from the lower end shortens the distance to the bound.
                (distance, if towards || orientation > 0.0 { -1.0 } else { 1.0 })
            }),
            infinite,
            area,
        }
    }

    /// Survival of the duration at an offset.
    fn survival(&self, offset: f64) -> f64 {
        match self.to_bound {
            Some((distance, sign)) => self.upper_half.tail_at_distance(distance + sign * offset),
            None => self.standard.tails(self.anchor + offset).upper / self.upper_half.mass,
        }
    }

    /// The offset at which the integral of the survival from the end is `v·area`: Newton's method
    /// for its logarithm in the logarithm of the offset, in which power laws are straight.
    fn first_offset(&self, v: f64) -> f64 {
        let target = v * self.area;
        let mut offset = if self.infinite { self.upper_half.offset(v) } else { v.min(target) };
        for _ in 0..100 {
            let survival = self.survival(self.direction_of(offset));
            let (sum, sign) = if self.infinite {
                (self.excess(offset, survival), -1.0)
            } else {
                let integrand = |d: f64| self.survival(self.direction_of(d));
                (quadrature::integral_from_zero(offset, integrand), 1.0)
            };
            let step = sign * libm::log(target / sum) * sum / (offset * survival);
            offset *= libm::exp(step.clamp(-20.0, 20.0));
            if step.abs() < 1e-8 {
                break;
            }
        }
        self.direction_of(offset)
    }

    /// The signed offset: that of an infinite end is the value itself.
    fn direction_of(&self, offset: f64) -> f64 {
        if self.infinite { offset } else { self.direction * offset }
    }

    /// `E (D − x)⁺` in standard units, as an integral over the upper tail of the quantile.
    fn excess(&self, x: f64, survival: f64) -> f64 {
        quadrature::integral_from_zero(survival, |v| self.upper_half.offset(v) - x)
    }

    /// Series of the offset in units of `width` of the tail probability.
    fn expand(&self, offset: f64, width: f64) -> Series {
        let value = self.anchor + offset;
        let pace = self.direction * self.area * width;
        let density = self.standard.density(value) / self.upper_half.mass;
        // In the mirrored variable the survival grows.
        let normalised = pace * self.orientation;
        let derivative = pace / self.survival(offset);
        let mut series = residual_series(&*self.standard, value, derivative, normalised, density);
        series[0] = offset;
        series
    }
}
