//! A list of values.

use crate::distribution::prelude::*;

parameters! {
    /// Each value with its probability.
    Discrete {
        /// The values, in any order.
        values: Values,
        /// Their probabilities.
        probabilities: Weights,
    }
}

impl Discrete {
    fn atoms(&self) -> Atoms {
        let Self { values, probabilities } = self;
        Atoms::new(values.iter().copied().zip(probabilities.iter().copied()).collect())
    }
}

impl Law for Discrete {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let Self { values, probabilities } = self;
        if values.is_empty() || values.len() != probabilities.len() {
            return Err(DistributionError::UnequalLists {
                values: values.len(),
                probabilities: probabilities.len(),
            });
        }
        for &value in values {
            finite("value", value)?;
        }
        for &value in probabilities {
            probability("probability", value)?;
        }
        let sum: f64 = probabilities.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(DistributionError::ProbabilitySum { sum });
        }
        Ok(Representation::Atoms(self.atoms()))
    }

    fn moments(&self) -> (f64, f64) {
        let atoms = self.atoms();
        (atoms.mean(), atoms.standard_deviation())
    }

    fn text(&self) -> String {
        let pairs = self.values.iter().zip(&self.probabilities);
        let pairs: Vec<String> =
            pairs.map(|(value, probability)| format!("{value}: {probability}")).collect();
        format!("discrete({})", pairs.join(", "))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        let (values, probabilities) = (vec![3.0, -1.0, 10.0], vec![0.2, 0.5, 0.3]);
        let listed = make(Discrete { values, probabilities });
        vec![cut(&listed, 0.0, 20.0), listed]
    }

    #[test]
    fn probabilities_must_sum_to_one() {
        let short = Discrete { values: vec![1.0, 2.0], probabilities: vec![0.5, 0.4] };
        let message = Distribution::new(short).expect_err("invalid").to_string();
        assert_eq!(message, "the probabilities must sum to 1, not 0.9");
    }
}
