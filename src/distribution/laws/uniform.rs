//! The uniform law.

use crate::distribution::percentiles::location_and_scale;
use crate::distribution::prelude::*;

parameters! {
    /// Equal density from `min` to `max`.
    Uniform {
        /// Least value.
        min: Dimensioned,
        /// Largest value.
        max: Dimensioned,
    }
}

impl Law for Uniform {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let &Self { min, max } = self;
        let width = width(min, max)?;
        Ok(Representation::Continuous(Continuous::new(StandardUniform, min, width, Some(max))))
    }

    fn only_value(&self) -> Option<f64> {
        (self.min == self.max && self.min.is_finite()).then_some(self.min)
    }

    fn moments(&self) -> (f64, f64) {
        (0.5 * self.min + 0.5 * self.max, (self.max - self.min) / libm::sqrt(12.0))
    }

    fn text(&self) -> String {
        format!("uniform({}, {})", self.min, self.max)
    }
}

impl ThroughPercentiles for Uniform {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (min, width) = location_and_scale(points, |p| p.lower);
        Ok(Self { min, max: min + width })
    }
}

/// On [0, 1].
#[derive(Debug)]
pub(in crate::distribution) struct StandardUniform;

impl StandardLaw for StandardUniform {
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    fn mirrored(&self) -> Option<Arc<dyn StandardLaw>> {
        Some(Arc::new(Self))
    }

    fn density_inside(&self, _: f64) -> f64 {
        1.0
    }

    fn holds_at_ends(&self) -> bool {
        true
    }

    fn tails_inside(&self, x: f64) -> Probability {
        Probability::from_lower(x)
    }

    fn quantile(&self, p: Probability) -> f64 {
        p.lower
    }

    fn slope(&self, _: &Series, _: usize, _: &mut [Series; 3]) -> f64 {
        0.0
    }

    fn closed_form(&self) -> Option<ClosedForm> {
        Some(ClosedForm::Uniform)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        let uniform = make(Uniform { min: -1.0, max: 3.0 });
        vec![cut(&uniform, 0.0, 1.0), uniform]
    }
}
