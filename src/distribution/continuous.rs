//! A continuous law: a standard shape, moved, scaled and possibly truncated.

use super::standard_law::{ByQuantile, StandardLaw};
use crate::numerics::power_series::{Series, TERMS, increment};
use crate::numerics::probability::Probability;
use crate::numerics::quadrature;
use std::sync::Arc;

/// One of the two halves of a distribution, below and above the median.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Lower,
    Upper,
}

impl Side {
    /// The side of the smaller tail of `p`, and that tail.
    pub fn of(p: Probability) -> (Self, f64) {
        if p.lower <= p.upper { (Self::Lower, p.lower) } else { (Self::Upper, p.upper) }
    }
}

/// A standard law restricted to an interval, in standard units.
#[derive(Clone, Debug)]
pub struct Truncated {
    /// The law before it is restricted.
    pub standard: Arc<dyn StandardLaw>,
    mirrored: Option<Arc<dyn StandardLaw>>,
    /// Bounds of the interval; the law's own where it is not truncated.
    pub bounds: (f64, f64),
    /// Probability of the untruncated law below and above the interval.
    pub outside: Probability,
    /// Probability of the untruncated law inside.
    pub mass: f64,
}

impl Truncated {
    pub fn new(standard: Arc<dyn StandardLaw>, low: f64, high: f64) -> Self {
        let support = standard.support();
        let bounds = (low.max(support.0), high.min(support.1));
        let (below, above) = (standard.tails(bounds.0), standard.tails(bounds.1));
        let mass = if bounds == support {
            1.0
        } else if below.lower < 0.5 {
            if above.upper < 0.5 {
                1.0 - below.lower - above.upper
            } else {
                above.lower - below.lower
            }
        } else {
            below.upper - above.upper
        };
        Self {
            mirrored: standard.mirrored(),
            standard,
            bounds,
            outside: Probability { lower: below.lower, upper: above.upper },
            mass,
        }
    }

    /// Probability of the values below each kink of the density inside the interval.
    pub fn kinks(&self) -> impl Iterator<Item = f64> {
        let (low, high) = self.bounds;
        let inside = self.standard.kinks().into_iter().filter(move |&x| x > low && x < high);
        inside.map(|x| (self.standard.tails(x).lower - self.outside.lower) / self.mass)
    }

    /// The half of the law on this side.
    pub fn half(&self, side: Side) -> Half<'_> {
        match (side, self.mirrored.as_deref()) {
            (Side::Lower, _) => Half {
                standard: &*self.standard,
                bound: self.bounds.0,
                natural: self.bounds.0 == self.standard.support().0,
                outside: self.outside,
                mass: self.mass,
                tail: Side::Lower,
                orientation: 1.0,
            },
            (Side::Upper, Some(mirrored)) => Half {
                standard: mirrored,
                bound: 1.0 - self.bounds.1,
                natural: self.bounds.1 == 1.0,
                outside: self.outside.complement(),
                mass: self.mass,
                tail: Side::Lower,
                orientation: -1.0,
            },
            (Side::Upper, None) => Half {
                standard: &*self.standard,
                bound: self.bounds.1,
                natural: self.bounds.1 == self.standard.support().1,
                outside: self.outside,
                mass: self.mass,
                tail: Side::Upper,
                orientation: 1.0,
            },
        }
    }
}

/// A law seen from one of its ends: `v` is the tail probability on that side, and the position is
/// the signed offset from the bound, or the standard value itself where there is no finite bound.
#[derive(Clone, Copy, Debug)]
pub struct Half<'a> {
    /// The standard law, mirrored when this is the upper end of a law on [0, 1].
    pub standard: &'a dyn StandardLaw,
    /// The end from which the offset counts; infinite when there is none.
    pub bound: f64,
    /// Whether the bound is natural rather than a truncation.
    pub natural: bool,
    outside: Probability,
    pub mass: f64,
    /// Which tail of `standard` this half follows.
    pub tail: Side,
    /// −1 when the law is mirrored: offsets are then the negatives of those of the law.
    pub orientation: f64,
}

