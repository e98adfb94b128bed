//! The list of laws. A law is a line here and a file of its own, with its parameters as a scenario
//! gives them, its moments, its standard form and its tests.

use super::parameters::Family;
use super::percentiles::ThroughPercentiles;

macro_rules! laws {
    ($($family:ident $(as $word:literal)?, $doc:literal: $($law:ident $(+ $through:ident)?),+;)*) => {
        $(mod $family; pub use $family::{$($law),+};)*

        /// The families in the order of the reference page; each law is one set of parameters.
        pub const FAMILIES: &[Family] = &[$(Family {
            name: laws!(@word $family $($word)?),
            doc: $doc,
            forms: &[$($law::FORM $(, <$law as $through>::THROUGH)?),+],
        }),*];

        /// Distributions of every family, whole and truncated.
        #[cfg(test)]
        pub(super) fn examples() -> Vec<super::Distribution> {
            [$($family::tests::examples()),*].concat()
        }
    };
    (@word $family:ident) => { stringify!($family) };
    (@word $family:ident $word:literal) => { $word };
}

laws! {
    constant, "A single value.": Constant;
    metalog,
        "Smooth through 2 to 10 percentiles (p01 to p99), within `min` and `max`, or the bounds of \
         the key where they are not given. Percentiles without `dist` mean this.":
        Metalog;
    normal, "Normal.": Normal + ThroughPercentiles;
    logistic, "Logistic: like the normal with heavier tails.": Logistic + ThroughPercentiles;
    lognormal,
        "Log-normal, by its own mean and sd or by its median and one percentile (p01 to p99).":
        Lognormal, LognormalPercentile + ThroughPercentiles;
    student_t as "student-t",
        "Student's t, moved and stretched: heavier tails the fewer degrees of freedom (above 2).":
        StudentT + ThroughPercentiles;
    laplace, "Laplace: exponential on both sides of its location.": Laplace + ThroughPercentiles;
    gumbel, "Gumbel: the largest of many values with exponential tails.": Gumbel + ThroughPercentiles;
    gev,
        "Generalised extreme value: heavier upper tail the larger the shape (below 1/2), an upper \
         bound if it is negative.":
        GeneralisedExtremeValue + ThroughPercentiles;
    pareto, "Pareto: from its scale up, with a power as tail (shape above 2).": Pareto + ThroughPercentiles;
    generalised_pareto as "generalised-pareto",
        "Generalised Pareto, of what exceeds a threshold: as for gev, with the location as its \
         least value.":
        GeneralisedPareto + ThroughPercentiles;
    loglogistic, "Log-logistic: the scale is its median (shape above 2).": LogLogistic + ThroughPercentiles;
    loguniform, "Log-uniform: of even density on a logarithmic axis.": LogUniform + ThroughPercentiles;
    uniform, "Uniform.": Uniform + ThroughPercentiles;
    triangular, "Triangular.": Triangular;
    pert, "PERT (beta).": Pert;
    beta, "Beta between min and max (0 and 1 if missing).": Beta;
    gamma, "Gamma, by shape and scale or by mean and sd.": Gamma + ThroughPercentiles, GammaMoments;
    weibull, "Weibull.": Weibull + ThroughPercentiles;
    exponential, "Exponential.": Exponential + ThroughPercentiles;
    poisson, "Poisson counts (plain numbers only).": Poisson;
    bernoulli, "0 or 1 (plain numbers only).": Bernoulli;
    binomial, "How many of so many trials succeed (plain numbers only).": Binomial;
    negative_binomial as "negative-binomial",
        "How many trials fail before so many have succeeded (plain numbers only).":
        NegativeBinomial;
    empirical, "One of the values observed, each as likely as any other.": Empirical;
    piecewise, "Straight pieces of the distribution function between values, as of a histogram.":
        Piecewise;
    discrete, "One of several values.": Discrete;
}

pub(super) use triangular::Triangle;
pub(super) use uniform::StandardUniform;
#[cfg(test)]
pub(super) use weibull::StandardWeibull;
