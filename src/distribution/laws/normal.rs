//! The normal law.

use crate::distribution::percentiles::location_and_scale;
use crate::distribution::prelude::*;
use crate::numerics::normal_integral;

parameters! {
    /// The normal law.
    Normal {
        /// Mean.
        mean: Dimensioned,
        /// Standard deviation.
        sd: Dimensioned,
    }
}

impl Law for Normal {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let (mean, sd) = (finite("mean", self.mean)?, not_negative("sd", self.sd)?);
        Ok(Representation::Continuous(Continuous::new(StandardNormal, mean, sd, None)))
    }

    fn only_value(&self) -> Option<f64> {
        (self.sd == 0.0 && self.mean.is_finite()).then_some(self.mean)
    }

    fn moments(&self) -> (f64, f64) {
        (self.mean, self.sd)
    }

    fn text(&self) -> String {
        format!("normal(mean {}, sd {})", self.mean, self.sd)
    }
}

impl ThroughPercentiles for Normal {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (mean, sd) = location_and_scale(points, normal_integral::quantile);
        Ok(Self { mean, sd })
    }
}

/// Mean 0, standard deviation 1.
#[derive(Debug)]
struct StandardNormal;

impl StandardLaw for StandardNormal {
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        normal_integral::density(x)
    }

    fn tails_inside(&self, x: f64) -> Probability {
        normal_integral::tails(x)
    }

    fn quantile(&self, p: Probability) -> f64 {
        normal_integral::quantile(p)
    }

    fn slope(&self, y: &Series, n: usize, _: &mut [Series; 3]) -> f64 {
        -y[n]
    }

    fn closed_form(&self) -> Option<ClosedForm> {
        Some(ClosedForm::Normal)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        let normal = make(Normal { mean: 1.2, sd: 0.5 });
        let narrow = make(Normal { mean: 0.0, sd: 1.0 });
        vec![
            cut(&normal, 0.0, f64::INFINITY),
            cut(&normal, f64::NEG_INFINITY, 1.5),
            cut(&normal, 1.0, 2.0),
            cut(&narrow, 3.0, 10.0),
            cut(&narrow, -5.0, -4.0),
            normal,
            narrow,
        ]
    }
}
