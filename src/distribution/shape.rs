//! The continuous laws in standard form: what remains of a family once location and scale are taken
//! out.

use super::probability::Probability;
use super::{incomplete_beta, incomplete_gamma, normal_integral};

/// A continuous law in standard form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Mean 0, standard deviation 1.
    Normal,
    /// `exp(sigma·Z)`: median 1.
    Lognormal { sigma: f64 },
    /// Scale 1.
    Gamma { shape: f64 },
    /// On [0, 1].
    Beta { alpha: f64, beta: f64 },
    /// Scale 1; the exponential law when `shape` is 1.
    Weibull { shape: f64 },
    /// On [0, 1].
    Uniform,
    /// On [0, 1].
    Triangular { mode: f64 },
}

impl Shape {
    /// Where the density is positive.
    pub fn support(&self) -> (f64, f64) {
        match self {
            Self::Normal => (f64::NEG_INFINITY, f64::INFINITY),
            Self::Lognormal { .. } | Self::Gamma { .. } | Self::Weibull { .. } => {
                (0.0, f64::INFINITY)
            }
            Self::Beta { .. } | Self::Uniform | Self::Triangular { .. } => (0.0, 1.0),
        }
    }

    /// The law of `1 − X`, for the laws on [0, 1].
    pub fn mirrored(&self) -> Option<Self> {
        match *self {
            Self::Beta { alpha, beta } => Some(Self::Beta { alpha: beta, beta: alpha }),
            Self::Uniform => Some(Self::Uniform),
            Self::Triangular { mode } => Some(Self::Triangular { mode: 1.0 - mode }),
            _ => None,
        }
    }

    /// Density at `x`; 0 outside the support and at a natural bound.
    pub fn density(&self, x: f64) -> f64 {
        let (low, high) = self.support();
        if x < low || x > high {
            return 0.0;
        }
        match *self {
            Self::Normal => normal_integral::density(x),
            Self::Uniform => 1.0,
            Self::Triangular { mode } if x < mode => 2.0 * x / mode,
            Self::Triangular { mode } if x > mode => 2.0 * (1.0 - x) / (1.0 - mode),
            Self::Triangular { .. } => 2.0,
            _ if x == low || x == high => 0.0,
            Self::Lognormal { sigma } => {
                normal_integral::density(libm::log(x) / sigma) / (sigma * x)
            }
            Self::Gamma { shape } => incomplete_gamma::density(shape, x),
            Self::Beta { alpha, beta } => incomplete_beta::density(alpha, beta, x),
            Self::Weibull { shape } => {
                let hazard = libm::pow(x, shape);
                shape * hazard / x * libm::exp(-hazard)
            }
        }
    }

    /// Both tails at `x`.
    pub fn tails(&self, x: f64) -> Probability {
        let (low, high) = self.support();
        if x <= low {
            return Probability::from_lower(0.0);
        }
        if x >= high {
            return Probability::from_upper(0.0);
        }
        match *self {
            Self::Normal => normal_integral::tails(x),
            Self::Lognormal { sigma } => normal_integral::tails(libm::log(x) / sigma),
            Self::Gamma { shape } => incomplete_gamma::tails(shape, x),
            Self::Beta { alpha, beta } => incomplete_beta::tails(alpha, beta, x),
            Self::Weibull { shape } => {
                let hazard = libm::pow(x, shape);
                Probability { lower: -libm::expm1(-hazard), upper: libm::exp(-hazard) }
            }
            Self::Uniform => Probability::from_lower(x),
            Self::Triangular { mode } if x < mode => Probability::from_lower(x * x / mode),
            Self::Triangular { mode } => Probability {
                lower: mode + (x - mode) * (2.0 - mode - x) / (1.0 - mode),
                upper: (1.0 - x) * (1.0 - x) / (1.0 - mode),
            },
        }
    }

    /// Quantile; fine in relative terms near a lower bound of 0 (not near an upper bound of 1,
    /// where the quantile of the mirrored law serves).
    pub fn quantile(&self, p: Probability) -> f64 {
        match *self {
            Self::Normal => normal_integral::quantile(p),
            Self::Lognormal { sigma } => libm::exp(sigma * normal_integral::quantile(p)),
            Self::Gamma { shape } => incomplete_gamma::quantile(shape, p),
            Self::Beta { alpha, beta } => incomplete_beta::quantile(alpha, beta, p),
            Self::Weibull { shape } => {
                let hazard =
                    if p.lower < 0.5 { -libm::log1p(-p.lower) } else { -libm::log(p.upper) };
                libm::pow(hazard, 1.0 / shape)
            }
            Self::Uniform => p.lower,
            Self::Triangular { mode } if p.lower < mode => libm::sqrt(p.lower * mode),
            Self::Triangular { mode } => {
                // 1 − √(p.upper·(1 − mode)), from the mode to be exact when that is near 0.
                let root = libm::sqrt(p.upper / (1.0 - mode));
                mode + (p.lower - mode) / (1.0 + root)
            }
        }
    }

    /// Points inside the support where the density is not smooth.
    pub fn kink(&self) -> Option<f64> {
        match *self {
            Self::Triangular { mode } if mode > 0.0 && mode < 1.0 => Some(mode),
            _ => None,
        }
    }
}
