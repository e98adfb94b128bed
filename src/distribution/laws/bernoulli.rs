//! The Bernoulli law.

use crate::distribution::prelude::*;

parameters! {
    /// 1 with this probability, otherwise 0.
    Bernoulli {
        /// Probability of 1.
        probability: Plain,
    }
}

impl Law for Bernoulli {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let probability = self::probability("probability", self.probability)?;
        let pairs = vec![(0.0, 1.0 - probability), (1.0, probability)];
        Ok(Representation::Atoms(Atoms::new(pairs)))
    }

    fn moments(&self) -> (f64, f64) {
        (self.probability, libm::sqrt(self.probability * (1.0 - self.probability)))
    }

    fn text(&self) -> String {
        format!("bernoulli({})", self.probability)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        vec![make(Bernoulli { probability: 0.85 }), make(Bernoulli { probability: 1.0 })]
    }
}
