//! The beta law.

use crate::distribution::prelude::*;
use crate::numerics::incomplete_beta;
use crate::numerics::power_series::{extend_reciprocal, extend_reciprocal_complement};

parameters! {
    /// The beta law stretched from [0, 1] to [`min`, `max`].
    Beta {
        /// Exponent at the lower end, plus 1.
        alpha: Plain,
        /// Exponent at the upper end, plus 1.
        beta: Plain,
        /// Least value.
        min: Dimensioned or 0.0,
        /// Largest value.
        max: Dimensioned or 1.0,
    }
}

impl Law for Beta {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let &Self { alpha, beta, min, max } = self;
        let standard =
            StandardBeta { alpha: positive("alpha", alpha)?, beta: positive("beta", beta)? };
        let width = width(min, max)?;
        Ok(Representation::Continuous(Continuous::new(standard, min, width, Some(max))))
    }

    fn only_value(&self) -> Option<f64> {
        let &Self { alpha, beta, min, max } = self;
        let is_sound = alpha > 0.0 && beta > 0.0 && min.is_finite();
        (is_sound && min == max).then_some(min)
    }

    fn moments(&self) -> (f64, f64) {
        let &Self { alpha, beta, min, max } = self;
        let (sum, width) = (alpha + beta, max - min);
        let variance = (alpha / sum) * (beta / sum) / (sum + 1.0);
        (min + width * (alpha / sum), width * libm::sqrt(variance))
    }

    fn text(&self) -> String {
        let Self { alpha, beta, min, max } = self;
        format!("beta(alpha {alpha}, beta {beta}, {min}, {max})")
    }
}

/// On [0, 1].
#[derive(Debug)]
struct StandardBeta {
    alpha: f64,
    beta: f64,
}

impl StandardLaw for StandardBeta {
    fn support(&self) -> (f64, f64) {
        (0.0, 1.0)
    }

    fn mirrored(&self) -> Option<Arc<dyn StandardLaw>> {
        Some(Arc::new(Self { alpha: self.beta, beta: self.alpha }))
    }

    fn density_inside(&self, x: f64) -> f64 {
        incomplete_beta::density(self.alpha, self.beta, x)
    }

    fn tails_inside(&self, x: f64) -> Probability {
        incomplete_beta::tails(self.alpha, self.beta, x)
    }

    fn quantile(&self, p: Probability) -> f64 {
        incomplete_beta::quantile(self.alpha, self.beta, p)
    }

    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [reciprocal, reciprocal_complement, _] = kept;
        extend_reciprocal(reciprocal, y, n);
        extend_reciprocal_complement(reciprocal_complement, y, n);
        (self.alpha - 1.0) * reciprocal[n] - (self.beta - 1.0) * reciprocal_complement[n]
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::ContinuousCDF;

    pub fn examples() -> Vec<Distribution> {
        let arcsine = make(Beta { alpha: 0.5, beta: 0.5, min: 0.0, max: 2.0 });
        let peaked = make(Beta { alpha: 30.0, beta: 90.0, min: 0.0, max: 1.0 });
        vec![cut(&arcsine, 0.5, 2.0), arcsine, peaked]
    }

    #[test]
    fn distribution_function_matches_statrs() {
        let beta = make(Beta { alpha: 2.2, beta: 3.8, min: 0.0, max: 1.0 });
        let reference = statrs::distribution::Beta::new(2.2, 3.8).expect("valid");
        for k in 1..20 {
            let x = f64::from(k) / 20.0;
            close(beta.cdf(x), reference.cdf(x), 1e-11);
            close(beta.survival(x), reference.sf(x), 1e-11);
        }
    }
}
