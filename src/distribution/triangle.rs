//! The triangular law in closed form: a table could not follow the kink at the mode.

use super::continuous::Continuous;

/// A triangular law, possibly truncated, ready to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangle {
    /// Ends of the untruncated law.
    ends: (f64, f64),
    /// Squared distance from an end per unit of tail probability, where the density rises and
    /// falls.
    squares: (f64, f64),
    /// Probability below and above the mode of the untruncated law.
    mode: (f64, f64),
    /// Probability of the untruncated law below and above the interval kept, and inside it.
    outside: (f64, f64),
    mass: f64,
    bounds: (f64, f64),
    /// Whether the density rises at the lower and at the upper bound.
    rising_at_bounds: (bool, bool),
    /// Distance of each bound from the end of its straight piece.
    roots_at_bounds: (f64, f64),
}

impl Triangle {
    pub fn new(continuous: &Continuous, mode: f64) -> Self {
        let Continuous { law, location, scale, bounds } = *continuous;
        let area = scale * scale;
        let distance = |bound: f64, rising: bool| scale * if rising { bound } else { 1.0 - bound };
        let rising_at_bounds = (law.bounds.0 < mode, law.bounds.1 <= mode);
        Self {
            ends: (location, location + scale),
            squares: (area * mode, area * (1.0 - mode)),
            mode: (mode, 1.0 - mode),
            outside: (law.outside.lower, law.outside.upper),
            mass: law.mass,
            bounds,
            rising_at_bounds,
            roots_at_bounds: (
                distance(law.bounds.0, rising_at_bounds.0),
                distance(law.bounds.1, rising_at_bounds.1),
            ),
        }
    }

    /// The value with tail probability `v` on the side given (Kotz and van Dorp 2004, "Beyond
    /// beta", eq. 1.9). On the straight piece of the bound on that side, its distance from the
    /// bound is a difference of square roots, written as a quotient so that it stays exact however
    /// small.
    #[inline(always)]
    pub fn value(&self, v: f64, upper: bool) -> f64 {
        let (near, far) = (v * self.mass, (1.0 - v) * self.mass);
        let below = self.outside.0 + if upper { far } else { near };
        let above = self.outside.1 + if upper { near } else { far };
        let rising = if upper { above > self.mode.1 } else { below < self.mode.0 };
        let area = if rising { self.squares.0 } else { self.squares.1 };
        let root = (area * if rising { below } else { above }).sqrt();
        let from_end = if rising { self.ends.0 + root } else { self.ends.1 - root };
        let root_at_bound = if upper { self.roots_at_bounds.1 } else { self.roots_at_bounds.0 };
        let step = near * area / (root + root_at_bound);
        let from_bound = if upper { self.bounds.1 - step } else { self.bounds.0 + step };
        let same_piece =
            rising == if upper { self.rising_at_bounds.1 } else { self.rising_at_bounds.0 };
        clamp(if same_piece { from_bound } else { from_end }, self.bounds)
    }
}

/// `x` moved into the interval, in the form that compiles to two instructions.
#[inline(always)]
pub fn clamp(x: f64, bounds: (f64, f64)) -> f64 {
    let x = if x < bounds.0 { bounds.0 } else { x };
    if x > bounds.1 { bounds.1 } else { x }
}