impl Half<'_> {
    /// The value that offset 0 stands for.
    pub fn anchor(&self) -> f64 {
        if self.bound.is_finite() { self.bound } else { 0.0 }
    }

    /// Direction in which the standard value moves when `v` grows: 1 or −1.
    pub fn direction(&self) -> f64 {
        match self.tail {
            Side::Lower => 1.0,
            Side::Upper => -1.0,
        }
    }

    /// Both tails of the untruncated law where the truncated law has tail `v`.
    fn untruncated(&self, v: f64) -> Probability {
        let (near, far) = (v * self.mass, (1.0 - v) * self.mass);
        match self.tail {
            Side::Lower => {
                Probability { lower: self.outside.lower + near, upper: self.outside.upper + far }
            }
            Side::Upper => {
                Probability { lower: self.outside.lower + far, upper: self.outside.upper + near }
            }
        }
    }

    /// The same along the series of `v`.
    pub fn untruncated_series(&self, v: &Series) -> (Series, Series) {
        let (mut near, mut far) = (v.map(|c| c * self.mass), v.map(|c| -c * self.mass));
        let at = self.untruncated(v[0]);
        (near[0], far[0]) = match self.tail {
            Side::Lower => (at.lower, at.upper),
            Side::Upper => (at.upper, at.lower),
        };
        match self.tail {
            Side::Lower => (near, far),
            Side::Upper => (far, near),
        }
    }

    /// Offset from the anchor (of the possibly mirrored law) with tail probability `v`.
    pub fn offset(&self, v: f64) -> f64 {
        let direct = self.standard.quantile(self.untruncated(v)) - self.anchor();
        if self.natural || v > 1e-3 {
            return direct;
        }
        if let Some(law) = self.standard.by_quantile() {
            return self.offset_by_series(law, v).unwrap_or(direct);
        }
        // Near a truncation: Newton's method on the mass between the bound and the value.
        let first = self.standard.density(self.bound);
        let mut distance = v * self.mass / first;
        for _ in 0..60 {
            let value = self.bound + self.direction() * distance;
            let density = self.standard.density(value);
            let step = (self.mass_up_to(distance) - v * self.mass) / density;
            distance -= step;
            if step.abs() <= 1e-14 * distance {
                break;
            }
        }
        if distance.is_finite() && distance > 0.0 { self.direction() * distance } else { direct }
    }

    /// The offset near a truncation from the series of the quantile at the bound, where that
    /// converges fast.
    fn offset_by_series(&self, law: &dyn ByQuantile, v: f64) -> Option<f64> {
        let outside = match self.tail {
            Side::Lower => self.outside.lower,
            Side::Upper => self.outside.upper,
        };
        let mut tail = [0.0; TERMS];
        tail[1] = v;
        let (lower, upper) = self.untruncated_series(&tail);
        let near = v * self.mass < 0.03 * outside.min(1.0 - outside);
        near.then(|| increment(&law.quantile_along(&lower, &upper), 1.0))
    }

    /// Untruncated mass between the bound and a value at this distance, for short distances.
    fn mass_up_to(&self, distance: f64) -> f64 {
        let direction = self.direction();
        quadrature::integral(0.0, distance, |d| self.standard.density(self.bound + direction * d))
    }

    /// Tail probability of the truncated law at this (unsigned) distance from a finite bound.
    pub fn tail_at_distance(&self, distance: f64) -> f64 {
        if distance <= 0.0 {
            return 0.0;
        }
        let at = self.standard.tails(self.bound + self.direction() * distance);
        let (beyond, outside) = match self.tail {
            Side::Lower => (at.lower, self.outside.lower),
            Side::Upper => (at.upper, self.outside.upper),
        };
        if outside == 0.0 {
            return beyond / self.mass;
        }
        let difference = beyond - outside;
        if difference < 1e-2 * outside {
            self.mass_up_to(distance) / self.mass
        } else {
            difference / self.mass
        }
    }
}

/// A continuous law in the user's units.
#[derive(Clone, Debug)]
pub struct Continuous {
    pub law: Truncated,
    pub location: f64,
    pub scale: f64,
    /// Ends of the support in the user's units (possibly infinite).
    pub bounds: (f64, f64),
}

impl Continuous {
    pub fn new(
        standard: impl StandardLaw + 'static,
        location: f64,
        scale: f64,
        maximum: Option<f64>,
    ) -> Self {
        let (low, high) = standard.support();
        Self {
            law: Truncated::new(Arc::new(standard), low, high),
            location,
            scale,
            // The stated maximum, since `location + scale` may round away from it.
            bounds: (location + scale * low, maximum.unwrap_or(location + scale * high)),
        }
    }

