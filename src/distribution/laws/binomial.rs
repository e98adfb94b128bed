//! The binomial law.

use crate::distribution::prelude::*;
use crate::numerics::saddle_point::beta_term;

parameters! {
    /// How many of so many trials succeed, each with the same probability (Johnson, Kemp & Kotz
    /// 2005, "Univariate Discrete Distributions", chapter 3).
    Binomial {
        /// Number of trials.
        trials: Plain,
        /// Probability of a success.
        probability: Plain,
    }
}

impl Law for Binomial {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let (n, p) = (count("trials", self.trials)?, probability("probability", self.probability)?);
        let (odds, mode) = (p / (1.0 - p), libm::floor((n + 1.0) * p).min(n));
        let peak = if mode == 0.0 {
            libm::exp(n * libm::log1p(-p))
        } else if mode == n {
            libm::pow(p, n)
        } else {
            beta_term(mode, n - mode, p, 1.0 - p) * n / (mode * (n - mode))
        };
        Ok(Representation::Atoms(Atoms::of_counts(mode, peak, |k| (n - k + 1.0) / k * odds)))
    }

    fn only_value(&self) -> Option<f64> {
        let &Self { trials, probability } = self;
        let is_sound = count("trials", trials).is_ok();
        (is_sound && (probability == 0.0 || probability == 1.0)).then_some(trials * probability)
    }

    fn moments(&self) -> (f64, f64) {
        let mean = self.trials * self.probability;
        (mean, libm::sqrt(mean * (1.0 - self.probability)))
    }

    fn text(&self) -> String {
        format!("binomial(trials {}, probability {})", self.trials, self.probability)
    }
}

/// A whole number above 0 that is not too large for a list.
fn count(parameter: &'static str, value: f64) -> Result<f64, DistributionError> {
    if positive(parameter, value)? != libm::floor(value) {
        return Err(DistributionError::NotWhole { parameter, value });
    }
    at_most(parameter, value, Atoms::MOST)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::DiscreteCDF;

    pub fn examples() -> Vec<Distribution> {
        let law = make(Binomial { trials: 12.0, probability: 0.3 });
        vec![
            cut(&law, 2.0, 9.0),
            law,
            make(Binomial { trials: 20_000.0, probability: 0.4 }),
            make(Binomial { trials: 3.0, probability: 0.999 }),
            make(Binomial { trials: 5.0, probability: 1e-4 }),
        ]
    }

    #[test]
    fn distribution_function_matches_statrs() {
        for (trials, probability) in [(12_u32, 0.3), (400, 0.97)] {
            let law = make(Binomial { trials: f64::from(trials), probability });
            let reference = statrs::distribution::Binomial::new(probability, u64::from(trials));
            let reference = reference.expect("valid");
            for k in 0..trials {
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
