//! Values that were observed.

use super::discrete::Discrete;
use crate::distribution::prelude::*;

parameters! {
    /// Each observed value as likely as any other.
    Empirical {
        /// The values, in any order; one that comes twice counts twice.
        values: Values,
    }
}

impl Empirical {
    fn discrete(&self) -> Discrete {
        let share = 1.0 / self.values.len() as f64;
        Discrete { values: self.values.clone(), probabilities: vec![share; self.values.len()] }
    }
}

impl Law for Empirical {
    fn representation(&self) -> Result<Representation, DistributionError> {
        if self.values.is_empty() {
            return Err(DistributionError::NoValues);
        }
        self.discrete().representation()
    }

    fn moments(&self) -> (f64, f64) {
        self.discrete().moments()
    }

    fn text(&self) -> String {
        let values: Vec<String> = self.values.iter().map(f64::to_string).collect();
        format!("empirical({})", values.join(", "))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        let law = make(Empirical { values: vec![3.0, 1.0, 2.5, 1.0, 7.0] });
        vec![cut(&law, 0.0, 5.0), law]
    }

    #[test]
    fn values_count_as_often_as_they_come() {
        let law = make(Empirical { values: vec![3.0, 1.0, 2.5, 1.0, 7.0] });
        close(law.cdf(1.0), 0.4, 1e-15);
        close(law.mean(), 2.9, 1e-15);
        close(law.standard_deviation(), 2.2, 1e-15);
        assert!(Distribution::new(Empirical { values: vec![] }).is_err());
    }
}
