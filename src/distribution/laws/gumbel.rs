//! The Gumbel law.

use super::gev::NearGumbel;
use crate::distribution::percentiles::location_and_scale;
use crate::distribution::prelude::*;

parameters! {
    /// Distribution function `exp(−exp(−(x − location)/scale))` (Gumbel 1958, "Statistics of
    /// Extremes").
    Gumbel {
        /// Mode.
        location: Dimensioned,
        /// Standard deviation times √6/π.
        scale: Dimensioned,
    }
}

impl Law for Gumbel {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let location = finite("location", self.location)?;
        let (scale, standard) = (positive("scale", self.scale)?, NearGumbel { shape: 0.0 });
        Ok(Representation::Continuous(Continuous::new(standard, location, scale, None)))
    }

    fn moments(&self) -> (f64, f64) {
        let (mean, sd) = NearGumbel::moments(0.0);
        (self.location + mean * self.scale, sd * self.scale)
    }

    fn text(&self) -> String {
        format!("gumbel(location {}, scale {})", self.location, self.scale)
    }
}

impl ThroughPercentiles for Gumbel {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let standard = NearGumbel { shape: 0.0 };
        let (location, scale) = location_and_scale(points, |p| standard.quantile(p));
        Ok(Self { location, scale })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::ContinuousCDF;

    pub fn examples() -> Vec<Distribution> {
        let gumbel = make(Gumbel { location: 30.0, scale: 4.0 });
        vec![cut(&gumbel, 25.0, 60.0), gumbel]
    }

    #[test]
    fn tails_match_statrs() {
        let gumbel = make(Gumbel { location: 30.0, scale: 4.0 });
        let reference = statrs::distribution::Gumbel::new(30.0, 4.0).expect("valid");
        for k in 20..80 {
            let x = f64::from(k);
            close(gumbel.cdf(x), reference.cdf(x), 1e-13);
            close(gumbel.survival(x), reference.sf(x), 1e-13);
        }
    }
}
