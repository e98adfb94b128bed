//! The PERT law, a beta law by three points.

use super::beta::Beta;
use crate::distribution::prelude::*;

parameters! {
    /// The beta law with `alpha = 1 + 4(mode − min)/(max − min)` and
    /// `beta = 1 + 4(max − mode)/(max − min)`, whose mean is `(min + 4 mode + max)/6` (Malcolm et
    /// al. 1959; Vose 2008, "Risk Analysis", PERT).
    Pert {
        /// Least value.
        min: Dimensioned,
        /// Most likely value.
        mode: Dimensioned,
        /// Largest value.
        max: Dimensioned,
    }
}

impl Pert {
    fn beta(&self) -> Beta {
        let &Self { min, mode, max } = self;
        let width = max - min;
        let parameter = |part: f64| 1.0 + 4.0 * (part / width);
        Beta { alpha: parameter(mode - min), beta: parameter(max - mode), min, max }
    }
}

impl Law for Pert {
    fn representation(&self) -> Result<Representation, DistributionError> {
        mode_fraction(self.min, self.mode, self.max)?;
        self.beta().representation()
    }

    fn only_value(&self) -> Option<f64> {
        let &Self { min, mode, max } = self;
        (min == max && mode == min && min.is_finite()).then_some(min)
    }

    fn moments(&self) -> (f64, f64) {
        self.beta().moments()
    }

    fn text(&self) -> String {
        format!("pert({}, {}, {})", self.min, self.mode, self.max)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;

    pub fn examples() -> Vec<Distribution> {
        let pert = make(Pert { min: 5000.0, mode: 8000.0, max: 15000.0 });
        vec![
            cut(&pert, 6000.0, 20000.0),
            cut(&pert, 7000.0, 14000.0),
            pert,
            make(Pert { min: -2.0, mode: 0.0, max: 0.0 }),
        ]
    }

    #[test]
    fn values_are_exact() {
        let pert = make(Pert { min: 5000.0, mode: 8000.0, max: 15000.0 });
        close(pert.mean(), 8_666.666_666_666_666, 1e-14);
        close(pert.standard_deviation(), 1_821.389_666_562_407_2, 1e-13);
        let p95 = Probability::from_lower(0.95);
        close(pert.quantile(p95), 11_915.510_177_116_264, 1e-13);
        close(pert.survival(14_000.0), 0.000_876_535_132_778_444_5, 1e-12);
        close(pert.survival(10_000.0), 0.239_989_126_713_496_06, 1e-12);
        assert_eq!(pert.to_string(), "pert(5000, 8000, 15000)");
    }

    #[test]
    fn mode_must_lie_between_the_ends() {
        let outside = Pert { min: 5.0, mode: 20.0, max: 15.0 };
        let message = Distribution::new(outside).expect_err("invalid").to_string();
        assert_eq!(message, "the mode 20 lies outside [5, 15]");
    }
}
