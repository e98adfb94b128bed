//! The Poisson law.

use crate::distribution::prelude::*;
use crate::numerics::saddle_point::poisson_term;

parameters! {
    /// The number of events when `mean` are expected.
    Poisson {
        /// Mean.
        mean: Plain,
    }
}

impl Law for Poisson {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let mean = at_most("mean", positive("mean", self.mean)?, Atoms::MOST)?;
        Ok(Representation::Atoms(Atoms::new(terms(mean))))
    }

    fn moments(&self) -> (f64, f64) {
        (self.mean, libm::sqrt(self.mean))
    }

    fn counts_without_end(&self) -> bool {
        true
    }

    fn text(&self) -> String {
        format!("poisson(mean {})", self.mean)
    }
}

/// Values and probabilities, without the values whose tails are below 1e-25.
fn terms(mean: f64) -> Vec<(f64, f64)> {
    let mode = mean as u64;
    let mut pairs = Vec::new();
    let peak = poisson_term(mode as f64, mean);
    let (mut k, mut term) = (mode, peak);
    while term > 1e-30 {
        pairs.push((k as f64, term));
        k += 1;
        term *= mean / k as f64;
    }
    let (mut k, mut term) = (mode, peak);
    while k > 0 && term > 1e-30 {
        term *= k as f64 / mean;
        k -= 1;
        pairs.push((k as f64, term));
    }
    pairs
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::DiscreteCDF;

    pub fn examples() -> Vec<Distribution> {
        let poisson = make(Poisson { mean: 3.5 });
        vec![
            cut(&poisson, 1.0, 5.0),
            poisson,
            make(Poisson { mean: 1e4 }),
            make(Poisson { mean: 0.01 }),
        ]
    }

    #[test]
    fn distribution_function_matches_statrs() {
        let poisson = make(Poisson { mean: 3.5 });
        let reference = statrs::distribution::Poisson::new(3.5).expect("valid");
        for k in 0..15_u32 {
            close(poisson.cdf(f64::from(k)), reference.cdf(u64::from(k)), 1e-11);
        }
    }
}