    pub fn within(&self, low: f64, high: f64) -> Self {
        let standard = |x: f64| (x - self.location) / self.scale;
        let support = self.law.bounds;
        let (mut bounds, mut kept) = (support, self.bounds);
        if low > self.bounds.0 {
            (bounds.0, kept.0) = (standard(low), low);
        }
        if high < self.bounds.1 {
            (bounds.1, kept.1) = (standard(high), high);
        }
        Self {
            law: Truncated::new(Arc::clone(&self.law.standard), bounds.0, bounds.1),
            bounds: kept,
            ..*self
        }
    }

    /// The value that offset 0 of the half on this side stands for.
    pub fn anchor(&self, side: Side) -> f64 {
        let bound = match side {
            Side::Lower => self.bounds.0,
            Side::Upper => self.bounds.1,
        };
        if bound.is_finite() { bound } else { self.location }
    }

    pub fn density(&self, x: f64) -> f64 {
        if x < self.bounds.0 || x > self.bounds.1 {
            return 0.0;
        }
        let upper = (self.bounds.1 - x) / self.scale;
        let standard = match &self.law.mirrored {
            Some(mirrored) if upper < 0.25 => {
                let half = self.law.half(Side::Upper);
                return mirrored.density(half.bound + upper) / (self.scale * self.law.mass);
            }
            _ if self.bounds.0.is_finite() => self.law.bounds.0 + (x - self.bounds.0) / self.scale,
            _ => (x - self.location) / self.scale,
        };
        self.law.standard.density(standard) / (self.scale * self.law.mass)
    }

    pub fn tails(&self, x: f64) -> Probability {
        if x <= self.bounds.0 {
            return Probability::from_lower(0.0);
        }
        if x >= self.bounds.1 {
            return Probability::from_upper(0.0);
        }
        let lower = self.tail(Side::Lower, x);
        if lower <= 0.5 {
            Probability::from_lower(lower)
        } else {
            Probability::from_upper(self.tail(Side::Upper, x))
        }
    }

    fn tail(&self, side: Side, x: f64) -> f64 {
        let half = self.law.half(side);
        let bound = match side {
            Side::Lower => self.bounds.0,
            Side::Upper => self.bounds.1,
        };
        if bound.is_finite() {
            return half.tail_at_distance((x - bound).abs() / self.scale);
        }
        let at = self.law.standard.tails((x - self.location) / self.scale);
        match side {
            Side::Lower => at.lower / self.law.mass,
            Side::Upper => at.upper / self.law.mass,
        }
    }

    pub fn quantile(&self, p: Probability) -> f64 {
        let (side, v) = Side::of(p);
        if v <= 0.0 {
            return match side {
                Side::Lower => self.bounds.0,
                Side::Upper => self.bounds.1,
            };
        }
        let half = self.law.half(side);
        let x = self.anchor(side) + self.scale * (half.orientation * half.offset(v));
        x.max(self.bounds.0).min(self.bounds.1)
    }
}

impl Continuous {
    /// Expectation of a function of the value, by integration over both halves of the quantile.
    pub fn expectation(&self, function: impl Fn(f64) -> f64) -> f64 {
        [Side::Lower, Side::Upper]
            .map(|side| {
                let half = self.law.half(side);
                let anchor = self.anchor(side);
                self.integral(side, 0.5, |v| {
                    function(anchor + self.scale * (half.orientation * half.offset(v)))
                })
            })
            .iter()
            .sum()
    }

    /// Integral over the tail probability on this side from 0 to `to` of a function that is smooth
    /// where the quantile is.
    pub fn integral(&self, side: Side, to: f64, function: impl Fn(f64) -> f64) -> f64 {
        let at_kink = |kink: f64| {
            let at = self.tails(self.location + self.scale * kink);
            match side {
                Side::Lower => at.lower,
                Side::Upper => at.upper,
            }
        };
        let mut ends: Vec<f64> = self.law.standard.kinks().into_iter().map(at_kink).collect();
        ends.retain(|v| *v > 0.0 && *v < to);
        ends.push(to);
        ends.sort_by(f64::total_cmp);
        let first = quadrature::integral_from_zero(ends[0], &function);
        let others = ends.windows(2);
        first + others.map(|v| quadrature::integral_by_octaves(v[0], v[1], &function)).sum::<f64>()
    }
}
