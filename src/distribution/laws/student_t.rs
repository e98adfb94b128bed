//! Student's t.

use crate::distribution::percentiles::{law, location_and_scale};
use crate::distribution::prelude::*;
use crate::numerics::incomplete_beta;
use crate::numerics::power_series::{extend_reciprocal, product};
use crate::numerics::saddle_point::stirling_error;

parameters! {
    /// Density proportional to `(1 + t²/n)^(−(n+1)/2)` with `t = (x − location)/scale` and `n`
    /// degrees of freedom (Johnson, Kotz & Balakrishnan 1995, "Continuous Univariate Distributions"
    /// 2, chapter 28).
    StudentT {
        /// Mean and median.
        location: Dimensioned,
        /// What the standard deviation tends to with many degrees of freedom.
        scale: Dimensioned,
        /// Degrees of freedom.
        degrees_of_freedom: Plain,
    }
}

/// With more the law is hardly told from the normal one, and the beta law loses digits.
const MOST_DEGREES: f64 = 200.0;

/// Degrees of freedom, checked.
fn degrees_of_freedom(value: f64) -> Result<f64, DistributionError> {
    let parameter = "degrees_of_freedom";
    light(parameter, at_most(parameter, value, MOST_DEGREES)?, value > 2.0, "above 2")
}

impl Law for StudentT {
    fn representation(&self) -> Result<Representation, DistributionError> {
        let location = finite("location", self.location)?;
        let scale = positive("scale", self.scale)?;
        let degrees = degrees_of_freedom(self.degrees_of_freedom)?;
        let standard = StandardStudentT { degrees };
        Ok(Representation::Continuous(Continuous::new(standard, location, scale, None)))
    }

    fn moments(&self) -> (f64, f64) {
        let degrees = self.degrees_of_freedom;
        (self.location, self.scale * libm::sqrt(degrees / (degrees - 2.0)))
    }

    fn text(&self) -> String {
        let Self { location, scale, degrees_of_freedom } = self;
        format!(
            "student-t(location {location}, scale {scale}, degrees_of_freedom {degrees_of_freedom})"
        )
    }
}

impl ThroughPercentiles for StudentT {
    const COUNT: usize = 2;
    const THROUGH: Form = Form {
        parameters: &[
            Parameter {
                name: "degrees_of_freedom",
                kind: ParameterKind::Plain,
                required: true,
            },
            Self::PERCENTILES,
        ],
        law: law::<Self>,
    };

    fn through(points: &[Point], given: &Given) -> Result<Self, DistributionError> {
        let degrees = given.number("degrees_of_freedom").unwrap_or(f64::NAN);
        let degrees_of_freedom = degrees_of_freedom(degrees)?;
        let standard = StandardStudentT { degrees: degrees_of_freedom };
        let (location, scale) = location_and_scale(points, |p| standard.quantile(p));
        Ok(Self { location, scale, degrees_of_freedom })
    }
}

/// Location 0, scale 1; by the beta law of `n/(n + t²)`, or of `t²/(n + t²)` about the centre
/// (DLMF 8.17.18).
#[derive(Debug)]
struct StandardStudentT {
    degrees: f64,
}

impl StandardLaw for StandardStudentT {
    fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }

    fn density_inside(&self, x: f64) -> f64 {
        // Γ((n+1)/2)/(Γ(n/2)·√(n/2)), with Γ by Stirling's formula and its error.
        let half = 0.5 * self.degrees;
        let log_peak = stirling_error(half - 0.5) - stirling_error(half)
            + half * libm::log1p(-0.5 / half)
            + 0.5;
        let decay = -(half + 0.5) * libm::log1p(x * x / self.degrees);
        libm::exp(log_peak + decay) / libm::sqrt(2.0 * core::f64::consts::PI)
    }

    fn tails_inside(&self, x: f64) -> Probability {
        let (n, square) = (self.degrees, x * x);
        let both = if square < n {
            incomplete_beta::tails(0.5, 0.5 * n, square / (n + square)).upper
        } else {
            incomplete_beta::tails(0.5 * n, 0.5, n / (n + square)).lower
        };
        if x < 0.0 {
            Probability::from_lower(0.5 * both)
        } else {
            Probability::from_upper(0.5 * both)
        }
    }

    fn quantile(&self, p: Probability) -> f64 {
        let n = self.degrees;
        let both = Probability::from_lower(2.0 * p.smaller());
        let outer = incomplete_beta::tails(0.5 * n, 0.5, 0.5).lower;
        let size = if both.lower < outer {
            let x = incomplete_beta::quantile(0.5 * n, 0.5, both);
            libm::sqrt(n * (1.0 - x) / x)
        } else {
            let x = incomplete_beta::quantile(0.5, 0.5 * n, both.complement());
            libm::sqrt(n * x / (1.0 - x))
        };
        if p.lower < p.upper { -size } else { size }
    }

    fn slope(&self, y: &Series, n: usize, kept: &mut [Series; 3]) -> f64 {
        let [sum, reciprocal, _] = kept;
        sum[n] = product(y, y, n) + if n == 0 { self.degrees } else { 0.0 };
        extend_reciprocal(reciprocal, sum, n);
        -(self.degrees + 1.0) * product(y, reciprocal, n)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::distribution::tests::*;
    use statrs::distribution::{Continuous as _, ContinuousCDF, StudentsT};

    fn student(degrees_of_freedom: f64) -> Distribution {
        make(StudentT { location: 5.0, scale: 2.0, degrees_of_freedom })
    }

    pub fn examples() -> Vec<Distribution> {
        let heavy = student(2.5);
        vec![
            cut(&heavy, 0.0, f64::INFINITY),
            cut(&heavy, -20.0, 8.0),
            heavy,
            student(4.0),
            student(200.0),
        ]
    }

    #[test]
    fn tails_and_density_match_statrs() {
        for degrees in [2.5, 7.0, 60.0] {
            let law = student(degrees);
            let reference = StudentsT::new(5.0, 2.0, degrees).expect("valid");
            for k in -60..80 {
                let x = f64::from(k) / 2.0 + 0.125;
                close(law.cdf(x), reference.cdf(x), 1e-10);
                close(law.survival(x), reference.sf(x), 1e-10);
                close(law.density(x), reference.pdf(x), 1e-10);
            }
        }
    }

    #[test]
    fn degrees_of_freedom_have_their_range() {
        let fault = |degrees_of_freedom| {
            let law = StudentT { location: 0.0, scale: 1.0, degrees_of_freedom };
            Distribution::new(law).expect_err("invalid").to_string()
        };
        let heavy = "the degrees_of_freedom must be above 2, not 2: else the standard deviation is \
                     infinite";
        assert_eq!(fault(2.0), heavy);
        assert_eq!(fault(1e7), "the degrees_of_freedom must be at most 200, not 10000000");
    }
}
