//! The triangular law, drawn in closed form: a table could not follow the kink at the mode.

use crate::distribution::prelude::*;
use crate::distribution::affine::clamp;

parameters! {
    /// Density rising straight from `min` to `mode` and falling straight to `max`.
    Triangular {
        /// Least value.
        min: Dimensioned,
        /// Most likely value.
        mode: Dimensioned,
        /// Largest value.
        max: Dimensioned,
    }
}

impl Law for Triangular {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let &Self { min, mode, max } = self;
        let standard = StandardTriangular { mode: mode_fraction(min, mode, max)? };
        Ok(Representation::Continuous(Continuous::new(standard, min, max - min, Some(max))))
    }

    fn only_value(&self) -> Option<f64> {
        let &Self { min, mode, max } = self;
        (min == max && mode == min && min.is_finite()).then_some(min)
    }

    fn moments(&self) -> (f64, f64) {
        let &Self { min, mode, max } = self;
        let (a, b, c) = (mode - min, max - mode, max - min);
        let square = (a * a + b * b + c * c) / 36.0;
        (min + (a + c) / 3.0, libm::sqrt(square))
    }

    fn text(&self) -> String {
        format!("triangular({}, {}, {})", self.min, self.mode, self.max)
    }
}

/// On [0, 1].
#[derive(Debug)]
struct StandardTriangular {
    mode: f64,
}

impl StandardLaw for StandardTriangular {
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    fn mirrored(&self) -> Option<Arc<dyn StandardLaw>> {
        Some(Arc::new(Self { mode: 1.0 - self.mode }))
    }

    fn density_inside(&self, x: f64) -> f64 {
        let mode = self.mode;
        if x < mode {
            2.0 * x / mode
        } else if x > mode {
            2.0 * (1.0 - x) / (1.0 - mode)
        } else {
            2.0
        }
    }

    fn holds_at_ends(&self) -> bool {
        true
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let mode = self.mode;
        if x < mode {
            return Probability::from_lower(x * x / mode);
        }
        Probability {
            lower: mode + (x - mode) * (2.0 - mode - x) / (1.0 - mode),
            upper: (1.0 - x) * (1.0 - x) / (1.0 - mode),
        }
    }

    fn quantile(&self, p: Probability) -> f64 {
        let mode = self.mode;
        if p.lower < mode {
            return libm::sqrt(p.lower * mode);
        }
        // 1 − √(p.upper·(1 − mode)), from the mode to be exact when that is near 0.
        let root = libm::sqrt(p.upper / (1.0 - mode));
        mode + (p.lower - mode) / (1.0 + root)
    }

    fn slope(&self, _: &Series, _: usize, _: &mut [Series; 3]) -> f64 {
        unreachable!("triangular laws are drawn in closed form")
    }

    fn kinks(&self) -> Vec<f64> {
        let inside = self.mode > 0.0 && self.mode < 1.0;
        if inside { vec![self.mode] } else { Vec::new() }
    }

    fn closed_form(&self) -> Option<ClosedForm> {
        Some(ClosedForm::Triangular { mode: self.mode })
    }
}

/// A triangular law, possibly truncated, ready to draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::distribution) struct Triangle {
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
        let &Continuous { ref law, location, scale, bounds } = continuous;
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        let triangular = make(Triangular { min: 5000.0, mode: 8000.0, max: 15000.0 });
        vec![
            cut(&triangular, 6000.0, 14000.0),
            cut(&triangular, 9000.0, 10000.0),
            triangular,
            make(Triangular { min: 0.0, mode: 0.0, max: 1.0 }),
        ]
    }

    #[test]
    fn values_are_exact() {
        let triangular = make(Triangular { min: 5000.0, mode: 8000.0, max: 15000.0 });
        close(triangular.mean(), 9_333.333_333_333_334, 1e-14);
        close(triangular.standard_deviation(), 2_094.967_514_996_089, 1e-14);
        let p95 = Probability::from_lower(0.95);
        close(triangular.quantile(p95), 13_129.171_306_613_029, 1e-14);
        close(triangular.survival(14_000.0), 0.014_285_714_285_714_285, 1e-14);
    }
}
