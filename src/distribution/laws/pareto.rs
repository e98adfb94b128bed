//! The Pareto law.

use super::generalised_pareto::GeneralisedPareto;
use crate::distribution::percentiles::scale_and_spread;
use crate::distribution::prelude::*;

parameters! {
    /// Survival `(scale/x)^shape` from the scale on (Johnson, Kotz & Balakrishnan 1994, "Continuous
    /// Univariate Distributions" 1, chapter 20).
    Pareto {
        /// Least value.
        scale: Dimensioned,
        /// Exponent.
        shape: Plain,
    }
}

impl Pareto {
    fn generalised(&self) -> GeneralisedPareto {
        let &Self { scale, shape } = self;
        GeneralisedPareto { location: scale, scale: scale / shape, shape: 1.0 / shape }
    }
}

impl Law for Pareto {
    fn representation(&self) -> Result<Representation, DistributionError> {
        positive("scale", self.scale)?;
        light("shape", self.shape, self.shape > 2.0, "above 2")?;
        self.generalised().representation()
    }

    fn moments(&self) -> (f64, f64) {
        self.generalised().moments()
    }

    fn text(&self) -> String {
        format!("pareto(scale {}, shape {})", self.scale, self.shape)
    }
}

impl ThroughPercentiles for Pareto {
    const COUNT: usize = 2;

    fn through(points: &[Point], _: &Given) -> Result<Self, DistributionError> {
        let (scale, spread) = scale_and_spread(points, Probability::exponential_quantile)?;
        Ok(Self { scale, shape: 1.0 / spread })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::ContinuousCDF;
    use statrs::statistics::Distribution as _;

    pub fn examples() -> Vec<Distribution> {
        let pareto = make(Pareto { scale: 500.0, shape: 3.5 });
        vec![cut(&pareto, 600.0, 2_000.0), pareto, make(Pareto { scale: 2.0, shape: 300.0 })]
    }

    #[test]
    fn tails_and_moments_match_statrs() {
        let pareto = make(Pareto { scale: 500.0, shape: 3.5 });
        let reference = statrs::distribution::Pareto::new(500.0, 3.5).expect("valid");
        for k in 51..500 {
            let x = f64::from(10 * k);
            close(pareto.cdf(x), reference.cdf(x), 1e-12);
            close(pareto.survival(x), reference.sf(x), 1e-12);
        }
        close(pareto.mean(), reference.mean().expect("finite"), 1e-14);
        close(pareto.standard_deviation(), reference.std_dev().expect("finite"), 1e-14);
    }

    #[test]
    fn a_tail_without_standard_deviation_is_refused() {
        let heavy = Distribution::new(Pareto { scale: 1.0, shape: 2.0 }).expect_err("invalid");
        let expected = "the shape must be above 2, not 2: else the standard deviation is infinite";
        assert_eq!(heavy.to_string(), expected);
    }
}
