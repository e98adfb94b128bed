//! The Laplace law.

use crate::distribution::percentiles::location_and_scale;
use crate::distribution::prelude::*;

parameters! {
    /// Density proportional to `exp(−|x − location|/scale)` (Johnson, Kotz & Balakrishnan 1995,
    /// "Continuous Univariate Distributions" 2, chapter 24).
    Laplace {
        /// Mean and median.
        location: Dimensioned,
        /// Mean distance from the location.
        scale: Dimensioned,
    }
}

impl Law for Laplace {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let location = finite("location", self.location)?;
        let scale = positive("scale", self.scale)?;
        Ok(Representation::Continuous(Continuous::new(StandardLaplace, location, scale, None)))
    }

    fn moments(&self) -> (f64, f64) {
        (self.location, core::f64::consts::SQRT_2 * self.scale)
    }

    fn text(&self) -> String {
        format!("laplace(location {}, scale {})", self.location, self.scale)
    }
}

impl ThroughPercentiles for Laplace {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (location, scale) = location_and_scale(points, |p| StandardLaplace.quantile(p));
        Ok(Self { location, scale })
    }
}

/// Density `exp(−|x|)/2`.
#[derive(Debug)]
struct StandardLaplace;

impl StandardLaw for StandardLaplace {
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        0.5 * libm::exp(-x.abs())
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let tail = 0.5 * libm::exp(-x.abs());
        if x < 0.0 { Probability::from_lower(tail) } else { Probability::from_upper(tail) }
    }

    fn quantile(&self, p: Probability) -> f64 {
        let distance = -libm::log(2.0 * p.smaller());
        if p.lower < p.upper { -distance } else { distance }
    }

    fn slope(&self, y: &Series, n: usize, _: &mut [Series; 3]) -> f64 {
        if n == 0 { -f64::signum(y[0]) } else { 0.0 }
    }

    fn kinks(&self) -> Vec<f64> {
        vec![0.0]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::ContinuousCDF;

    pub fn examples() -> Vec<Distribution> {
        let laplace = make(Laplace { location: -3.0, scale: 0.8 });
        vec![cut(&laplace, -3.0, f64::INFINITY), cut(&laplace, -9.0, -4.0), laplace]
    }

    #[test]
    fn tails_match_statrs() {
        let laplace = make(Laplace { location: -3.0, scale: 0.8 });
        let reference = statrs::distribution::Laplace::new(-3.0, 0.8).expect("valid");
        for k in -40..40 {
            let x = f64::from(k) / 4.0;
            close(laplace.cdf(x), reference.cdf(x), 1e-14);
            close(laplace.survival(x), reference.sf(x), 1e-14);
        }
    }

    #[test]
    fn a_kink_off_the_median_is_drawn_all_the_same() {
        let laplace = make(Laplace { location: 1.0, scale: 2.0 });
        let lopsided = cut(&laplace, 0.0, f64::INFINITY);
        let by_word = WordQuantile::new(&lopsided);
        assert!(by_word.is_slow());
        for word in telling_words(20) {
            let p = Probability::from_word(word);
            assert_eq!(by_word.value(word), lopsided.quantile(p));
        }
    }
}
