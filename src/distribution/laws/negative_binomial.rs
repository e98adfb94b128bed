//! The negative binomial law.

use crate::distribution::prelude::*;
use crate::numerics::saddle_point::beta_term;

parameters! {
    /// How many trials fail before so many have succeeded; a Poisson count whose mean has a gamma
    /// law (Johnson, Kemp & Kotz 2005, "Univariate Discrete Distributions", chapter 5).
    NegativeBinomial {
        /// Number of successes, not necessarily whole: the shape of that gamma law.
        successes: Plain,
        /// Probability of a success.
        probability: Plain,
    }
}

impl Law for NegativeBinomial {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let r = positive("successes", self.successes)?;
        let p = probability("probability", positive("probability", self.probability)?)?;
        at_most("mean", self.moments().0, Atoms::MOST)?;
        let mode = libm::floor((r - 1.0).max(0.0) * (1.0 - p) / p);
        let peak = if mode == 0.0 {
            libm::pow(p, r)
        } else {
            beta_term(r, mode, p, 1.0 - p) / mode
        };
        let ratio = |k: f64| (k + r - 1.0) / k * (1.0 - p);
        Ok(Representation::Atoms(Atoms::of_counts(mode, peak, ratio)))
    }

    fn only_value(&self) -> Option<f64> {
        let &Self { successes, probability } = self;
        (probability == 1.0 && successes > 0.0 && successes.is_finite()).then_some(0.0)
    }

    fn moments(&self) -> (f64, f64) {
        let &Self { successes, probability } = self;
        let mean = successes * (1.0 - probability) / probability;
        (mean, libm::sqrt(mean / probability))
    }

    fn counts_without_end(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        let Self { successes, probability } = self;
        format!("negative-binomial(successes {successes}, probability {probability})")
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::DiscreteCDF;

    pub fn examples() -> Vec<Distribution> {
        let law = make(NegativeBinomial { successes: 2.5, probability: 0.3 });
        vec![
            cut(&law, 1.0, 9.0),
            law,
            make(NegativeBinomial { successes: 0.4, probability: 0.01 }),
            make(NegativeBinomial { successes: 800.0, probability: 0.6 }),
        ]
    }

    #[test]
    fn distribution_function_matches_statrs() {
        for (successes, probability) in [(2.5, 0.3), (40.0, 0.7)] {
            let law = make(NegativeBinomial { successes, probability });
            let reference = statrs::distribution::NegativeBinomial::new(successes, probability);
            let reference = reference.expect("valid");
            for k in 0..60_u32 {
                let (cdf, survival) = (reference.cdf(u64::from(k)), reference.sf(u64::from(k)));
                // Far out the list of values ends.
                if cdf > 1e-15 && survival > 1e-15 {
                    close(law.cdf(f64::from(k)), cdf, 1e-9);
                    close(law.survival(f64::from(k)), survival, 1e-9);
                }
            }
            let Representation::Atoms(atoms) = law.representation() else { panic!("counts") };
            close(atoms.mean(), law.mean(), 1e-12);
            close(atoms.standard_deviation(), law.standard_deviation(), 1e-12);
        }
    }
}
