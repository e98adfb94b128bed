//! From standard offsets to values.

use super::continuous::{Continuous, Side};

/// From offsets in standard units to values: an anchor at each end, a scale, and the support.
#[derive(Clone, Copy, Debug)]
pub struct Affine {
    lower_anchor: f64,
    upper_anchor: f64,
    scale: f64,
    bounds: (f64, f64),
}

impl Affine {
    /// The one of a law.
    pub fn new(continuous: &Continuous) -> Self {
        Self {
            lower_anchor: continuous.anchor(Side::Lower),
            upper_anchor: continuous.anchor(Side::Upper),
            scale: continuous.scale,
            bounds: continuous.bounds,
        }
    }

    /// The one of a uniform law, of whose support offsets are fractions.
    pub fn of_support(continuous: &Continuous) -> Self {
        Self { scale: continuous.bounds.1 - continuous.bounds.0, ..Self::new(continuous) }
    }

    /// The value at an offset from the lower or the upper anchor.
    #[inline(always)]
    pub fn value(&self, offset: f64, upper: bool) -> f64 {
        let anchor = if upper { self.upper_anchor } else { self.lower_anchor };
        clamp(anchor + self.scale * offset, self.bounds)
    }
}

/// `x` moved into the interval, in the form that compiles to two instructions.
#[inline(always)]
pub fn clamp(x: f64, bounds: (f64, f64)) -> f64 {
    let x = if x < bounds.0 { bounds.0 } else { x };
    if x > bounds.1 { bounds.1 } else { x }
}
