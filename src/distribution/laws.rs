//! The list of laws. A law is a line here and a file of its own, with its parameters as a scenario
//! gives them, its moments, its standard form and its tests.

use super::parameters::Family;

macro_rules! laws {
    ($($family:ident, $doc:literal: $($law:ident),+;)*) => {
        $(mod $family; pub use $family::{$($law),+};)*

        /// The families in the order of the reference page; each law is one set of parameters.
        pub const FAMILIES: &[Family] = &[$(Family {
            name: stringify!($family),
            doc: $doc,
            forms: &[$($law::FORM),+],
        }),*];

        /// Distributions of every family, whole and truncated.
        #[cfg(test)]
        pub(super) fn examples() -> Vec<super::Distribution> {
            [$($family::tests::examples()),*].concat()
        }
    };
}

laws! {
    constant, "A single value.": Constant;
    normal, "Normal.": Normal;
    logistic, "Logistic: like the normal with heavier tails.": Logistic;
    lognormal,
        "Log-normal, by its own mean and sd or by its median and one percentile (p05 to p99).":
        Lognormal, LognormalPercentile;
    uniform, "Uniform.": Uniform;
    triangular, "Triangular.": Triangular;
    pert, "PERT (beta).": Pert;
    beta, "Beta between min and max (0 and 1 if missing).": Beta;
    gamma, "Gamma, by shape and scale or by mean and sd.": Gamma, GammaMoments;
    weibull, "Weibull.": Weibull;
    exponential, "Exponential.": Exponential;
    poisson, "Poisson counts (plain numbers only).": Poisson;
    bernoulli, "0 or 1 (plain numbers only).": Bernoulli;
    discrete, "One of several values.": Discrete;
}

pub(super) use triangular::Triangle;
pub(super) use uniform::StandardUniform;
#[cfg(test)]
pub(super) use weibull::StandardWeibull;
